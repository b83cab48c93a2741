"""Reads recorded clearances: which are in force, and what the register must know of them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from diligence.domain.gates import Cleared, Gate
from diligence.models import Appraisal, Attachment, Clearance


def of(appraisal: Appraisal) -> list[Clearance]:
    """Every clearance of the appraisal, the ended included, oldest first, each with its files."""
    files = Attachment.objects.filter(removed_at__isnull=True)
    rows = Clearance.objects.filter(appraisal=appraisal)
    return list(rows.prefetch_related(Prefetch("evidence", queryset=files)))


def in_force(rows: Iterable[Clearance]) -> list[Cleared]:
    """Those nobody has ended, as the gates read them; whether they still hold is the day's
    question."""
    return [
        Cleared(row.question, row.option, row.flag, row.valid_until)
        for row in rows
        if row.ended_at is None
    ]


def lapses_after(gates: Iterable[Gate], rows: Iterable[Cleared], today: date) -> date | None:
    """The last day on which all clearances of legal flags that hold today still do."""
    legal = {gate.key for gate in gates if gate.legal}
    days = [row.valid_until for row in rows if row.key in legal and row.holds(today)]
    return min((day for day in days if day is not None), default=None)
