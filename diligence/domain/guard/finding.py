"""What the guard says about a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from diligence.domain.wording import Sentence

WORD = re.compile(r"[^\W\d_]+(?:['’\-‐‑][^\W\d_]+)*")
"""A word of letters, with the apostrophes and hyphens inside it."""


class Kind(StrEnum):
    """Personal data that may stand in free text."""

    EMAIL = "email"
    PHONE = "phone"
    ORCID = "orcid"
    DOCUMENT = "document"
    ACCOUNT = "account"
    BIRTH = "birth"
    CV = "cv"
    NAME = "name"
    UNREAD = "unread"
    """Nothing was found: a file, or some of it, can't be read, and somebody has to look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that looks like personal data.

    `start` and `end` are its place in the text. `certain` is false where it may well be something
    else; it must be answered all the same.
    """

    place: str
    kind: Kind
    start: int
    end: int
    because: Sentence
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """Words of the case that name no person: organisations, places, products, the questionnaire."""

    words: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    """Of these, the vocabulary of questionnaire and product: no family name is told by them."""

    @classmethod
    def of(cls, names: Iterable[str], *, common: Iterable[str] = ()) -> "Known":
        """What stands in these texts, word by word: names of the case, and ordinary texts."""
        return cls(_words(names), _words(common))


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for text in texts for word in WORD.findall(text))
