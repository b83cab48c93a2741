"""No axe violation in light and dark: accounts, members, hubs, ministries, the Commission."""

import pytest

from tests.accessibility.looking import look_at_page
from tests.browser.pages import PAGES

READERS = [
    (who, name)
    for name, found in PAGES.items()
    for who in found.readers[:1]
    if not name.startswith("diligence:")
]


@pytest.mark.parametrize(("who", "name"), READERS, ids=[name for _who, name in READERS])
def test_page(reader, who, name):
    assert look_at_page(reader, who, name) == {}
