"""Of the list of pages as a whole: it is complete, titles differ, scripts may be off."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.others import JOURNEYS, NO_PAGES
from tests.browser.pages import EVERYBODY, PAGES, address

SPECIMENS = {"portal:gallery"}
"""Shows components to those who build pages, scripted ones as well."""


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """All names but those of the interface for machines."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) == "api/v1/":
                continue
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_address_of_the_portal_stands_in_a_list():
    names = set(_names(get_resolver("portal.urls").url_patterns))
    assert names - PAGES.keys() - JOURNEYS - NO_PAGES == set()
    assert (PAGES.keys() | JOURNEYS | NO_PAGES) - names == set()


@pytest.mark.parametrize("who", EVERYBODY)
def test_titles_are_unique(visit, who):
    server = visit.context(who).request
    titles: dict[str, str] = {}
    twice = []
    for name, found in PAGES.items():
        if who not in found.readers:
            continue
        path = address(visit.world, name)
        answer = server.get(path)
        assert answer.status == 200, name
        if urlsplit(answer.url).path != urlsplit(path).path:
            continue  # it leads to another page of the list, or asks for the password first
        assert "content-security-policy" in answer.headers, name
        title = re.search(r"<title>(.*?)</title>", answer.text(), re.DOTALL)[1].strip()
        if title in titles:
            twice.append((name, titles[title], title))
        titles[title] = name
    assert twice == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_without_scripts_every_page_is_there_and_no_button_is_dead(visit, who):
    """What only scripts can do is not offered where there are none; each page to its first reader,
    whose page it is most."""
    page = visit(who, "", java_script_enabled=False)
    wrong = {}
    for name, found in PAGES.items():
        if found.readers[:1] != (who,) or name in SPECIMENS:
            continue
        answer = page.goto(address(visit.world, name))
        assert answer.status == 200, name
        dead = page.locator("button[type=button]:visible, a:not([href]):visible")
        if page.locator("h1:visible").count() != 1 or dead.count():
            wrong[name] = dead.evaluate_all("all => all.map(one => one.outerHTML.slice(0, 90))")
    assert wrong == {}
