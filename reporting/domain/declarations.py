"""What a ministry declares for itself: MS-01 to MS-08, each with the fields of its form.

A field that was left empty was **not provided**. It is never read as 0 and never as "no".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

MOST: Final = 1_000_000
"""The largest count that can be meant."""
LONGEST: Final = 500


class FieldKind(StrEnum):
    """What a field holds, and so how it is asked for and checked."""

    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    ADDRESS = "address"
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key in the stored values, what is asked, and the options of a choice."""

    key: str
    kind: FieldKind
    label: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    yearly: bool = False
    """Asked once for each year of the cycle; stored as `key_year`."""
    by_type: bool = False
    """Asked once for each type of organisation; stored as `key_type`."""

    def option(self, code: str) -> str:
        """The words of an option; the code itself where it is none."""
        return dict(self.options).get(code, code)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator that only a ministry can answer."""

    code: str
    name: str
    question: str
    unit: str
    anchor: str
    """Local code of the recommendation it follows."""
    fields: tuple[Field, ...] = field(default=())


YES_PART_NO: Final = (("yes", "Yes"), ("part", "In part"), ("no", "No"))
YES_PLANNED_NO: Final = (("yes", "Yes"), ("planned", "Planned"), ("no", "No"))
YES_NO: Final = (("yes", "Yes"), ("no", "No"))
STAFF: Final = (
    ("none", "None"),
    ("under_2", "Under 2"),
    ("2_to_5", "2 to under 5"),
    ("5_to_10", "5 to under 10"),
    ("10_to_25", "10 to under 25"),
    ("25_or_more", "25 or more"),
)
MEMBERS: Final = (
    ("research", "Research and innovation"),
    ("education", "Higher education"),
    ("security", "Interior or security"),
    ("intelligence", "Intelligence services"),
    ("foreign", "Foreign affairs"),
    ("trade", "Trade or economy"),
    ("defence", "Defence"),
    ("sector", "Representatives of the sector"),
)

_SINCE: Final = Field("since", FieldKind.DATE, "Since", "The day it was published or began.")
_WHERE: Final = Field(
    "where", FieldKind.ADDRESS, "Where it can be read", "An address that starts with https://"
)

INDICATORS: Final = (
    Indicator(
        "MS-01",
        "National approach in place",
        "Are national guidelines or measures published, after a dialogue with the sector?",
        "yes / in part / no",
        "M1",
        (Field("status", FieldKind.CHOICE, "Published", options=YES_PART_NO), _SINCE, _WHERE),
    ),
    Indicator(
        "MS-02",
        "Sector dialogue",
        "How many structured meetings were held with bodies of research performers and funders?",
        "meetings",
        "M1",
        (Field("meetings", FieldKind.COUNT, "Meetings", yearly=True),),
    ),
    Indicator(
        "MS-03",
        "Support service operational",
        "Does a support service take questions of the sector and answer them?",
        "yes / planned / no",
        "M2",
        (
            Field("status", FieldKind.CHOICE, "In operation", options=YES_PLANNED_NO),
            _SINCE,
            Field("home", FieldKind.TEXT, "Legal home", "The body it belongs to."),
            _WHERE,
        ),
    ),
    Indicator(
        "MS-04",
        "Support service capacity",
        "How many staff does the support service have?",
        "full-time equivalents, in bands",
        "M2",
        (
            Field(
                "staff",
                FieldKind.CHOICE,
                "Staff at the end of the year",
                "Full-time equivalents.",
                options=STAFF,
                yearly=True,
            ),
        ),
    ),
    Indicator(
        "MS-05",
        "Cross-government mechanism",
        "Does a standing body join research and innovation, security, foreign affairs and trade?",
        "yes / no",
        "M3, P6",
        (
            Field("status", FieldKind.CHOICE, "Standing body", options=YES_NO),
            Field("members", FieldKind.CHOICES, "Who is a member", options=MEMBERS),
            _SINCE,
        ),
    ),
    Indicator(
        "MS-06",
        "Threat information to the sector",
        "How many briefings or notes went to research performers or funders?",
        "briefings and notes",
        "M5",
        (
            Field(
                "briefings",
                FieldKind.COUNT,
                "Briefings and notes",
                "Only how many. Never what was in them.",
                yearly=True,
            ),
        ),
    ),
    Indicator(
        "MS-07",
        "Evidence base",
        "Was a national mapping or threat analysis made or renewed in this cycle?",
        "yes / no",
        "M4",
        (Field("status", FieldKind.CHOICE, "Made or renewed", options=YES_NO), _SINCE, _WHERE),
    ),
    Indicator(
        "MS-08",
        "Resilience testing offered",
        "Is a common or national methodology offered, with which performers test themselves?",
        "yes / no; organisations",
        "M8",
        (
            Field("status", FieldKind.CHOICE, "Offered", options=YES_NO),
            Field(
                "tested",
                FieldKind.COUNT,
                "Organisations tested in this cycle",
                "Small numbers are withheld from every report.",
                by_type=True,
            ),
            _WHERE,
        ),
    ),
)
BY_CODE: Final = {each.code: each for each in INDICATORS}


def expanded(
    indicator: Indicator, years: Sequence[int], types: Sequence[tuple[str, str]]
) -> list[tuple[str, str, Field]]:
    """Every input of an indicator's form: key of its value, label, field.

    A yearly field stands once for each year, a field by type once for each (code, label).
    """
    found = []
    for each in indicator.fields:
        if each.yearly:
            found += [(f"{each.key}_{year}", f"{each.label}, {year}", each) for year in years]
        elif each.by_type:
            found += [
                (f"{each.key}_{code}", f"{each.label}: {label}", each) for code, label in types
            ]
        else:
            found.append((each.key, each.label, each))
    return found


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value, and what to do."""

    key: str
    text: str


def check(
    inputs: Sequence[tuple[str, str, Field]], given: Mapping[str, Any], *, today: date
) -> tuple[dict[str, Any], list[Problem]]:
    """The values that can be stored, in JSON types, and what is wrong with the others.

    An empty value is left out: it was not provided. Keys that no input has are left out too.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, _label, each in inputs:
        value = given.get(key)
        if value is None or value in ("", [], ()):
            continue
        try:
            values[key] = _read(each, value, today)
        except ValueError as wrong:
            problems.append(Problem(key, str(wrong)))
    return values, problems


def _read(each: Field, value: Any, today: date) -> Any:
    """The value in its stored form; ValueError says what is wrong and what to do."""
    match each.kind:
        case FieldKind.CHOICE:
            return _option(each, value)
        case FieldKind.CHOICES:
            chosen = [_option(each, one) for one in value]
            return [code for code, _words in each.options if code in chosen]
        case FieldKind.COUNT:
            return _count(value)
        case FieldKind.DATE:
            return _day(value, today)
        case FieldKind.ADDRESS:
            return _address(str(value).strip())
        case FieldKind.TEXT:
            return _text(str(value).strip())


def _option(each: Field, value: Any) -> str:
    if value not in dict(each.options):
        raise ValueError("Choose one of the answers offered.")
    return str(value)


def _count(value: Any) -> int:
    text = re.sub(r"[\s\u00a0\u202f,.']", "", str(value))
    if not text.isascii() or not text.isdigit() or int(text) > MOST:
        raise ValueError("Give a whole number of 0 or more. Leave it empty when it isn't known.")
    return int(text)


def _day(value: Any, today: date) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("Give a day as in 2026-03-31.") from None
    if day > today or day.year < 1990:
        raise ValueError("Give a day between 1990 and today.")
    return day.isoformat()


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or " " in value:
        raise ValueError("Give a whole address, such as https://www.example.eu/guidelines.")
    if len(value) > LONGEST:
        raise ValueError(f"The address is too long: at most {LONGEST} characters.")
    return value


def _text(value: str) -> str:
    if len(value) > LONGEST:
        raise ValueError(f"Shorten it to {LONGEST} characters.")
    return value


class Standing(StrEnum):
    """How far a declaration is."""

    NOT_PROVIDED = "not_provided"
    PART = "part"
    PROVIDED = "provided"


def standing(
    inputs: Sequence[tuple[str, str, Field]], values: Mapping[str, Any]
) -> tuple[Standing, int, int]:
    """How much of a declaration is provided: standing, fields given, fields in all."""
    given = sum(1 for key, _label, _field in inputs if key in values)
    if not given:
        return Standing.NOT_PROVIDED, 0, len(inputs)
    whole = given == len(inputs)
    return Standing.PROVIDED if whole else Standing.PART, given, len(inputs)


def in_words(each: Field, value: Any) -> str:
    """A stored value as a report prints it; "" where it was not provided."""
    if value is None:
        return ""
    if each.kind is FieldKind.CHOICE:
        return each.option(str(value))
    if each.kind is FieldKind.CHOICES:
        return ", ".join(each.option(str(code)) for code in value)
    return str(value)
