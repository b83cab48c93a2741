"""Answer the questions of an appraisal, several people at once, without overwriting each other."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from diligence import policy
from diligence.choices import AppraisalState
from diligence.domain import sheet as sheets
from diligence.domain.activity import seconds_between
from diligence.domain.answers import Problem, shown
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import KEEP, Conflict, Entry, Save, Stamp
from diligence.domain.visibility import opened_for
from diligence.enums import ProblemCode
from diligence.models import AnswerChange, AnswerSheet, Appraisal
from diligence.queries import appraisals, carry_over, questionnaires
from portal import clock
from portal.authority import Actor, Refused, require

__all__ = ["KEEP", "Conflict", "Save", "Saved", "both", "save", "seen", "undo"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: what it did not conflict with, and found no fault in, is stored.

    `revisions` gives the present revision of every question the save named and the appraisal has;
    `changed` lists those that are different now. `entries` are all answers after the save.
    """

    revisions: dict[str, int]
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]
    changed: tuple[str, ...]
    at: datetime
    appraisal: Appraisal
    before: Mapping[str, Entry] = field(repr=False)
    entries: Mapping[str, Entry] = field(repr=False)


def save(appraisal_id: uuid.UUID, *, by: Actor, saves: Mapping[str, Save], page: str = "") -> Saved:
    """Store answers and notes: those of the triage while it lasts, those of the sections after.

    `page` names the open page the saves come from: its own earlier save never conflicts with its
    next one. Raises Appraisal.DoesNotExist, and Refused where answers may not be changed now.
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    require(policy.may_answer(by, sheet.appraisal))
    questions = questions_of(sheet.appraisal)
    problems, sound = _sorted_out(questions, saves, open_questions(sheet.appraisal))
    now = clock.now()
    stamp = Stamp(by.label, str(by.user_id) if by.user_id else None, now.isoformat(), page)
    before: Mapping[str, Entry] = sheet.entries
    merged = sheets.merge(before, sound, stamp)
    sheet.entries = {**before, **merged.entries}
    count_activity(sheet, now)
    written = ["active_seconds", "last_active_at"]
    if merged.entries:
        sheet.updated_at = now
        written += ["entries", "updated_at"]
        AnswerChange.objects.create(
            appraisal=sheet.appraisal,
            at=now,
            user_id=by.user_id,
            by=by.label,
            changes=merged.changes,
        )
    sheet.save(update_fields=written)
    return Saved(
        revisions={id: sheets.revision_of(sheet.entries, id) for id in saves if id in questions},
        conflicts=merged.conflicts,
        problems=problems,
        changed=tuple(merged.entries),
        at=now,
        appraisal=sheet.appraisal,
        before=before,
        entries=sheet.entries,
    )


def undo(
    appraisal_id: uuid.UUID,
    question: str,
    *,
    by: Actor,
    revision: int | None = None,
    page: str = "",
) -> Saved:
    """Give an answer and its note back what they held before their last change.

    Undoing twice gives the change back. A change made after the `revision` seen conflicts, as in
    `save`. What was answered before an edition worded the question otherwise never comes back by
    it. Raises as `save` does, and Refused where nothing changed.
    """
    appraisal = appraisals.with_answers(by).get(pk=appraisal_id)
    last = None
    if question in questions_of(appraisal):
        changes = AnswerChange.objects.filter(appraisal=appraisal, changes__has_key=question)
        anew = carry_over.asked_anew_at(appraisal.pk, question)
        if anew is not None:
            changes = changes.filter(at__gt=anew)
        last = changes.order_by("-at", "-id").first()
    if last is None:
        raise Refused(_("This answer has not been changed yet."))
    held = last.changes[question][0]
    earlier = Save(value=held["value"], note=held["note"], revision=revision)
    return save(appraisal_id, by=by, saves={question: earlier}, page=page)


def both(first: Saved, then: Saved) -> Saved:
    """Two saves of one post as one: what either refused, kept apart or changed is told."""
    return replace(
        then,
        revisions=first.revisions | then.revisions,
        conflicts=first.conflicts + then.conflicts,
        problems=first.problems + then.problems,
        changed=tuple(dict.fromkeys(first.changed + then.changed)),
        before=first.before,
    )


def seen(appraisal: Appraisal, *, measures: bool) -> None:
    """A member opened a page of this appraisal: its active time goes on.

    Takes no lock; where two pages are opened at the same moment, one of them counts.
    """
    if not measures or appraisal.state not in STAGES:
        return
    sheet, last, now = appraisal.sheet, appraisal.sheet.last_active_at, clock.now()
    add_activity(sheet, now)
    AnswerSheet.objects.filter(pk=sheet.pk, last_active_at=last).update(
        active_seconds=sheet.active_seconds, last_active_at=now
    )


STAGES = {AppraisalState.TRIAGE: "triage", AppraisalState.ANSWERING: "full"}
"""States in which work is measured, and what the stage is called."""


def count_activity(sheet: AnswerSheet, now: datetime) -> None:
    """Count the time since the last sign of work, where the organisation measures it."""
    if sheet.measures:
        add_activity(sheet, now)


def add_activity(sheet: AnswerSheet, now: datetime) -> None:
    stage = STAGES[AppraisalState(sheet.appraisal.state)]
    sofar = sheet.active_seconds.get(stage, 0) + seconds_between(sheet.last_active_at, now)
    sheet.active_seconds = {stage: sofar}
    sheet.last_active_at = now


def questions_of(appraisal: Appraisal) -> dict[str, Question]:
    """The questions that can be answered in the present state, in order."""
    definition = questionnaires.definition(appraisal.version)
    triage = appraisal.state == AppraisalState.TRIAGE
    return {
        question.id: question
        for question in (definition.triage if triage else definition.questions)
    }


def open_questions(appraisal: Appraisal) -> frozenset[str] | None:
    """Where a hub's request reopened it: the questions asked about and those that depend on them.
    None where all can be changed."""
    if appraisal.only_questions is None or appraisal.state != AppraisalState.ANSWERING:
        return None
    definition = questionnaires.definition(appraisal.version)
    return opened_for(definition, appraisal.only_questions)


def _sorted_out(
    questions: Mapping[str, Question], saves: Mapping[str, Save], open_: frozenset[str] | None
) -> tuple[tuple[Problem, ...], dict[str, Save]]:
    """What is wrong with the saves, and those that can be stored, in one spelling."""
    problems: list[Problem] = []
    sound: dict[str, Save] = {}
    for id, save in saves.items():
        question = questions.get(id)
        if question is None:
            text = _("There is no question %(id)s to answer at this point.") % {"id": shown(id)}
            problems.append(Problem(id, text, ProblemCode.UNKNOWN_QUESTION))
            continue
        if open_ is not None and id not in open_:
            text = _("The hub did not ask about this question: it stays as it was submitted.")
            problems.append(Problem(id, text, ProblemCode.CLOSED))
            continue
        told = replace(save, value=sheets.normal(question, save.value))
        problem = sheets.problem_of_save(question, told)
        if problem is not None:
            problems.append(problem)
        else:
            sound[id] = told
    return tuple(problems), sound
