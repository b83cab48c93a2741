"""Which member of a hub may do what now, always with the reason."""

from django.utils.translation import gettext as _

from advisory.choices import ReferralSource, ReferralState
from advisory.domain import lifecycle
from advisory.enums import ReferralStep
from advisory.models import Referral
from portal.authority import Actor, Verdict
from portal.enums import OrganisationKind, Permission


def _advises(by: Actor, move: lifecycle.Move) -> Verdict:
    verdict = by.may(Permission.ADVISE)
    if verdict and not move:
        return Verdict(False, _(move.reason))
    return verdict


def _step(referral: Referral) -> ReferralStep:
    return ReferralStep(referral.state)


# --- The queue --------------------------------------------------------------------------------
def may_take(by: Actor, referral: Referral) -> Verdict:
    """Whether the member can start to hold it. Whoever comes second reads who was first."""
    advises = by.may(Permission.ADVISE)
    if not advises or referral.state == ReferralState.CLOSED:
        return _advises(by, lifecycle.may_take(_step(referral)))
    if referral.assignee is not None and referral.state != ReferralState.ISSUED:
        if referral.assignee == by.membership_id:
            return Verdict(False, _("You hold %(code)s already.") % {"code": referral.code})
        return Verdict(
            False,
            _("%(who)s holds %(code)s. Ask them, or have it assigned to you.")
            % {"who": referral.assignee_name, "code": referral.code},
        )
    if referral.state == ReferralState.WAITING:
        return advises  # released while it waits for information: the clock goes on standing still
    return _advises(by, lifecycle.may_take(_step(referral)))


def may_assign(by: Actor, referral: Referral) -> Verdict:
    """Whether it can be given to an adviser of this hub."""
    return _advises(by, lifecycle.may_assign(_step(referral)))


def may_release(by: Actor, referral: Referral) -> Verdict:
    """Whether it can go back to where nobody holds it: any adviser may, for colleagues on leave."""
    verdict = _advises(by, lifecycle.may_release(_step(referral)))
    if verdict and referral.assignee is None:
        return Verdict(False, _("Nobody holds this case."))
    return verdict


def may_arrange(by: Actor, referral: Referral) -> Verdict:
    """Whether due date and place in the queue can be changed: while the hub owes an answer."""
    verdict = by.may(Permission.ADVISE)
    if verdict and referral.state in (ReferralState.ISSUED, ReferralState.CLOSED):
        return Verdict(False, _("This case is answered or closed: nothing is due any more."))
    return verdict


def may_close(by: Actor, referral: Referral) -> Verdict:
    return _advises(by, lifecycle.may_close(_step(referral)))


# --- Cases that did not come through the portal -------------------------------------------------
def may_receive(by: Actor) -> Verdict:
    """Whether the member may enter a case that came by telephone, by mail or in person."""
    return by.may(Permission.ADVISE)


def may_edit(by: Actor, referral: Referral) -> Verdict:
    """What was sent through the portal is a frozen copy; what was told can be written anew."""
    verdict = by.may(Permission.ADVISE)
    if verdict and referral.source == ReferralSource.PORTAL:
        return Verdict(False, _("What an organisation sent through the portal is never changed."))
    if verdict and referral.state == ReferralState.CLOSED:
        return Verdict(False, _("This case is closed."))
    return verdict


# --- Remits -----------------------------------------------------------------------------------
def may_set_remits(by: Actor, kind: str) -> Verdict:
    """`kind` of the acting organisation: only a hub answers for a Member State."""
    if kind != OrganisationKind.HUB:
        return Verdict(False, _("Only an advisory hub has remits."))
    return by.may(Permission.MANAGE_SETTINGS)


# --- Advise -----------------------------------------------------------------------------------
def _works_on(actor: Actor, referral: Referral, move: lifecycle.Move) -> Verdict:
    """The move is open, and the member holds the case."""
    verdict = actor.may(Permission.ADVISE)
    if verdict and not move:
        return Verdict(False, _(move.reason))
    if verdict and referral.assignee != actor.membership_id:
        if referral.assignee is None:
            return Verdict(False, _("Nobody holds this case yet. Take it first."))
        told = _("%(name)s holds this case. Have it assigned to you first.")
        return Verdict(False, told % {"name": referral.assignee_name})
    return verdict


def may_note(actor: Actor, referral: Referral) -> Verdict:
    """Every adviser may add an internal note, whoever holds the case."""
    verdict = actor.may(Permission.ADVISE)
    move = lifecycle.may_note(ReferralStep(referral.state))
    return verdict if not verdict or move else Verdict(False, _(move.reason))


def may_ask(actor: Actor, referral: Referral) -> Verdict:
    """Whether the organisation can be asked for information: not where it isn't on the portal."""
    verdict = _works_on(actor, referral, lifecycle.may_ask(ReferralStep(referral.state)))
    if verdict and referral.consultation_id is None:
        told = _("This case came another way than through the portal. Ask the way it came.")
        return Verdict(False, told)
    return verdict


def may_withdraw_request(actor: Actor, referral: Referral) -> Verdict:
    """Whether an open request for information can be taken back."""
    verdict = actor.may(Permission.ADVISE)
    if verdict and referral.state != ReferralState.WAITING:
        return Verdict(False, _("No request for information is open."))
    return verdict


def may_write(actor: Actor, referral: Referral) -> Verdict:
    """Whether draft advice can be written or changed."""
    return _works_on(actor, referral, lifecycle.may_write(ReferralStep(referral.state)))


def may_offer(actor: Actor, referral: Referral) -> Verdict:
    """Whether the draft can be put to a second adviser; what it lacks is the action's question."""
    return _works_on(actor, referral, lifecycle.may_offer(ReferralStep(referral.state)))


def may_take_back(actor: Actor, referral: Referral) -> Verdict:
    """Whether a draft that was offered or countersigned can be taken back to be changed."""
    verdict = _works_on(actor, referral, lifecycle.ALLOWED)
    if verdict and referral.state not in (ReferralState.DRAFTED, ReferralState.COUNTERSIGNED):
        return Verdict(False, _("No draft waits to be countersigned."))
    return verdict


def may_countersign(actor: Actor, *, offered: bool, wrote: bool, elsewhere: str = "") -> Verdict:
    """Four eyes. `wrote`: the member wrote any part of the draft; `elsewhere`: the hub it is at."""
    verdict = actor.may(Permission.ADVISE)
    if verdict and not offered:
        return Verdict(False, _("This draft doesn't wait to be countersigned any more."))
    if verdict and wrote:
        return Verdict(False, _("You wrote this draft. Somebody else has to countersign it."))
    if verdict and elsewhere:
        told = _("It is offered to %(hub)s. Take it back to have it countersigned here.")
        return Verdict(False, told % {"hub": elsewhere})
    return verdict


def may_issue(actor: Actor, referral: Referral, *, countersigned: bool, alone: bool) -> Verdict:
    """`alone`: the hub has exactly one adviser, who may issue without, visibly."""
    verdict = actor.may(Permission.ADVISE)
    if not verdict or countersigned:
        step = ReferralStep(referral.state)
        move = lifecycle.move(step, ReferralStep.ISSUED)
        return verdict if not verdict or move else Verdict(False, _(move.reason))
    if referral.state != ReferralState.TAKEN:
        move = lifecycle.move(ReferralStep(referral.state), ReferralStep.ISSUED)
        return Verdict(False, _(move.reason))
    if not alone:
        return Verdict(False, _("A second adviser has to countersign it first."))
    return _works_on(actor, referral, lifecycle.ALLOWED)
