"""Which member may do what now in this room, always with the reason."""

from django.utils.translation import gettext as _

from portal.authority import Actor, Verdict
from portal.enums import Permission
from reporting.choices import ContributionState, RenderingState, ReportKind, TrialState
from reporting.models import Contribution, Rendering


# --- Cycles -----------------------------------------------------------------------------------
def may_change_cycle(actor: Actor, *, returns: int) -> Verdict:
    """`returns`: how many confirmed returns of the cycle the Commission has received."""
    verdict = actor.may(Permission.MANAGE_CYCLES)
    if verdict and returns:
        return Verdict(
            False,
            _("A return of this cycle is confirmed, so its dates stay. Add a new cycle instead."),
        )
    return verdict


# --- Contribution -----------------------------------------------------------------------------
def may_prepare(actor: Actor, contribution: Contribution) -> Verdict:
    """Whether declarations and texts can be changed: until confirmed, and while correcting."""
    verdict = actor.may(Permission.DECLARE)
    if verdict and contribution.state == ContributionState.CONFIRMED:
        return Verdict(
            False, _("The return is confirmed and stays as it is. Begin a correction to change it.")
        )
    return verdict


def may_change_frame(actor: Actor, contribution: Contribution) -> Verdict:
    """The frame can be changed until it is frozen; then it stays for the whole cycle."""
    verdict = may_prepare(actor, contribution)
    if verdict and contribution.frame_frozen_at is not None:
        return Verdict(False, _("The frame is frozen for this cycle. It can't be changed."))
    return verdict


def may_confirm(actor: Actor, contribution: Contribution, *, lacking: str = "") -> Verdict:
    """`lacking`: in a sentence, what must be there before the return can be confirmed."""
    verdict = actor.may(Permission.CONFIRM_RETURN)
    if verdict and contribution.state == ContributionState.CONFIRMED:
        return Verdict(False, _("The return is confirmed already."))
    if verdict and lacking:
        return Verdict(False, lacking)
    return verdict


def may_correct(actor: Actor, contribution: Contribution) -> Verdict:
    """Whether a confirmed return can be opened for a correction."""
    verdict = actor.may(Permission.CONFIRM_RETURN)
    if verdict and contribution.state != ContributionState.CONFIRMED:
        return Verdict(False, _("Only a confirmed return is corrected; this one is still open."))
    return verdict


def may_drop_correction(actor: Actor, contribution: Contribution, *, changed: bool) -> Verdict:
    """`changed`: something differs from the revision that was confirmed."""
    verdict = actor.may(Permission.CONFIRM_RETURN)
    if verdict and contribution.state != ContributionState.REVISING:
        return Verdict(False, _("There is no correction to close."))
    if verdict and changed:
        return Verdict(
            False, _("Something was changed. Confirm the correction, or change it back first.")
        )
    return verdict


# --- Reports ----------------------------------------------------------------------------------
def may_read_reports(actor: Actor) -> Verdict:
    """Ministries read their own reports, the Commission its own: rows decide which."""
    if Permission.VIEW_RETURNS in actor.permissions:
        return Verdict(True)
    return actor.may(Permission.VIEW_FIGURES)


def may_make(actor: Actor, kind: str) -> Verdict:
    """Whether a PDF can be asked for: the ministry's own, or the Commission's edition."""
    if kind == ReportKind.EU:
        return actor.may(Permission.MANAGE_CYCLES)
    return actor.may(Permission.DECLARE)


def may_stop(actor: Actor, rendering: Rendering) -> Verdict:
    """Whether the making of a PDF can be stopped: while it waits or runs."""
    verdict = may_make(actor, rendering.kind)
    if verdict and rendering.state not in {RenderingState.WAITING, RenderingState.RUNNING}:
        return Verdict(False, _("This PDF isn't being made any more."))
    return verdict


def may_try_again(actor: Actor, rendering: Rendering) -> Verdict:
    """Whether a PDF that failed or was stopped can be made again from the same data."""
    verdict = may_make(actor, rendering.kind)
    if verdict and rendering.state not in {RenderingState.FAILED, RenderingState.STOPPED}:
        return Verdict(False, _("Only what failed or was stopped can be tried again."))
    return verdict


def may_publish(actor: Actor, kind: str, *, lacking: str = "") -> Verdict:
    """`lacking`: in a sentence, what must be there before an edition can be published."""
    verdict = actor.may(Permission.PUBLISH) and may_make(actor, kind)
    if verdict and lacking:
        return Verdict(False, lacking)
    return verdict


# --- Simulations of drafts ----------------------------------------------------------------------
def may_try(actor: Actor, *, made: int, most: int, under_way: bool, quarters: int) -> Verdict:
    """Whether a draft can be tried on the Member State's appraisals now.

    `made`: simulations on the same quarters so far, of `most`. `quarters`: how many are collected.
    """
    verdict = actor.may(Permission.AUTHOR)
    if verdict:
        verdict = actor.may(Permission.VIEW_FIGURES)
    if not verdict:
        return verdict
    if not quarters:
        return Verdict(
            False,
            _(
                "No quarter has been collected yet. Drafts are tried on closed quarters only, so "
                "that no appraisal of these days stands out."
            ),
        )
    if under_way:
        return Verdict(False, _("A simulation is under way. Wait for it, or cancel it."))
    if made >= most:
        return Verdict(
            False,
            _(
                "These quarters were tried %(most)d times already. More simulations side by side "
                "could tell of single organisations, so the next one is possible when the next "
                "quarter is collected."
            )
            % {"most": most},
        )
    return verdict


def may_cancel_trial(actor: Actor, state: str) -> Verdict:
    """Whether a simulation can be stopped: while it waits or runs."""
    verdict = actor.may(Permission.AUTHOR)
    if verdict and state not in {TrialState.WAITING, TrialState.RUNNING}:
        return Verdict(False, _("This simulation has ended already."))
    return verdict
