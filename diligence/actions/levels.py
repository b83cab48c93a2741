"""Choose whose questionnaire new appraisals start on: the own, the Member State's, the Union's."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.choices import QuestionnaireLevel
from diligence.models import QuestionnaireChoice
from diligence.policy import levels as policy
from diligence.queries import questionnaires
from portal import audit, clock
from portal.authority import Actor, require
from portal.models import Organisation
from portal.tenancy import acting_id

LONGEST_REASON = 500
NEAREST = "nearest"
"""Instead of a level: the nearest that has an edition, whichever that is at the time."""


def choose(by: Actor, *, level: str, because: str) -> QuestionnaireChoice | None:
    """Start new appraisals on the newest edition of this level from now on; those under way stay.

    `level` is a QuestionnaireLevel, or NEAREST: there is then no choice any more, and None is
    returned. Raises Refused, and ValidationError by field (`level`, `because`).
    """
    organisation = Organisation.objects.select_for_update().get(pk=acting_id())
    require(policy.may_choose(by, organisation.kind))
    reason = because.replace("\x00", "").strip()
    _require(level, reason)
    before = questionnaires.choice()
    was = str(before.level) if before is not None else NEAREST
    told = {"level": level, "because": reason, "was": was}
    if level == NEAREST:
        QuestionnaireChoice.objects.all().delete()
        audit.record("questionnaire_level.chosen", organisation, by=by, detail=told)
        return None
    made = {"level": level, "because": reason, "by": by.label, "at": clock.now()}
    row: QuestionnaireChoice
    row, _new = QuestionnaireChoice.objects.update_or_create(
        owner_id=organisation.pk, defaults=made
    )
    audit.record("questionnaire_level.chosen", organisation, by=by, detail=told)
    return row


def _require(level: str, reason: str) -> None:
    problems = {}
    known = {str(each) for each in QuestionnaireLevel}
    if level not in known | {NEAREST}:
        problems["level"] = _("Choose one of the levels.")
    elif level in known and QuestionnaireLevel(level) not in questionnaires.newest_by_level():
        problems["level"] = _("Nothing is published at this level yet. Choose another one.")
    if not reason:
        problems["because"] = _("Say why, in a sentence that colleagues will understand later.")
    elif len(reason) > LONGEST_REASON:
        told = _("The reason is longer than %(count)d characters.") % {"count": LONGEST_REASON}
        problems["because"] = told
    if problems:
        raise ValidationError(problems)
