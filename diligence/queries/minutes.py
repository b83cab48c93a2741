"""How long appraisals take in the acting organisation, from measured minutes without persons."""

from dataclasses import dataclass
from statistics import median

from diligence.choices import AppraisalState
from diligence.enums import Band
from diligence.models import Appraisal
from diligence.queries import appraisals
from portal.authority import Actor

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


@dataclass(frozen=True, slots=True)
class Burden:
    """What one kind of case takes in each stage; `band` is '' where the triage ended it."""

    band: str
    triage: Typical
    full: Typical | None


def burden(actor: Actor) -> list[Burden]:
    """Active minutes by stage and band, over the latest cases the actor sees; one statement.

    By the band as scored, before measures; the cases that ended at triage come first.
    """
    done = (AppraisalState.SCORED, AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE)
    rows = list(
        appraisals.visible_to(actor)
        .filter(state__in=done)
        .order_by("-started_at")
        .values_list("state", "band", "triage_minutes", "full_minutes")[: 2 * LATEST]
    )
    ended = [took for state, _band, took, _full in rows if state != AppraisalState.SCORED]
    told = [Burden("", _measured(ended), None)]
    for band in Band:
        cases = [row for row in rows if row[0] == AppraisalState.SCORED and row[1] == band]
        triage, full = [row[2] for row in cases], [row[3] for row in cases]
        told.append(Burden(str(band), _measured(triage), _measured(full)))
    return told


def _measured(minutes: list[int | None]) -> Typical:
    return _typical([each for each in minutes if each is not None])


def _typical(measured: list[int]) -> Typical:
    if len(measured) < FEWEST:
        return Typical(None, len(measured))
    return Typical(int(median(measured)), len(measured))
