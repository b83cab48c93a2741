"""Names of persons: after a title, or a given name before a capitalised word.

What it can't know: names in scripts without capitals, and given names that are on no list. Where
a name belongs to a house, a prize or a programme, it names no person: “Max Planck Institute”.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from diligence.domain.guard.finding import Finding, Kind, Known
from diligence.domain.guard.name_words import (
    ABBREVIATIONS,
    AMBIGUOUS,
    EPONYMS,
    FAMILY,
    HOUSES,
    NEVER,
    PARTICLES,
    SPECIES,
    TITLES,
    TITLES_IN_LOWER_CASE,
)
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

AFTER_TITLE = _("A name after “%(word)s”.")
GIVEN = _("“%(word)s” is a given name, and a capitalised word stands beside it.")
FAMILY_NAME = _("“%(word)s” is a family name, and a capitalised word stands beside it.")
INITIALS = _("Initials before a capitalised word: perhaps a person's name.")
_ACRONYM: Final = 4
"""Capitals beside an acronym are a name from this length on."""
_LONGEST: Final = 5
"""Words that one name has at most, particles included."""
_TITLES_AT_MOST: Final = 6
_NEAR: Final = 3
"""Words around a name among which a house or a prize takes it for itself."""
_TAKING: Final = (*HOUSES, *EPONYMS)
_ENDING: Final = (
    "universität",
    "institut",
    "stiftung",
    "bibliothek",
    "museum",
    "schule",
    "zentrum",
)
_ADDRESS: Final = "@._/"
_JOINED: Final = frozenset({" ", "\u00a0", ". ", ".", ".\u00a0", "-", ".-"})

Words = Sequence[re.Match[str]]


@cache
def given_names() -> frozenset[str]:
    """Given names in lower case, from the list beside this module."""
    listed = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if not line.startswith("#"))


def names(place: str, text: str, words: Words, known: Known) -> Iterator[Finding]:
    """Every name of a person that can be told, from left to right; `words`: all of the text."""
    run: list[re.Match[str]] = []
    lower = {w.group() for w in words if w.group()[0].islower() and not _in_address(text, w)}
    for word in words:
        if run and text[run[-1].end() : word.start()] not in _JOINED:
            if len(run) > 1:
                yield from _named(place, _Row(text, run, known, lower))
            run = []
        if (
            word.group()[0].isupper()
            or word.group() in TITLES_IN_LOWER_CASE
            or (run and word.group() in PARTICLES)
        ):
            run.append(word)
        elif run:
            run.append(word)
            yield from _named(place, _Row(text, run, known, lower))
            run = []
    if len(run) > 1:
        yield from _named(place, _Row(text, run, known, lower))


def _in_address(text: str, word: re.Match[str]) -> bool:
    """Whether a word is part of an address, where capitals mean nothing."""
    before, after = text[max(0, word.start() - 1) : word.start()], text[word.end() : word.end() + 1]
    return (before or " ") in _ADDRESS or (after or " ") in "@_"


@dataclass(frozen=True, slots=True)
class _Row:
    """Words that stand in a row; the last may be an ordinary one. `lower`: words the text also
    writes without a capital."""

    text: str
    words: Words
    known: Known
    lower: Set[str]

    def word(self, at: int) -> str:
        return self.words[at].group()

    def plain(self, at: int) -> str:
        return self.words[at].group().casefold()

    def is_title(self, at: int) -> bool:
        word = self.word(at)
        return word in TITLES_IN_LOWER_CASE or (word[0].isupper() and self.plain(at) in TITLES)

    def is_initial(self, at: int) -> bool:
        word = self.words[at]
        return len(word.group()) == 1 and self.text[word.end() : word.end() + 1] == "."

    def may_begin(self, at: int) -> bool:
        """Whether it is worth looking for a name that begins here."""
        if len(self.word(at)) == 1:
            return len(self.word(at + 1)) > 1 and self.is_initial(at)
        return _listed(self.plain(at)) or any(
            self.plain(later) in FAMILY for later in range(at, min(len(self.words), at + _LONGEST))
        )

    def end(self, first: int) -> int:
        """The last word of a name that begins at `first`; particles don't end it."""
        last = first
        for at in range(first + 1, min(len(self.words), first + _LONGEST)):
            word = self.word(at)
            if word[0].isupper() and not self.is_title(at) and not _plainly(word):
                last = at
            elif word.casefold() not in PARTICLES:
                break
        return last

    def surname(self, word: str) -> bool:
        """Whether a word could be a family name here."""
        plain = word.casefold()
        return _capital(word) and plain not in self.known.common and plain not in self.lower

    def is_taken(self, first: int, last: int) -> bool:
        """Whether a house, a prize or a programme is called so."""
        around = range(max(0, first - _NEAR), min(len(self.words), last + 1 + _NEAR))
        return any(_takes(self.word(at)) for at in around)


def _named(place: str, row: _Row) -> Iterator[Finding]:
    """The names in a row of words."""
    at = 0
    while at < len(row.words) - 1:
        found = _titled(row, at) if row.is_title(at) else _untitled(row, at)
        if found is None:
            at += 1
            continue
        first, last, template = found
        told = {"word": row.word(at)} if "%" in template else {}
        span = row.words[first].start(), row.words[last].end()
        certain = template == AFTER_TITLE
        yield Finding(place, Kind.NAME, *span, Sentence(template, told), certain)
        at = last + 1


def _titled(row: _Row, at: int) -> tuple[int, int, str] | None:
    """First and last word of the name after a title, and why it is one."""
    if at and row.is_title(at - 1):
        return None
    first = at + 1
    while first < min(len(row.words) - 1, at + _TITLES_AT_MOST) and row.is_title(first):
        first += 1
    last = row.end(first)
    if row.is_title(first):
        return None
    small = row.is_initial(first) or row.word(first) in PARTICLES
    if _capital(row.word(first)) or (small and last > first):
        return first, last, AFTER_TITLE
    return None


def _untitled(row: _Row, at: int) -> tuple[int, int, str] | None:
    """First and last word of a name that begins here, and why it is one."""
    last = row.end(at) if row.may_begin(at) else at
    if last == at or row.is_taken(at, last):
        return None
    beside = next(w for i in range(last, at, -1) if (w := row.word(i)) not in PARTICLES)
    if not row.surname(beside) or {row.plain(at), beside.casefold()} <= row.known.words:
        return None
    if row.is_initial(at):
        return (at, last, INITIALS) if _initials(row, at, last, beside) else None
    if row.word(at).isupper() and (not beside.isupper() or len(beside) < _ACRONYM):
        return None
    if row.plain(at) in AMBIGUOUS or not _capital(row.word(at)):
        return None
    if _listed(row.plain(at)):
        return at, last, GIVEN
    family = row.plain(at) in FAMILY or beside.casefold() in FAMILY
    return (at, last, FAMILY_NAME) if family and row.surname(row.word(at)) else None


def _initials(row: _Row, at: int, last: int, beside: str) -> bool:
    """Whether a letter with a full stop stands for a given name."""
    start = row.words[at].start()
    letters = row.text[start : row.words[last].end()].replace(".", "").replace(" ", "")
    second = row.text[max(0, start - 1) : start] == "."
    odd = letters.casefold().startswith(ABBREVIATIONS) or beside.casefold() in SPECIES
    return not (second or odd)


def _listed(plain: str) -> bool:
    """Whether it is a given name of the list, or several joined."""
    listed = given_names()
    return plain in listed or ("-" in plain and all(part in listed for part in plain.split("-")))


def _capital(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and not _plainly(word)


@lru_cache(maxsize=8192)
def _takes(word: str) -> bool:
    """Whether a word near a name makes it that of something."""
    parts = word.casefold().split("-")
    return any(part.startswith(_TAKING) or part.endswith(_ENDING) for part in parts)


@lru_cache(maxsize=8192)
def _plainly(word: str) -> bool:
    """An ordinary word or a house's: no part of a name."""
    plain = word.casefold()
    return plain in NEVER or plain.startswith(HOUSES)
