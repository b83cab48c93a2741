"""Take a newer edition of the parent over into a draft, as its authors settled the conflicts."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from diligence.actions import drafts
from diligence.domain import editing
from diligence.domain.updating import Choice
from diligence.models import Draft, QuestionnaireVersion
from diligence.policy import authoring
from diligence.queries import drafts as reading
from diligence.queries import parent_update
from portal.authority import Actor, Refused, require


@transaction.atomic
def accept(
    by: Actor,
    draft_id: uuid.UUID,
    *,
    to: uuid.UUID,
    chosen: Mapping[str, Choice],
    revision: int | None,
) -> Draft:
    """Bring the draft up to the edition `to` of what it builds on, as one change of its history.

    `chosen` settles each conflict by its place. Raises Draft.DoesNotExist, Refused (nothing newer,
    or newer still than what was shown), ValidationError by place for what is not settled, and
    drafts.Stale where the draft was changed meanwhile.
    """
    row: Draft = reading.visible(by).get(pk=draft_id)
    require(authoring.may_change(by, row))
    found = parent_update.prepared(row, chosen)
    if found is None:
        raise Refused(_("There is no newer edition of what this draft builds on."))
    if found.after.pk != to:
        raise Refused(_("A newer edition was published meanwhile. Look at its differences first."))
    unsettled = found.unsettled(chosen)
    if unsettled:
        told = _("Choose what becomes of it.")
        raise ValidationError({conflict.place: told for conflict in unsettled})
    before = reading.whole(row)
    steps = editing.differences(before, {**found.updated.document, "cases": row.cases})
    told = _("Taken over: %(edition)s") % {"edition": str(found.after)}
    return drafts.change(by, draft_id, steps, revision=revision, what=told, update=True)


@transaction.atomic
def begin(by: Actor, version_id: uuid.UUID, *, edition: str) -> Draft:
    """Begin a draft of the next edition of an own published one, to take the update over in it.

    Raises QuestionnaireVersion.DoesNotExist, Refused, and ValidationError by field (`edition`).
    """
    version = QuestionnaireVersion.objects.get(pk=version_id)
    return drafts.create(
        by, key=version.key, title=version.title, edition=edition, starts_from=version
    )
