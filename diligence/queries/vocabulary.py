"""The words that a spreadsheet may use for coded values: codes, labels, and usual words."""

import gettext
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import django_countries
from django_countries import countries
from django_countries.data import COUNTRIES as OPTIONS

from diligence.choices import (
    Activity,
    AgreementKind,
    PartnerKind,
    PartnershipState,
    TechnologyArea,
)
from diligence.domain.cells import key_of
from diligence.domain.columns import is_pic, is_ror
from diligence.domain.synonyms import SYNONYMS
from diligence.exchange.spreadsheets import COLUMNS
from portal.countries import canonical
from portal.models import Unit

LANGUAGES: Final = (
    "en de fr nl pt et es it da fi sv pl cs sk sl hr hu ro bg el lt lv mt ga".split()  # noqa: SIM905
)
"""Languages in which countries are understood: those of the Union."""
_LOCALE: Final = Path(django_countries.__file__).parent / "locale"
_ALSO: Final = {
    "usa": "US",
    "united states": "US",
    "u s a": "US",
    "england": "GB",
    "great britain": "GB",
    "scotland": "GB",
    "holland": "NL",
    "korea": "KR",
    "south korea": "KR",
    "republic of korea": "KR",
    "sudkorea": "KR",
    "north korea": "KP",
    "russia": "RU",
    "iran": "IR",
    "vietnam": "VN",
    "viet nam": "VN",
    "czech republic": "CZ",
    "turkey": "TR",
    "syria": "SY",
    "taiwan": "TW",
    "pr china": "CN",
    "p r china": "CN",
    "vr china": "CN",
    "hongkong": "HK",
    "hong kong": "HK",
    "macau": "MO",
    "moldova": "MD",
    "bolivia": "BO",
    "venezuela": "VE",
    "tanzania": "TZ",
    "palestine": "PS",
    "ivory coast": "CI",
}
_CHOICES: Final = {
    "state": PartnershipState,
    "agreement_kind": AgreementKind,
    "activities": Activity,
    "technology_areas": TechnologyArea,
    "partner_kinds": PartnerKind,
}


def known() -> dict[str, Mapping[str, str]]:
    """For each field of words: word, folded → code. Units are the acting organisation's."""
    return {
        **{name: _of_choices(name) for name in _CHOICES},
        "partner_countries": country_words(),
        "unit": {key_of(unit.name): str(unit.pk) for unit in Unit.objects.filter(active=True)},
    }


def choices(name: str) -> list[tuple[str, str]]:
    """What a word of this field can mean: (code, label)."""
    if name == "unit":
        return [(str(unit.pk), unit.name) for unit in Unit.objects.filter(active=True)]
    return [(str(code), str(label)) for code, label in _CHOICES[name].choices]


def tests(words: Mapping[str, Mapping[str, str]]) -> dict[str, Callable[[str], bool]]:
    """For a field, whether a text is one of its values."""
    return {
        "partner_ror_ids": is_ror,
        "partner_pics": is_pic,
        "partner_countries": lambda text: key_of(text) in words["partner_countries"],
        "state": lambda text: key_of(text) in words["state"],
    }


def own_titles() -> dict[str, str]:
    """Titles of the export's columns → their fields."""
    return {str(column.title): column.key for column in COLUMNS}


def _of_choices(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, usual in SYNONYMS[name].items():
        words |= dict.fromkeys(map(key_of, usual), code)
    for code, label in _CHOICES[name].choices:
        words |= {key_of(str(label)): str(code), key_of(str(code)): str(code)}
    return words


@lru_cache(maxsize=1)
def country_words() -> Mapping[str, str]:
    """Names and codes of countries, folded → ISO code."""
    words: dict[str, str] = {}
    english = {str(code): str(name) for code, name in OPTIONS.items()}
    for language in reversed(LANGUAGES):
        # Read from the package itself: the portal's own languages are fewer.
        told = gettext.translation("django", _LOCALE, [language], fallback=True)
        words |= {key_of(told.gettext(name)): code for code, name in english.items()}
    for code in english:
        words |= {key_of(code): code, key_of(countries.alpha3(code)): code}
    return {**words, **_ALSO, **{alias.lower(): canonical(alias) for alias in ("EL", "UK")}}
