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


_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BETWEEN = re.compile(r"[\W_]+")


def _plain(text: str) -> str:
    """Words only, without case, accents and punctuation, each between single spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return f" {_BETWEEN.sub(' ', _UNSEEN.sub('', folded)).strip()} "


def marking_in(texts: Iterable[str], *, also: Iterable[str] = ()) -> str:
    """The first marking that stands in one of the texts as words of its own, or `""`."""
    wanted = [(marking, _plain(marking)) for marking in (*MARKINGS, *also)]
    for text in texts:
        plain = _plain(text)
        for marking, words in wanted:
            if words.strip() and words in plain:
                return marking
    return ""
