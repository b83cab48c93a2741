"""What a colleague does on the page of their link: open it, keep a draft, send the reply off.

Whoever does it is an actor without any permission (`portal.authority.bearer`); what the link opens
is all there is. Call these inside acting_for of the link's owner.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import tell
from diligence.actions.marked import refuse_texts
from diligence.choices import ColleaguePurpose, ColleagueState, ProposalState
from diligence.domain import sheet as sheets
from diligence.domain.answers import Problem
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import KEEP, Save
from diligence.models import Appraisal, ColleagueRequest, Proposal
from diligence.queries import appraisals, colleague, questionnaires
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.classified import texts_in

MOST_TIMES: Final = 20
"""How often a link can send as many answers as it asks: each that was replaced stays on record."""
SETTLED = (ProposalState.ACCEPTED, ProposalState.CORRECTED, ProposalState.DECLINED)


@dataclass(frozen=True, slots=True)
class Given:
    """What a colleague says to one question. `value` None: nothing but, perhaps, a note; KEEP
    where what was typed can't be read as an answer, so that the draft stays as it was."""

    value: object = None
    note: str = ""


def questions_of(request: ColleagueRequest) -> list[Question]:
    """The questions asked, in order; those the edition does not know (any more) are left out."""
    definition = questionnaires.definition(request.appraisal.version)
    known = {q.id: q for q in (*definition.triage, *definition.questions)}
    return [known[id] for id in request.questions if id in known]


def open_questions(request: ColleagueRequest) -> list[Question]:
    """Those that can still be answered: not settled, and part of the appraisal's present stage."""
    settled = {row.question for row in colleague.replies_of(request) if row.state in SETTLED}
    left = colleague.answerable(request.appraisal) - settled
    return [question for question in questions_of(request) if question.id in left]


def opened(request: ColleagueRequest, *, by: Actor) -> None:
    """Note when the link was opened first."""
    if request.opened_at is not None:
        return
    rows = ColleagueRequest.objects.filter(pk=request.pk, opened_at=None)
    if rows.update(opened_at=clock.now()):
        _record("colleague.opened", request, by)


def keep(request_id: uuid.UUID, given: Mapping[str, Given], *, by: Actor) -> tuple[Problem, ...]:
    """Keep a draft: all that can be stored is, and what can't is named. Nobody else sees it.

    Raises Refused where a question was not asked, nothing can be answered now, or a text carries a
    marking of classified information.
    """
    row = _locked(request_id)
    require(policy.may_reply(row, colleague.answerable(row.appraisal)))
    open_ = {question.id: question for question in open_questions(row)}
    if set(given) - set(open_):
        raise Refused(_("This link does not ask that question, or it is settled."))
    # The door knows the markings of whoever is signed in, not of whose link this is.
    refuse_texts(texts_in([[told.value, told.note] for told in given.values()]))
    problems = []
    draft = dict(row.draft)
    for id, told in given.items():
        value = sheets.normal(open_[id], told.value)
        problem = sheets.problem_of_save(open_[id], Save(value, told.note))
        if problem is not None:
            problems.append(problem)
            continue
        before = draft.get(id, {"value": None, "note": ""})
        draft[id] = {"value": before["value"] if value is KEEP else value, "note": told.note}
    row.draft = draft
    row.save(update_fields=["draft"])
    return tuple(problems)


def send(request_id: uuid.UUID, *, by: Actor) -> list[Proposal]:
    """Send the draft off: each answer and note becomes a proposal for an officer to settle.

    A later reply takes the place of an earlier one that nobody has settled. Raises Refused where
    there is nothing to send, or nothing can be answered now.
    """
    row = _locked(request_id)
    require(policy.may_reply(row, colleague.answerable(row.appraisal)))
    told = {
        question.id: row.draft[question.id]
        for question in open_questions(row)
        if _says_something(row.draft.get(question.id))
    }
    if not told:
        raise Refused(_("Answer at least one question, or leave a note to one. Then send it off."))
    if Proposal.objects.filter(request=row).count() >= MOST_TIMES * len(row.questions):
        raise Refused(_("This reply was corrected very often. Ask those who sent you the link."))
    waiting = {p.question: p for p in _waiting(row)}
    same = {id for id, said in told.items() if id in waiting and _is_same(waiting[id], said)}
    _waiting(row).exclude(question__in=same).update(state=ProposalState.REPLACED)
    now = clock.now()
    made = Proposal.objects.bulk_create(
        Proposal(request=row, question=id, value=said["value"], note=said["note"], at=now)
        for id, said in told.items()
        if id not in same
    )
    row.state, row.replied_at = ColleagueState.REPLIED, now
    row.save(update_fields=["state", "replied_at"])
    if made:
        _record("colleague.replied", row, by, questions=[each.question for each in made])
    if not waiting:
        tell.later(row.pk)
    return list(made)


def _locked(request_id: uuid.UUID) -> ColleagueRequest:
    rows = ColleagueRequest.objects.select_for_update(of=("self",)).filter(
        purpose=ColleaguePurpose.ASK
    )
    unread = (f"appraisal__{name}" for name in appraisals.UNREAD)
    row: ColleagueRequest = (
        rows.select_related("appraisal__partnership", "appraisal__version")
        .defer(*unread)
        .get(pk=request_id)
    )
    return row


def _waiting(row: ColleagueRequest) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = Proposal.objects.filter(request=row, state=ProposalState.WAITING)
    return rows


def _says_something(said: Mapping[str, object] | None) -> bool:
    return said is not None and (said["value"] is not None or bool(said["note"]))


def _is_same(row: Proposal, said: Mapping[str, object]) -> bool:
    return bool(row.value == said["value"] and row.note == said["note"])


def _record(event: str, row: ColleagueRequest, by: Actor, **more: object) -> None:
    appraisal: Appraisal = row.appraisal
    detail = {"partnership": str(appraisal.partnership_id), "colleague": row.to_name}
    audit.record(event, row, by=by, detail=detail | more)
