"""Signing in with a second factor, getting back in, and changing hats."""

import re
import time

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits, sign_in
from tests.cast import PASSWORD
from tests.journeys.steps import heading


def _member(visit: Visits, name: str) -> str:
    """A new member's address, so that nobody else's account is changed."""
    email = f"{name.lower()}@university-a.example"
    with visit.world.inside():
        from portal.actions import invitations
        from portal.tenancy import acting_for
        from tests.browser.world import acting_as

        with acting_for(visit.world.people["stella"].organisation):
            by = acting_as(visit.world, "stella")
            _row, link = invitations.invite(by=by, email=email, roles=["officer"])
        invitations.accept_as_new(link.secret, name=f"{name} Officer", password=PASSWORD)
    return email


def _confirm(page: Page) -> None:
    """Type the password once more where the portal asks for it."""
    if "/step-up/" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def _set_up(page: Page) -> pyotp.TOTP:
    page.goto("/account/mfa/")
    page.get_by_role("link", name="Set up an authenticator app").click()
    _confirm(page)
    heading(page, "Set up a second factor")
    secret = page.locator("p", has_text="No camera?").locator("code").inner_text()
    totp = pyotp.TOTP(secret.strip())
    page.get_by_label("Code from your authenticator app").fill(totp.now())
    page.get_by_role("button", name="Switch the second factor on").click()
    return totp


def _leave(page: Page) -> None:
    page.locator("details.menu", has=page.get_by_text("Sign out")).locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/account/login/"))


def test_a_second_factor_guards_the_account_and_a_recovery_code_opens_it(visit):
    page = visit()
    email = _member(visit, "Fenna")
    sign_in(page, email)
    totp = _set_up(page)
    heading(page, "Keep these codes where you keep your passwords")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) >= 8
    _leave(page)

    sign_in(page, email)
    heading(page, "Now your second factor")
    with visit.expecting("."):
        page.get_by_label("Code from your authenticator app").fill("000000")
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    time.sleep(30 - time.time() % 30)  # a code opens once: wait for the next
    page.get_by_label("Code from your authenticator app").fill(totp.now())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner")).to_contain_text("University A")
    _leave(page)

    sign_in(page, email)
    page.get_by_label("Code from your authenticator app").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner")).to_contain_text("University A")


def test_a_steward_helps_somebody_who_forgot_the_password(visit):
    email = _member(visit, "Gerrit")
    stella = visit("stella", "/members/")
    stella.get_by_role("link", name="Gerrit Officer").click()
    stella.get_by_role("link", name="Link for a new password").click()
    stella.get_by_role("button", name="Make the link").click()
    link = stella.locator(".secret code").inner_text().strip()

    gerrit = visit()
    gerrit.goto(link)
    heading(gerrit, "Set a new password")
    new = "a different door, 2026"
    gerrit.get_by_label("Password", exact=True).fill(new)
    gerrit.get_by_label("Password, once more").fill(new)
    gerrit.get_by_role("button", name="Set the password").click()
    sign_in(gerrit, email, new)
    expect(gerrit.get_by_role("banner")).to_contain_text("University A")


def test_a_wrong_password_says_what_to_do(visit):
    page = visit("", "/account/login/")
    page.get_by_label("E-mail address").fill("nobody@university-a.example")
    password = page.get_by_label("Password", exact=True)
    password.fill("not the password")
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(password).to_have_attribute("type", "password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_somebody_with_two_hats_changes_them_in_one_step(visit):
    ivo = visit("ivo", "/partnerships/?q=Coastal")
    expect(ivo.get_by_role("link", name="Coastal sediment archive")).to_be_visible()
    menu = ivo.locator(".acting")
    menu.locator("summary").click()
    menu.get_by_role("button", name="University B").click()
    expect(ivo.locator(".acting__name")).to_have_text("University B")
    ivo.goto("/partnerships/")
    expect(ivo.get_by_role("link", name="Foreign to the others")).to_be_visible()
    expect(ivo.get_by_role("link", name="Coastal sediment archive")).to_have_count(0)
    # Back, so that the next visit with this session finds the hat it expects.
    ivo.locator(".acting summary").click()
    ivo.locator(".acting").get_by_role("button", name="University A").click()
    expect(ivo.locator(".acting__name")).to_have_text("University A")
