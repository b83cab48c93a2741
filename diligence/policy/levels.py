"""Which member may choose whose questionnaire the organisation fills in."""

from django.utils.translation import gettext as _

from portal.authority import Actor, Verdict
from portal.enums import OrganisationKind, Permission


def may_choose(actor: Actor, kind: str) -> Verdict:
    """Whether the member chooses the level: an author, where appraisals are made at all."""
    verdict = actor.may(Permission.AUTHOR)
    if verdict and kind != OrganisationKind.RESEARCH:
        return Verdict(False, _("Only research organisations fill in questionnaires."))
    return verdict
