"""Which column of a spreadsheet is which field of the register: guessed, each guess with its why.

Nothing here decides: the guesses stand on a page, where a person changes or confirms them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from diligence.domain import identifiers
from diligence.domain.cells import is_blank, is_day, key_of, places, text_of
from diligence.domain.headings import HEADINGS, OWN_ONLY, SECOND_LINE
from diligence.domain.wording import Sentence, gettext_noop

LEFT_OUT: Final = ""
"""The field of a column that is not imported."""
PARTNER_FIELDS: Final = (
    "partners",
    "partner_countries",
    "partner_cities",
    "partner_ror_ids",
    "partner_pics",
    "partner_kinds",
    "partner_websites",
)
REPEATABLE: Final = {*PARTNER_FIELDS, "activities", "technology_areas"}
"""Fields that several columns may give: "Partner 1", "Partner 2"."""
DAYS: Final = ("starts_on", "ends_on", "agreement_signed_on")
HEADING_LINES: Final = 40
"""Lines from the top among which the headings are looked for."""
SAMPLES: Final = 200
_SURELY: Final = 0.9
_HALF: Final = 0.5

_SAME = gettext_noop("The heading is that of Ajar's own export.")
_OWN = gettext_noop("Ajar's own export tells this; it can't be imported.")
_KNOWN = gettext_noop("“%(heading)s” is a usual heading for it.")
_CONTAINS = gettext_noop("The heading contains “%(word)s”.")
_CONTENT = gettext_noop("The values look like it, for example “%(value)s”.")
_UNKNOWN = gettext_noop("Neither heading nor values tell what it is.")
_EMPTY = gettext_noop("The column is empty.")
_UNLIKE = gettext_noop("The heading may say it, but the values don't look like it.")
_TWICE = gettext_noop("Another column fits this better.")
_LAST_TIME = gettext_noop("As it was mapped before.")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably is ('' where nothing tells it), and why."""

    field: str
    because: Sentence


@dataclass(frozen=True, slots=True)
class Top:
    """Where the headings stand: the position of their (last) line, and how many lines they take."""

    at: int
    lines: int
    sure: bool


@dataclass(frozen=True, slots=True)
class TopLine:
    """One line near the top of a sheet, with the cells merged across it."""

    number: int
    cells: Sequence[Any]
    spans: Sequence[tuple[int, int]] = ()


# --- Headings ---------------------------------------------------------------------------------
def find_headings(lines: Sequence[TopLine]) -> Top:
    """Where the headings of these lines are, the first lines of a sheet."""
    top = lines[:HEADING_LINES]
    widths = [sum(not is_blank(cell) for cell in line.cells) for line in lines[:SAMPLES]]
    usual = sorted(widths)[len(widths) // 2] if widths else 0
    best, at, known = (-1.0, 0), 0, 0
    for position, line in enumerate(top):
        filled = [text_of(cell) for cell in line.cells if not is_blank(cell)]
        found = sum(bool(_of_heading(text)) for text in filled)
        texts = sum(isinstance(cell, str) and not is_day(cell) for cell in filled)
        enough = len(filled) >= max(1, usual // 2) and texts == len(filled)
        score = (3.0 * found + enough if enough else 0.5 * found, -position)
        if score > best:
            best, at, known = score, position, found
    if at + 1 < len(top) and _goes_together(top[at], top[at + 1]):
        return Top(at + 1, 2, sure=True)
    if at > 0 and _goes_together(top[at - 1], top[at]):
        return Top(at, 2, sure=True)
    return Top(at, 1, sure=known >= 2 or (at == 0 and known == 1))


def _goes_together(upper: TopLine, lower: TopLine) -> bool:
    """Whether the second of two lines divides headings of the first."""
    if lower.number != upper.number + 1:
        return False
    over = _spread(upper, lower)
    divided = [at for at, cell in enumerate(lower.cells) if not is_blank(cell)]
    wide = [at for at in divided if is_blank(_at(upper.cells, at))]
    known = [at for at in divided if key_of(text_of(lower.cells[at])) in SECOND_LINE
             or _of_heading(text_of(lower.cells[at]))]  # fmt: skip
    filled = sum(not is_blank(cell) for cell in upper.cells)
    return (
        bool(wide)
        and filled > 1
        and all(over[at] for at in wide)
        and len(known) * 2 >= len(divided)
        and not any(is_day(text_of(lower.cells[at])) for at in divided)
    )


def _at(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else ""


def _spread(upper: TopLine, lower: TopLine) -> list[str]:
    """The upper headings over each column: merged across, or standing left of empty cells."""
    over = [text_of(cell).strip() if not is_blank(cell) else "" for cell in upper.cells]
    over += [""] * (len(lower.cells) - len(over))
    for first, last in upper.spans:
        for column in range(first + 1, min(last + 1, len(over))):
            over[column] = over[first]
    for column in range(1, len(over)):
        if not over[column] and not is_blank(_at(lower.cells, column)):
            over[column] = over[column - 1]
    return over


def headings_of(lines: Sequence[TopLine], at: int, count: int) -> list[str]:
    """The heading of each column; two lines are joined."""
    lower = [" ".join(text_of(cell).split()) for cell in lines[at].cells]
    if count < 2 or at == 0:
        return lower
    over = _spread(lines[at - 1], lines[at])
    joined = []
    for column, below in enumerate(lower):
        above = " ".join(over[column].split())
        joined.append(below if below == above else f"{above} {below}".strip())
    return joined


def signature(headings: Sequence[str]) -> str:
    """What the same headings in the same order have in common, however they are typed."""
    return hashlib.sha256(json.dumps([key_of(text) for text in headings]).encode()).hexdigest()


# --- Guesses ----------------------------------------------------------------------------------
_WORDS: Final[Mapping[str, str]] = {
    word: field for field, words in HEADINGS.items() for word in words
}


def _of_heading(heading: str) -> str:
    key = key_of(heading).rstrip(" 0123456789")
    return _WORDS.get(key, "") or _contained(key)[0]


def _contained(key: str) -> tuple[str, str]:
    """The field of a word within a longer heading, and the word; the most telling field first."""
    padded = f" {key} "
    for field, words in HEADINGS.items():
        for word in sorted(words, key=len, reverse=True):
            if len(word) > 2 and f" {word} " in padded:
                return field, word
    return "", ""


def guess(
    headings: Sequence[str],
    samples: Sequence[Sequence[Any]],
    own: Mapping[str, str],
    known: Mapping[str, Callable[[str], bool]],
) -> list[Guess]:
    """What each column probably is.

    `own`: titles of the export → field; `known`: for a field, whether a text is one of its
    values; `samples`: for each column, cells that aren't empty.
    """
    titles = {key_of(title): field for title, field in own.items()}
    ranked = [
        _ranked(heading, cells, titles, known)
        for heading, cells in zip(headings, samples, strict=True)
    ]
    best: dict[str, int] = {}
    for column, (rank, found) in enumerate(ranked):
        if found.field and rank > ranked[best.setdefault(found.field, column)][0]:
            best[found.field] = column
    return [
        Guess(LEFT_OUT, Sentence(_TWICE, {}))
        if found.field and found.field not in REPEATABLE and best[found.field] != column
        else found
        for column, (_rank, found) in enumerate(ranked)
    ]


def _ranked(
    heading: str,
    cells: Sequence[Any],
    titles: Mapping[str, str],
    known: Mapping[str, Callable[[str], bool]],
) -> tuple[int, Guess]:
    key = key_of(heading)
    if key in titles:
        field = titles[key]
        if field in OWN_ONLY:
            return 9, Guess(LEFT_OUT, Sentence(_OWN, {}))
        return 9, Guess(field, Sentence(_SAME, {}))
    if not cells:
        return 0, Guess(LEFT_OUT, Sentence(_EMPTY, {}))
    bare = key.rstrip(" 0123456789")
    if bare in _WORDS:
        told = Guess(_WORDS[bare], Sentence(_KNOWN, {"heading": " ".join(heading.split())[:60]}))
        rank = 5
    else:
        field, word = _contained(bare)
        told, rank = Guess(field, Sentence(_CONTAINS, {"word": word})), 3
    if told.field and _fits(told.field, cells, known):
        return rank, told
    for field in CONTENT_ALONE:
        if len(cells) > 2 and _share(cells, known[field]) >= _SURELY:
            value = {"value": text_of(cells[0])[:40]}
            return 2, Guess(field, Sentence(_CONTENT, value))
    return 0, Guess(LEFT_OUT, Sentence(_UNLIKE if told.field else _UNKNOWN, {}))


def _fits(field: str, cells: Sequence[Any], known: Mapping[str, Callable[[str], bool]]) -> bool:
    """Whether the values speak for the field, or at least not against it."""
    texts = [text_of(cell) for cell in cells[:SAMPLES]]
    if field in DAYS:
        return sum(is_day(text) for text in texts) * 2 >= len(texts)
    if field == "funding_amount":
        return sum(any(char.isdigit() for char in text) for text in texts) * 2 >= len(texts)
    return field not in CHECKED or _share(cells, known[field]) >= _HALF


def _share(cells: Sequence[Any], is_one: Callable[[str], bool]) -> float:
    """The share of the parts of these cells for which it holds."""
    texts = (text_of(cell) for cell in cells[:SAMPLES])
    pieces = [piece for text in texts for piece in places(text) if not is_blank(piece)]
    return sum(map(is_one, pieces)) / len(pieces) if pieces else 0.0


CHECKED: Final = ("partner_ror_ids", "partner_pics", "partner_countries")
"""Fields whose values must look like it, whatever the heading says."""
CONTENT_ALONE: Final = ("partner_ror_ids", "partner_pics", "partner_countries", "state")
"""Fields that are told by their values even where the heading says nothing."""


def is_ror(text: str) -> bool:
    return _parses(identifiers.parse_ror, text)


def is_pic(text: str) -> bool:
    return _parses(identifiers.parse_pic, text)


def _parses(parse: Callable[[str], str], text: str) -> bool:
    try:
        return bool(parse(text))
    except identifiers.IdentifierError:
        return False


def remembered(fields: Sequence[str], guesses: Sequence[Guess] = ()) -> list[Guess]:
    """The columns as they were mapped before; `guesses` say why where they agree."""
    return [
        guesses[at]
        if at < len(guesses) and guesses[at].field == field
        else Guess(field, Sentence(_LAST_TIME, {}))
        for at, field in enumerate(fields)
    ]


def twice(fields: Sequence[str]) -> list[str]:
    """Fields that more than one column would give, though only one may."""
    return [
        field
        for field, count in Counter(fields).items()
        if count > 1 and field and field not in REPEATABLE
    ]
