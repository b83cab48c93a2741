"""Who may have a blank questionnaire made for paper."""

from django.utils.translation import gettext as _

from diligence.choices import WorkState
from diligence.models import Paper
from portal.authority import Actor, Verdict
from portal.enums import Permission

UNDER_WAY = (WorkState.WAITING, WorkState.RUNNING)


def may_make(actor: Actor) -> Verdict:
    """Whoever reads an edition may have it on paper."""
    return actor.may(Permission.VIEW_QUESTIONNAIRES)


def may_try_again(actor: Actor, paper: Paper) -> Verdict:
    """Whether a PDF that could not be made can be tried again."""
    verdict = may_make(actor)
    if verdict and paper.state != WorkState.FAILED:
        return Verdict(False, _("Only a PDF that could not be made is tried again."))
    return verdict
