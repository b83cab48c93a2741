"""Files beside a partnership, or as evidence for an answer, a measure or a clearance: kept,
removed, brought back."""

import hashlib
import uuid
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import decide
from diligence.actions.answer import open_questions
from diligence.actions.marked import refuse_file
from diligence.choices import ReviewReason
from diligence.domain import filetypes
from diligence.domain.filetexts import WHY, Unread
from diligence.models import Appraisal, Attachment, ChosenMeasure, Clearance, Partnership
from diligence.queries import questionnaires
from diligence.queries.file_words import words
from diligence.queries.sentences import spoken
from portal import audit, clock
from portal.actions import files
from portal.authority import Actor, Verdict, require
from portal.enums import Tlp

MOST_FILES = 200
"""How many files one partnership may have, evidence included."""


def add(
    *,
    by: Actor,
    partnership: Partnership,
    upload: "File[bytes]",
    appraisal: Appraisal | None = None,
    question: str = "",
    measure: ChosenMeasure | None = None,
    clearance: Clearance | None = None,
    tlp: str = Tlp.AMBER_STRICT,
) -> Attachment:
    """Keep an uploaded file with the partnership, or as evidence: for a question of an appraisal,
    for a measure, or for a clearance. `tlp` is its label; red, it is for who brings it alone.

    Raises ValidationError (what is wrong with the file, what to do) or Refused. Nothing of a
    refused file is kept, and nothing of a kept one when the transaction is rolled back.
    """
    place = Attachment(
        partnership=partnership, appraisal=appraisal, measure=measure, clearance=clearance
    )
    require(may_change(by, place))
    _check_place(partnership, appraisal, question)
    content = cast(BinaryIO, upload)
    name = filetypes.clean_name(upload.name or "")
    kind, unread = _examined(name, content, upload.size)
    row = Attachment(
        partnership=partnership,
        appraisal=appraisal,
        question=question,
        measure=measure,
        clearance=clearance,
        name=name,
        content_type=kind.content_type,
        size=upload.size,
        sha256=_digest(content),
        uploaded_at=clock.now(),
        uploaded_by=by.label,
        user_id=by.user_id,
        tlp=tlp,
    )
    content.seek(0)
    row.stored_as = files.keep(upload, content_type=kind.content_type).name
    row.save(force_insert=True)
    row.unread = str(unread or "")
    _write_down("attachment.added", row, by=by)
    return row


def remove(attachment_id: uuid.UUID, *, by: Actor) -> Attachment:
    """Take a file away from its place; `restore` brings it back."""
    row = _locked(attachment_id, by=by)
    if row.removed_at is None:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        _write_down("attachment.removed", row, by=by)
        _reconsider(row, by)
    return row


def restore(attachment_id: uuid.UUID, *, by: Actor) -> Attachment:
    """Bring a removed file back."""
    row = _locked(attachment_id, by=by)
    if row.removed_at is not None:
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        _write_down("attachment.restored", row, by=by)
        _reconsider(row, by)
    return row


def _locked(attachment_id: uuid.UUID, *, by: Actor) -> Attachment:
    rows = Attachment.objects.select_for_update(of=("self",))
    row: Attachment = rows.select_related(
        "partnership",
        "appraisal__partnership",
        "measure__appraisal__partnership",
        "clearance__appraisal__partnership",
    ).get(pk=attachment_id)
    require(may_change(by, row))
    return row


def _reconsider(row: Attachment, by: Actor) -> None:
    """A decision rests on the evidence of measures and clearances."""
    reason = ReviewReason.MEASURES if row.measure_id else ReviewReason.CLEARANCE
    if row.measure_id or row.clearance_id:
        decide.reconsider(row.partnership_id, because=reason, by=by)


def may_change(by: Actor, row: Attachment) -> Verdict:
    """Whether this member may add or remove a file at its place."""
    if row.appraisal is not None:
        return policy.may_answer(by, row.appraisal)
    if row.measure is not None:
        return policy.may_add_evidence(by, row.measure)
    if row.clearance is not None:
        return policy.may_clear(by, row.clearance.appraisal)
    return policy.may_edit(by, row.partnership)


def _check_place(partnership: Partnership, appraisal: Appraisal | None, question: str) -> None:
    if (appraisal is None) != (question == ""):
        raise ValueError("Evidence needs both the appraisal and the question it is for.")
    if appraisal is not None:
        if appraisal.partnership_id != partnership.pk:
            raise ValueError("The appraisal is of another partnership.")
        if question not in questionnaires.definition(appraisal.version).positions:
            raise ValidationError(
                _("There is no question “%(question)s” in this appraisal. Reload the page.")
                % {"question": question[:40]}
            )
        open_ = open_questions(appraisal)
        if open_ is not None and question not in open_:
            raise ValidationError(_("The hub asked about other questions; this one is closed."))
    if Attachment.objects.filter(partnership=partnership).count() >= MOST_FILES:
        raise ValidationError(
            _("This partnership has %(most)s files already. Put several documents into one PDF.")
            % {"most": MOST_FILES}
        )


def _examined(name: str, content: BinaryIO, size: int) -> tuple[filetypes.FileType, Unread | None]:
    """The file's type, and why some of it can't be read. Raises ValidationError where it can't
    be kept."""
    if size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("“%(name)s” has %(size)s; at most %(maximum)s are kept. Compress its pictures.")
            % {
                "name": name,
                "size": filesizeformat(size),
                "maximum": filesizeformat(settings.UPLOAD_MAX_BYTES),
            }
        )
    try:
        kind = filetypes.examine(name, content)
    except filetypes.FileRefusedError as error:
        raise ValidationError(spoken(error.sentence)) from None
    read = words(kind, content)
    refuse_file(name, read.texts)
    return kind, read.unread


def told_unread(row: Attachment) -> str:
    """What whoever just added a file is told where some of it can't be read; "" where all was."""
    if not row.unread:
        return ""
    told = _(
        "“%(name)s” was kept, but nobody looked through all of it for markings of classified "
        "information. %(why)s Look through it yourself; remove it if it carries one."
    )
    return told % {"name": row.name, "why": _(WHY[Unread(row.unread)])}


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while part := content.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def _write_down(event: str, row: Attachment, *, by: Actor) -> None:
    detail = {
        "attachment": str(row.pk),
        "name": row.told_name,
        "sha256": row.sha256,
        "size": row.size,
    }
    if row.unread:
        detail |= {"unread": row.unread}
    if row.question:
        detail |= {"appraisal": str(row.appraisal_id), "question": row.question}
    if row.measure is not None:
        detail |= {"measure": row.measure.measure}
    if row.clearance is not None:
        detail |= {"flag": row.clearance.flag}
    audit.record(event, row.partnership, by=by, detail=detail)
