"""Through a real SAML identity provider, on another site than the portal's."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits
from tests.journeys.steps import heading
from tests.journeys.test_24_sso_oidc import leave, log_in, own_the_domain
from tests.providers.running import Running, started

NAME = "SAML of B"
PERSON = {
    "id": "sam-1",
    "mail": ["sam@university-b.example"],
    "displayName": ["Sam Signed"],
    "eduPersonScopedAffiliation": ["staff@university-b.example", "staff@university-a.example"],
    "eduPersonEntitlement": ["urn:mace:university-b.example:ajar:decider"],
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("idp")
    with started("saml.py", str(folder), ready="/metadata") as running:
        running.tell(people={"sam": PERSON}, scopes=["university-b.example"])
        yield running


def go_on(page: Page) -> None:
    """The provider's page that posts its answer."""
    page.get_by_role("button", name="Go on").click()


def set_up(visit: Visits, provider: Running) -> Page:
    page = visit("bo", "/settings/sign-in/new/edugain_saml/")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Address of the metadata").fill(f"{provider.address}/metadata")
    page.get_by_text("Make accounts for new people").click()
    page.get_by_text("Ask for a second factor with every sign-in").click()
    page.get_by_role("button", name="Save").click()
    heading(page, NAME)
    ours = page.get_by_role("link", name="/metadata/").get_attribute("href")
    assert ours is not None
    with urllib.request.urlopen(ours, timeout=20) as answer:
        provider.tell(partner=answer.read().decode())
    return page


def test_a_campus_signs_in_through_its_saml_provider(visit, provider):
    page = set_up(visit, provider)
    own_the_domain(visit, "bo", "university-b.example", NAME)

    page.get_by_role("link", name="Edit the rules").click()
    page.get_by_label("Claim").select_option(label="Entitlement (eduPersonEntitlement)")
    page.get_by_label("Value").fill("urn:mace:university-b.example:ajar:decider")
    page.get_by_label("Gives the role").select_option(label="Decider")
    page.get_by_role("button", name="Add the rule").click()

    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="Try this connection").click()
    page.get_by_role("link", name=f"Continue to {NAME}").click()
    log_in(page, "sam", code="123456")
    go_on(page)
    heading(page, "The connection works")
    expect(page.get_by_text("You would gain the role Decider")).to_be_visible()
    expect(page.get_by_text("counts as one with a second factor")).to_be_visible()
    expect(page.get_by_text("It may not speak for these domains")).to_be_visible()
    page.get_by_role("link", name="Use this sign-in").click()
    page.get_by_role("button", name="Use this sign-in").click()
    expect(page.get_by_text("People sign in through")).to_be_visible()

    # The response signed beside the assertion, as many federations do.
    provider.tell(sign_response=True)
    sam = visit("", "")
    leave(sam, "sam@university-b.example", NAME)
    log_in(sam, "sam", code="123456")
    go_on(sam)
    expect(sam.get_by_text("gave you a role: Decider")).to_be_visible()

    # Step-up: the provider is forced to ask anew, and says when it did.
    sam.goto("/account/step-up/?next=/you/")
    sam.get_by_role("link", name="Confirm with your organisation’s sign-in").click()
    sam.get_by_role("link", name=f"Continue to {NAME}").click()
    log_in(sam, "sam", code="123456")
    go_on(sam)
    heading(sam, "Sam Signed")

    # The entitlement ends: with the next sign-in the role is gone.
    provider.tell(people={"sam": PERSON | {"eduPersonEntitlement": ["urn:other"]}})
    again = visit("", "")
    leave(again, "sam@university-b.example", NAME)
    log_in(again, "sam")
    go_on(again)
    expect(again.get_by_text("took a role back: Decider")).to_be_visible()


def test_an_answer_sent_twice_is_refused(visit, provider):
    page = visit("", "")
    leave(page, "sam@university-b.example", NAME)
    log_in(page, "sam")
    sent = page.locator("input[name=SAMLResponse]").get_attribute("value")
    to = page.locator("form").get_attribute("action")
    assert sent is not None
    assert to is not None
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    answer = visit.context().request.post(to, form={"SAMLResponse": sent})
    assert answer.status == 403
    assert "can’t be accepted" in answer.text()
