"""Settle what colleagues replied: accept it into the answers, correct it, or set it aside."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import answer
from diligence.actions.answer import Conflict
from diligence.actions.colleague import locked, settle_state
from diligence.choices import AnswerOrigin, ProposalState
from diligence.domain.answers import Problem
from diligence.domain.asking import with_note
from diligence.domain.sheet import KEEP, Entry, Save
from diligence.models import ColleagueRequest, Proposal
from diligence.queries import appraisals, colleague
from portal import audit, clock
from portal.authority import Actor, require


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of replies: `done` were stored, the others wait with the reason.

    A conflict means that the answer changed after the revision seen; `refused` gives, by question,
    why a reply can't be taken in any more.
    """

    done: tuple[Proposal, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    saved: answer.Saved | None = None


def accept(proposal_id: uuid.UUID, *, by: Actor, revision: int | None, page: str = "") -> Settled:
    """Take a colleague's answer into the appraisal: theirs, confirmed by `by`.

    `revision` is the one of the answer that was seen beside it; None takes the place of whatever
    stands there. Raises Proposal.DoesNotExist and Refused.
    """
    row, proposal = _found(proposal_id, by)
    require(policy.may_take_in(by, proposal, colleague.answerable(row.appraisal)))
    return _take(row, [proposal], {proposal.question: revision}, by, page)


def accept_all(request_id: uuid.UUID, *, by: Actor, revisions: Mapping[str, int | None]) -> Settled:
    """Take in every waiting reply of one request that can be taken in; the others keep waiting.

    `revisions`: by question, the revision of the answer seen. Replies to other questions are left
    alone: they were not on the page. Raises ColleagueRequest.DoesNotExist.
    """
    row = locked(request_id, by)
    answerable = colleague.answerable(row.appraisal)
    ready, refused = [], {}
    for proposal in _waiting(row):
        if proposal.question not in revisions:
            continue
        verdict = policy.may_take_in(by, proposal, answerable)
        if verdict:
            ready.append(proposal)
        else:
            refused[proposal.question] = verdict.reason
    settled = _take(row, ready, revisions, by, "") if ready else Settled()
    return Settled(settled.done, settled.conflicts, settled.problems, refused, settled.saved)


def correct(proposal_id: uuid.UUID, *, by: Actor, save: Save) -> Settled:
    """Store what the officer makes of a reply: their own answer. Unchanged, it is an acceptance.

    `save.note` is the whole note. Raises Proposal.DoesNotExist and Refused.
    """
    row, proposal = _found(proposal_id, by)
    require(policy.may_take_in(by, proposal, colleague.answerable(row.appraisal)))
    unchanged = save.value == proposal.value
    if unchanged:
        save = _contributed(row, save, by)
    saved = answer.save(row.appraisal_id, by=by, saves={proposal.question: save})
    state = ProposalState.ACCEPTED if unchanged else ProposalState.CORRECTED
    return _settled(row, [proposal], saved, by, state)


def decline(proposal_id: uuid.UUID, *, by: Actor) -> Proposal:
    """Set a reply aside; it stays on record. Raises Proposal.DoesNotExist and Refused."""
    row, proposal = _found(proposal_id, by)
    require(policy.may_decline(by, proposal))
    _close(row, proposal, ProposalState.DECLINED, by)
    settle_state(row)
    return proposal


def decline_all(request_id: uuid.UUID, *, by: Actor) -> int:
    """Set every waiting reply of one request aside. Returns how many."""
    row = locked(request_id, by)
    proposals = _waiting(row)
    for proposal in proposals:
        require(policy.may_decline(by, proposal))
        _close(row, proposal, ProposalState.DECLINED, by)
    settle_state(row)
    return len(proposals)


def _found(proposal_id: uuid.UUID, by: Actor) -> tuple[ColleagueRequest, Proposal]:
    """The reply with its request, both locked: the colleague may be sending a later one."""
    pointed = colleague.reply_seen_by(by, proposal_id)
    row = locked(pointed.request_id, by)
    proposal: Proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    proposal.request = row
    return row, proposal


def _waiting(row: ColleagueRequest) -> list[Proposal]:
    rows = Proposal.objects.select_for_update().filter(request=row, state=ProposalState.WAITING)
    found = list(rows)
    for proposal in found:
        proposal.request = row
    return found


def _take(
    row: ColleagueRequest,
    proposals: Sequence[Proposal],
    revisions: Mapping[str, int | None],
    by: Actor,
    page: str,
) -> Settled:
    entries = appraisals.locked_sheet(by, row.appraisal_id).entries
    saves = {}
    for proposal in proposals:
        present = entries.get(proposal.question, Entry()).get("note", "")
        wanted = Save(
            KEEP if proposal.value is None else proposal.value,
            with_note(present, proposal.note, row.to_name),
            revisions[proposal.question],
        )
        saves[proposal.question] = _contributed(row, wanted, by)
    saved = answer.save(row.appraisal_id, by=by, saves=saves, page=page)
    return _settled(row, proposals, saved, by, ProposalState.ACCEPTED)


def _contributed(row: ColleagueRequest, save: Save, by: Actor) -> Save:
    """The same as the colleague's own answer, to which `by` puts their name."""
    whose = _("%(name)s, asked by %(officer)s") % {"name": row.to_name, "officer": row.created_by}
    origin = AnswerOrigin.CONTRIBUTED.value
    return Save(save.value, save.note, save.revision, origin, confirms=True, by=whose)


def _settled(
    row: ColleagueRequest,
    proposals: Sequence[Proposal],
    saved: answer.Saved,
    by: Actor,
    state: ProposalState,
) -> Settled:
    """Close those whose answers are stored; what conflicts or is faulty keeps waiting."""
    kept = {conflict.question for conflict in saved.conflicts}
    kept |= {problem.question for problem in saved.problems}
    done = [proposal for proposal in proposals if proposal.question not in kept]
    for proposal in done:
        _close(row, proposal, state, by)
    settle_state(row)
    return Settled(tuple(done), saved.conflicts, saved.problems, {}, saved)


_EVENTS = {
    ProposalState.ACCEPTED: "reply.accepted",
    ProposalState.CORRECTED: "reply.corrected",
    ProposalState.DECLINED: "reply.declined",
}


def _close(row: ColleagueRequest, proposal: Proposal, state: ProposalState, by: Actor) -> None:
    proposal.state, proposal.settled_at, proposal.settled_by = state, clock.now(), by.label
    proposal.save(update_fields=["state", "settled_at", "settled_by"])
    detail = {
        "partnership": str(row.appraisal.partnership_id),
        "question": proposal.question,
        "colleague": row.to_name,
    }
    audit.record(_EVENTS[state], proposal, by=by, detail=detail)
