"""Countries as ISO 3166-1 codes. They are recorded where somebody works, and feed no score."""

from collections.abc import Iterator
from typing import Final

from django_countries import countries

EU: Final = (
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
)
"""The Member States of the Union."""

EEA: Final = (*EU, "IS", "LI", "NO")
"""The European Economic Area."""

# Protocol order and Eurostat use EL and UK; ISO, which is stored, has GR and GB.
_ALIASES: Final = {"EL": "GR", "UK": "GB"}


def name_of(code: str) -> str:
    """The country's name in the active language, or the code itself where it is unknown."""
    return str(countries.name(code)) or code


def canonical(code: str) -> str:
    """The ISO code for `code` as found in Union data (EL, UK); '' for an unknown code."""
    upper = code.strip().upper()
    upper = _ALIASES.get(upper, upper)
    return upper if upper in countries else ""


def member_states() -> Iterator[tuple[str, str]]:
    return iter(sorted(((code, name_of(code)) for code in EU), key=lambda pair: pair[1]))


def all_countries() -> Iterator[tuple[str, str]]:
    for code, name in countries:
        yield code, str(name)
