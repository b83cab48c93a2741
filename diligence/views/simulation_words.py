"""Words and numbers that all parts of a simulation's page share."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.domain.simulating import LEAST, MOST

Words = str | Promise
Row = list[Any]

OUTCOME: Final[dict[str, Words]] = {
    "low": gettext_lazy("Low"),
    "medium": gettext_lazy("Medium"),
    "high": gettext_lazy("High"),
    "refer": gettext_lazy("Refer"),
}
READING: Final[dict[str, Words]] = {
    LEAST: gettext_lazy("At least"),
    MOST: gettext_lazy("At most"),
}
NUMBER: Final = {"number": True}


def between(counts: Mapping[str, int]) -> str:
    """`3`, or `3 to 8` where the two readings differ."""
    least, most = sorted((counts[LEAST], counts[MOST]))
    if least == most:
        return f"{least:,}"
    return _("%(least)s to %(most)s") % {"least": f"{least:,}", "most": f"{most:,}"}


def count(number: int) -> str:
    """A number in a table, where nothing is a dash."""
    return f"{number:,}" if number else "–"
