"""A passkey from end to end, in Chromium with an authenticator of its own, on the real settings.

The portal runs at `localhost`, because browsers bind passkeys to names, with everything asked for
that other suites let pass: the steward needs a second factor, and exports ask who is there.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from portal import stepup
from portal.enums import Role
from portal.sessions import SessionStore
from tests import cast, prepared
from tests.browser.world import HASHERS
from tests.journeys.steps import heading
from tests.ports import free_port
from tests.stack.running import Stack


@pytest.fixture(scope="module")
def portal(django_db_blocker: Any) -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="ajar-key-"))
    stack = Stack(
        folder, free_port(), django_db_blocker, settings="portal.settings", host="localhost"
    )
    try:
        prepared.fill(folder)
        stack.start()
        with stack.database(), override_settings(PASSWORD_HASHERS=HASHERS):
            house = cast.organisation("University A")
            cast.member(house, "Stella Steward", Role.STEWARD)
            cast.member(house, "Petra Plain", Role.OFFICER)
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def page(portal: Stack, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(base_url=portal.url, reduced_motion="reduce")
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None,
    )
    yield context.new_page()
    context.close()
    assert complaints == []


def authenticator(page: Page) -> Any:
    """A device with a screen lock that verifies its owner without asking anybody here."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def verify(yes: bool) -> None:
        line.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": made["authenticatorId"], "isUserVerified": yes},
        )

    return verify


def by_password(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    if not page.get_by_label("Password", exact=True).is_visible():
        page.get_by_role("button", name=re.compile("Continue|Next|Sign in")).first.click()
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def leave(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    expect(page).to_have_url(re.compile("/account/login/"))


def make_stale(portal: Stack, page: Page) -> None:
    """As if this browser had not shown who is there for an hour; the session itself goes on."""
    key = next(c["value"] for c in page.context.cookies() if c["name"] == "sessionid")
    with portal.database(), override_settings(DATA_DIR=portal.data_dir):
        session = SessionStore(key)
        session[stepup.SESSION_KEY] -= 3600
        session.save()


def test_a_steward_is_led_to_a_passkey_and_signs_in_with_it_alone(portal: Stack, page: Page):
    authenticator(page)
    by_password(page, "stella.steward@university-a.example")
    heading(page, "A second factor is needed here")
    page.goto("/members/")
    heading(page, "A second factor is needed here")
    page.get_by_role("link", name="Set up a passkey").click()
    heading(page, "Set up a passkey")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Make the passkey").click()
    heading(page, "Keep these codes where you keep your passwords")
    assert page.locator(".codes li").count() == 10
    page.reload()
    heading(page, "The codes were shown already")
    page.goto("/members/")
    heading(page, re.compile("members? of University A"))
    leave(page)

    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text("University A")
    page.goto("/members/")
    heading(page, re.compile("members? of University A"))

    make_stale(portal, page)
    page.goto("/members/invite/")
    heading(page, "Confirm that it is you")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(re.compile("/members/invite/"))

    page.get_by_label("E-mail address").fill("nora@university-a.example")
    page.get_by_label("Research officer").check(force=True)
    make_stale(portal, page)
    page.get_by_role("button", name=re.compile("invit", re.IGNORECASE)).click()
    heading(page, "Confirm that it is you")
    page.get_by_role("button", name="Use your passkey").click()
    heading(page, "Thank you: now send what you typed")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("nora@university-a.example")


def test_a_passkey_is_a_second_factor_after_the_password_too(portal: Stack, page: Page):
    verify = authenticator(page)
    by_password(page, "petra.plain@university-a.example")
    expect(page.get_by_role("banner")).to_contain_text("University A")
    page.goto("/account/mfa/")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("Phone")
    verify(False)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("cancelled")
    verify(True)
    page.get_by_role("button", name="Make the passkey").click()
    heading(page, "Keep these codes where you keep your passwords")
    leave(page)
    by_password(page, "petra.plain@university-a.example")
    heading(page, "Now your second factor")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("banner")).to_contain_text("University A")
    page.goto("/account/mfa/passkeys/")
    expect(page.locator("main")).to_contain_text("Phone")
    page.get_by_role("link", name=re.compile("Rename.*Phone")).click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name=re.compile("Remove.*My phone")).click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("main")).to_contain_text("No passkey yet")
