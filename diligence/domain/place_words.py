"""Places in words: `questions/A1/options/joint/label` reads “Question A1 · Option “joint” · Label”.

Each step is a sentence of its own, from the whole to the part, so a page may set them apart as it
sets a path. A place needs not exist (any more).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from diligence.domain.consequences import axes_of
from diligence.domain.draft_reading import Naming, members
from diligence.domain.language_names import named
from diligence.domain.places import name_of, parts
from diligence.domain.wording import Sentence, spoken
from diligence.domain.wording import gettext_noop as _

MEMBERS: Final[Mapping[str, str]] = {
    "triage": _("Triage question %(id)s"),
    "questions": _("Question %(id)s"),
    "sections": _("Section %(id)s"),
    "measures": _("Measure %(id)s"),
    "flags": _("Flag %(id)s"),
    "flag_rules": _("Flag rule %(id)s"),
    "dimensions": _("Dimension %(id)s"),
    "sides": _("Side %(id)s"),
    "cases": _("Worked case %(id)s"),
}
"""How one member of each list is called."""

WHOLE: Final = _("The questionnaire as a whole")
LISTS: Final[Mapping[str, str]] = {
    "triage": _("Triage"),
    "questions": _("Questions"),
    "sections": _("Sections"),
    "measures": _("Measures"),
    "flags": _("Flags"),
    "flag_rules": _("Flag rules"),
    "dimensions": _("Dimensions"),
    "sides": _("Sides"),
    "cases": _("Worked cases"),
    "rules": _("Rules over the whole result"),
    "thresholds": _("Thresholds of the levels"),
    "languages": _("Languages"),
    "translations": _("Translations"),
    "lineage": _("Editions it builds on"),
}
"""How each list is called by itself."""

FIELDS: Final[Mapping[str, str]] = {
    "id": _("Key"),
    "edition": _("Edition"),
    "title": _("Title"),
    "language": _("Language"),
    "languages": _("Languages it must be complete in"),
    "about": _("About"),
    "lineage": _("Editions it builds on"),
    "translations": _("Order of the translations"),
    "matrix": _("Matrix"),
    "reduction": _("Levels that measures lower at most"),
    "accumulate": _("All dimensions at least medium make at least high"),
    "unknown_floor": _("Unknown answers that hold a case"),
    "unknown_limit": _("Unknown answers that leave it undecidable"),
    "high_refer": _("High dimensions that refer the case"),
    "hub_from": _("Band from which the hub is asked"),
    "words": _("Words"),
    "target": _("Whom it addresses"),
    "when": _("Raised when"),
    "question": _("Question"),
    "flag": _("Flag"),
    "axis": _("Axis"),
    "level": _("Level"),
    "section": _("Section"),
    "text": _("Question"),
    "short": _("Short label"),
    "type": _("How it is answered"),
    "condition": _("Asked when"),
    "cap": _("Largest number of points"),
    "measures": _("Suggested measures"),
    "factor": _("Risk factor"),
    "scope": _("Whose fact the answer is"),
    "valid_months": _("Months that an answer holds"),
    "basis": _("Based on"),
    "tags": _("Tags"),
    "why": _("Why we ask"),
    "how": _("How to find the answer"),
    "counts": _("What counts"),
    "name": _("Name"),
    "kind": _("Kind"),
    "evidence": _("Evidence"),
    "reduces": _("What it lowers"),
    "clears": _("Flags it may clear"),
    "residual": _("What remains"),
    "route": _("Leads to"),
    "label": _("Label"),
    "points": _("Points"),
    "flags": _("Flags"),
    "options": _("Answers"),
    "feeds": _("Where the points go"),
    "help": _("Help"),
    "answers": _("Answers"),
    "expected": _("Outcome"),
}
"""How a field of a part is called."""

_OPTION = _("Option “%(id)s”")
_WEIGHT = _("Weight for %(axis)s")
_TRANSLATION = _("Translation into %(language)s")
_TEXT = _("Wording")
"""Under “Question A1”, where the field's own name would only say it again."""


def in_words(place: str, document: Mapping[str, Any] | None = None) -> tuple[Sentence, ...]:
    """The steps to a place, from the whole to the part; axes are named as the document does."""
    return tuple(_steps(parts(place), axes_of(document or {})))


def line(place: str, document: Mapping[str, Any], translate: Callable[[str], str]) -> str:
    """The place in one line, in the language of `translate`."""
    return " · ".join(spoken(step, translate) for step in in_words(place, document))


def called(place: str, document: Mapping[str, Any]) -> str:
    """What the member that a place lies in is called by its authors; '' for none."""
    head, *rest = parts(place) or ("",)
    if head == "questions" and rest:
        label = Naming(document).question_label(rest[0])
        return "" if label == rest[0] else label
    found = next((m for m in members(document, head) if rest and name_of(m) == rest[0]), {})
    names = (found.get(name) for name in ("short", "title", "name", "words", "text"))
    return next((name for name in names if isinstance(name, str) and name), "")


def with_names(sentence: Sentence, document: Mapping[str, Any]) -> Sentence:
    """A finding with its codes of axes, dimensions and questions called by their names as well."""
    values = dict(sentence.values)
    for key in _CODED & values.keys():
        names = _question_names(document) if key == "questions" else _axis_names(document)
        values[key] = _named(str(values[key]), names)
    return Sentence(sentence.template, values)


def _named(codes: str, names: Mapping[str, str]) -> str:
    return _CODE.sub(lambda found: names.get(found[0], found[0]), codes)


_CODED: Final = frozenset({"axes", "axis", "example", "reasons", "questions"})
"""Values of findings that consist of codes; in others a code may be part of somebody's words."""
_CODE: Final = re.compile(r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*")


def _question_names(document: Mapping[str, Any]) -> dict[str, str]:
    naming = Naming(document)
    return {id: f"{naming.question_label(id)} ({id})" for id in naming.questions}


def _axis_names(document: Mapping[str, Any]) -> dict[str, str]:
    titles = {str(d.get("id")): str(d.get("title", "")) for d in members(document, "dimensions")}
    return {id: f"{name} ({id})" for id, name in (titles | axes_of(document)).items() if name}


def _steps(path: tuple[str, ...], axes: Mapping[str, str]) -> Iterator[Sentence]:
    match path:
        case ():
            yield Sentence(WHOLE, {})
        case ("translations", language, "texts", *rest) if rest:
            yield Sentence(_TRANSLATION, {"language": named(language)})
            # The text's own place may be followed by a member of the translation.
            yield from _steps(tuple(rest[:-1] if rest[-1] == "of" else rest), axes)
        case ("translations", language, *_rest):
            yield Sentence(_TRANSLATION, {"language": named(language)})
        case ("thresholds", axis, *_rest):
            yield _fixed(LISTS["thresholds"])
            yield _axis(axis, axes)
        case (head, id, *rest) if head in MEMBERS:
            yield Sentence(MEMBERS[head], {"id": id})
            yield from _fields(tuple(rest), axes)
        case (head, *rest):
            yield _fixed(LISTS.get(head) or FIELDS.get(head) or "%(name)s", head)
            yield from _fields(tuple(rest), axes)


def _fields(path: tuple[str, ...], axes: Mapping[str, str]) -> Iterator[Sentence]:
    match path:
        case ():
            return
        case ("options", code, *rest):
            yield Sentence(_OPTION, {"id": code})
            yield from _fields(tuple(rest), axes)
        case ("feeds", axis):
            yield Sentence(_WEIGHT, {"axis": _axis(axis, axes)})
        case ("reduces", axis):
            yield _fixed(FIELDS["reduces"])
            yield _axis(axis, axes)
        case ("text", *_rest):
            yield _fixed(_TEXT)
        case ("help", *rest) if rest:
            yield from _fields(tuple(rest), axes)
        case (name, *rest):
            yield _fixed(FIELDS.get(name, "%(name)s"), name)
            yield from _fields(tuple(rest), axes)


def _fixed(template: str, name: str = "") -> Sentence:
    return Sentence(template, {"name": name})


def _axis(axis: str, axes: Mapping[str, str]) -> Sentence:
    return Sentence("%(axis)s", {"axis": axes.get(axis, axis)})
