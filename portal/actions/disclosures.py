"""What was done about personal data in text, before the text left the organisation.

The rooms find it (`diligence.domain.guard`); here it is written down, without a word of it.
"""

import hmac
import uuid
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import vault
from portal.authority import Actor, Refused
from portal.enums import DisclosureKind, Treated
from portal.models import Disclosure
from portal.tenancy import acting_id

DOSSIER, REPLY, REQUEST = "dossier", "reply", "request"
ADVICE, CHAPTER, SHARE = "advice", "chapter", "share"
LONGEST_REASON = 300
LONGEST_PLACE = 100
_PURPOSE = "personal data found in text"


class Found(Protocol):
    """One thing that looks like personal data, as the rooms' guard tells it."""

    @property
    def key(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def words(self) -> str: ...


class Answered(Protocol):
    """A finding with what was done about it: redacted where `reason` is empty."""

    @property
    def found(self) -> Found: ...
    @property
    def reason(self) -> str: ...


class OpenFindings(Refused):
    """Text holds what nobody answered for yet; nothing has left. The reason quotes none of it."""

    def __init__(self, found: Sequence[Found]) -> None:
        unread = [one for one in found if str(one.kind) == DisclosureKind.UNREAD]
        told = [_personal(len(found) - len(unread), found)] if len(found) > len(unread) else []
        if unread:
            told.append(_unread([one.words for one in unread]))
        super().__init__(" ".join(told))
        self.found = tuple(found)


def _personal(count: int, found: Sequence[Found]) -> str:
    kinds = dict.fromkeys(DisclosureKind(str(one.kind)) for one in found)
    kinds.pop(DisclosureKind.UNREAD, None)
    told = ngettext(
        "%(count)d thing in the text looks like personal data (%(kinds)s). Redact it, say why "
        "it may leave, or go back and change the text.",
        "%(count)d things in the text look like personal data (%(kinds)s). Redact each, say "
        "why it may leave, or go back and change the text.",
        count,
    )
    return told % {"count": count, "kinds": ", ".join(str(kind.label) for kind in kinds)}


def _unread(names: Sequence[str]) -> str:
    told = ngettext(
        "%(names)s can’t be read here to the end: look through it yourself and say so, or leave "
        "it out.",
        "%(names)s can’t be read here to the end: look through them yourself and say so, or "
        "leave them out.",
        len(names),
    )
    return told % {"names": ", ".join(f"“{name}”" for name in names)}


def record(
    leaves_as: str, subject_id: uuid.UUID, answered: Iterable[Answered], *, by: Actor
) -> list[Disclosure]:
    """Write down what was redacted, and what was let through and why, for the row that leaves.

    Raises ValidationError for a reason that is too long.
    """
    rows = []
    for one in answered:
        if len(one.reason) > LONGEST_REASON:
            told = _("Give the reason in at most %(most)d characters.")
            raise ValidationError({"because": told % {"most": LONGEST_REASON}})
        rows.append(
            Disclosure(
                leaves_as=leaves_as,
                subject_id=subject_id,
                place=one.found.place[:LONGEST_PLACE],
                kind=DisclosureKind(str(one.found.kind)),
                found_digest=_digest(one.found),
                treated=Treated.JUSTIFIED if one.reason else Treated.REDACTED,
                reason=one.reason,
                by=by.label,
                user_id=by.user_id,
            )
        )
    made: list[Disclosure] = Disclosure.objects.bulk_create(rows)
    return made


def let_through(subject_id: uuid.UUID, found: Iterable[Found]) -> frozenset[str]:
    """The keys of what was let through for this row before, for a reason that still stands."""
    rows = Disclosure.objects.filter(subject_id=subject_id, treated=Treated.JUSTIFIED)
    known = set(rows.values_list("found_digest", flat=True))
    return frozenset(one.key for one in found if known and _digest(one) in known)


def _digest(found: Found) -> str:
    """Knows the same finding again, and can't be guessed from a list of names."""
    told = f"{acting_id()}\0{found.kind}\0{' '.join(found.words.split()).casefold()}"
    return hmac.new(vault.derived(_PURPOSE), told.encode(errors="replace"), sha256).hexdigest()
