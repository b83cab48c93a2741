"""Projects and participations as CORDIS gives them, read into what each EU organisation registers.

Two CSV files (comma or semicolon, UTF-8). Nothing is guessed: a row that can't be right is refused
with its place, the reason and the remedy. Union codes become ISO codes (EL → GR, UK → GB).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from diligence.choices import PartnerKind
from diligence.domain.names import normalise, tidy
from portal import countries
from portal.enums import OrganisationType

PROJECT_COLUMNS: Final = ("project_id", "acronym", "title", "start_date", "end_date")
PARTICIPATION_COLUMNS: Final = (
    "project_id",
    "org_name",
    "country",
    "city",
    "org_type",
    "ec_contribution",
)
# CORDIS's activity types. OTH, and no type, say nothing about a research organisation's type; it
# is then taken for a private one, the type without duties of a public body, and counted.
TYPES: Final = {
    "HES": OrganisationType.UNIVERSITY,
    "REC": OrganisationType.PUBLIC_INSTITUTE,
    "PUB": OrganisationType.PUBLIC_INSTITUTE,
    "PRC": OrganisationType.PRIVATE,
}
ASSUMED_TYPE: Final = OrganisationType.PRIVATE
KINDS: Final = {
    "HES": PartnerKind.UNIVERSITY,
    "REC": PartnerKind.INSTITUTE,
    "PUB": PartnerKind.PUBLIC,
    "PRC": PartnerKind.COMPANY,
}
_LARGEST_FIELD: Final = 1_000_000
_LARGEST_SUM: Final = Decimal(10) ** 12


class FileProblemError(ValueError):
    """A file that can't be read at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused row: where it stands, whom or what it is about, what is wrong, what to do."""

    file: str
    line: int
    about: str
    column: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    title: str
    acronym: str
    starts_on: date | None
    ends_on: date | None
    ended: bool
    scheme: str


@dataclass(frozen=True, slots=True)
class Participation:
    """One participant of one project; `contribution` None where none is stated."""

    project: str
    name: str
    key: str
    country: str
    city: str
    type: str
    contribution: Decimal | None


@dataclass(slots=True)
class Filing:
    """What one organisation registers of one project."""

    project: Project
    partners: list[Participation]
    contribution: Decimal | None = None


@dataclass(slots=True)
class Applicant:
    """One EU organisation with everything it registers."""

    name: str
    key: str
    country: str
    city: str
    types: list[str] = field(default_factory=list)
    filings: dict[str, Filing] = field(default_factory=dict)

    @property
    def type(self) -> OrganisationType:
        stated = [TYPES[code] for code in self.types if code in TYPES]
        return max(stated, key=stated.count) if stated else ASSUMED_TYPE

    @property
    def type_is_assumed(self) -> bool:
        return not any(code in TYPES for code in self.types)


@dataclass(slots=True)
class Plan:
    """What the two files come to."""

    applicants: list[Applicant]
    problems: list[Problem]
    counts: dict[str, int]


class _Refused(Exception):  # noqa: N818 - control flow within this module
    def __init__(self, column: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.remedy = column, reason, remedy


def read(projects_file: Path, participations_file: Path) -> Plan:
    """Read both files. Raises FileProblemError where one can't be read as such a table."""
    problems: list[Problem] = []
    projects: dict[str, Project] = {}
    count = 0
    for line, row in _rows(projects_file, PROJECT_COLUMNS):
        count += 1
        try:
            project = _project(row, projects)
        except _Refused as refused:
            problems.append(_problem(projects_file, line, row, refused))
        else:
            projects[project.id] = project
    participations: list[Participation] = []
    rows = 0
    for line, row in _rows(participations_file, PARTICIPATION_COLUMNS):
        rows += 1
        try:
            participations.append(_participation(row, projects))
        except _Refused as refused:
            problems.append(_problem(participations_file, line, row, refused))
    plan = _plan(projects, participations)
    plan.problems = problems
    plan.counts = {"projects": count, "participations": rows} | plan.counts
    return plan


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line it begins on."""
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            reader = csv.DictReader(
                stream, delimiter=";" if first.count(";") > first.count(",") else ","
            )
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise FileProblemError(
                    f"{path.name} has no column {', '.join(missing)}. Export it with the columns "
                    f"{', '.join(needed)}, named so in the first line."
                )
            line = reader.line_num + 1
            for row in reader:
                yield line, {name: tidy(row.get(name) or "") for name in row if name}
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise FileProblemError(
            f"{path.name} is not UTF-8 (byte {error.start}). Save it as CSV in UTF-8."
        ) from None
    except csv.Error as error:
        raise FileProblemError(
            f"{path.name} is not readable as CSV near line {line}: {error}."
        ) from None
    except OSError as error:
        raise FileProblemError(f"{path} can't be read: {error.strerror}.") from None


def _problem(path: Path, line: int, row: Mapping[str, str], refused: _Refused) -> Problem:
    value = row.get(refused.column, "")[:80]
    about = (row.get("org_name") or row.get("title") or row.get("project_id", ""))[:80]
    return Problem(path.name, line, about, refused.column, value, refused.reason, refused.remedy)


def _project(row: Mapping[str, str], known: Mapping[str, Project]) -> Project:
    key = row["project_id"]
    if not key or len(key) > 80:
        raise _Refused("project_id", "The project has no usable number.", "Give its grant number.")
    if key in known:
        raise _Refused("project_id", "This project came before.", "Remove one of the two rows.")
    if not row["title"]:
        raise _Refused("title", "The project has no title.", "Give its title.")
    starts, ends = _day(row, "start_date"), _day(row, "end_date")
    if starts and ends and ends < starts:
        raise _Refused("end_date", "The end is before the start.", "Correct one of the two days.")
    return Project(
        id=key,
        title=row["title"],
        acronym=row["acronym"],
        starts_on=starts,
        ends_on=ends,
        ended=row.get("status", "").upper() in {"CLOSED", "COMPLETED", "TERMINATED"},
        scheme=", ".join(
            text for text in (row.get("programme", ""), row.get("funding_scheme", "")) if text
        ),
    )


def _day(row: Mapping[str, str], column: str) -> date | None:
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise _Refused(
            column, "This is not a day.", "Write it as year-month-day, for example 2021-06-01."
        ) from None


def _participation(row: Mapping[str, str], projects: Mapping[str, Project]) -> Participation:
    if row["project_id"] not in projects:
        raise _Refused(
            "project_id",
            "No project of this number was read.",
            "Add the project to the first file, or correct its row there.",
        )
    if not row["org_name"]:
        raise _Refused("org_name", "The participant has no name.", "Give its name.")
    if len(row["org_name"]) > 300:
        raise _Refused("org_name", "The name is longer than 300 characters.", "Shorten it.")
    return Participation(
        project=row["project_id"],
        name=row["org_name"],
        key=normalise(row["org_name"]),
        country=_country(row),
        city=row["city"][:120],
        type=row["org_type"].upper(),
        contribution=_sum(row),
    )


def _country(row: Mapping[str, str]) -> str:
    if not row["country"]:
        raise _Refused(
            "country",
            "The country is missing, so nobody can tell whether this is an EU participant.",
            "Give its code, for example FR.",
        )
    code = countries.canonical(row["country"])
    if not code:
        raise _Refused(
            "country", "This is not a country code.", "Use two letters of ISO 3166, or EL and UK."
        )
    return code


def _sum(row: Mapping[str, str]) -> Decimal | None:
    """The stated contribution. Zero is a statement (no EU money) and stays; blank is none."""
    text = row["ec_contribution"]
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", ".") if text.count(",") == 1 else text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < _LARGEST_SUM:
        raise _Refused(
            "ec_contribution",
            "This is not a sum of money of zero or more.",
            "Write it like 12345.67, or leave it empty.",
        )
    return amount.quantize(Decimal("0.01"))


def _plan(projects: Mapping[str, Project], participations: list[Participation]) -> Plan:
    outside: dict[str, dict[tuple[str, str], Participation]] = defaultdict(dict)
    counts: dict[str, Any] = dict.fromkeys(("inside", "outside", "folded", "without_partner"), 0)
    for row in participations:
        if row.country not in countries.EU:
            counts["outside"] += 1
            outside[row.project].setdefault((row.key, row.country), row)
    applicants: dict[tuple[str, str], Applicant] = {}
    for row in participations:
        if row.country in countries.EU:
            counts["inside"] += 1
            _file(
                applicants, row, projects[row.project], list(outside[row.project].values()), counts
            )
    wanted = [applicant for applicant in applicants.values() if applicant.filings]
    wanted.sort(key=lambda applicant: (-len(applicant.filings), applicant.key, applicant.country))
    return Plan(wanted, [], counts)


def _file(
    applicants: dict[tuple[str, str], Applicant],
    row: Participation,
    project: Project,
    partners: list[Participation],
    counts: dict[str, Any],
) -> None:
    if not partners:
        counts["without_partner"] += 1
        return
    applicant = applicants.setdefault(
        (row.key, row.country), Applicant(row.name, row.key, row.country, row.city)
    )
    # Where a name is written in several ways, the one in mixed case reads better.
    if applicant.name.isupper() and not row.name.isupper():
        applicant.name = row.name
    applicant.city = applicant.city or row.city
    applicant.types.append(row.type)
    if project.id in applicant.filings:
        counts["folded"] += 1
    filing = applicant.filings.setdefault(project.id, Filing(project, partners))
    if row.contribution is not None:
        filing.contribution = (filing.contribution or Decimal(0)) + row.contribution
