"""Of the list of pages as a whole: it is complete, titles differ, scripts may be off."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.accessibility.unscripted import Unscripted
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
def test_titles_differ_and_without_scripts_no_button_is_dead(visit, who):
    """Each page is looked at once for what it shows without scripts: as its first reader, whose
    page it is most. The journeys go their ways without scripts as well."""
    server = visit.context(who).request
    titles: dict[str, str] = {}
    twice, wrong = [], {}
    for name, found in PAGES.items():
        if who not in found.readers:
            continue
        path = address(visit.world, name)
        answer = server.get(path)
        assert answer.status == 200, name
        if found.readers[0] == who and name not in SPECIMENS:
            page = Unscripted(answer.text())
            if page.headings != 1 or page.dead:
                wrong[name] = (page.headings, page.dead)
        if urlsplit(answer.url).path != urlsplit(path).path:
            continue  # it leads to another page of the list, or asks for the password first
        assert "content-security-policy" in answer.headers, name
        title = re.search(r"<title>(.*?)</title>", answer.text(), re.DOTALL)[1].strip()
        if title in titles:
            twice.append((name, titles[title], title))
        titles[title] = name
    assert (twice, wrong) == ([], {})


def test_the_reader_of_markup_tells_what_is_shown():
    page = Unscripted(
        "<head><title>T</title></head><h1>One</h1><h1 hidden>Two</h1>"
        "<button type=button class=plain>Dead</button><button>Sends</button>"
        "<div hidden><button type=button>For scripts</button><a>Too</a></div>"
        "<details><summary><a class=inside>Dead as well</a></summary><a>Closed</a></details>"
        "<template><button type=button>Copied</button></template><dialog><a>Later</a></dialog>"
        "<br><p><a class=last>Nowhere</a><a href=/>Home</a></p>"
    )
    assert page.headings == 1
    assert page.dead == ["<button plain>", "<a inside>", "<a last>"]
