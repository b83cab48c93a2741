"""An operator founds an organisation; its steward and an officer arrive by one-time links."""

from playwright.sync_api import Page, expect

from tests.accessibility.looking import look_at, too_wide
from tests.browser.visits import sign_in
from tests.cast import PASSWORD
from tests.journeys.steps import heading, says, tick


def _found(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add an organisation").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Kind").select_option(label="Research organisation")
    page.get_by_label("Type").select_option(label="University")
    page.get_by_label("Size").select_option("medium")
    page.get_by_label("Member State").select_option(label="Portugal")
    page.get_by_role("button", name="Save").click()
    heading(page, name)


def _link_in(page: Page) -> str:
    """The one-time link that the page shows once."""
    expect(page.get_by_text("This installation sends no mail")).to_be_visible()
    return page.locator(".secret code").inner_text().strip()


def _arrive(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()


def test_from_an_empty_organisation_to_its_first_officer(visit):
    olga = visit("olga", "/operations/")
    _found(olga, "University of Vale Claro")
    olga.get_by_label("E-mail address").fill("sofia@vale-claro.example")
    olga.get_by_role("button", name="Invite the first steward").click()
    link = _link_in(olga)

    sofia = visit()
    _arrive(sofia, link, "Sofia Steward")
    expect(sofia.get_by_role("banner")).to_contain_text("University of Vale Claro")
    sofia.goto("/members/")
    sofia.get_by_role("link", name="Invite a member").first.click()
    sofia.get_by_label("E-mail address").fill("oscar@vale-claro.example")
    tick(sofia, "Research officer")
    sofia.get_by_role("button", name="Invite", exact=True).click()
    link = _link_in(sofia)

    oscar = visit()
    _arrive(oscar, link, "Oscar Officer")
    expect(oscar.get_by_role("link", name="Register", exact=True)).to_be_visible()
    sofia.goto("/members/")
    expect(sofia.get_by_role("link", name="Oscar Officer")).to_be_visible()

    with visit.expecting("410|404|403"):
        again = visit()
        again.goto(link)
        heading(again, "This link does not open")
    sign_in(again, "oscar@vale-claro.example")
    expect(again.get_by_role("banner")).to_contain_text("University of Vale Claro")


def test_a_password_that_is_too_weak_is_refused_with_the_reason(visit):
    stella = visit("stella", "/members/invite/")
    stella.get_by_label("E-mail address").fill("weak@university-a.example")
    tick(stella, "Research officer")
    stella.get_by_role("button", name="Invite", exact=True).click()
    guest = visit()
    guest.goto(_link_in(stella))
    guest.get_by_label("Your name").fill("Wim Weak")
    password = guest.get_by_label("Password", exact=True)
    password.fill("four grey doors hum")
    expect(guest.get_by_text("hard to guess.", exact=False).last).to_be_visible()
    password.fill("password1234")
    expect(guest.get_by_text("it is not accepted")).to_be_visible()
    password.fill("password")
    expect(guest.get_by_text("Too short yet")).to_be_visible()
    assert look_at(guest) == {}
    assert too_wide(guest) == 0
    guest.get_by_label("Password, once more").fill("passwort")
    guest.get_by_role("button", name="Accept the invitation").click()
    summary = guest.get_by_role("alert")
    expect(summary).to_contain_text(says("12 characters"))
    expect(summary).to_contain_text("differ")
