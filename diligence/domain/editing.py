"""Changing a questionnaire's document: operations on places, each with what takes it back.

The document may be faulty, as long as it is JSON; checks say whether it is sound. Worked cases are
part of what is edited: they stand in the document as `cases`. `apply` leaves its argument alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from diligence.domain import renaming
from diligence.domain.edits import (
    Edited,
    EditError,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Set,
    as_json,
    from_json,
    touched,
)
from diligence.domain.jsonvalues import DEEPEST, usable
from diligence.domain.places import NAMES, at, index_of, name_of, named_by, parts, step
from diligence.domain.wording import Sentence, gettext_noop

__all__ = [
    "EditError",
    "Edited",
    "Insert",
    "Move",
    "Operation",
    "Remove",
    "Rename",
    "Set",
    "apply",
    "as_json",
    "differences",
    "from_json",
    "touched",
]

Json = Any
_CHECK = gettext_noop("Read the draft again: somebody may have removed or renamed it.")


def apply(document: Mapping[str, Json], operations: Iterable[Operation]) -> Edited:
    """The document after the operations, in order, and what undoes them all.

    Raises EditError for the first that can't be applied; nothing is changed then.
    """
    now: dict[str, Json] = deepcopy(dict(document))
    inverse: list[Operation] = []
    for operation in operations:
        now, back = _one(now, operation)
        inverse = [*back, *inverse]
    return Edited(now, tuple(inverse))


def differences(before: Json, after: Json, place: str = "") -> list[Set]:
    """What has to be set in `before` to make it `after`, as deep down as names reach.

    Members with a name that can't stand in a place, and lists whose members came, went or moved,
    are set as a whole.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [*before, *(name for name in after if name not in before)]
        if all(_addressable(name) for name in names) and _same_name(before, after):
            return [found for name in names for found in _of_member(before, after, name, place)]
    elif isinstance(before, list) and isinstance(after, list):
        named = [name_of(item) for item in before]
        if _all_distinct(before) and named == [name_of(item) for item in after]:
            pairs = zip(named, before, after, strict=True)
            return [
                found
                for name, old, new in pairs
                for found in differences(old, new, _under(place, str(name)))
            ]
    return [] if _same(before, after) else [Set(place, deepcopy(after))]


def _of_member(
    before: Mapping[str, Json], after: Mapping[str, Json], name: str, place: str
) -> list[Set]:
    if name in before and after.get(name) is not None:
        return differences(before[name], after[name], _under(place, name))
    gone = before.get(name) is None and after.get(name) is None
    return [] if gone else [Set(_under(place, name), deepcopy(after.get(name)))]


def _one(
    now: dict[str, Json], operation: Operation
) -> tuple[dict[str, Json], tuple[Operation, ...]]:
    match operation:
        case Set("", value):
            return _whole(now, value)
        case Set(place, value):
            return now, _set(now, place, value)
        case Insert(place, item, before):
            return now, _insert(now, place, item, before)
        case Remove(place):
            return now, _remove(now, place)
        case Move(place, before):
            return now, _move(now, place, before)
        case Rename(place, new_id):
            return _rename(now, place, new_id)


def _whole(now: dict[str, Json], value: Json) -> tuple[dict[str, Json], tuple[Operation, ...]]:
    if not isinstance(value, Mapping):
        raise EditError("", _say("A questionnaire is an object."), _say("Give all its members."))
    return usable("", value), (Set("", now),)


# --- Members ----------------------------------------------------------------------------------
def _set(now: dict[str, Json], place: str, value: Json) -> tuple[Operation, ...]:
    """Sets what stands at a place, with the objects on the way there; None takes it away."""
    value = usable(place, value)
    holder, key, missing, in_list = _reach(now, place)
    if isinstance(holder, list):
        return _replace(holder, int(key), place, value)
    if in_list and not missing:
        _require_same_name(holder, str(key), place, value)
    if not missing and key in holder:
        old = holder[key]
        if value is None:
            del holder[key]
        else:
            holder[key] = value
        return () if value is not None and _same(old, value) else (Set(place, old),)
    if value is None:
        return ()
    for name in reversed(missing):
        value = {name: value}
    holder[key] = value
    return (Remove(_above(place, len(missing))),)


def _require_same_name(item: Mapping[str, Json], key: str, place: str, value: Json) -> None:
    """A member of a list keeps the name by which others refer to it."""
    after = {name: v for name, v in {**item, key: value}.items() if v is not None}
    if name_of(after) != name_of(item):
        raise EditError(place, _say("An id isn't set: others refer to it."), _RENAME)


_RENAME = Sentence(gettext_noop("Rename it instead: references follow then."), {})


def _replace(holder: list[Json], index: int, place: str, value: Json) -> tuple[Operation, ...]:
    old = holder[index]
    if value is None:
        return _take_out(holder, index, place)
    if name_of(value) != name_of(old):
        raise EditError(place, _say("What replaces it has another id."), _RENAME)
    holder[index] = value
    return () if _same(old, value) else (Set(place, old),)


def _remove(now: dict[str, Json], place: str) -> tuple[Operation, ...]:
    holder, key, missing, in_list = _reach(now, place)
    if isinstance(holder, list):
        return _take_out(holder, int(key), place)
    if missing or key not in holder:
        raise _nothing(place)
    if in_list:
        _require_same_name(holder, str(key), place, None)
    return (Set(place, holder.pop(key)),)


# --- Members of lists -------------------------------------------------------------------------
def _take_out(holder: list[Json], index: int, place: str) -> tuple[Operation, ...]:
    old = list(holder)
    item = holder.pop(index)
    where = _list_of(place, item)
    if not _all_distinct(old):
        return (Set(where, old),)
    return (Insert(where, item, _named_after(holder, index)),)


def _insert(
    now: dict[str, Json], place: str, item: Json, before: str | None
) -> tuple[Operation, ...]:
    item = usable(place, item)
    name = name_of(item)
    if name is None:
        remedy = Sentence(gettext_noop("Give it one of %(names)s."), {"names": ", ".join(NAMES)})
        raise EditError(place, _say("What is to be added has no id."), remedy)
    renaming.require_usable(at(place, name) if place else name, name, item)
    holder, key, missing, _in_list = _reach(now, place)
    found = None if missing else (holder[int(key)] if isinstance(holder, list) else holder.get(key))
    created = found is None
    items: Json = [] if created else found
    if not isinstance(items, list):
        raise EditError(place, _say("Here stands no list."), _say("Set it instead."))
    renaming.require_free(now, place, name)
    position = _position(items, place, before)
    if created:
        value: Json = items
        for part in reversed(missing):
            value = {part: value}
        holder[key] = value
    items.insert(position, item)
    return (Remove(_above(place, len(missing)) if created else at(place, name)),)


def _move(now: dict[str, Json], place: str, before: str | None) -> tuple[Operation, ...]:
    holder, key, _missing, _in_list = _reach(now, place)
    if not isinstance(holder, list):
        raise EditError(place, _say("Only members of lists have an order."), _say("Name one."))
    index = int(key)
    old = list(holder)
    item = holder[index]
    if before == name_of(item):
        return ()
    where = _list_of(place, item)
    position = _position(holder, where, before)
    del holder[index]
    holder.insert(position - (position > index), item)
    if not _all_distinct(old):
        return (Set(where, old),)
    return (Move(place, _named_after(old, index + 1)),)


def _rename(
    now: dict[str, Json], place: str, new_id: str
) -> tuple[dict[str, Json], tuple[Operation, ...]]:
    holder, key, _missing, _in_list = _reach(now, place)
    if not isinstance(holder, list):
        raise EditError(place, _say("Only members of lists have an id."), _say("Name one."))
    item = holder[int(key)]
    name, where = str(name_of(item)), _list_of(place, item)
    if new_id == name:
        return now, ()
    renaming.require_usable(place, new_id, item)
    renaming.require_free(now, where, new_id)
    if not _all_distinct(holder):
        # Nobody knows which of two namesakes a reference means: it stays with the other one.
        old = deepcopy(holder)
        item[named_by(item)] = new_id
        return now, (Set(where, old),)
    after = renaming.renamed(now, where, name, new_id)
    back = Rename(at(where, new_id), name)
    returned = renaming.renamed(after, where, new_id, name)
    # What merely looked like a reference, or was spelled otherwise, is put back word by word.
    return after, (back, *differences(returned, now))


# --- Finding the way --------------------------------------------------------------------------
def _reach(document: dict[str, Json], place: str) -> tuple[Json, str | int, list[str], bool]:
    """What holds the place, under which key, which objects are missing below that key, and
    whether the holder is itself a member of a list. Raises EditError where the way is blocked."""
    left = list(parts(place))
    if not left or not all(left):
        raise EditError(place, _say("This is no place."), _say("Write names with / between them."))
    if len(left) > DEEPEST:
        raise EditError(place, _say("This is nested too deeply."), _say("Nest at most 20 levels."))
    found: Json = document
    in_list = False
    while True:
        taken = step(found, left)
        if taken is None:
            if isinstance(found, dict):
                return found, left[0], left[1:], in_list
            raise _nothing(place)
        key, count = taken
        left = left[count:]
        if not left:
            return found, key, [], in_list
        in_list = isinstance(found, list)
        found = found[key]


def _nothing(place: str) -> EditError:
    return EditError(place, _say("Nothing stands here."), _say(_CHECK))


def _position(items: Sequence[Json], place: str, before: str | None) -> int:
    if before is None:
        return len(items)
    index = index_of(list(items), before)
    if index is None:
        problem = Sentence(gettext_noop("There is no “%(id)s” to put it before."), {"id": before})
        raise EditError(place, problem, _say(_CHECK))
    return index


def _named_after(items: Sequence[Json], index: int) -> str | None:
    return name_of(items[index]) if index < len(items) else None


def _all_distinct(items: Sequence[Json]) -> bool:
    names = [name_of(item) for item in items]
    return None not in names and len(set(names)) == len(names)


def _same_name(before: Mapping[str, Json], after: Mapping[str, Json]) -> bool:
    return name_of(before) == name_of(after)


def _addressable(name: str) -> bool:
    return bool(name) and "/" not in name


def _same(one: Json, other: Json) -> bool:
    """Equal as JSON is: 1 and true are not."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _list_of(place: str, item: Json) -> str:
    """The place of the list that holds the item named by the end of `place`."""
    return _above(place, len(parts(name_of(item) or "")))


def _above(place: str, levels: int) -> str:
    named = parts(place)
    return at(*named[: len(named) - levels])


def _under(place: str, name: str) -> str:
    return at(place, name) if place else name


def _say(text: str) -> Sentence:
    return Sentence(text, {})
