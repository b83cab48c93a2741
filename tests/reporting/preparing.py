"""A cycle, and a ministry's contribution to it in the states that tests begin from."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from portal import pdf
from portal.tenancy import acting_for
from reporting.actions import confirm, contribution, cycles, report
from reporting.domain import editions
from reporting.models import Contribution, ReportingCycle
from reporting.queries import contribution as reading
from tests.cast import Member
from tests.reporting import countries


@pytest.fixture
def cycle(carl: Member) -> ReportingCycle:
    """2025–2026, kept by the Commission."""
    with acting_for(carl.organisation):
        return cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=carl.actor)


@pytest.fixture
def begun(cycle: ReportingCycle, petra: Member) -> Contribution:
    with acting_for(petra.organisation):
        return contribution.begin(cycle, by=petra.actor)


@pytest.fixture
def frozen(begun: Contribution, petra: Member) -> Contribution:
    """Its frame is frozen; nothing else is provided."""
    with acting_for(petra.organisation):
        contribution.enter_frame(
            begun.pk, counts=countries.FRAME, source="Register", revision=None, by=petra.actor
        )
        return contribution.freeze_frame(begun.pk, by=petra.actor)


@pytest.fixture
def confirm_it(petra: Member) -> Callable[..., object]:
    """Confirms a contribution as it stands, in Petra's name."""

    def act(row: Contribution, **given: str) -> object:
        with acting_for(petra.organisation):
            row = Contribution.objects.select_related("cycle", "owner").get(pk=row.pk)
            seen = editions.digest(reading.document(row))
            return confirm.confirm(
                row.pk, by=petra.actor, **({"seen": seen, "name": "Petra Policy"} | given)
            )

    return act


@pytest.fixture
def as_petra(petra: Member) -> Iterator[Member]:
    with acting_for(petra.organisation, user=petra.user.pk):
        yield petra


MADE = pdf.Rendered(b"%PDF-1.7 made", 12, hashlib.sha256(b"%PDF-1.7 made").hexdigest())
"""A file that was set already, for tests of what is done with it."""


@pytest.fixture
def kept_apart(settings: Any, tmp_path: Any) -> None:
    """Files of this test are kept in a folder of its own."""
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting pages takes seconds and is tried elsewhere: here its result is at hand."""

    def made(html: str, *, progress: pdf.Progress | None = None, **given: object) -> pdf.Rendered:
        if progress:
            progress(0, 4, "Reading")
            progress(1, 4, "Laying out page 7")
            progress(4, 4, "Done")
        return MADE

    monkeypatch.setattr(report.pdf, "render", made)
