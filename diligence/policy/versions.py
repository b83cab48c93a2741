"""Verdicts on editions: who compares them, and which running appraisals may move to another."""

from django.utils.translation import gettext as _

from diligence.choices import AppraisalState, WorkState
from diligence.models import Appraisal, CarryOver
from portal.authority import Actor, Verdict
from portal.enums import Permission

UNDER_WAY = (WorkState.WAITING, WorkState.RUNNING)


def may_carry_over(actor: Actor, appraisal: Appraisal) -> Verdict:
    """Whether this member may move the appraisal to another edition now."""
    verdict = actor.may(Permission.APPRAISE) and actor.works_on(appraisal.partnership.unit_id)
    return verdict and can_be_carried(appraisal)


def can_be_carried(appraisal: Appraisal) -> Verdict:
    """Whether the appraisal is one that can move at all: open, and never submitted.

    A result names the edition that it was made with, and so does everything built on it.
    """
    if appraisal.partnership.discarded_at is not None:
        return Verdict(False, _("This partnership was discarded. Restore it first."))
    if appraisal.only_questions is not None:
        return Verdict(
            False,
            _("The hub asked about answers of this edition: it stays. Answer the hub's questions."),
        )
    if appraisal.submission:
        return Verdict(
            False,
            _(
                "It was submitted before, and its result stays on its edition. Finish it, then "
                "start a new appraisal."
            ),
        )
    if appraisal.state not in (AppraisalState.TRIAGE, AppraisalState.ANSWERING):
        return Verdict(False, _("It is not being answered, so it stays on its edition."))
    return Verdict(True)


def may_carry_all(actor: Actor) -> Verdict:
    """Whether the member may move all open appraisals they see, in one run. Where an organisation
    does not appraise, there are none."""
    return actor.may(Permission.AUTHOR)


def may_cancel(actor: Actor, run: CarryOver) -> Verdict:
    """Whether a run can be stopped: while it is under way."""
    verdict = may_carry_all(actor)
    if verdict and run.state not in UNDER_WAY:
        return Verdict(False, _("This run has ended already."))
    return verdict
