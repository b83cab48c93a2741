"""Pure decisions about the register: codes, what changed, what collides, what looks alike."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 7
CODES: Final = len(CROCKFORD) ** CODE_LENGTH
"""How many codes there are: about 34 billion."""

ALIKE: Final = 0.85

Step = Mapping[str, Sequence[Any]]
"""Field name → [before, after], in JSON types."""


def code_of(number: int, letter: str = "P") -> str:
    """The code ("P-7QF2M4K") for a number below CODES; no letter of it reads as a digit."""
    digits = []
    for _position in range(CODE_LENGTH):
        number, digit = divmod(number, len(CROCKFORD))
        digits.append(CROCKFORD[digit])
    return f"{letter}-" + "".join(reversed(digits))


def folded(text: str) -> str:
    """Text as it is compared: no accents, no case, single spaces ("Universität": "universitat")."""
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    )
    return " ".join(bare.casefold().split())


def search_text(parts: Iterable[str]) -> str:
    """What the register's search looks through."""
    return " ".join(filter(None, (folded(part) for part in parts)))


def alike(one: str, other: str) -> bool:
    """Whether two titles probably name the same undertaking; "phase 1" and "phase 2" don't."""
    first, second = folded(one), folded(other)
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields of `after` whose value is another than `before`: field → [before, after]."""
    return {name: [before[name], new] for name, new in after.items() if before[name] != new}


@dataclass(frozen=True, slots=True)
class Meeting:
    """What comes of an edit that meets others' edits made meanwhile."""

    take: frozenset[str]
    """Fields to store as sent."""
    collisions: tuple[str, ...]
    """Fields both sides changed, to different values."""
    keep: tuple[str, ...]
    """Fields where the others' value stands."""


def meet(steps: Iterable[Step], now: Mapping[str, Any], sent: Mapping[str, Any]) -> Meeting:
    """Bring an edit together with the steps (oldest first) made since the editor read the row.

    A field nobody else touched is taken; one the editor left as it was read keeps the others'
    value; one that both changed collides, unless they agree.
    """
    read: dict[str, Any] = {}
    for step in steps:
        for name, (before, _after) in step.items():
            read.setdefault(name, before)
    collisions = tuple(
        name
        for name, value in sent.items()
        if name in read and value not in (read[name], now[name])
    )
    take = frozenset(name for name in sent if name not in read)
    keep = tuple(name for name in sent if name in read and name not in collisions)
    return Meeting(take, collisions, keep)


def changed_since(step: Step, now: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields that no longer hold what the step left: while there are any, it can't be undone."""
    return tuple(name for name, (_before, after) in step.items() if now.get(name) != after)
