"""What one part of a questionnaire's document refers to in the others."""

from collections.abc import Iterator, Mapping
from typing import Any

from diligence.domain import places
from diligence.domain.conditions import Compare, ConditionError, In, Includes, leaves, parse

Json = Any
Document = Mapping[str, Json]


def lost(list_: str, part: Json, before: Document, after: Document) -> list[str]:
    """The places that `part` refers to which were in `before` and are not in `after`."""
    referred = dict.fromkeys(_referred(list_, part))
    return [place for place in referred if _has(before, place) and not _has(after, place)]


def _has(document: Document, place: str) -> bool:
    try:
        places.look_up(document, place)
    except KeyError:
        return False
    return True


def _referred(list_: str, part: Json) -> Iterator[str]:
    if not isinstance(part, Mapping):
        return
    if list_ in ("questions", "triage"):
        yield from _of_question(part)
    elif list_ == "flag_rules":
        yield from _of_condition(part.get("when"))
        yield from _named("questions", part.get("question"))
        yield from _named("flags", part.get("flag"))
        yield from _named("thresholds", part.get("axis"))
    elif list_ == "measures":
        yield from (places.at("thresholds", axis) for axis in _keys(part.get("reduces")))
        yield from (_cleared(name) for name in _texts(part.get("clears")))


def _of_question(part: Mapping[str, Json]) -> Iterator[str]:
    yield from _named("sections", part.get("section"))
    yield from (places.at("thresholds", axis) for axis in _keys(part.get("feeds")))
    yield from _of_condition(part.get("condition"))
    yield from (places.at("measures", name) for name in _texts(part.get("measures")))
    options = part.get("options")
    for option in options if isinstance(options, list) else []:
        if isinstance(option, Mapping):
            yield from (places.at("flags", name) for name in _texts(option.get("flags")))


def _of_condition(text: Json) -> Iterator[str]:
    """The questions and options that a condition names; none where it can't be read."""
    try:
        condition = parse(text) if isinstance(text, str) and text else None
    except ConditionError:
        condition = None
    for leaf in leaves(condition) if condition else ():
        question = places.at("questions", leaf.question)
        yield question
        codes: tuple[str, ...] = ()
        if isinstance(leaf, In):
            codes = leaf.codes
        elif isinstance(leaf, Includes):
            codes = (leaf.code,)
        elif isinstance(leaf, Compare) and isinstance(leaf.value, str):
            codes = (leaf.value,)
        yield from (places.at(question, "options", code) for code in codes)


def _cleared(name: str) -> str:
    """A measure clears a flag, or one option's flag (`G4:possible`)."""
    question, colon, option = name.partition(":")
    return places.at("questions", question, "options", option) if colon else f"flags/{name}"


def _named(list_: str, name: Json) -> Iterator[str]:
    if isinstance(name, str) and name:
        yield places.at(list_, name)


def _keys(value: Json) -> list[str]:
    return [str(key) for key in value] if isinstance(value, Mapping) else []


def _texts(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
