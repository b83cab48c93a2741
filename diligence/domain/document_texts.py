"""The texts of a draft's document by their place: as `places.texts`, of what may be faulty."""

from collections.abc import Iterator, Mapping
from typing import Any

from diligence.domain.draft_reading import members
from diligence.domain.places import at

_LISTS = {
    "dimensions": ("id", ("title",)),
    "sides": ("id", ("title",)),
    "flags": ("code", ("words",)),
    "sections": ("id", ("title",)),
    "measures": ("id", ("name", "evidence", "residual")),
}


def texts_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Every text that people read, by its place, in the order of the questionnaire."""
    return {
        place: text for place, text in _texts(document) if isinstance(text, str) and text.strip()
    }


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "title", document.get("title")
    yield "about", document.get("about")
    for list_ in ("dimensions", "sides", "flags"):
        yield from _of_list(document, list_)
    yield from _of_questions(document, "triage")
    yield from _of_list(document, "sections")
    yield from _of_questions(document, "questions")
    yield from _of_list(document, "measures")


def _of_list(document: Mapping[str, Any], list_: str) -> Iterator[tuple[str, Any]]:
    key, names = _LISTS[list_]
    for item in members(document, list_):
        for name in names:
            yield at(list_, str(item.get(key)), name), item.get(name)


def _of_questions(document: Mapping[str, Any], list_: str) -> Iterator[tuple[str, Any]]:
    for item in members(document, list_):
        place = at(list_, str(item.get("id")))
        yield at(place, "text"), item.get("text")
        yield at(place, "short"), item.get("short")
        about = item.get("help")
        for name in ("why", "how", "counts"):
            yield at(place, "help", name), about.get(name) if isinstance(about, Mapping) else None
        for option in members(item, "options"):
            yield at(place, "options", str(option.get("code")), "label"), option.get("label")
