"""Which words of a text changed: two versions as one run of pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

MOST_WORDS: Final = 2000
"""Texts of more words are told as one that went and one that came."""
ALIKE: Final = 0.35
"""Below this share of common words a text reads better whole before and whole after."""


class Fate(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Piece:
    fate: Fate
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order: those that stay and came give `after`, those that stay and
    went give `before`."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return tuple(_whole(before, after))
    if _alike(old, new) < ALIKE:
        return tuple(_whole(before, after))
    return tuple(_joined(SequenceMatcher(None, old, new, autojunk=False), old, new))


def _alike(old: list[str], new: list[str]) -> float:
    """Of the words alone: two texts share their spaces, whatever they say."""
    before = [word for word in old if not word.isspace()]
    after = [word for word in new if not word.isspace()]
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _words(text: str) -> list[str]:
    """Words with the spaces and punctuation between them, each by itself."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def _whole(before: str, after: str) -> Iterator[Piece]:
    if before == after:
        if after:
            yield Piece(Fate.SAME, after)
        return
    if before:
        yield Piece(Fate.OUT, before)
    if after:
        yield Piece(Fate.IN, after)


def _joined(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Fate.SAME, "".join(new[j1:j2]))
            continue
        if i1 < i2:
            yield Piece(Fate.OUT, "".join(old[i1:i2]))
        if j1 < j2:
            yield Piece(Fate.IN, "".join(new[j1:j2]))
