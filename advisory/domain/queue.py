"""The queue's lists, their orders, and how a page is found again without counting.

A page begins after (or ends before) a position: the values of its order's keys in one row. No
list, order or filter knows a country.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from advisory.enums import ReferralStep as Step


class Tab(StrEnum):
    """A list of the queue."""

    TO_TAKE = "to_take"
    MINE = "mine"
    WAITING = "waiting"
    DRAFTED = "drafted"
    OPEN = "open"
    CLOSED = "closed"


class Order(StrEnum):
    """What comes first in a list."""

    PRIORITY = "priority"
    DUE = "due"
    RECEIVED = "received"


OPEN: Final = (Step.QUEUED, Step.TAKEN, Step.WAITING, Step.DRAFTED, Step.COUNTERSIGNED)
"""States in which the hub owes an answer."""

STATES: Final[Mapping[Tab, tuple[Step, ...]]] = {
    Tab.TO_TAKE: (Step.QUEUED,),
    Tab.MINE: OPEN,
    Tab.WAITING: (Step.WAITING,),
    Tab.DRAFTED: (Step.DRAFTED, Step.COUNTERSIGNED),
    Tab.OPEN: OPEN,
    Tab.CLOSED: (Step.ISSUED, Step.CLOSED),
}
"""The states a list holds; `mine` holds only the member's own besides."""


@dataclass(frozen=True, slots=True)
class Key:
    """One sorting column; rows without a value come last."""

    name: str
    read: Callable[[str], Any]
    descending: bool = False
    nullable: bool = False


_ID: Final = Key("id", uuid.UUID)
_DUE: Final = Key("due_on", date.fromisoformat, nullable=True)
KEYS: Final[Mapping[Order, tuple[Key, ...]]] = {
    Order.PRIORITY: (Key("priority", int), _DUE, _ID),
    Order.DUE: (_DUE, _ID),
    Order.RECEIVED: (
        Key("received_at", datetime.fromisoformat, descending=True),
        Key("id", uuid.UUID, descending=True),
    ),
}
"""The columns of each order; the key of the row makes it complete."""

_BETWEEN: Final = "~"


def position(order: Order, row: Any) -> str:
    """Where `row` stands in its list, as an address carries it."""
    values = (getattr(row, key.name) for key in KEYS[order])
    return _BETWEEN.join(
        "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
        for value in values
    )


def read_position(order: Order, text: str) -> tuple[Any, ...] | None:
    """The values that `position` wrote down; None for anything else, such as another order's."""
    keys, parts = KEYS[order], text.split(_BETWEEN)
    if len(parts) != len(keys):
        return None
    try:
        values = tuple(
            None if key.nullable and not part else key.read(part)
            for key, part in zip(keys, parts, strict=True)
        )
    except ValueError:
        return None
    aware = all(not isinstance(value, datetime) or value.tzinfo for value in values)
    fits = all(not isinstance(value, int) or 0 <= value < 2**15 for value in values)
    return values if aware and fits else None


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Whether the hub is late. While it waits for information, it is not."""
    late = due_on is not None and due_on < today
    return late and state in OPEN and state != Step.WAITING
