"""A row of a spreadsheet as the register would take it: its values, partners and problems."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from diligence.domain import columns, identifiers, names
from diligence.domain.cells import (
    CellError,
    DayOrder,
    DecimalSign,
    code_for,
    codes_for,
    is_blank,
    parse_amount,
    parse_currency,
    parse_day,
    places,
    text_of,
)
from diligence.domain.wording import Sentence, gettext_noop

BY_DATES: Final = "dates"
"""The state of a row that gives none is read from its days."""


class Level(StrEnum):
    PROBLEM = "problem"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of a file are read."""

    columns: tuple[str, ...]
    """The field of each column, '' for one that is left out."""
    dates: str = DayOrder.DMY
    decimal: str = DecimalSign.POINT
    state: str = BY_DATES
    """The state of new rows that give none: a state, or by their days."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field → word → code, as a person said it; '' leaves the word out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row (or worth a look): where, what, and what to do."""

    problem: Sentence
    remedy: str
    field: str = ""
    column: int | None = None
    value: str = ""
    level: Level = Level.PROBLEM
    word: str = ""


@dataclass(frozen=True, slots=True)
class PartnerSaid:
    """A partner as a row names it."""

    name: str
    country: str = ""
    city: str = ""
    kind: str = ""
    ror_id: str = ""
    pic: str = ""
    website: str = ""


@dataclass(slots=True)
class Said:
    """What a row says. A field that the row leaves empty is not among the values."""

    values: dict[str, Any] = field(default_factory=dict)
    partners: list[PartnerSaid] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


PARTNERS_MAX: Final = 200
"""Partners of one row; the largest consortia have fewer."""
LENGTHS: Final = {
    "title": 300,
    "reference": 80,
    "responsible": 200,
    "funding_source": 300,
    "benefit": 4000,
}
WORDS: Final = (
    "unit",
    "state",
    "agreement_kind",
    "activities",
    "technology_areas",
    "partner_kinds",
)
"""Fields whose words can be given a meaning for all rows at once."""
_LISTS: Final = ("activities", "technology_areas")
_ONE_CODE: Final = ("unit", "state", "agreement_kind")
_ATTRIBUTES: Final = {
    "partner_countries": "country",
    "partner_cities": "city",
    "partner_kinds": "kind",
    "partner_ror_ids": "ror_id",
    "partner_pics": "pic",
    "partner_websites": "website",
}
_IDENTIFIERS: Final[Mapping[str, Callable[[str], str]]] = {
    "partner_ror_ids": identifiers.parse_ror,
    "partner_pics": identifiers.parse_pic,
    "partner_websites": identifiers.parse_website,
}

_LONG = gettext_noop("There are %(given)s characters; at most %(maximum)s are kept.")
_SHORTEN = gettext_noop("Shorten the text.")
_NO_VALUE = gettext_noop("The formula in this cell has no stored value.")
_SAVE_IT = gettext_noop("Type the value here, or open the file, save it and upload it again.")
_ERROR = gettext_noop("The formula in this cell failed (%(value)s).")
_TYPE_IT = gettext_noop("Type the value here, or repair the formula in the file.")
_UNEQUAL = gettext_noop("There are %(names)s partners here, but %(given)s values.")
_ONE_EACH = gettext_noop("Write one for each partner in the same order, and – where there is none.")
_CROWD = gettext_noop("There are more than %(most)s partners here.")
_FEWER = gettext_noop("Name the partners that matter, or leave the row out.")
_NAMELESS = gettext_noop("The partner that this belongs to has no name.")
_NAME_IT = gettext_noop("Name the partner, or empty this cell.")
_COUNTRY = gettext_noop("“%(value)s” is not a country.")
_WRITE_COUNTRY = gettext_noop("Use the country's name or its two letters, for example CH.")
_CORRECT = gettext_noop("Correct the cell, or empty it.")
_DIFFERS = gettext_noop("The sum is in %(one)s, the currency says %(other)s.")
_ONE_CURRENCY = gettext_noop("Correct one of the two cells.")


def read(cells: Sequence[Any], how: Reading, known: Mapping[str, Mapping[str, str]]) -> Said:
    """What a row says. `known`: for each field of words, word → code, in every usual language."""
    return _Row(cells, how, known).read()


class _Row:
    def __init__(
        self, cells: Sequence[Any], how: Reading, known: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.how, self.known, self.said = how, known, Said()
        self.by_field: dict[str, list[tuple[int, Any]]] = {}
        for column, (name, cell) in enumerate(zip(how.columns, cells, strict=False)):
            if name and not is_blank(cell):
                if isinstance(cell, Mapping):
                    self._no_value(name, column, cell)
                else:
                    self.by_field.setdefault(name, []).append((column, cell))

    def read(self) -> Said:
        for name, given in self.by_field.items():
            if name in columns.PARTNER_FIELDS:
                continue
            for column, cell in given:
                self._guarded(name, column, cell)
        self._partners()
        return self.said

    def _no_value(self, name: str, column: int, cell: Mapping[str, str]) -> None:
        failed = cell.get("text", "")
        told = Sentence(_ERROR, {"value": failed}) if failed else Sentence(_NO_VALUE, {})
        self._problem(told, _TYPE_IT if failed else _SAVE_IT, name, column, cell)

    def _problem(
        self, told: Sentence, remedy: str, name: str, column: int, cell: Any, word: str = ""
    ) -> None:
        value = " ".join(text_of(cell).split())[:120]
        self.said.problems.append(Problem(told, remedy, name, column, value, Level.PROBLEM, word))

    def _guarded(self, name: str, column: int, cell: Any) -> None:
        try:
            self._value(name, column, cell)
        except CellError as error:
            self._problem(error.problem, error.remedy, name, column, cell, error.word)

    def _value(self, name: str, column: int, cell: Any) -> None:
        text, values = text_of(cell), self.said.values
        if name in columns.DAYS:
            values[name] = parse_day(text, self.how.dates)
        elif name == "funding_amount":
            values[name], currency = parse_amount(cell, self.how.decimal)
            if currency:
                self._currency(currency, column, cell)
        elif name == "funding_currency":
            self._currency(parse_currency(text), column, cell)
        elif name in _LISTS:
            found = codes_for(text, self._words(name))
            values[name] = list(dict.fromkeys([*values.get(name, []), *found]))
        elif name in _ONE_CODE:
            code = code_for(text, self._words(name))
            if code:
                values[name] = code
        else:
            self._text(name, column, text)

    def _words(self, name: str) -> Mapping[str, str]:
        return {**self.known.get(name, {}), **self.how.words.get(name, {})}

    def _currency(self, code: str, column: int, cell: Any) -> None:
        before = self.said.values.setdefault("funding_currency", code)
        if before != code:
            told = Sentence(_DIFFERS, {"one": before, "other": code})
            self._problem(told, _ONE_CURRENCY, "funding_currency", column, cell)

    def _text(self, name: str, column: int, text: str) -> None:
        text = text.strip().replace("\r\n", "\n")
        if name != "benefit":
            text = " ".join(text.split("\n"))
        most = LENGTHS.get(name)
        if most and len(text) > most:
            told = Sentence(_LONG, {"given": str(len(text)), "maximum": str(most)})
            self._problem(told, _SHORTEN, name, column, text)
            return
        self.said.values[name] = text

    # --- Partners ---
    def _partners(self) -> None:
        groups: dict[int, list[dict[str, str]]] = {}
        left = PARTNERS_MAX
        for column, cell in self.by_field.get("partners", []):
            given = [name for name in places(text_of(cell)) if name]
            left -= len(given)
            if left < 0:
                told = Sentence(_CROWD, {"most": str(PARTNERS_MAX)})
                self._problem(told, _FEWER, "partners", column, cell)
                return
            groups[column] = [{"name": names.tidy(name)} for name in given]
        together = [fact for group in groups.values() for fact in group]
        places_of = self._columns("partners")
        for name, attribute in _ATTRIBUTES.items():
            own = self._columns(name)
            # "Partner 1, Country 1, Partner 2, Country 2": each belongs to the one beside it.
            apart = len(own) == len(places_of) > 1
            for column, cell in self.by_field.get(name, []):
                beside = groups.get(places_of[own.index(column)], []) if apart else together
                self._attribute(name, attribute, column, cell, beside)
        self.said.partners = [PartnerSaid(**fact) for fact in together]

    def _columns(self, name: str) -> list[int]:
        return [column for column, field in enumerate(self.how.columns) if field == name]

    def _attribute(
        self, name: str, attribute: str, column: int, cell: Any, facts: list[dict[str, str]]
    ) -> None:
        values = places(text_of(cell))
        if not facts:
            if "partners" in self.how.columns:
                self._problem(Sentence(_NAMELESS, {}), _NAME_IT, name, column, cell)
            return
        if len(values) != len(facts):
            counts = {"names": str(len(facts)), "given": str(len(values))}
            self._problem(Sentence(_UNEQUAL, counts), _ONE_EACH, name, column, cell)
            return
        for fact, value in zip(facts, values, strict=True):
            if not is_blank(value):
                self._one(name, attribute, column, value, fact)

    def _one(
        self, name: str, attribute: str, column: int, value: str, fact: dict[str, str]
    ) -> None:
        try:
            fact[attribute] = self._parsed(name, value)
        except identifiers.IdentifierError as error:
            self._problem(error.sentence, _CORRECT, name, column, value)
        except CellError as error:
            country = name == "partner_countries"
            told = Sentence(_COUNTRY, error.problem.values) if country else error.problem
            remedy = _WRITE_COUNTRY if country else error.remedy
            self._problem(told, remedy, name, column, value, "" if country else error.word)

    def _parsed(self, name: str, value: str) -> str:
        if name in _IDENTIFIERS:
            return _IDENTIFIERS[name](value)
        if name == "partner_cities":
            return names.tidy(value)
        return code_for(value, self._words(name))


def state_by_dates(starts_on: date | None, ends_on: date | None, today: date) -> str:
    """The state that these days tell: proposed where there are none."""
    if ends_on is not None and ends_on < today:
        return "ended"
    if starts_on is None:
        return "proposed" if ends_on is None else "running"
    return "agreed" if starts_on > today else "running"
