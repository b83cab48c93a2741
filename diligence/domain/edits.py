"""The operations by which a questionnaire's document is changed, and their JSON spelling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diligence.domain.places import at, name_of, parts
from diligence.domain.wording import Sentence, gettext_noop


@dataclass(frozen=True, slots=True)
class Set:
    """Puts a value at a place: a member of an object, a member of a list, or (place "") all.

    None takes the member away. Lists without names (thresholds, an option's flags, a matrix) are
    set as a whole.
    """

    place: str
    value: Any


@dataclass(frozen=True, slots=True)
class Insert:
    """Adds a named member to the list at `place`, before the member `before` or at the end."""

    place: str
    item: Any
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Takes away what stands at a place."""

    place: str


@dataclass(frozen=True, slots=True)
class Move:
    """Puts a member of a list before another member of it, or at the end."""

    place: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Gives a member of a list another id; whatever refers to it follows."""

    place: str
    new_id: str


Operation = Set | Insert | Remove | Move | Rename


@dataclass(frozen=True, slots=True)
class Edited:
    """The changed document, and the operations that make it what it was."""

    document: dict[str, Any]
    inverse: tuple[Operation, ...]


class EditError(ValueError):
    """An operation that can't be applied: where, why, and what to do."""

    def __init__(self, place: str, problem: Sentence, remedy: Sentence) -> None:
        super().__init__(f"{place}: {problem} {remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy


def touched(operation: Operation) -> str:
    """The place that the operation is about."""
    match operation:
        case Insert(place, item, _before):
            return at(place, name_of(item) or "")
        case _:
            return operation.place


def overlaps(one: str, other: str) -> bool:
    """Whether one place is, or lies within, the other."""
    short, long = sorted((parts(one), parts(other)), key=len)
    return long[: len(short)] == short


def overtaken(inverse: Iterable[Operation], later: Iterable[str]) -> str | None:
    """The place that later changes touched as well, so that `inverse` would overwrite them."""
    places = list(later)
    for operation in inverse:
        if isinstance(operation, Move | Rename):
            continue
        own = touched(operation)
        if any(overlaps(own, place) for place in places):
            return own
    return None


_SPELLED: dict[str, tuple[type[Operation], tuple[str, ...]]] = {
    "set": (Set, ("place", "value")),
    "insert": (Insert, ("place", "item", "before")),
    "remove": (Remove, ("place",)),
    "move": (Move, ("place", "before")),
    "rename": (Rename, ("place", "new_id")),
}


def as_json(operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """As lists of `{"op": "set", "place": …, "value": …}`; `from_json` reads it."""
    return [
        {"op": type(operation).__name__.lower()}
        | {
            name: getattr(operation, name)
            for name in _SPELLED[type(operation).__name__.lower()][1]
            if name != "before" or getattr(operation, name) is not None
        }
        for operation in operations
    ]


def from_json(listed: object) -> tuple[Operation, ...]:
    """Operations from their JSON spelling. Raises EditError for what is none."""
    if not isinstance(listed, list):
        raise _not_one("", gettext_noop("Give a list of operations."))
    return tuple(map(_operation, listed))


def _operation(item: object) -> Operation:
    if not isinstance(item, Mapping):
        raise _not_one("", gettext_noop("Write each as an object with “op” and “place”."))
    place = item.get("place")
    spelled = _SPELLED.get(str(item.get("op")))
    if spelled is None or not isinstance(place, str):
        raise _not_one(
            str(place or ""), gettext_noop("“op” is set, insert, remove, move or rename.")
        )
    kind, names = spelled
    unknown = [str(name) for name in item if name not in {"op", *names}]
    absent = [name for name in names if name not in item and name != "before"]
    texts = [item.get(name) for name in ("before", "new_id") if item.get(name) is not None]
    if unknown or absent or not all(isinstance(text, str) for text in texts):
        raise _not_one(
            place, gettext_noop("It takes exactly %(members)s."), members=", ".join(names)
        )
    return kind(**{name: item[name] for name in names if name in item})


def _not_one(place: str, remedy: str, **values: str) -> EditError:
    problem = Sentence(gettext_noop("This is not an operation."), {})
    return EditError(place, problem, Sentence(remedy, values))
