"""Through a real OpenID provider: set up, tried, used; discovery, roles both ways, errors."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits, keep
from tests.journeys.steps import heading
from tests.providers.running import Running, started

NAME = "Campus sign-in"
STAFF = {
    "sub": "fay-1",
    "email": "fay@university-a.example",
    "name": "Fay Federated",
    "eduperson_scoped_affiliation": ["staff@university-a.example"],
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with started("oidc.py", ready="/.well-known/openid-configuration") as running:
        stella = {"sub": "stella-1", "email": "stella@university-a.example", "name": "Stella"}
        running.tell(people={"fay": STAFF, "stella": stella})
        yield running


def log_in(page: Page, user: str, code: str = "") -> None:
    """At the provider."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Identity provider")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill("known there alone")
    if code:
        page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Log in").click()


def leave(page: Page, address: str, name: str = NAME) -> None:
    """From the sign-in page, by the address alone, to the provider."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Continue at your organisation")
    page.get_by_role("link", name=f"Continue to {name}").click()


def set_up(visit: Visits, provider: Running) -> Page:
    """Stella registers the portal there and the provider here; who comes back is on its page."""
    page = visit("stella", "/settings/sign-in/")
    page.get_by_role("link", name="Set up a sign-in").click()
    page.get_by_role("link", name="University federation, OpenID Connect").click()
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Issuer").fill(provider.address)
    page.get_by_label("Client ID").fill("ajar")
    page.get_by_label("Client secret").fill("s3cret of the test")
    page.get_by_text("Make accounts for new people").click()
    page.get_by_role("button", name="Save").click()
    heading(page, NAME)
    answer = page.get_by_text(re.compile("/account/sso/.+/answer/")).first.inner_text().strip()
    client = {
        "client_secret": "s3cret of the test",
        "redirect_uris": [answer],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_post",
    }
    provider.tell(clients={"ajar": client})
    return page


def own_the_domain(visit: Visits, steward: str, domain: str, name: str = NAME) -> None:
    """The steward claims it, Olga confirms it, and it leads to the sign-in."""
    page = visit(steward, "/settings/sign-in/domains/")
    page.get_by_label("Domain", exact=True).fill(domain)
    page.get_by_role("button", name="Add the domain").click()
    page.get_by_role("link", name=domain, exact=True).click()
    page.get_by_label("People with these addresses sign in with").select_option(label=name)
    page.get_by_role("button", name="Save").click()
    organisation = visit.world.people[steward].organisation
    assert organisation is not None
    page = visit("olga", f"/operations/organisations/{organisation.pk}/domains/")
    page.get_by_role("button", name=re.compile(rf"^Confirm\W+{re.escape(domain)}$")).click()
    expect(page.get_by_text("confirmed on")).to_be_visible()


def test_a_campus_signs_in_through_its_openid_provider(visit, provider, tmp_path):
    page = set_up(visit, provider)
    own_the_domain(visit, "stella", "university-a.example")

    # A rule: staff are officers.
    page.get_by_role("link", name="Edit the rules").click()
    page.get_by_label("Claim").select_option(label="Affiliation (eduPersonScopedAffiliation)")
    page.get_by_label("Value").fill("staff@university-a.example")
    page.get_by_label("Gives the role").select_option(label="Research officer")
    page.get_by_role("button", name="Add the rule").click()

    # Tried by the steward: what it says, what would happen, and nothing happens.
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="Try this connection").click()
    page.get_by_role("link", name=f"Continue to {NAME}").click()
    log_in(page, "fay", code="123456")
    heading(page, "The connection works")
    expect(page.get_by_text("You would gain the role Research officer")).to_be_visible()
    expect(page.get_by_text("counts as one with a second factor")).to_be_visible()
    keep(page, tmp_path, "tried")
    page.get_by_role("link", name="Use this sign-in").click()
    page.get_by_role("button", name="Use this sign-in").click()
    expect(page.get_by_text("People sign in through")).to_be_visible()

    # Fay comes for the first time: an account, and the role by the rule.
    fay = visit("", "")
    leave(fay, "fay@university-a.example")
    log_in(fay, "fay")
    expect(fay.get_by_text("gave you a role: Research officer")).to_be_visible()
    fay.goto("/partnerships/")
    heading(fay, re.compile("."))

    # What can't be undone asks the provider again, and the provider asks Fay.
    fay.goto("/account/step-up/?next=/you/")
    fay.get_by_role("link", name="Confirm with your organisation’s sign-in").click()
    fay.get_by_role("link", name=f"Continue to {NAME}").click()
    log_in(fay, "fay", code="123456")
    heading(fay, "Fay Federated")

    # A provider that only says so is not believed.
    provider.tell(never_again=True)
    with visit.expecting("403 /account/sso/", "status of 403"):
        fay.wait_for_timeout(3500)
        fay.goto("/account/sso/again/?next=/you/")
        fay.wait_for_timeout(1000)
        fay.get_by_role("link", name=f"Continue to {NAME}").click()
    provider.tell(never_again=False)

    # The affiliation ends; with the next sign-in the role is gone.
    provider.tell(people={"fay": STAFF | {"eduperson_scoped_affiliation": []}})
    again = visit("", "")
    leave(again, "fay@university-a.example")
    log_in(again, "fay")
    expect(again.get_by_text("took a role back: Research officer")).to_be_visible()
    heading_of_start = again.get_by_role("heading", name="You have no role yet")
    expect(heading_of_start).to_be_visible()
    expect(again.get_by_text("Stella Steward")).to_be_visible()
    keep(again, tmp_path, "no-role")


def test_what_fails_has_a_code_that_the_steward_finds(visit, provider, tmp_path):
    provider.tell(error="access_denied")
    page = visit("", "")
    leave_to = visit.world.stack.url
    with visit.expecting("403 /account/sso/", "status of 403"):
        leave(page, "fay@university-a.example")
        heading(page, "Your organisation’s sign-in was cancelled")
    provider.tell(error="")
    code = page.locator("main code, .entry code").first.inner_text()
    keep(page, tmp_path, "failed")
    assert page.url.startswith(leave_to)
    steward = visit("stella", f"/settings/sign-in/problems/?code={code}")
    expect(steward.get_by_text("Cancelled by the person")).to_be_visible()


def test_without_a_known_domain_the_password_is_asked(visit):
    page = visit("", "/account/login/")
    page.get_by_label("E-mail address").fill("somebody@nowhere.example")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Type your password. No organisation").first).to_be_visible()
