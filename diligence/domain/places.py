"""Places in a questionnaire's document: one way of naming them for everybody who points at one.

A place is a path of names and ids: `title`, `questions/A1/text`, `questions/A1/help/why`,
`questions/A1/options/joint/label`, `triage/T4/options/yes/route`, `thresholds/KT.S`,
`rules/unknown_floor`, `flag_rules/C1/when`, `measures/M03/name`, `dimensions/KT/matrix`. Members
of lists are named by their `id`, `code` or `language`, so a place survives moving. Checks,
comments, changes, differences and translations all use it; `cases/…` and `triage`, `questions`, …
by themselves are places too.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from diligence.domain.questionnaire import Question, Questionnaire

NAMES = ("id", "code", "language", "place")
"""What names a member of a list, the first that it has."""
_QUESTIONS = ("questions", "triage")


def at(*parts: str) -> str:
    """The place of these names."""
    return "/".join(parts)


def parts(place: str) -> tuple[str, ...]:
    return tuple(place.split("/")) if place else ()


def source_of(place: str) -> str:
    """The place of the words that a translation is of; any other place is its own."""
    match parts(place):
        case ("translations", _language, "texts", *source) if source:
            return at(*source)
    return place


def anchor(place: str) -> str:
    """What stands for the place in an address of a page, behind the #."""
    return place.replace("/", "-")


def name_of(item: object) -> str | None:
    """By what a member of a list is named; None for a member without a name."""
    key = named_by(item)
    return str(item[key]) if isinstance(item, Mapping) and key is not None else None


def named_by(item: object) -> str | None:
    """Which of its members names a member of a list: `id`, `code` …; None: it has no name."""
    if not isinstance(item, Mapping):
        return None
    return next((key for key in NAMES if isinstance(item.get(key), str)), None)


def sharing(list_: str) -> tuple[str, ...]:
    """The lists in which a name is given once: questions and those of the triage share theirs."""
    return _QUESTIONS if list_ in _QUESTIONS else (list_,)


def index_of(items: list[Any], name: str) -> int | None:
    """Where the member of this name stands in a list."""
    return next((n for n, item in enumerate(items) if name_of(item) == name), None)


def look_up(document: object, place: str) -> Any:
    """What stands at a place of a document. Raises KeyError where there is nothing."""
    found: Any = document
    left = list(parts(place))
    while left:
        taken = step(found, left)
        if taken is None:
            raise KeyError(place)
        key, count = taken
        found, left = found[key], left[count:]
    return found


def stands(document: object, place: str) -> bool:
    """Whether there is something at a place of a document."""
    try:
        look_up(document, place)
    except KeyError:
        return False
    return True


def step(found: object, left: Sequence[str]) -> tuple[str | int, int] | None:
    """The key under which the next names lead on, and how many names it takes; None: nowhere.

    A member of a list that is itself named by a place (a translated text) takes several.
    """
    if isinstance(found, Mapping):
        return (left[0], 1) if left[0] in found else None
    if isinstance(found, list):
        for count in (1, *range(len(left), 1, -1)):
            index = index_of(found, at(*left[:count]))
            if index is not None:
                return index, count
    return None


def texts(questionnaire: Questionnaire) -> dict[str, str]:
    """Every text that people read, by its place, in the order of the questionnaire."""
    return {place: text for place, text in _texts(questionnaire) if text}


def fingerprint(text: str) -> str:
    """Tells whether words changed: 16 hexadecimal digits over the text, spaces folded."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _texts(q: Questionnaire) -> Iterator[tuple[str, str]]:
    yield "title", q.title
    yield "about", q.about
    for dimension in q.dimensions:
        yield at("dimensions", dimension.id, "title"), dimension.title
    for side in q.sides:
        yield at("sides", side.id, "title"), side.title
    for flag in q.flags:
        yield at("flags", flag.code, "words"), flag.words
    for question in q.triage:
        yield from _of_question("triage", question)
    for section in q.sections:
        yield at("sections", section.id, "title"), section.title
    for question in q.questions:
        yield from _of_question("questions", question)
    for measure in q.measures:
        yield at("measures", measure.id, "name"), measure.name
        yield at("measures", measure.id, "evidence"), measure.evidence
        yield at("measures", measure.id, "residual"), measure.residual


def _of_question(list_: str, question: Question) -> Iterator[tuple[str, str]]:
    place = at(list_, question.id)
    yield at(place, "text"), question.text
    yield at(place, "short"), question.short
    for name in ("why", "how", "counts"):
        yield at(place, "help", name), getattr(question.help, name)
    for option in question.options:
        yield at(place, "options", option.code, "label"), option.label
