"""Who may try a draft on earlier appraisals, and on whose."""

from django.utils.translation import gettext as _

from diligence.choices import DraftState, WorkState
from diligence.models import Draft
from portal.authority import Actor, Verdict
from portal.enums import OrganisationKind, Permission

UNDER_WAY = (WorkState.WAITING, WorkState.RUNNING)


def has_history(kind: str) -> Verdict:
    """Whether an organisation of this kind has appraisals of its own to try a draft on."""
    if kind == OrganisationKind.RESEARCH:
        return Verdict(True)
    if kind == OrganisationKind.HUB:
        return Verdict(
            False,
            _(
                "A hub has no appraisals: it sees the cases that were sent to it, not those that "
                "never needed it, so a simulation on them would mislead. Ask the ministry of your "
                "Member State to try the draft on all appraisals, in figures."
            ),
        )
    if kind == OrganisationKind.COMMISSION:
        return Verdict(
            False,
            _(
                "The Commission receives confirmed figures of the Member States and no appraisal, "
                "so there is nothing here to try a draft on. A ministry can try the same draft on "
                "the appraisals of its Member State, in figures."
            ),
        )
    return Verdict(False, _("Your organisation has no appraisals to try a draft on."))


def may_simulate(actor: Actor, draft: Draft, kind: str, *, under_way: bool) -> Verdict:
    """Whether a simulation can be started now. Reviewers may as well: it changes nothing."""
    verdict = actor.may(Permission.REVIEW)
    if not verdict:
        return verdict
    history = has_history(kind)
    if not history:
        return history
    if draft.state == DraftState.DISCARDED:
        return Verdict(False, _("This draft is discarded. Bring it back first."))
    if draft.state == DraftState.PUBLISHED:
        return Verdict(False, _("This draft is published; what it was tried on stays below."))
    if under_way:
        reason = _("A simulation of this draft is under way. Wait for it, or cancel it.")
        return Verdict(False, reason)
    return Verdict(True)


def may_cancel(actor: Actor, state: str) -> Verdict:
    """Whether a simulation can be stopped."""
    verdict = actor.may(Permission.REVIEW)
    if verdict and state not in UNDER_WAY:
        return Verdict(False, _("This simulation has ended already."))
    return verdict
