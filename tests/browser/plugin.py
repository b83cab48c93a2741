"""Fixtures of the browser suites: one running portal, one Chromium, and people who visit."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests import prepared
from tests.browser import world as worlds
from tests.browser.visits import Visits, launch
from tests.browser.world import World
from tests.ports import free_port
from tests.stack.running import Stack

# Playwright's loop runs in the thread of the tests, where Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def world(django_db_blocker: Any) -> Iterator[World]:
    """A portal of its own with two universities in it; suites that kill processes have theirs."""
    # A short path: the sockets stand in it.
    folder = Path(tempfile.mkdtemp(prefix="ajar-web-"))
    stack = Stack(folder, free_port(), django_db_blocker)
    try:
        prepared.fill(folder)
        stack.start()
        stack.manage("load_questionnaire")
        yield worlds.make(stack)
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def _cookies() -> dict[str, Any]:
    return {}


@pytest.fixture
def visit(chromium: Browser, world: World, _cookies: dict[str, Any]) -> Iterator[Visits]:
    """`visit("ines", "/partnerships/")`: her page. The test fails when any page complains."""
    visits = Visits(chromium, world, _cookies)
    yield visits
    visits.close()
    assert visits.complaints == []
