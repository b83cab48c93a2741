"""Markings of classified information: what carries one must not enter."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MARKINGS: Final = (
    # European Union (Decision 2015/444, Council Decision 2013/488/EU)
    "RESTREINT UE",
    "EU RESTRICTED",
    "R-UE/EU-R",
    "CONFIDENTIEL UE",
    "EU CONFIDENTIAL",
    "C-UE/EU-C",
    "SECRET UE",
    "EU SECRET",
    "S-UE/EU-S",
    "TRES SECRET UE",
    "EU TOP SECRET",
    # NATO and ESA
    "NATO RESTRICTED",
    "NATO CONFIDENTIAL",
    "NATO SECRET",
    "COSMIC TOP SECRET",
    "ESA RESTRICTED",
    "ESA CONFIDENTIAL",
    # Member States
    "VS-NfD",
    "VS - Nur für den Dienstgebrauch",
    "VS-Vertraulich",
    "Dep. Vertrouwelijk",
    "Departementaal Vertrouwelijk",
    "Stg. Confidentieel",
    "Stg. Geheim",
    "Beperkte verspreiding",
    "Diffusion Restreinte",
    "Confidentiel Défense",
    "Secret Défense",
    "Difusión limitada",
    "Begränsat hemlig",
    "Käyttö rajoitettu",
    "Til tjenestebrug",
    "Klauzula zastrzeżone",
    "Περιορισμένης χρήσης",
)
"""Markings of the Union, NATO, ESA and Member States; an installation adds its own."""


LONGEST: Final = 4_000_000
"""How many characters of a file are looked through, written out in full."""
_SLICE: Final = 100_000
_OVERLAP: Final = 200
"""A marking may stand across the border of two slices."""
_ASCII: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BETWEEN = re.compile(r"[\W_]+")


def _plain(text: str) -> str:
    """Words only, without case, accents and punctuation, each between single spaces."""
    if text.isascii():
        return f" {' '.join(text.lower().translate(_ASCII).split())} "
    folded = unicodedata.normalize("NFKD", text.casefold())
    return f" {_BETWEEN.sub(' ', _UNSEEN.sub('', folded)).strip()} "


def marking_in(texts: Iterable[str], *, also: Iterable[str] = ()) -> str:
    """The first marking that stands in one of the texts as words of its own, or `""`."""
    wanted = [(marking, _plain(marking)) for marking in (*MARKINGS, *also)]
    left = LONGEST
    for text in texts:
        # Slice by slice: one character can stand for eighteen when it is written out.
        for start in range(0, len(text), _SLICE):
            plain = _plain(text[start : start + _SLICE + _OVERLAP])
            for marking, words in wanted:
                if words.strip() and words in plain:
                    return marking
            left -= len(plain)
            if left < 0:
                return ""
    return ""
