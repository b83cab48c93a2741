"""Treat: measures are chosen, planned, carried out and accepted, and each step can be taken back.

A planned measure counts towards the target, one whose evidence was accepted towards what is left
in fact. Every step asks whether the decision in force still rests on what it was taken on.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence import policy
from diligence.actions import decide
from diligence.choices import MeasureState, ReviewReason
from diligence.domain.questionnaire import Measure
from diligence.models import Appraisal, ChosenMeasure
from diligence.queries import appraisals, questionnaires, treatment
from portal import audit, clock
from portal.authority import Actor, Refused, require

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """Who carries a measure out, by when and how; one that restricts also why and until when."""

    responsible: str
    due_on: date | None
    note: str = ""
    driver: str = ""
    restricted_until: date | None = None


def shown(appraisal: Appraisal, *, by: Actor) -> None:
    """Somebody has looked at the measures for the present submission; once is written down."""
    if appraisal.measures_shown >= appraisal.submission:
        return
    rows = Appraisal.objects.filter(pk=appraisal.pk, measures_shown__lt=appraisal.submission)
    if rows.update(measures_shown=appraisal.submission):
        appraisal.measures_shown = appraisal.submission
        detail = {"partnership": str(appraisal.partnership_id), "submission": appraisal.submission}
        audit.record("measures.shown", appraisal, by=by, detail=detail)


def choose(
    appraisal_id: uuid.UUID, measures: Sequence[str], *, by: Actor
) -> tuple[ChosenMeasure, ...]:
    """Put measures of the catalogue into the treatment; one that was dropped comes back.

    Raises Appraisal.DoesNotExist, Refused, and ValidationError for one not in the catalogue.
    """
    rows = appraisals.without_answers(by).select_for_update(of=("self",), no_key=True)
    appraisal: Appraisal = rows.get(pk=appraisal_id)
    require(policy.may_treat(by, appraisal))
    known = {measure.id for measure in questionnaires.definition(appraisal.version).measures}
    strange = [measure for measure in measures if measure not in known]
    if strange or not measures:
        raise ValidationError({"measures": _("Choose measures from the catalogue.")})
    there = {row.measure: row for row in ChosenMeasure.objects.filter(appraisal=appraisal)}
    chosen = []
    for measure in dict.fromkeys(measures):
        row = there.get(measure)
        if row is None:
            row = ChosenMeasure(appraisal=appraisal, measure=measure, chosen_by=by.label)
            row.chosen_at = clock.now()
            row.save(force_insert=True)
            _write_down("chosen", row, by)
        elif row.state == MeasureState.DROPPED:
            _restore(row, by)
        chosen.append(row)
    _reconsider(appraisal, by)
    return tuple(chosen)


def plan(measure_id: uuid.UUID, made: Plan, *, by: Actor, revision: int) -> ChosenMeasure:
    """Say who does it by when, and how. `revision` is the one the plan was made on.

    Raises ChosenMeasure.DoesNotExist, Refused, and ValidationError by field (`revision`: a
    colleague changed it meanwhile).
    """
    row = _locked(measure_id, by)
    _require_state(row, MeasureState.PLANNED, MeasureState.DONE)
    if revision != row.revision:
        raise ValidationError(
            {"revision": _("A colleague changed this measure meanwhile. Look at it again.")}
        )
    kept = _checked(made, row, _catalogued(row))
    changed = [name for name, value in kept.items() if getattr(row, name) != value]
    if not changed:
        return row
    _save(row, **kept)
    due = row.due_on.isoformat() if row.due_on else None
    _write_down("planned", row, by, responsible=row.responsible, due_on=due, fields=changed)
    _reconsider(row.appraisal, by)
    return row


def done(measure_id: uuid.UUID, *, by: Actor) -> ChosenMeasure:
    """Say that it was carried out; its evidence is still to be accepted.

    Raises ChosenMeasure.DoesNotExist, and Refused (not planned, or without a plan).
    """
    row = _locked(measure_id, by)
    _require_state(row, MeasureState.PLANNED)
    if not treatment.is_planned(row, _catalogued(row)):
        raise Refused(_("Plan it first: say who is responsible and by when."))
    _save(
        row,
        state=MeasureState.DONE,
        done_at=clock.now(),
        done_by=by.label,
        done_user_id=by.user_id,
    )
    return _stepped("done", row, by)


def accept(measure_id: uuid.UUID, *, by: Actor) -> ChosenMeasure:
    """Accept the evidence attached: from now on the measure counts in fact.

    Raises ChosenMeasure.DoesNotExist, and Refused (no evidence, not done, four eyes).
    """
    row = _locked(measure_id, by)
    require(policy.may_accept(by, row, files=treatment.count_of_files(row.pk)))
    _save(row, state=MeasureState.ACCEPTED, accepted_at=clock.now(), accepted_by=by.label)
    return _stepped("accepted", row, by)


def back(measure_id: uuid.UUID, *, by: Actor) -> ChosenMeasure:
    """Take the last step back: accepted becomes done, done becomes planned.

    Raises ChosenMeasure.DoesNotExist, and Refused where there is no step to take back.
    """
    row = _locked(measure_id, by)
    _require_state(row, MeasureState.DONE, MeasureState.ACCEPTED)
    was = row.state
    if was == MeasureState.ACCEPTED:
        _save(row, state=MeasureState.DONE, accepted_at=None, accepted_by="")
    else:
        _save(row, state=MeasureState.PLANNED, done_at=None, done_by="", done_user_id=None)
    return _stepped("set_back", row, by, was=str(was))


def drop(measure_id: uuid.UUID, *, by: Actor, because: str) -> ChosenMeasure:
    """Take a measure out of the treatment, with the reason; `restore` brings it back.

    Raises ChosenMeasure.DoesNotExist, ValidationError (no reason), and Refused (dropped already).
    """
    row = _locked(measure_id, by)
    if row.state == MeasureState.DROPPED:
        raise Refused(_("This measure was dropped already."))
    reason = because.replace("\x00", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ValidationError(
            {"because": _("Say why, in at most %(count)d characters.") % {"count": LONGEST_REASON}}
        )
    _save(
        row,
        state=MeasureState.DROPPED,
        dropped_because=reason,
        done_at=None,
        done_by="",
        done_user_id=None,
        accepted_at=None,
        accepted_by="",
    )
    return _stepped("dropped", row, by, because=reason)


def restore(measure_id: uuid.UUID, *, by: Actor) -> ChosenMeasure:
    """Bring a dropped measure back as planned, with its plan and evidence as they were.

    Raises ChosenMeasure.DoesNotExist, and Refused (not dropped).
    """
    row = _locked(measure_id, by)
    _require_state(row, MeasureState.DROPPED)
    _restore(row, by)
    _reconsider(row.appraisal, by)
    return row


def _locked(measure_id: uuid.UUID, by: Actor) -> ChosenMeasure:
    rows = treatment.visible_to(by).select_for_update(of=("self",), no_key=True)
    row: ChosenMeasure = rows.get(pk=measure_id)
    require(policy.may_treat(by, row.appraisal))
    return row


_WHY_NOT = {
    MeasureState.PLANNED: gettext_lazy("This measure is planned, and not marked as done."),
    MeasureState.DONE: gettext_lazy("This measure is marked as done already."),
    MeasureState.ACCEPTED: gettext_lazy(
        "The evidence of this measure is accepted. Take that back first."
    ),
    MeasureState.DROPPED: gettext_lazy("This measure was dropped. Bring it back first."),
}


def _require_state(row: ChosenMeasure, *states: MeasureState) -> None:
    if row.state not in states:
        raise Refused(str(_WHY_NOT[MeasureState(row.state)]))


def _catalogued(row: ChosenMeasure) -> Measure | None:
    definition = questionnaires.definition(row.appraisal.version)
    return treatment.measure_of(definition, row.measure)


def _checked(made: Plan, row: ChosenMeasure, measure: Measure | None) -> dict[str, Any]:
    """The plan's values. Raises ValidationError by field."""
    today = clock.today()
    kept: dict[str, Any] = {
        "responsible": made.responsible.strip(),
        "due_on": made.due_on,
        "note": made.note.strip(),
        "driver": made.driver.strip(),
        "restricted_until": made.restricted_until,
    }
    wrong: dict[str, str] = {}
    if not kept["responsible"]:
        wrong["responsible"] = _(
            "Name the function that carries it out, for example “IT security”."
        )
    if made.due_on is None:
        wrong["due_on"] = _("Say by when.")
    elif made.due_on < today and made.due_on != row.due_on:
        wrong["due_on"] = _("Choose today or a later day.")
    if treatment.restricts(measure):
        wrong |= _about_openness(kept, today, row)
    if wrong:
        raise ValidationError(wrong)
    return kept


def _about_openness(kept: dict[str, Any], today: date, row: ChosenMeasure) -> dict[str, str]:
    """Closing publication or access needs a reason and an end: openness is the rule."""
    wrong = {}
    if not kept["driver"]:
        wrong["driver"] = _("Say what makes the restriction necessary: openness is the rule.")
    until = kept["restricted_until"]
    if until is None:
        wrong["restricted_until"] = _("Say until when publication or access stays restricted.")
    elif until < today and until != row.restricted_until:
        wrong["restricted_until"] = _("Choose today or a later day.")
    return wrong


def _restore(row: ChosenMeasure, by: Actor) -> None:
    _save(row, state=MeasureState.PLANNED, dropped_because="")
    _write_down("restored", row, by)


def _save(row: ChosenMeasure, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*values, "revision"])


def _stepped(event: str, row: ChosenMeasure, by: Actor, **detail: Any) -> ChosenMeasure:
    _write_down(event, row, by, **detail)
    _reconsider(row.appraisal, by)
    return row


def _reconsider(appraisal: Appraisal, by: Actor) -> None:
    decide.reconsider(appraisal.partnership_id, because=ReviewReason.MEASURES, by=by)


def _write_down(event: str, row: ChosenMeasure, by: Actor, **detail: Any) -> None:
    told = {"partnership": str(row.appraisal.partnership_id), "measure": row.measure, **detail}
    audit.record(f"measure.{event}", row, by=by, detail=told)
