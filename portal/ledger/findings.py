"""What can be wrong with a record, and what a check of it says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

KEPT = 100
"""Findings that are told one by one; of more only the number is."""


class Damage(TextChoices):
    EDITED = "edited", _("An event was changed after it was recorded")
    DELETED = "deleted", _("An event was deleted")
    INSERTED = "inserted", _("An event was put in past the portal")
    REORDERED = "reordered", _("The events of a seal were reordered")
    SEAL_EDITED = "seal_edited", _("A seal was changed")
    SEAL_FORGED = "seal_forged", _("A seal is not signed by this installation")
    SEAL_MISSING = "seal_missing", _("A seal was removed")
    SEAL_TRUNCATED = "seal_truncated", _("The latest seals were removed: the witness knows them")
    PRUNING_FORGED = "pruning_forged", _("A pruning was recorded past the portal")


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage: in which seal, at which place in it, to which event."""

    damage: Damage
    number: int | None = None
    """Of the seal; None for what is in none."""
    position: int = 0
    """Of the event in its seal, from 1; 0 for the seal itself."""
    event_id: UUID | None = None
    event: str = ""
    at: datetime | None = None
    """When the event says it happened, or the seal was made."""

    def order(self) -> tuple[bool, int, int, str]:
        """Sealed before unsealed, and in the order of the seals."""
        return (self.number is None, self.number or 0, self.position, str(self.event_id or ""))


@dataclass(slots=True)
class Report:
    """What a check of one organisation's record found."""

    seals: int = 0
    last_number: int = 0
    last_head: str = ""
    events: int = 0
    """Events that are there and sealed."""
    waiting: int = 0
    """Events that are whole and not sealed yet."""
    pruned: int = 0
    forgotten: int = 0
    """Events whose name was taken out by a recorded erasure."""
    late: int = 0
    """Events that were sealed over a day after they were recorded: no worker sealed, or seals were
    removed and made anew, which only a witness outside can tell."""
    damaged: int = 0
    findings: list[Finding] = field(default_factory=list)
    """The first of them, in the order of the seals."""

    @property
    def whole(self) -> bool:
        return not self.damaged

    @property
    def first(self) -> Finding | None:
        return self.findings[0] if self.findings else None

    def add(self, found: Iterable[Finding]) -> None:
        """Note findings; of many, the first in the order of the seals stay."""
        new = list(found)
        self.damaged += len(new)
        self.findings = sorted([*self.findings, *new], key=Finding.order)[:KEPT]
