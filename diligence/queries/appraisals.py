"""Reads appraisals: who sees which, and what a page or an action needs of one."""

import uuid

from django.db.models import F, Q, QuerySet

from diligence.choices import OPEN_STATES, AppraisalState
from diligence.models import AnswerSheet, Appraisal
from portal.authority import Actor
from portal.models import Unit

UNREAD = ("version__document", "version__cases", "partnership__search_text")
"""Large columns that pages and actions do not need; an edition is read once a process."""


def _seen_by(actor: Actor, partnership: str) -> Q:
    seen = Q(**{f"{partnership}__discarded_at__isnull": True})
    if actor.unit_ids is not None:
        seen &= Q(**{f"{partnership}__unit_id__in": actor.unit_ids})
    return seen


def visible_to(actor: Actor) -> QuerySet[Appraisal]:
    """Appraisals of the partnerships the actor sees in the register."""
    rows: QuerySet[Appraisal] = Appraisal.objects.filter(_seen_by(actor, "partnership"))
    return rows


def with_answers(actor: Actor) -> QuerySet[Appraisal]:
    """The same, each with its partnership, edition and answers: one statement."""
    rows = visible_to(actor).select_related("partnership__unit", "version", "sheet")
    return rows.defer(*UNREAD)


def without_answers(actor: Actor) -> QuerySet[Appraisal]:
    """Each with its partnership and edition only: for requests that lock the answers next."""
    return visible_to(actor).select_related("partnership__unit", "version").defer(*UNREAD)


def locked_sheet(actor: Actor, appraisal_id: uuid.UUID) -> AnswerSheet:
    """The answers, locked with their appraisal until the transaction ends.

    Both rows are locked, so that the state read here is the present one and not that of before
    the wait. `measures` says whether the organisation measures minutes. Raises
    Appraisal.DoesNotExist.
    """
    rows = (
        AnswerSheet.objects.filter(_seen_by(actor, "appraisal__partnership"))
        .select_related("appraisal__partnership", "appraisal__version")
        .defer(*(f"appraisal__{name}" for name in UNREAD))
        .annotate(measures=F("owner__measures_minutes"))
        .select_for_update(of=("self", "appraisal"), no_key=True)
    )
    sheet: AnswerSheet | None = rows.filter(appraisal_id=appraisal_id).first()
    if sheet is None:
        raise Appraisal.DoesNotExist
    return sheet


def under_way(partnership_id: uuid.UUID, *, but: uuid.UUID | None = None) -> Appraisal | None:
    """The open appraisal of a partnership, if there is one."""
    rows = Appraisal.objects.filter(partnership_id=partnership_id, state__in=OPEN_STATES)
    found: Appraisal | None = rows.exclude(pk=but).first()
    return found


ATTENTION = Q(state=AppraisalState.SCORED) & (Q(outcome__in=("refer", "high")) | Q(hold=True))
"""Scored, and somebody has to look: referred, high, or information missing."""


def listed(
    actor: Actor, *, state: str = "", outcome: str = "", unit: Unit | None = None
) -> QuerySet[Appraisal]:
    """The list page's rows; `state` may be a group: `open` or `attention`."""
    rows = visible_to(actor).select_related("partnership__unit").defer(UNREAD[-1])
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state == "attention":
        rows = rows.filter(ATTENTION)
    elif state:
        rows = rows.filter(state=state)
    if outcome == "hold":
        rows = rows.filter(hold=True)
    elif outcome:
        rows = rows.filter(outcome=outcome)
    return rows.filter(partnership__unit=unit) if unit else rows


def of_partnership(actor: Actor, partnership_id: uuid.UUID, limit: int = 6) -> list[Appraisal]:
    """The appraisals of one partnership, the newest first."""
    rows = visible_to(actor).filter(partnership_id=partnership_id)
    return list(rows[:limit])
