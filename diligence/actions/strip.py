"""Copies of files without their metadata, made on request before something leaves the house."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from diligence.actions import attach, labels
from diligence.domain.filetypes import clean_name
from diligence.models import Attachment
from portal import audit, stripping
from portal.authority import Actor, require
from portal.models import StoredFile
from portal.queries import files
from portal.stripping import Stripped


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy, and what the original tells that the copy doesn't."""

    attachment: Attachment
    told: Stripped


def look(row: Attachment, *, by: Actor) -> Stripped:
    """What a file tells beside what it shows, to whoever may open it. Raises UnstrippableError,
    Refused and OSError."""
    labels.require_opens(row, by)
    if not stripping.can(row.content_type):
        raise stripping.UnstrippableError(stripping.Why.KIND)
    require(files.may_leave(row.stored_as))
    with default_storage.open(row.stored_as) as content:
        return stripping.stripped(row.content_type, content.read())


def copy(attachment_id: uuid.UUID, *, by: Actor) -> Copy:
    """Put a copy without metadata beside a file; the file itself stays as it is.

    Raises UnstrippableError, Refused (whoever may not add files there makes no copies either),
    ValidationError (the place is full, or there is nothing to remove) and Attachment.DoesNotExist.
    """
    row = Attachment.objects.select_related(
        "partnership",
        "appraisal__partnership",
        "measure__appraisal__partnership",
        "clearance__appraisal__partnership",
    ).get(pk=attachment_id)
    require(attach.may_change(by, row))
    told = look(row, by=by)
    if not told.removed:
        raise ValidationError(_("There is nothing to remove: the file tells nothing about itself."))
    made = attach.add(
        by=by,
        partnership=row.partnership,
        upload=ContentFile(told.data, name=_name(row.name)),
        appraisal=row.appraisal,
        question=row.question,
        measure=row.measure,
        clearance=row.clearance,
    )
    made.tlp, made.tlp_because = row.tlp, row.tlp_because
    made.tlp_recipients = row.tlp_recipients
    made.save(update_fields=["tlp", "tlp_because", "tlp_recipients"])
    original = StoredFile.objects.filter(name=row.stored_as).first()
    StoredFile.objects.filter(name=made.stored_as).update(stripped_from=original)
    detail = {"attachment": str(row.pk), "copy": str(made.pk), "sha256": made.sha256}
    audit.record("attachment.stripped", row.partnership, by=by, detail=detail)
    return Copy(made, told)


def _name(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return clean_name(f"{stem} ({_('no metadata')}){dot}{ending}")
