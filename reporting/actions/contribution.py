"""A ministry prepares its contribution: frame, declarations, texts. Confirming is `confirm`."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.domain.guard import Found, Treated, Treatments, found_in, redacted
from portal import audit, clock
from portal.actions import disclosures
from portal.authority import Actor, Refused, require
from portal.tenancy import acting_id
from reporting import policy
from reporting.domain import chapters, declarations
from reporting.domain import frame as frames
from reporting.models import ChapterText, Contribution, Declaration, FrameCell, ReportingCycle
from reporting.queries import contribution as reading


class Conflict(Refused):
    """Somebody else saved the same thing meanwhile. `theirs` is what is stored now."""

    def __init__(self, who: str, theirs: Any, seen: str) -> None:
        super().__init__(_("%(who)s saved this meanwhile. Nothing was overwritten.") % {"who": who})
        self.who, self.theirs, self.seen = who, theirs, seen


def begin(cycle: ReportingCycle, *, by: Actor) -> Contribution:
    """The ministry's working copy for the cycle, made the first time it is opened to work on."""
    row: Contribution
    row, made = Contribution.objects.get_or_create(owner_id=acting_id(), cycle=cycle)
    if made:
        audit.record("contribution.begun", row, by=by, detail={"cycle": cycle.key})
    return row


def _locked(contribution_id: uuid.UUID) -> Contribution:
    row: Contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("cycle")
        .get(pk=contribution_id)
    )
    return row


def _touch(row: Contribution, *fields: str) -> None:
    row.revision += 1
    row.updated_at = clock.now()
    row.save(update_fields=["revision", "updated_at", *fields])


# --- Cover ------------------------------------------------------------------------------------
def name_authority(
    contribution_id: uuid.UUID, *, authority: str, contact: str, by: Actor
) -> Contribution:
    """Say who issues the report and whom readers may ask. Raises Contribution.DoesNotExist."""
    row = _locked(contribution_id)
    require(policy.may_prepare(by, row))
    row.authority, row.contact = authority.strip(), contact.strip()
    _touch(row, "authority", "contact")
    audit.record("contribution.named", row, by=by, detail={"authority": row.authority})
    return row


# --- Frame ------------------------------------------------------------------------------------
def enter_frame(
    contribution_id: uuid.UUID,
    *,
    counts: Mapping[tuple[str, str], int],
    source: str,
    revision: int | None,
    by: Actor,
) -> Contribution:
    """Store how many organisations are in scope by type and size; the others become zero.

    `revision`: of the contribution as the form showed it. Raises Contribution.DoesNotExist,
    Refused, or Conflict when the frame was changed since.
    """
    row = _locked(contribution_id)
    require(policy.may_change_frame(by, row))
    present = reading.frame_counts(row)
    wanted = {key: count for key, count in counts.items() if count}
    if revision is not None and revision != row.revision and present != wanted and present:
        raise Conflict(_("A colleague"), present, str(row.revision))
    FrameCell.objects.filter(contribution=row).delete()
    FrameCell.objects.bulk_create(
        FrameCell(contribution=row, type=type, size_band=size, organisations=count)
        for (type, size), count in sorted(wanted.items())
    )
    row.frame_source = source.strip()
    _touch(row, "frame_source")
    audit.record("frame.entered", row, by=by, detail={"organisations": sum(wanted.values())})
    return row


def freeze_frame(contribution_id: uuid.UUID, *, by: Actor) -> Contribution:
    """Fix the frame for the cycle, for good.

    Raises Contribution.DoesNotExist, Refused, or ValidationError naming what is wrong with it.
    """
    row = _locked(contribution_id)
    require(policy.may_change_frame(by, row))
    if problems := frame_problems(row):
        raise ValidationError(problems)
    row.frame_frozen_at = clock.now()
    row.frame_frozen_by = by.label
    _touch(row, "frame_frozen_at", "frame_frozen_by")
    total = sum(reading.frame_counts(row).values())
    audit.record("frame.frozen", row, by=by, detail={"organisations": total})
    return row


def frame_problems(row: Contribution) -> list[str]:
    """Why the frame can't be frozen as it is, each with its remedy."""
    counts = reading.frame_counts(row)
    found = []
    if not sum(counts.values()):
        found.append(_("The frame is empty. Enter the organisations in scope first."))
    if not row.frame_source:
        found.append(_("Say where the numbers come from."))
    types, sizes = reading.type_names(), reading.size_names()
    for wrong in frames.problems(counts, reading.active_counts(row)):
        place = f"{types[wrong.type]}, {sizes[wrong.size]}"
        found.append(f"{place}: {_(wrong.text)}")
    return found


# --- Declarations -----------------------------------------------------------------------------
def declare(
    contribution_id: uuid.UUID,
    indicator: str,
    *,
    given: Mapping[str, Any],
    note: str,
    seen: str,
    by: Actor,
) -> Declaration:
    """Store what the ministry declares for one indicator. What is left empty is not provided.

    `seen`: stamp of the declaration as the form showed it ("" for none). Raises
    Contribution.DoesNotExist, Refused, Conflict, or ValidationError by key of the value.
    """
    row = _locked(contribution_id)
    require(policy.may_prepare(by, row))
    inputs = reading.inputs(row.cycle, declarations.BY_CODE[indicator])
    values, wrong = declarations.check(inputs, given, today=clock.today())
    problems = {each.key: _(each.text) for each in wrong}
    problems |= _more_than_in_scope(row, values) if indicator == "MS-08" else {}
    if problems:
        raise ValidationError(problems)
    stored: Declaration | None = Declaration.objects.filter(
        contribution=row, indicator=indicator
    ).first()
    note = note.strip()
    if stored is not None and (stored.values, stored.note) == (values, note):
        return stored
    if stored is not None and seen != stamp(stored.updated_at):
        theirs = {"values": stored.values, "note": stored.note}
        raise Conflict(stored.updated_by, theirs, stamp(stored.updated_at))
    stored = stored or Declaration(contribution=row, indicator=indicator)
    stored.values, stored.note = values, note
    stored.updated_at, stored.updated_by = clock.now(), by.label
    stored.save()
    _touch(row)
    detail = {"indicator": indicator, "values": values}
    audit.record("declaration.entered", row, by=by, detail=detail)
    return stored


def stamp(at: datetime | None) -> str:
    """The instant a form was drawn from, exactly, so that a later save is noticed."""
    return at.isoformat() if at else ""


def _more_than_in_scope(row: Contribution, values: Mapping[str, Any]) -> dict[str, str]:
    """Where more organisations were tested than the frame has of that type."""
    scope: dict[str, int] = {}
    for (type, _size), count in reading.frame_counts(row).items():
        scope[type] = scope.get(type, 0) + count
    return {
        f"tested_{type}": _("The frame has %(scope)s of these in scope. Give that many or fewer.")
        % {"scope": scope.get(type, 0)}
        for type in reading.type_names()
        if scope and values.get(f"tested_{type}", 0) > scope.get(type, 0)
    }


# --- Texts ------------------------------------------------------------------------------------
def write(
    contribution_id: uuid.UUID,
    chapter: str,
    *,
    text: str,
    revision: int,
    by: Actor,
    treatments: Treatments | None = None,
) -> ChapterText:
    """Store the ministry's own words in one chapter.

    `revision`: of the text as the form showed it (0 for none). `treatments` answer for personal
    data in it, which readers of the report would see. Raises Contribution.DoesNotExist, Refused,
    OpenFindings, or Conflict when a colleague saved other words since.
    """
    if not chapters.BY_KEY[chapter].asks:
        raise ValueError(f"Nothing is asked in {chapter}.")
    row = _locked(contribution_id)
    require(policy.may_prepare(by, row))
    words = text.replace("\r\n", "\n").strip()
    found = ChapterText.objects.filter(contribution=row, chapter=chapter).first()
    stored: ChapterText = found or ChapterText(contribution=row, chapter=chapter, revision=0)
    if stored.text == words and stored.revision:
        return stored
    if stored.revision != revision:
        raise Conflict(stored.updated_by, stored.text, str(stored.revision))
    words, treated = _cleared(stored, words, treatments or Treatments())
    stored.text = words
    stored.revision += 1
    stored.updated_at, stored.updated_by = clock.now(), by.label
    stored.save()
    if treated:
        disclosures.record(disclosures.CHAPTER, stored.pk, treated, by=by)
    _touch(row)
    audit.record("chapter.written", row, by=by, detail={"chapter": chapter, "length": len(words)})
    return stored


def found_in_text(stored: ChapterText | None, text: str) -> tuple[Found, ...]:
    """What looks like personal data in a chapter and was not let through in it before."""
    found = found_in({"text": text} if text else {})
    told = disclosures.let_through(stored.pk, found) if stored and stored.revision else frozenset()
    return tuple(one for one in found if one.key not in told)


def _cleared(
    stored: ChapterText, text: str, treatments: Treatments
) -> tuple[str, tuple[Treated, ...]]:
    found = found_in_text(stored, text)
    if not all(treatments.answers(one.key) for one in found):
        raise disclosures.OpenFindings(found)
    treated = tuple(
        Treated(one, "" if one.key in treatments.redact else treatments.reasons[one.key].strip())
        for one in found
    )
    return redacted({"text": text}, found, treatments)["text"], treated
