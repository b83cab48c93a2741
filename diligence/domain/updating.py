"""Taking over a new edition of the parent: its parts, and the draft's own parts in their places.

Works on documents in the native format, which may be faulty. What the draft changed of inherited
parts (raised severity, added help, more suggestions) is carried over; what can't be settled by
itself is a conflict, and an author chooses.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from diligence.domain import editing, places
from diligence.domain.canonical import digest
from diligence.domain.editing import Rename
from diligence.domain.locks import SEVERITY
from diligence.domain.references import lost
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Band, Step

Json = Any
Document = Mapping[str, Json]

LISTS = ("sections", "flags", "measures", "triage", "questions", "flag_rules")
"""Lists of which own members are added to those inherited."""


class Choice(StrEnum):
    """What becomes of the draft's own part."""

    KEEP = "keep"
    RENAME = "rename"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something an author has to settle. `place` names the draft's own part."""

    place: str
    what: Sentence
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """The draft on the new parent. `conflicts` lists all there are, settled or not; what is not
    settled is dropped in `document`. `own` are the places of the draft's own parts."""

    document: dict[str, Json]
    conflicts: tuple[Conflict, ...]
    own: tuple[str, ...]

    def unsettled(self, chosen: Mapping[str, Choice]) -> tuple[Conflict, ...]:
        return tuple(c for c in self.conflicts if chosen.get(c.place) not in c.choices)


_TAKEN = gettext_noop("The new edition has a part of its own called “%(name)s”.")
_LOST = gettext_noop("“%(name)s” refers to what the new edition no longer has: %(lost)s.")
_REWORDED = gettext_noop(
    "You added to the help of “%(name)s”, and the new edition words that help anew."
)
_KEPT = ("id", "edition", "title", "about", "languages")


def update(
    document: Document,
    old: Document,
    new: Document,
    chosen: Mapping[str, Choice] | None = None,
) -> Updated:
    """The draft's document on the new edition of its parent, by what was chosen for each place.

    `old` and `new` are the documents of the parent's editions, as they are published.
    """
    settled = chosen or {}
    ours: dict[str, Json] = deepcopy(dict(document))
    conflicts: list[Conflict] = []
    ours = _without_collisions(ours, old, new, settled, conflicts)
    _drop_lost(ours, old, new, settled, conflicts)
    result: dict[str, Json] = deepcopy(dict(new))
    for name in _KEPT:
        if name in ours:
            result[name] = deepcopy(ours[name])
        else:
            result.pop(name, None)
    result["lineage"] = lineage(new)
    _severity(result, ours, old)
    own: list[str] = []
    for list_ in LISTS:
        merged, added = _merged(list_, ours, old, result)
        own += [places.at(list_, name) for name in added]
        if merged:
            result[list_] = merged
    for list_ in ("triage", "questions"):
        _extend(list_, result, ours, old, settled, conflicts)
    _translate(result, ours, old)
    return Updated(result, tuple(conflicts), tuple(own))


def lineage(parent: Document) -> list[dict[str, str]]:
    """The line of descent of an edition that builds on this published document."""
    nearest = {"id": parent["id"], "edition": parent["edition"], "digest": digest(parent)}
    return [nearest, *deepcopy(list(parent.get("lineage", ())))]


def _by_name(document: Document, list_: str) -> dict[str, Json]:
    found = document.get(list_)
    items = found if isinstance(found, list) else []
    return {name: item for item in items if (name := places.name_of(item)) is not None}


def _own(document: Document, old: Document, list_: str) -> list[str]:
    inherited = _by_name(old, list_)
    return [name for name in _by_name(document, list_) if name not in inherited]


# --- Conflicts --------------------------------------------------------------------------------
def _without_collisions(
    ours: dict[str, Json],
    old: Document,
    new: Document,
    settled: Mapping[str, Choice],
    conflicts: list[Conflict],
) -> dict[str, Json]:
    """Own parts whose name the new edition uses are renamed, or go."""
    for list_ in LISTS:
        for name in _own(ours, old, list_):
            if name not in _taken(new, list_):
                continue
            place = places.at(list_, name)
            choices = (Choice.RENAME, Choice.DROP)
            conflicts.append(Conflict(place, Sentence(_TAKEN, {"name": name}), choices))
            if settled.get(place) is Choice.RENAME:
                free = _free(name, ours, new, list_)
                ours = editing.apply(ours, [Rename(place, free)]).document
            else:
                _remove(ours, list_, name)
    return ours


def _taken(document: Document, list_: str) -> set[str]:
    """Names in use where the list's names have to differ."""
    return {name for each in places.sharing(list_) for name in _by_name(document, each)}


def _free(name: str, ours: Document, new: Document, list_: str) -> str:
    taken = _taken(ours, list_) | _taken(new, list_)
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _remove(document: dict[str, Json], list_: str, name: str) -> None:
    document[list_] = [item for item in document[list_] if places.name_of(item) != name]


def _drop_lost(
    ours: dict[str, Json],
    old: Document,
    new: Document,
    settled: Mapping[str, Choice],
    conflicts: list[Conflict],
) -> None:
    """Own parts that refer to what is gone stay to be repaired, or go."""
    for list_ in LISTS:
        for name in _own(ours, old, list_):
            gone = lost(list_, _by_name(ours, list_)[name], old, new)
            if not gone:
                continue
            place = places.at(list_, name)
            told = Sentence(_LOST, {"name": name, "lost": ", ".join(gone)})
            conflicts.append(Conflict(place, told, (Choice.KEEP, Choice.DROP)))
            if settled.get(place) is not Choice.KEEP:
                _remove(ours, list_, name)


# --- What is carried over -----------------------------------------------------------------------
def _severity(result: dict[str, Json], ours: Document, old: Document) -> None:
    """What the draft made more severe stays so; what it left alone follows the new edition."""
    for axis, steps in dict(result.get("thresholds", {})).items():
        mine = _mapping(ours, "thresholds").get(axis)
        if isinstance(mine, list) and mine != _mapping(old, "thresholds").get(axis):
            result["thresholds"][axis] = [min(a, b) for a, b in zip(mine, steps, strict=False)]
    rules = _mapping(result, "rules")
    for name, severer in _RULES.items():
        mine = _mapping(ours, "rules").get(name)
        if mine is not None and mine != _mapping(old, "rules").get(name):
            rules[name] = severer(mine, rules.get(name, mine))
    for name, dimension in _by_name(result, "dimensions").items():
        mine = (_by_name(ours, "dimensions").get(name) or {}).get("matrix")
        was = (_by_name(old, "dimensions").get(name) or {}).get("matrix")
        if isinstance(mine, list) and mine != was:
            dimension["matrix"] = [
                [_higher(a, b) for a, b in zip(one, other, strict=False)]
                for one, other in zip(mine, dimension["matrix"], strict=False)
            ]


def _mapping(document: Document, name: str) -> dict[str, Json]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _higher(mine: Json, theirs: Json) -> Json:
    return mine if mine in set(Band) and Band(mine).rank > Band(theirs).rank else theirs


def _lower(mine: Json, theirs: Json) -> Json:
    return mine if mine in set(Band) and Band(mine).rank < Band(theirs).rank else theirs


_RULES: Mapping[str, Callable[[Json, Json], Json]] = {
    "accumulate": lambda mine, theirs: bool(mine or theirs),
    "unknown_floor": min,
    "unknown_limit": min,
    "high_refer": min,
    "hub_from": _lower,
}
"""Rule → the more severe of two values."""


def _merged(
    list_: str, ours: Document, old: Document, result: Document
) -> tuple[list[Json], list[str]]:
    """The inherited members in their order, each own one after what it stood after."""
    items: list[Json] = list(result.get(list_, ()))
    added = _own(ours, old, list_)
    before: list[str] = []
    for name, item in _by_name(ours, list_).items():
        if name in added:
            at = _after(items, before)
            items.insert(at, deepcopy(item))
        before.append(name)
    return items, added


def _after(items: list[Json], before: list[str]) -> int:
    """Where a member belongs that stood after these, the nearest last."""
    for name in reversed(before):
        found = places.index_of(items, name)
        if found is not None:
            return found + 1
    return 0


def _extend(
    list_: str,
    result: dict[str, Json],
    ours: Document,
    old: Document,
    settled: Mapping[str, Choice],
    conflicts: list[Conflict],
) -> None:
    """Added help, further suggestions and raised routes of inherited questions."""
    was = _by_name(old, list_)
    mine = _by_name(ours, list_)
    for name, question in _by_name(result, list_).items():
        if name not in was or name not in mine:
            continue
        added = [
            m for m in mine[name].get("measures", ()) if m not in was[name].get("measures", ())
        ]
        kept = question.get("measures", [])
        if added:
            question["measures"] = [*kept, *(m for m in added if m not in kept)]
        _raise_routes(question, mine[name], was[name])
        for member, suffix in _added_help(mine[name], was[name]):
            place = places.at(list_, name, "help", member)
            theirs = question.get("help", {}).get(member, "")
            if theirs != was[name].get("help", {}).get(member, ""):
                told = Sentence(_REWORDED, {"name": name})
                conflicts.append(Conflict(place, told, (Choice.KEEP, Choice.DROP)))
                if settled.get(place) is not Choice.KEEP:
                    continue
            question.setdefault("help", {})[member] = theirs + suffix


def _added_help(mine: Json, was: Json) -> Iterator[tuple[str, str]]:
    for member in ("why", "how", "counts"):
        words = (mine.get("help") or {}).get(member, "")
        before = (was.get("help") or {}).get(member, "")
        if words.startswith(before) and len(words) > len(before):
            yield member, words[len(before) :]


def _raise_routes(question: Json, mine: Json, was: Json) -> None:
    for code, option in _by_name(question, "options").items():
        my_route = (_by_name(mine, "options").get(code) or {}).get("route")
        if my_route == (_by_name(was, "options").get(code) or {}).get("route"):
            continue
        if my_route in set(Step) and SEVERITY[Step(my_route)] > SEVERITY[Step(option["route"])]:
            option["route"] = my_route


def _translate(result: dict[str, Json], ours: Document, old: Document) -> None:
    """Own translations, beside those of the new edition; of places that still exist."""
    theirs = _by_name(result, "translations")
    for language, translation in _by_name(ours, "translations").items():
        inherited = _by_name(_by_name(old, "translations").get(language) or {}, "texts")
        into = theirs.setdefault(language, {"language": language, "texts": []})
        known = _by_name(into, "texts")
        for place, text in _by_name(translation, "texts").items():
            mine = place in ("title", "about") or text != inherited.get(place)
            if mine and _exists(result, place):
                if place in known and place in ("title", "about"):
                    into["texts"].remove(known[place])
                elif place in known:
                    continue
                into["texts"].append(deepcopy(text))
    if theirs:
        result["translations"] = [item for item in theirs.values() if item["texts"]]


def _exists(document: Document, place: str) -> bool:
    try:
        return places.look_up(document, place) is not None
    except KeyError:
        return False
