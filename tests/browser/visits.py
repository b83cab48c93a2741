"""Chromium as people use it, and a listener that notes every complaint a page makes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    expect,
)

from tests.browser.world import World
from tests.cast import PASSWORD

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}

expect.set_options(timeout=10_000)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@dataclass
class Visits:
    """Opens the portal for people. What any of their pages complains of gathers in `complaints`."""

    browser: Browser
    world: World
    cookies: dict[str, Any]
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)
    windows: dict[str, Page] = field(default_factory=dict)

    def __call__(self, who: str = "", path: str = "/", **options: Any) -> Page:
        """A page of this person, signed in ("" is a visitor); `options` are the browser's."""
        page = self.context(who, **options).new_page()
        if path:
            page.goto(path)
        return page

    def returning(self, who: str, path: str, **options: Any) -> Page:
        """The window this person had before, which has the portal's files in its cache."""
        if who not in self.windows:
            self.windows[who] = self(who, "", **options)
        page = self.windows[who]
        page.set_viewport_size(DESKTOP)
        page.goto(path)
        return page

    def context(self, who: str = "", **options: Any) -> BrowserContext:
        state = self._signed_in(who) if who else None
        settings = {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        context = self.browser.new_context(
            base_url=self.world.stack.url, storage_state=state, **settings
        )
        context.set_default_timeout(10_000)
        self._listen(context)
        self.contexts.append(context)
        return context

    def _signed_in(self, who: str) -> Any:
        """Cookies of a session that began with the real sign-in page, once for each person."""
        if who not in self.cookies:
            context = self.browser.new_context(base_url=self.world.stack.url)
            sign_in(context.new_page(), self.world.people[who].email)
            self.cookies[who] = context.storage_state()
            context.close()
        return self.cookies[who]

    # -- complaints ----------------------------------------------------------------------------
    @contextmanager
    def expecting(self, *patterns: str) -> Iterator[None]:
        """Inside, complaints that match are what the test is about."""
        self.expected += [re.compile(pattern) for pattern in patterns]
        try:
            yield
        finally:
            del self.expected[-len(patterns) :]

    def _listen(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"error: {error.error}"))
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            at = urlsplit(message.page.url).path if message.page else ""
            self._note(f"console on {at}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} {urlsplit(response.url).path}")

    def _note(self, complaint: str) -> None:
        if not any(pattern.search(complaint) for pattern in self.expected):
            self.complaints.append(complaint)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Through the sign-in page, as everybody does; ends on the start page."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/account/login/"))


def keep(page: Page, folder: Path, name: str) -> Path:
    """A picture of the whole page, for somebody to look at."""
    target = folder / f"{name}.png"
    page.screenshot(path=target, full_page=True)
    return target
