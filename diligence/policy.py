"""Which member may do what now in this room, always with the reason."""

import uuid

from django.utils.translation import gettext as _

from diligence.choices import AppraisalState, PartnershipState
from diligence.domain import lifecycle
from diligence.enums import Stage
from diligence.models import Appraisal, Partnership
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


def may_withdraw(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether the appraisal can end without a result: from any state, once."""
    return _may_move(actor, appraisal, lifecycle.may_withdraw(Stage(appraisal.state)))


def may_reopen(actor: Actor, appraisal: Appraisal, *, under_way: bool) -> Verdict:
    """`under_way`: another appraisal of the same partnership is open."""
    verdict = _may_move(actor, appraisal, lifecycle.may_reopen(Stage(appraisal.state)))
    if verdict and under_way:
        return Verdict(False, _("Another appraisal of this partnership is under way."))
    return verdict
