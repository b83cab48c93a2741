"""Triage one row of the backlog: start, answer and finish in one step, and take it back."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from diligence.actions import appraise
from diligence.actions.answer import Save, Saved
from diligence.choices import AppraisalState
from diligence.domain.questionnaire import UNKNOWN, Question
from diligence.domain.sheet import Entry
from diligence.domain.triage import TriageResult
from diligence.models import AnswerSheet, Appraisal, Partnership
from diligence.queries import appraisals, backlog, partnerships, questionnaires
from portal.authority import Actor, Refused

TAKEN_BACK = "Taken back in the triage of the backlog."


@dataclass(frozen=True, slots=True)
class Marks:
    """Questions to ask a colleague about: those marked and those unmarked by this save."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: its appraisal, what was stored, where its triage led.

    `result` is None where the triage was not to be finished, or could not be: `missing` then
    names the questions without an answer.
    """

    appraisal: Appraisal | None = None
    saved: Saved | None = None
    result: TriageResult | None = None
    missing: tuple[str, ...] = ()


@transaction.atomic
def save_row(
    partnership_id: uuid.UUID,
    *,
    by: Actor,
    saves: Mapping[str, Save],
    marks: Marks | None = None,
    finish: bool = False,
    page: str = "",
) -> Outcome:
    """Store the answers of one partnership's triage, starting it with the first of them.

    With `finish` the triage is finished as well, where nothing is missing, in conflict or wrong.
    What is refused leaves nothing behind. Raises Partnership.DoesNotExist, and Refused (not in the
    backlog any more, not this member's).
    """
    marks = marks or Marks()
    appraisal = _open(partnership_id, by)
    if appraisal is None:
        if not (saves or marks.added or finish):
            return Outcome()
        appraisal = _started(partnership_id, by)
    saved = appraise.save(appraisal.pk, by=by, saves=saves, page=page)
    if saved.appraisal.state != AppraisalState.TRIAGE:
        raise Refused(_gone(None))
    _mark(saved, marks)
    if not finish or saved.conflicts or saved.problems:
        return Outcome(appraisal, saved)
    try:
        result = appraise.finish_triage(appraisal.pk, by=by)
    except appraise.IncompleteError as incomplete:
        missing = tuple(problem.question for problem in incomplete.problems)
        return Outcome(appraisal, saved, missing=missing)
    return Outcome(appraisal, saved, result)


def take_back(partnership_id: uuid.UUID, *, by: Actor) -> Appraisal:
    """Reopen the triage that ended this partnership's appraisal, with all its answers.

    Raises Partnership.DoesNotExist, and Refused where it can't be reopened.
    """
    newest = appraisals.of_partnership(by, partnership_id, limit=1)
    if not newest:
        raise Refused(_("Nothing was finished here that could be taken back."))
    if newest[0].state == AppraisalState.ANSWERING:
        raise Refused(
            _(
                "The full questionnaire has begun, so the triage can't be reopened. Withdraw the "
                "appraisal to begin anew."
            )
        )
    return appraise.reopen(newest[0].pk, by=by, because=TAKEN_BACK)


def _open(partnership_id: uuid.UUID, by: Actor) -> Appraisal | None:
    """The triage under way. Raises Refused where the partnership has left the backlog."""
    row: Partnership = partnerships.visible_to(by).defer("search_text").get(pk=partnership_id)
    if row.appraisal_state not in backlog.UNTRIAGED:
        raise Refused(_gone(row))
    rows = appraisals.without_answers(by).filter(partnership_id=partnership_id)
    found: Appraisal | None = rows.filter(state=AppraisalState.TRIAGE).first()
    return found


def _started(partnership_id: uuid.UUID, by: Actor) -> Appraisal:
    """A new appraisal, or the one that somebody else started in this moment."""
    try:
        started = appraise.start(partnership_id, by=by)
    except Refused:
        present = _open(partnership_id, by)
        if present is None:
            raise
        return present
    # Starting locks the partnership: whoever finished a triage before it is seen only now.
    others = Appraisal.objects.filter(partnership_id=partnership_id).exclude(pk=started.pk)
    if others.exclude(state=AppraisalState.WITHDRAWN).exists():
        raise Refused(_gone(None))
    return started


def _gone(row: Partnership | None) -> str:
    told = row.appraisal_label if row is not None else ""
    if told:
        return _("It has left the backlog meanwhile: %(state)s.") % {"state": told}
    return _("Somebody else finished its triage meanwhile. Load the page again to see it.")


def _mark(saved: Saved, marks: Marks) -> None:
    """Keep which questions wait for a colleague: an answer other than “don't know” settles one."""
    sheet = AnswerSheet.objects.only("to_ask").get(appraisal=saved.appraisal)
    definition = questionnaires.definition(saved.appraisal.version)
    wanted = (set(sheet.to_ask) | marks.added) - marks.removed
    kept = _unsettled(definition.triage, wanted, saved.entries)
    if kept != sheet.to_ask:
        AnswerSheet.objects.filter(pk=sheet.pk).update(to_ask=kept)


def _unsettled(
    questions: Iterable[Question], wanted: set[str], entries: Mapping[str, Entry]
) -> list[str]:
    return [
        question.id
        for question in questions
        if question.id in wanted
        and entries.get(question.id, Entry()).get("value") in (None, UNKNOWN)
    ]
