"""Answers that follow when a draft gives questions and options other ids.

Answers are matched by id. A draft that calls question A1 “B1” from now on still asks what A1 asked,
so an earlier edition is read as if it had called it B1 as well. Which renamings an author made is
told by the draft's changes, not guessed from similar words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from diligence.domain.edits import Operation, Rename
from diligence.domain.places import at, name_of, parts
from diligence.domain.renaming import renamed

Json = Any
_LISTS: Final = ("questions", "triage")
"""Both are answered, and their members share one set of ids."""


@dataclass(frozen=True, slots=True)
class Renames:
    """What a draft calls otherwise: ids of questions, and codes by the *earlier* question id."""

    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.questions or self.options)


@dataclass(frozen=True, slots=True)
class Followed:
    """An edition's document under the draft's ids, and what had to be renamed in it.

    `applied` are renamings of the draft that this edition has the earlier id of. `names` and
    `codes` also hold what merely made room for them.
    """

    document: dict[str, Json]
    names: Mapping[str, str]
    codes: Mapping[tuple[str, str], str]
    applied: Renames

    def answers(self, given: Mapping[str, object]) -> dict[str, object]:
        """Answers to the edition, under the ids and codes of the draft."""
        return {self.names.get(id, id): self._answer(id, value) for id, value in given.items()}

    def _answer(self, id: str, value: object) -> object:
        if isinstance(value, list | tuple):
            return [self._answer(id, each) for each in value]
        return self.codes.get((id, value), value) if isinstance(value, str) else value


def renames(operations: Iterable[Operation]) -> Renames:
    """What a draft's changes, oldest first, renamed altogether; what was renamed back is not.

    A question taken out and put in again under the same id counts as the same, as everywhere.
    """
    questions: dict[str, str] = {}
    options: dict[tuple[str, str], str] = {}
    for operation in operations:
        if not isinstance(operation, Rename):
            continue
        match parts(operation.place):
            case (listed, now) if listed in _LISTS:
                first = _first(questions, now)
                if first is not None:
                    questions[first] = operation.new_id
            case (listed, now, "options", code) if listed in _LISTS:
                first = _first(questions, now)
                was = {c: new for (id, c), new in options.items() if id == first}
                first_code = _first(was, code)
                if first is not None and first_code is not None:
                    options[first, first_code] = operation.new_id
    return Renames(
        {old: new for old, new in questions.items() if old != new},
        {(id, old): new for (id, old), new in options.items() if old != new},
    )


def _first(renamed_so_far: Mapping[str, str], now: str) -> str | None:
    """What was called so in the beginning; None for a newcomer that took over a freed id."""
    for old, new in renamed_so_far.items():
        if new == now:
            return old
    return None if now in renamed_so_far else now


def followed(edition: Mapping[str, Json], draft: Mapping[str, Json], told: Renames) -> Followed:
    """The edition's document with the draft's ids; renamings to what the draft has no more don't
    count."""
    own, targets = dict(_members(edition)), dict(_members(draft))
    ids = {old: new for old, new in told.questions.items() if old in own and new in targets}
    wanted = _codes(own, targets, told, ids)
    names = _roomy(own, ids)
    codes: dict[tuple[str, str], str] = {}
    document: dict[str, Json] = dict(edition)
    for id, (listed, item) in own.items():
        of = _roomy(_options(item), {code: new for (q, code), new in wanted.items() if q == id})
        document = _all(document, dict.fromkeys(of, at(listed, id, "options")), of)
        codes |= {(id, code): new for code, new in of.items()}
    document = _all(document, {id: own[id][0] for id in names}, names)
    return Followed(document, names, codes, Renames(ids, wanted))


def _members(document: Mapping[str, Json]) -> Iterator[tuple[str, tuple[str, Mapping[str, Json]]]]:
    for listed in _LISTS:
        for item in document.get(listed) or []:
            if name := name_of(item):
                yield name, (listed, item)


def _options(item: Mapping[str, Json]) -> list[str]:
    return [name for option in item.get("options") or [] if (name := name_of(option))]


def _codes(
    own: Mapping[str, tuple[str, Mapping[str, Json]]],
    targets: Mapping[str, tuple[str, Mapping[str, Json]]],
    told: Renames,
    applied: Mapping[str, str],
) -> dict[tuple[str, str], str]:
    """Renamings of options that the edition has, to what the draft has."""
    found = {}
    for (id, code), new in told.options.items():
        now = targets.get(applied.get(id, id))
        if id in own and code in _options(own[id][1]) and now and new in _options(now[1]):
            found[id, code] = new
    return found


def _roomy(names: Iterable[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The wanted renamings, and others for names that stand in their way."""
    found, listed = dict(wanted), list(names)
    taken = {*listed, *wanted.values()}
    for name in listed:
        if name in wanted.values() and name not in wanted:
            found[name] = _free(f"{name}_before", taken)
            taken.add(found[name])
    return found


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _all(
    document: dict[str, Json], lists: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Json]:
    """Members renamed all at once, so that two may swap their names: first out of the way."""
    aside = {name: f"_{n}_aside" for n, name in enumerate(names)}
    for name in names:
        document = renamed(document, lists[name], name, aside[name])
    for name, new in names.items():
        document = renamed(document, lists[name], aside[name], new)
    return document
