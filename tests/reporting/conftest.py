"""Files made once for all tests that read them, and the validators."""

from collections.abc import Callable
from typing import Final

import page
import pytest

from portal.pdf import Attached, Rendered, render
from tests.reporting import sample
from tests.reporting.preparing import (  # noqa: F401 - fixtures of this folder
    as_petra,
    begun,
    confirm_it,
    cycle,
    frozen,
    kept_apart,
    quick,
)

CSV: Final = "type;share\nΠανεπιστήμια;64\nŁódź;:c\n".encode()
FILES: Final = [
    Attached("tables.csv", "text/csv", CSV, "All tables of the report"),
    Attached("snapshot.json", "application/json", b'{"id": "UT-2026-1"}', "The frozen figures"),
]
PROFILES: Final = {"PDF/A-3a": "3a", "PDF/UA-1": "ua1"}


def made_of(html: str, **more: object) -> Rendered:
    given = {"title": sample.TITLE, "language": "en-GB", "dated": sample.DATED} | more
    return render(html, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def published() -> Rendered:
    """The sample report with its attachments, as it is published."""
    return made_of(sample.page(chapters=3), attachments=FILES)


@pytest.fixture(scope="session")
def drafted() -> Rendered:
    return made_of(sample.page(chapters=2, sections=1, draft=True))


@pytest.fixture
def broken_rules() -> Callable[[bytes, str], list[str]]:
    """What a validator independent of the makers of the file holds against it, by profile."""

    def check(data: bytes, profile: str) -> list[str]:
        report = page.validate_pdf_bytes(data, profile=PROFILES[profile])
        assert report.rules.total > 100
        return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]

    return check
