"""Fixtures of every suite: the database as `portal_app`, and the cast."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from xdist.scheduler import LoadFileScheduling

from diligence.actions import questionnaires
from diligence.models import QuestionnaireVersion
from diligence.queries.questionnaires import BASELINE, current_version
from portal.enums import OrganisationKind, Role
from portal.models import Organisation, User
from portal.tenancy import acting_for
from tests import cast, prepared

pytest_plugins = ["tests.browser.plugin"]

# A tenth of the processor's time went into looking for rubbish among a million objects that stay.
gc.set_threshold(50_000, 20, 1000)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


class _ByPortal(LoadFileScheduling):
    """File by file, but what drives a whole portal goes to one worker, so that it starts once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(("tests/accessibility/", "tests/journeys/")):
            return "browser"
        return "stack" if file.startswith("tests/stack/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByPortal:
    return _ByPortal(config, log)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> None:
    """A database of its own for each process of the run, migrated as in production."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = f"test_ajar_{worker}" if worker else "test_ajar"
    prepared.copy(name)
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    # Nothing is dropped afterwards: the whole cluster is thrown away.


def _teardown_as_owner(case: TransactionTestCase) -> None:
    """TRUNCATE needs the owner: step out of the application's role for it."""
    tables = [
        name
        for name in connection.introspection.django_table_names(only_existing=True)
        if name not in {"django_migrations", "django_content_type", "auth_permission"}
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables))
        cursor.execute("SET ROLE portal_app")


TransactionTestCase._fixture_teardown = _teardown_as_owner  # type: ignore[method-assign]


@pytest.fixture
def university_a(db: None) -> Organisation:
    return cast.organisation("University A")


@pytest.fixture
def university_b(db: None) -> Organisation:
    return cast.organisation("University B", country="SE")


@pytest.fixture
def ines(university_a: Organisation) -> cast.Member:
    """Research officer at University A."""
    return cast.member(university_a, "Ines Officer", Role.OFFICER)


@pytest.fixture
def stella(university_a: Organisation) -> cast.Member:
    """Steward of University A."""
    return cast.member(university_a, "Stella Steward", Role.STEWARD)


@pytest.fixture
def otto(university_b: Organisation) -> cast.Member:
    """Research officer at University B: the stranger."""
    return cast.member(university_b, "Otto Officer", Role.OFFICER)


@pytest.fixture
def dora(university_a: Organisation) -> cast.Member:
    """Decider at University A."""
    return cast.member(university_a, "Dora Decider", Role.DECIDER)


@pytest.fixture
def hub(db: None) -> Organisation:
    """The hub of University A's Member State."""
    return cast.organisation("Hub NL", country="NL", kind=OrganisationKind.HUB)


@pytest.fixture
def ada(hub: Organisation) -> cast.Member:
    return cast.member(hub, "Ada Adviser", Role.ADVISER)


@pytest.fixture
def bram(hub: Organisation) -> cast.Member:
    """The second adviser of the same hub."""
    return cast.member(hub, "Bram Adviser", Role.ADVISER)


@pytest.fixture
def other_hub(db: None) -> Organisation:
    return cast.organisation("Hub SE", country="SE", kind=OrganisationKind.HUB)


@pytest.fixture
def hugo(other_hub: Organisation) -> cast.Member:
    """Adviser at another Member State's hub: a stranger to the first."""
    return cast.member(other_hub, "Hugo Adviser", Role.ADVISER)


@pytest.fixture
def ministry(db: None) -> Organisation:
    """The ministry of University A's Member State."""
    return cast.organisation("Ministry NL", country="NL", kind=OrganisationKind.MINISTRY)


@pytest.fixture
def petra(ministry: Organisation) -> cast.Member:
    return cast.member(ministry, "Petra Policy", Role.POLICY_OFFICER)


@pytest.fixture
def commission(db: None) -> Organisation:
    return cast.organisation("Commission", country="", kind=OrganisationKind.COMMISSION)


@pytest.fixture
def carl(commission: Organisation) -> cast.Member:
    return cast.member(commission, "Carl Analyst", Role.ANALYST)


@pytest.fixture
def olga(db: None) -> User:
    """Operator of the installation."""
    return cast.operator()


_checked: dict[str, Any] = {}


def _once(name: str) -> Callable[..., Any]:
    """What a step of publishing says of the packaged baseline: the same each time."""
    asked = getattr(questionnaires, name)

    def answer(*arguments: Any, **named: Any) -> Any:
        if name not in _checked:
            _checked[name] = asked(*arguments, **named)
        return deepcopy(_checked[name])

    return answer


@pytest.fixture
def baseline(db: None) -> QuestionnaireVersion:
    """The EU baseline, published as the Commission's; its checks and cases run once a process."""
    with pytest.MonkeyPatch.context() as patch:
        for step in ("findings", "_cases_for"):
            patch.setattr(questionnaires, step, _once(step))
        call_command("load_questionnaire", stdout=StringIO())
    return current_version(BASELINE)


@pytest.fixture
def acting_as() -> Iterator[Callable[[cast.Member], None]]:
    """`acting_as(ines)`: act for her organisation until the test ends."""
    with ExitStack() as stack:
        yield lambda who: stack.enter_context(acting_for(who.organisation, user=who.user.pk))


@pytest.fixture
def browse() -> Callable[[cast.Member | User], Client]:
    """`browse(ines)`: a test client signed in as her."""

    def signed_in(who: cast.Member | User) -> Client:
        client = Client()
        client.force_login(who if isinstance(who, User) else who.user)
        return client

    return signed_in
