"""Which member may do what now in this room, always with the reason."""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.choices import (
    OPEN_CONSULTATIONS,
    AppraisalState,
    ColleaguePurpose,
    ColleagueState,
    ConsultationState,
    MeasureState,
    PartnershipState,
    ProposalState,
)
from diligence.domain import lifecycle
from diligence.enums import Authority, Stage
from diligence.models import (
    Appraisal,
    ChosenMeasure,
    ColleagueRequest,
    Consultation,
    Dossier,
    Fact,
    Partnership,
    Proposal,
)
from portal.authority import Actor, Verdict
from portal.enums import Permission


# --- Register ---------------------------------------------------------------------------------
def may_register(actor: Actor, unit_id: uuid.UUID | None) -> Verdict:
    """A member whose work is limited to units registers for one of these."""
    return actor.may(Permission.EDIT_REGISTER) and actor.works_on(unit_id)


def may_edit(actor: Actor, partnership: Partnership) -> Verdict:
    """Whether the member may change this partnership: of their units, and not discarded."""
    verdict = actor.may(Permission.EDIT_REGISTER) and actor.works_on(partnership.unit_id)
    if verdict and partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    return verdict


def may_end(actor: Actor, partnership: Partnership) -> Verdict:
    """Whether the partnership can be said to have ended: once, by who may edit it."""
    verdict = may_edit(actor, partnership)
    if verdict and partnership.state == PartnershipState.ENDED:
        return Verdict(False, _("This partnership has ended already."))
    return verdict


def may_resume(actor: Actor, partnership: Partnership) -> Verdict:
    """Whether an ended partnership can go on."""
    verdict = may_edit(actor, partnership)
    if verdict and partnership.state != PartnershipState.ENDED:
        return Verdict(False, _("Only an ended partnership can be resumed."))
    return verdict


def may_discard(actor: Actor, partnership: Partnership, *, submitted: bool) -> Verdict:
    """`submitted`: an appraisal of it was submitted at least once, so the record must stay."""
    verdict = may_edit(actor, partnership)
    if verdict and submitted:
        return Verdict(
            False,
            _("An appraisal of this partnership was submitted, so it stays on record. End it."),
        )
    return verdict


def may_restore(actor: Actor, partnership: Partnership) -> Verdict:
    """Whether a discarded partnership can come back; the only thing that can be done with one."""
    verdict = actor.may(Permission.EDIT_REGISTER) and actor.works_on(partnership.unit_id)
    if verdict and partnership.discarded_at is None:
        return Verdict(False, _("This partnership is not discarded."))
    return verdict


# --- Appraise ---------------------------------------------------------------------------------
def may_start(actor: Actor, partnership: Partnership, *, under_way: bool) -> Verdict:
    """`under_way`: an appraisal of it is open; a partnership has one at a time."""
    verdict = actor.may(Permission.APPRAISE) and actor.works_on(partnership.unit_id)
    if verdict and partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    if verdict and under_way:
        return Verdict(False, _("An appraisal of this partnership is under way. Continue that."))
    return verdict


def _may_move(actor: Actor, appraisal: Appraisal, move: lifecycle.Move) -> Verdict:
    verdict = actor.may(Permission.APPRAISE) and actor.works_on(appraisal.partnership.unit_id)
    if verdict and appraisal.partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    if verdict and not move:
        return Verdict(False, _(move.reason))
    return verdict


def may_answer(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether answers, notes and evidence can be changed: in triage and while answering."""
    return _may_move(actor, appraisal, lifecycle.may_edit(Stage(appraisal.state)))


def may_finish_triage(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether the triage can be finished now; whether it is complete is the action's question."""
    if appraisal.state != AppraisalState.TRIAGE:
        return Verdict(False, _("The triage of this appraisal is finished."))
    return may_answer(actor, appraisal)


def may_submit(actor: Actor, appraisal: Appraisal, *, missing: int) -> Verdict:
    """`missing` counts the required answers still open."""
    move = lifecycle.may_submit(Stage(appraisal.state), missing=missing)
    return _may_move(actor, appraisal, move)


def may_withdraw(actor: Actor, appraisal: Appraisal, *, decided: bool) -> Verdict:
    """Whether the appraisal can end without a result: from any state before a decision, once.

    `decided`: a decision was taken on it, so that it stays on record with its result.
    """
    move = lifecycle.may_withdraw(Stage(appraisal.state), decided=decided)
    return _may_move(actor, appraisal, move)


def may_reopen(actor: Actor, appraisal: Appraisal, *, under_way: bool) -> Verdict:
    """`under_way`: another appraisal of the same partnership is open."""
    verdict = _may_move(actor, appraisal, lifecycle.may_reopen(Stage(appraisal.state)))
    if verdict and under_way:
        return Verdict(False, _("Another appraisal of this partnership is under way."))
    return verdict


# --- Know --------------------------------------------------------------------------------------
def may_correct(actor: Actor, fact: Fact) -> Verdict:
    """Whether what is known of a partner or a unit can be corrected and removed by hand."""
    verdict = actor.may(Permission.EDIT_REGISTER)
    return verdict and actor.works_on(fact.unit_id) if fact.unit_id else verdict


def may_object(actor: Actor, unit_id: uuid.UUID | None) -> Verdict:
    """Whether the member records and answers objections: officers of its unit, and stewards."""
    if actor.may(Permission.MANAGE_PRIVACY):
        return Verdict(True)
    verdict = actor.may(Permission.EDIT_REGISTER)
    return verdict and actor.works_on(unit_id) if unit_id else verdict


# --- Treat ------------------------------------------------------------------------------------
def may_treat(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether measures of this appraisal can be chosen, planned and carried out."""
    return _may_follow_up(actor, appraisal, Permission.TREAT)


def may_add_evidence(actor: Actor, row: ChosenMeasure) -> Verdict:
    """Whether files can be added to a measure and taken away: not once they are accepted."""
    verdict = may_treat(actor, row.appraisal)
    if verdict and row.state == MeasureState.ACCEPTED:
        return Verdict(False, _("This evidence was accepted. Take the acceptance back first."))
    if verdict and row.state == MeasureState.DROPPED:
        return Verdict(False, _("This measure was dropped. Bring it back first."))
    return verdict


def may_accept(actor: Actor, row: ChosenMeasure, *, files: int) -> Verdict:
    """Whether this member may accept a measure's evidence; `files` counts what is attached.

    Four eyes: whoever marked it done may not accept it, unless they are a decider, who answers
    for the case whichever way it goes.
    """
    verdict = may_treat(actor, row.appraisal)
    if not verdict:
        return verdict
    if row.state != MeasureState.DONE:
        return Verdict(False, _("Mark the measure as done first."))
    if not files:
        return Verdict(False, _("Attach the evidence first: it is what is accepted."))
    if actor.user_id == row.done_user_id and not actor.may(Permission.DECIDE):
        return Verdict(
            False,
            _("You marked this measure as done. A colleague or a decider accepts its evidence."),
        )
    return verdict


# --- Clear ------------------------------------------------------------------------------------
def may_clear(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether clearances of this appraisal's flags can be recorded and ended."""
    return _may_follow_up(actor, appraisal, Permission.CLEAR)


# --- Decide -----------------------------------------------------------------------------------
def may_decide(actor: Actor, appraisal: Appraisal, authority: Authority) -> Verdict:
    """Whether this member may decide on this appraisal now.

    Nobody outside the organisation appears here: no hub, ministry or funder has the permission.
    """
    needed = Permission.DECIDE_LOW if authority is Authority.OFFICER else Permission.DECIDE
    verdict = actor.may(needed) and actor.works_on(appraisal.partnership.unit_id)
    if not verdict and needed is Permission.DECIDE and actor.may(Permission.DECIDE_LOW):
        return Verdict(False, _("From medium on, a decider of your organisation decides."))
    if verdict and appraisal.partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    if verdict and not _has_result(appraisal):
        return Verdict(False, str(_UNDECIDED[AppraisalState(appraisal.state)]))
    return verdict


def _has_result(appraisal: Appraisal) -> bool:
    """Whether a result stands. What only the hub's questions opened keeps its last result: a
    question of the hub must not hold a decision up."""
    asked = appraisal.state == AppraisalState.ANSWERING and appraisal.only_questions is not None
    return appraisal.state == AppraisalState.SCORED or asked


_UNDECIDED = {
    AppraisalState.TRIAGE: _lazy("The triage is not finished, so there is nothing to decide on."),
    AppraisalState.ENDED_LOW: _lazy("It ended at triage: nothing needs to be decided."),
    AppraisalState.OUT_OF_SCOPE: _lazy("It is out of scope: nothing needs to be decided."),
    AppraisalState.ANSWERING: _lazy("The answers are not submitted: there is no present result."),
    AppraisalState.SUBMITTED: _lazy("The answers are being scored; wait for the result."),
    AppraisalState.WITHDRAWN: _lazy("The appraisal was withdrawn: there is nothing to decide on."),
}


def _may_follow_up(actor: Actor, appraisal: Appraisal, permission: Permission) -> Verdict:
    """What comes after a result: by members of its unit, while the appraisal stands."""
    verdict = actor.may(permission) and actor.works_on(appraisal.partnership.unit_id)
    if verdict and appraisal.partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    if verdict and appraisal.state == AppraisalState.WITHDRAWN:
        return Verdict(False, _("The appraisal was withdrawn."))
    if verdict and not appraisal.submission:
        return Verdict(False, _("There is no result yet: submit the answers first."))
    return verdict


# --- Route ------------------------------------------------------------------------------------
def _may_consult(actor: Actor, appraisal: Appraisal) -> Verdict:
    verdict = actor.may(Permission.REFER) and actor.works_on(appraisal.partnership.unit_id)
    if verdict and appraisal.partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    return verdict


def may_send(
    actor: Actor, appraisal: Appraisal, consultation: Consultation | None, *, newer: Dossier | None
) -> Verdict:
    """Whether this case can go to the hub now. `consultation` is the open one; `newer` a dossier
    of scored answers that its hub has not been sent."""
    verdict = _may_consult(actor, appraisal)
    if not verdict:
        return verdict
    waiting = (None, ConsultationState.READY, ConsultationState.NO_HUB)
    state = consultation.state if consultation else None
    if state == ConsultationState.SENDING:
        return Verdict(False, _("It is on its way to the hub already."))
    if state == ConsultationState.INFORMATION_ASKED:
        return Verdict(False, _("The hub asks for information. Answer its questions."))
    if state not in waiting and newer is None:
        return Verdict(False, _("The hub has it, as the answers stand."))
    if appraisal.state == AppraisalState.SCORED:
        return verdict
    if appraisal.state == AppraisalState.ANSWERING and not appraisal.submission:
        if appraisal.triage_refers:
            return verdict
        return Verdict(False, _("Submit the appraisal first: its dossier is sent with the score."))
    return Verdict(False, _("The answers are being changed. Submit them; then it can be sent."))


def may_recall(actor: Actor, appraisal: Appraisal, consultation: Consultation) -> Verdict:
    """Whether a case can be taken back, or its date changed: while it waits for the hub."""
    verdict = _may_consult(actor, appraisal)
    if verdict and consultation.state not in OPEN_CONSULTATIONS:
        return Verdict(False, _("This consultation has ended."))
    return verdict


def may_answer_hub(actor: Actor, appraisal: Appraisal, consultation: Consultation) -> Verdict:
    """Whether the hub's questions can be answered now."""
    verdict = _may_consult(actor, appraisal)
    if verdict and consultation.state != ConsultationState.INFORMATION_ASKED:
        return Verdict(False, _("The hub has no open question."))
    reopened = appraisal.state in (AppraisalState.ANSWERING, AppraisalState.SUBMITTED)
    if verdict and reopened and appraisal.submission:
        return Verdict(
            False, _("The answers are being changed. Submit them; the reply goes with them.")
        )
    return verdict


def may_arrange(actor: Actor) -> Verdict:
    """Whether the member may switch automatic referral on or off."""
    return actor.may(Permission.MANAGE_SETTINGS)


# --- Ask a colleague, share a result ----------------------------------------------------------
def may_ask(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether a colleague can be asked: while answers can be changed."""
    return may_answer(actor, appraisal)


def may_share(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether what came of an appraisal can be shown to the researcher."""
    return _may_follow_up(actor, appraisal, Permission.TREAT)


def may_renew(actor: Actor, request: ColleagueRequest) -> Verdict:
    """Whether a request can get a new link."""
    if request.purpose == ColleaguePurpose.SHARE:
        return may_share(actor, request.appraisal)
    return may_ask(actor, request.appraisal)


def may_revoke(actor: Actor, request: ColleagueRequest) -> Verdict:
    """Whether a link can be closed: whatever has become of its case."""
    shares = request.purpose == ColleaguePurpose.SHARE
    verdict = actor.may(Permission.TREAT if shares else Permission.APPRAISE)
    verdict = verdict and actor.works_on(request.appraisal.partnership.unit_id)
    if verdict and request.state == ColleagueState.REVOKED:
        return Verdict(False, _("This link is revoked already."))
    return verdict


def may_remind(
    actor: Actor, request: ColleagueRequest, *, mail_on: bool, reminded: bool, lapsed: bool
) -> Verdict:
    """Whether a colleague can be reminded by mail. `reminded`: they were within the last day."""
    verdict = may_renew(actor, request)
    if not verdict:
        return verdict
    if request.purpose != ColleaguePurpose.ASK or request.state != ColleagueState.OPEN:
        return Verdict(False, _("There is nothing to remind of: it was replied to, or closed."))
    if lapsed:
        return Verdict(False, _("The link has lapsed. Make a new one instead."))
    if not request.to_email or not mail_on:
        return Verdict(False, _("No mail can be sent. Make a new link and send it yourself."))
    if reminded:
        return Verdict(False, _("A reminder went out within the last day. Leave it until then."))
    return verdict


def may_decline(actor: Actor, proposal: Proposal) -> Verdict:
    """Whether a colleague's answer can be set aside: once, whatever the appraisal's state."""
    appraisal = proposal.request.appraisal
    verdict = actor.may(Permission.APPRAISE) and actor.works_on(appraisal.partnership.unit_id)
    if verdict and proposal.state == ProposalState.REPLACED:
        return Verdict(False, _("Your colleague sent a later reply. Look at that one."))
    if verdict and proposal.state != ProposalState.WAITING:
        return Verdict(False, _("This reply is settled already."))
    return verdict


def may_take_in(actor: Actor, proposal: Proposal, answerable: frozenset[str]) -> Verdict:
    """Whether a colleague's answer can be taken into the appraisal now.

    `answerable`: the questions whose answers can be changed at present.
    """
    verdict = may_decline(actor, proposal) and may_answer(actor, proposal.request.appraisal)
    if verdict and proposal.question not in answerable:
        return Verdict(
            False,
            _("This question can't be answered at this point of the appraisal any more."),
        )
    return verdict


def may_reply(request: ColleagueRequest, answerable: frozenset[str]) -> Verdict:
    """Whether whoever has the link can answer now. The reason says nothing about the case."""
    verdict = may_look_back(request)
    if verdict and not answerable & set(request.questions):
        told = _("The questions were settled meanwhile. Nothing more is needed of you; thank you.")
        return Verdict(False, told)
    return verdict


def may_look_back(request: ColleagueRequest) -> Verdict:
    """Whether whoever has the link can still see what they sent: while the case stands."""
    appraisal = request.appraisal
    gone = appraisal.partnership.discarded_at is not None
    if gone or appraisal.state == AppraisalState.WITHDRAWN:
        return Verdict(False, _("What this link was made for is closed. Nothing is needed of you."))
    return Verdict(True)
