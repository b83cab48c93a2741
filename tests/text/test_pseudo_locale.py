"""Every page of the matrix, read in a pseudo-locale: what is not wrapped can't be translated."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from diligence.domain import places
from diligence.exchange.packaged import packaged
from diligence.forms.drafts import LANGUAGES
from portal.enums import KIND_ROLES, Permission
from portal.models import Organisation
from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX, Open, Route
from tests.isolation.world import MARK, snapshot
from tests.text.pseudo import Visible, bare_texts, everything_wrapped

pytestmark = pytest.mark.django_db

OWN_NAMES = {
    *("Ajar", "EUPL-1.2", "CSV", "XLSX", "JSON", "ROR", "PIC", "EUR", "TOTP", "API", "HTTP"),
    *(
        *("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"),
        "EU",
        "CORDIS",
        "PostgreSQL",
        "Django",
        "Celery",
        "htmx",
        "Bearer",
        "Authorization",
    ),
}
"""Proper names and codes, the same in every language."""

BASELINE = packaged("eu-baseline")
CODES = {
    option.code for question in BASELINE.questions + BASELINE.triage for option in question.options
}
FLAGGED = {
    f"{question.id}:{option.code} · {option.label}"
    for question in BASELINE.questions
    for option in question.options
    if option.flags
}
ENDONYMS = {name for _code, name in LANGUAGES}
PLACES = {text for place in places.texts(BASELINE) for text in (place, f": {place}")}
IDENTITY = {BASELINE.id, BASELINE.edition, f"{BASELINE.id} {BASELINE.edition}"}

SHOWS_CODES = {
    "diligence:questionnaire-detail": CODES,
    "diligence:draft-triage-question": CODES,
    "diligence:draft-measure-new": FLAGGED,
    "diligence:draft-measure": FLAGGED,
    "diligence:draft-new": ENDONYMS,
    "diligence:questionnaire-import": ENDONYMS,
    "diligence:draft-language": ENDONYMS | PLACES,
    "diligence:draft-differences": IDENTITY,
    "diligence:import-layout": {"verlobt", "running"},
    "diligence:import-columns": {"verlobt", "running"},
    "diligence:import-words": {"verlobt"},
}
"""Codes that answers are stored and exchanged under, places in a questionnaire, and languages in
their own words; pages of an import show the cells of its spreadsheet as they are."""

SPECIMENS = {"portal:gallery"}
"""Specimens for those who build pages, untranslated on purpose."""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
        if value.startswith(("{", "[")):
            yield from _strings(_parsed(value))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _strings(item)


def _parsed(text: str) -> Any:
    """A frozen document, stored as its text: what it says is content."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def data_of(world: World) -> frozenset[str]:
    """What people typed, and what the questionnaire says: content, not interface."""
    document = world.a.edition.document
    told = {*_strings(snapshot(*world.victims)), *_strings(json.loads(document)), *OWN_NAMES}
    told |= set(_strings(world.a.edition.cases))
    told |= {text for said in _strings(world.a.edition.overrides) for text in (said, f": {said}")}
    told |= {str(word) for word in _strings([world.a.edition.title, world.a.edition.edition])}
    people = (world.a.officer, world.a.decider, world.a.steward, world.a.newcomer)
    people += (world.hub.adviser, world.hub.second, world.hub.steward, world.ended, world.limited)
    people += (world.ministry.officer, world.ministry.steward, world.commission.analyst)
    for person in (*(member.user for member in people), world.operator):
        told |= {person.name, person.email, person.name.split()[0]}
    # The frozen title of a report is in the language of the report.
    told |= {f"Research security in the {name}" for name in ("Netherlands", "European Union")}
    told |= set(Organisation.objects.values_list("name", flat=True))
    # Codes of bands, kinds and states are data too, but words that a page may not show bare.
    shown = {text for text in told if len(text) > 1 and (" " in text or not text.islower())}
    # What is searched for stands in the box and in the heading as it was typed.
    return frozenset(shown | {MARK.casefold()})


@pytest.fixture(scope="module")
def data(made_world: World, django_db_blocker: Any) -> frozenset[str]:
    with django_db_blocker.unblock():
        return data_of(made_world)


def _browser(world: World, needed: Any, at: str = "a") -> Client:
    """Signed in as somebody of whoever the page is of, who may open it."""
    client = Client()
    wanted = needed if isinstance(needed, tuple) else (needed,)
    if isinstance(wanted[0], Permission):
        home = getattr(world, at)
        names = ("officer", "adviser", "analyst", "steward")
        people = [getattr(home, name) for name in names if hasattr(home, name)]
        may = (who for who in people if any(who.actor.may(each) for each in wanted))
        client.force_login(next(may).user)
    elif needed is Open.OPERATOR:
        client.force_login(world.operator)
    elif needed is Open.SIGNED_IN:
        client.force_login(world.a.officer.user)
    return client


def _address(world: World, name: str, route: Route) -> str:
    estate = getattr(world, route.at)
    path = reverse(name, kwargs=route.kwargs(estate))
    query = route.address(estate)
    return f"{path}?{query}" if query else path


PAGES = [name for name, route in MATRIX.items() if route.get and name not in SPECIMENS]


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("api")])
def test_every_text_of_a_page_can_be_translated(world: World, data: frozenset[str], name: str):
    route = MATRIX[name]
    known = data | SHOWS_CODES.get(name, set())
    with everything_wrapped():
        response = _browser(world, route.get, route.at).get(_address(world, name, route))
        if response.streaming:
            b"".join(response.streaming_content)
            return
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return
        assert bare_texts(response.content.decode(), known) == []


FORMS = [
    "diligence:partnership-new",
    "diligence:partner-edit",
    "portal:units",
    "portal:invite",
    "portal:token-new",
    "portal:operations-new",
    "portal:operations-help",
]


@pytest.mark.parametrize("name", FORMS)
def test_every_complaint_of_a_form_can_be_translated(world: World, data: frozenset[str], name: str):
    route = MATRIX[name]
    with everything_wrapped():
        path = _address(world, name, route)
        response = _browser(world, route.post, route.at).post(path, {})
        assert response.status_code in {200, 422}
        page = response.content.decode()
    assert "error" in page
    assert bare_texts(page, data) == []


def test_refusals_and_absent_pages_can_be_translated(world: World, data: frozenset[str]):
    with everything_wrapped():
        steward = _browser(world, Permission.MANAGE_UNITS)
        refused = steward.get(reverse("diligence:partnership-new"))
        absent = steward.get("/nowhere/")
    assert (refused.status_code, absent.status_code) == (403, 404)
    for page in (refused, absent):
        assert bare_texts(page.content.decode(), data) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>⟦Fine⟧</p>", []),
        ("<p>Not fine</p>", ["Not fine"]),
        ("<p>⟦Fine <a>with a link</a> inside⟧</p>", []),
        ('<button aria-label="Close">×</button>', ["Close"]),
        ('<input type="submit" value="Save">', ["Save"]),
        ("<p>⟦cut off</p><p>Bare</p>", ["Bare"]),
        ("<p>2026-11-22, 14 %</p>", []),
    ],
)
def test_the_reader_finds_what_is_bare(page: str, found: list[str]):
    assert bare_texts(page, ()) == found


def test_the_wrapping_ends_with_its_block():
    assert KIND_ROLES
    with everything_wrapped():
        pass
    assert not re.search("⟦", gettext("Register"))
    assert Visible().bare == []
