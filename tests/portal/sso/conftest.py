"""A provider of University A in use, with an OpenID provider of the test's own behind it."""

from collections.abc import Callable
from typing import Any

import pytest

from portal import fetch
from portal.models import ClaimRule, IdentityProvider, Membership, Organisation, SignInProblem
from portal.tenancy import acting_for
from tests.portal.sso import setting


@pytest.fixture
def them(monkeypatch: pytest.MonkeyPatch) -> setting.Provider:
    provider = setting.Provider()
    monkeypatch.setattr(fetch, "session", provider.session)
    return provider


@pytest.fixture
def row(university_a: Organisation) -> IdentityProvider:
    """In use; `university-a.example` is confirmed and leads to it."""
    made = setting.openid(university_a)
    setting.domain(university_a, "university-a.example", made)
    return made


@pytest.fixture
def rule(row: IdentityProvider) -> Callable[..., ClaimRule]:
    def add(value: str, role: str, claim: str = "affiliation", **more: Any) -> ClaimRule:
        with acting_for(row.owner):
            return ClaimRule.objects.create(
                provider=row, claim=claim, value=value, role=role, **more
            )

    return add


@pytest.fixture
def problem(university_a: Organisation) -> Callable[[], tuple[str, str]]:
    """Kind and cause of the last failed sign-in, as the steward reads them."""

    def last() -> tuple[str, str]:
        with acting_for(university_a):
            found = SignInProblem.objects.order_by("-at", "-pk").first()
            return (found.kind, found.cause) if found else ("", "")

    return last


@pytest.fixture
def membership(university_a: Organisation) -> Callable[[str], Membership]:
    def of(address: str) -> Membership:
        with acting_for(university_a):
            return Membership.objects.get(owner=university_a, user__email=address)

    return of
