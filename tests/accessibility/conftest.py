"""Every test here looks at the running portal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import Visits
from tests.browser.world import World

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def _readers(chromium: Browser, world: World, _cookies: dict[str, Any]) -> Iterator[Visits]:
    visits = Visits(chromium, world, _cookies)
    yield visits
    visits.close()


@pytest.fixture
def reader(_readers: Visits) -> Iterator[Visits]:
    """As `visit`, with windows that stay open from page to page."""
    _readers.complaints.clear()
    yield _readers
    assert _readers.complaints == []
