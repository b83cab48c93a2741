"""Classes of rows with the time they are kept; each room registers its own by string."""

import calendar
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from portal.enums import OrganisationKind
from portal.models import LegalHold, RetentionRule
from portal.privacy.removal import Removal
from portal.rooms import registered
from portal.tenancy import acting_id

Subject = tuple[str, uuid.UUID]
"""What a hold may name: a model's label in lower case, and a key."""

SLACK = timedelta(days=3)
"""Months differ in length: so many days more are looked at, then counted exactly."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something whose time began on `since`. A hold on any of `subjects` keeps it."""

    id: uuid.UUID
    title: str
    since: date
    subjects: frozenset[Subject] = frozenset()


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """Rows that are kept for one reason, and for how many months after what.

    `months` None: kept for ever, and `why` says why that is lawful. `due` finds everything whose
    time began on a day or earlier; `plan` works out what goes with it.
    """

    key: str
    title: Promise
    counted_from: Promise
    why: Promise
    months: int | None
    least: int = 0
    most: int = 0
    due: Callable[[date], Iterable[Due]] = lambda _until: ()
    plan: Callable[[Collection[uuid.UUID]], Removal] = lambda _ids: Removal()
    kinds: frozenset[OrganisationKind] = frozenset(OrganisationKind)


def classes(kind: str | None = None) -> list[RetentionClass]:
    """All classes that organisations of this kind have rows of, in the order of the mission."""
    found = [each for provide in registered("retention_classes") for each in provide()]
    return [each for each in found if kind is None or kind in each.kinds]


def later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has fewer."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_of(rules: Mapping[str, RetentionRule], of: RetentionClass) -> int | None:
    """How long the organisation keeps the class: its own rule, or the product's default."""
    rule = rules.get(of.key)
    return of.months if rule is None or of.months is None else rule.months


def own_rules() -> dict[str, RetentionRule]:
    return {rule.category: rule for rule in RetentionRule.objects.all()}


@dataclass(frozen=True, slots=True)
class Leaving:
    """Something with the day on which it goes, and the hold that keeps it, if one does."""

    due: Due
    on: date
    hold: LegalHold | None


def leaving(of: RetentionClass, months: int, until: date, holds: "Holds") -> list[Leaving]:
    """What goes until this day, oldest first; the boundary day itself included."""
    since = later(until, -months) + SLACK
    found = ((each, later(each.since, months)) for each in of.due(since))
    rows = [Leaving(each, on, holds.on(each.subjects)) for each, on in found if on <= until]
    return sorted(rows, key=lambda row: (row.on, row.due.id))


class Holds:
    """The holds that stand at present."""

    def __init__(self) -> None:
        rows = list(LegalHold.objects.filter(released_at__isnull=True))
        self.everything: LegalHold | None = next(
            (row for row in rows if not row.subject_type), None
        )
        self.of = {(row.subject_type, row.subject_id): row for row in rows if row.subject_type}

    def on(self, subjects: Iterable[Subject]) -> LegalHold | None:
        """The hold that keeps something with these subjects; None where it may go."""
        if self.everything is not None:
            return self.everything
        found: LegalHold | None = next((self.of[s] for s in subjects if s in self.of), None)
        return found


@dataclass(frozen=True, slots=True)
class Holdable:
    """A kind of subject that a hold may name. `find` answers a code or name with key and title;
    None where nothing, or more than one thing, is called so."""

    label: str
    title: Promise
    hint: Promise
    find: Callable[[str], tuple[uuid.UUID, str] | None]
    kinds: frozenset[OrganisationKind] = frozenset(OrganisationKind)
    called: str = ""
    """The column that says what one is called, in a way that `find` knows."""

    def called_by(self, key: uuid.UUID) -> str:
        """What the acting organisation's subject with this key is called; "" where none has it."""
        rows: Any = apps.get_model(self.label)
        rows = rows.objects.filter(pk=key, owner_id=acting_id())
        return str(rows.values_list(self.called, flat=True).first() or "")


def holdable(kind: str) -> list[Holdable]:
    """What a hold may name in an organisation of this kind."""
    found: list[Holdable] = [
        each for provide in registered("holdable") for each in provide() if kind in each.kinds
    ]
    return found
