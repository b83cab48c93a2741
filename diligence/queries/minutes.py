"""How long appraisals take in the acting organisation, from measured minutes without persons."""

from dataclasses import dataclass
from statistics import median

from diligence.choices import AppraisalState
from diligence.models import Appraisal

FEWEST = 5
"""Fewer measured cases than this say nothing, and could point at somebody."""
LATEST = 200


@dataclass(frozen=True, slots=True)
class Typical:
    """Median active minutes of the latest cases; None where too few were measured."""

    minutes: int | None
    cases: int


def typical() -> Typical:
    """Of the full questionnaire: the latest scored cases of the organisation."""
    rows = Appraisal.objects.filter(state=AppraisalState.SCORED, full_minutes__isnull=False)
    return _typical(list(rows.values_list("full_minutes", flat=True)[:LATEST]))


def typical_triage() -> Typical:
    """Of a triage that ended the matter."""
    rows = Appraisal.objects.filter(state=AppraisalState.ENDED_LOW, triage_minutes__isnull=False)
    return _typical(list(rows.values_list("triage_minutes", flat=True)[:LATEST]))


def _typical(measured: list[int]) -> Typical:
    if len(measured) < FEWEST:
        return Typical(None, len(measured))
    return Typical(int(median(measured)), len(measured))
