"""No axe violation in light and dark: questionnaires and what is drafted of them."""

import pytest

from tests.accessibility.looking import look_at_page
from tests.browser.pages import PAGES

READERS = [
    (who, name)
    for name, found in PAGES.items()
    for who in found.readers[:1]
    if name.startswith(("diligence:questionnaire", "diligence:draft"))
]


@pytest.mark.parametrize(("who", "name"), READERS, ids=[name for _who, name in READERS])
def test_page(reader, who, name):
    assert look_at_page(reader, who, name) == {}
