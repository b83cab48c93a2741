"""The fixed menu of tables: what is counted, by what, and with which others it shares totals.

There are no others and no filters, so that no two figures can be subtracted from one another
that were not cleared together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from diligence.domain.wording import gettext_noop
from reporting.domain.cells import Cell, Table
from reporting.domain.rules import DisclosureClass
from reporting.domain.suppression import Groups
from reporting.domain.tallies import Tally, by_organisation, cell

Selection = tuple[str, ...]

TYPES: Final = (
    "university",
    "other_hei",
    "public_institute",
    "rto",
    "private",
    "infrastructure",
)
SENSITIVE: Final = ("ai", "semi", "quantum", "bio")
"""The four areas that Recommendation (EU) 2023/2113 names first."""
_TECHNOLOGY: Final = ("sensitive", "other", "none")
_BANDS: Final = ("low", "medium", "high")
LEFT_OUT: Final = ("left_out",)


@dataclass(frozen=True, slots=True)
class Definition:
    """One table of the menu: categories by quarter.

    `counted`: which tally it comes from; empty: organisations, see `organisations`. `together`:
    tables of the same name share their totals. `shares`: sums of rows whose percentage is given
    beside those of single rows. `part`: the page on which it stands.
    `beside`: it has one row that is told as a note under the table of that name; earlier releases
    did not count it.
    """

    name: str
    title: str
    indicator: str
    rows: Selection
    of: DisclosureClass
    part: str
    counted: str = ""
    together: str = ""
    coverage: str = ""
    mergeable: Groups = field(default_factory=dict)
    shares: Mapping[str, Selection] = field(default_factory=dict)
    beside: str = ""

    @property
    def group(self) -> str:
        return self.together or self.name

    @property
    def runs_on(self) -> bool:
        """Whether quarters add up: cases do, organisations would be counted twice."""
        return self.of is DisclosureClass.CASES


@dataclass(frozen=True, slots=True)
class Median:
    """A duration of the menu, by quarter. `step`: to what it is rounded, in days or minutes.
    `within`: the table whose totals hold the cases it is measured on."""

    name: str
    title: str
    indicator: str
    counted: str
    step: int
    part: str
    coverage: str
    within: str


_BY_TYPE: Final[Groups] = MappingProxyType(
    {
        "higher_education": ("university", "other_hei"),
        "institutes": ("public_institute", "rto", "private", "infrastructure"),
    }
)
_CRITICAL: Final[Groups] = MappingProxyType({"critical": ("sensitive", "other")})
C, B = DisclosureClass.CASES, DisclosureClass.ORGANISATIONS
_N = gettext_noop

DEFINITIONS: Final = (
    Definition("registered-type", _N("Partnerships registered, by type of organisation"), "RP-04",
               TYPES, C, "register", "registered.type", "registered", "registered", _BY_TYPE),
    Definition("registered-technology", _N("Partnerships registered, by technology area"), "RP-04",
               _TECHNOLOGY, C, "register", "registered.technology", "registered", "registered",
               _CRITICAL),
    Definition("started", _N("Partnerships that started, by when they were triaged"), "RP-04",
               ("before", "after"), C, "register", "started.triage", "", "registered"),
    Definition("triaged", _N("Triages finished, by where they led"), "RP-05",
               ("ended_low", "out_of_scope", "goes_on"), C, "appraisal", "triaged.route", "",
               "registered"),
    Definition("scored-band", _N("Appraisals scored, by band before measures"), "RP-06", _BANDS, C,
               "appraisal", "scored.band", "scored", "scored"),
    Definition("scored-outcome", _N("Appraisals scored, referred or not"), "RP-06",
               ("refer", "not_refer"), C, "appraisal", "scored.outcome", "scored", "scored"),
    Definition("scored-technology", _N("Appraisals scored, by technology area"), "RP-06",
               _TECHNOLOGY, C, "appraisal", "scored.technology", "scored", "scored", _CRITICAL),
    Definition("triaged-left-out",
               _N("Triages left out: their edition does not build on the EU baseline"), "RP-05",
               LEFT_OUT, C, "appraisal", "triaged_apart.edition", "", "registered",
               beside="triaged"),
    Definition("scored-left-out",
               _N("Scores left out: their edition does not build on the EU baseline"), "RP-06",
               LEFT_OUT, C, "appraisal", "scored_apart.edition", "", "scored",
               beside="scored-band"),
    Definition("received-source", _N("Cases the hub received, by how they came"), "HB-01",
               ("portal", "telephone", "mail", "visit"), C, "hub", "received.source", "received",
               "served", {"otherwise": ("telephone", "mail", "visit")}),
    Definition("received-outcome", _N("Cases the hub received, by outcome of the appraisal"),
               "HB-01", ("low", "medium", "high", "refer", "no_score"), C, "hub",
               "received.outcome", "received", "served", {"below_high": ("low", "medium")}),
    Definition("answered", _N("Cases due at the hub, by when they were answered"), "HB-04",
               ("in_time", "late", "open"), C, "hub", "answered.when", "", "served",
               {"not_in_time": ("late", "open")}),
    Definition("advice", _N("Advice issued, by recommendation"), "HB-05",
               ("proceed", "with_measures", "reconsider", "no_advice"), C, "hub",
               "advice.recommendation", "", "served"),
    Definition("decided-verdict", _N("Partnerships decided, by verdict"), "PR-02",
               ("proceed", "with_measures", "hold", "decline"), C, "decisions", "decided.verdict",
               "decided", "decided", {"not_ahead": ("hold", "decline")},
               {"ahead": ("proceed", "with_measures")}),
    Definition("decided-residual", _N("Partnerships decided, by band after the measures"), "RP-06",
               _BANDS, C, "decisions", "decided.residual", "decided", "decided"),
    Definition("followed", _N("Decisions taken with advice, by whether it was followed"), "HB-06",
               ("followed", "partly", "not"), C, "decisions", "decided.followed", "", "decided"),
    Definition("measures", _N("Measures due, by when they were done"), "RP-07",
               ("in_time", "late", "open"), C, "decisions", "measures.when", "", "decided",
               {"not_in_time": ("late", "open")}),
    Definition("tenants-type", _N("Organisations on the portal, by type"), "MS-09", TYPES, B,
               "coverage", "", "tenants", "", _BY_TYPE),
    Definition("tenants-size", _N("Organisations on the portal, by size"), "MS-09",
               ("small", "medium", "large"), B, "coverage", "", "tenants", "",
               {"below_large": ("small", "medium")}),
    Definition("registered-organisations", _N("Organisations that registered partnerships"),
               "MS-09", ("with", "without"), B, "coverage", "registered.type", "tenants"),
    Definition("scored-organisations", _N("Organisations that had appraisals scored"), "MS-09",
               ("with", "without"), B, "coverage", "scored.band", "tenants"),
    Definition("decided-organisations", _N("Organisations that decided"), "MS-09",
               ("with", "without"), B, "coverage", "decided.verdict", "tenants"),
    Definition("served-organisations", _N("Organisations the hub served"), "HB-02",
               ("with", "without"), B, "coverage", "received.source", "tenants"),
)  # fmt: skip

MEDIANS: Final = (
    Median("first-advice", _N("Time to first advice"), "HB-03", "advice.days", 1, "hub", "served",
           "advice"),
    Median("triage-minutes", _N("Active minutes of a triage"), "PR-01", "triaged.minutes", 5,
           "burden", "registered", "triaged"),
    Median("full-minutes", _N("Active minutes of a full appraisal"), "PR-01", "scored.minutes", 5,
           "burden", "scored", "scored-band"),
)  # fmt: skip

BY_NAME: Final = MappingProxyType({each.name: each for each in DEFINITIONS})


def grouped() -> dict[str, list[Definition]]:
    """The tables by the totals they share."""
    found: dict[str, list[Definition]] = {}
    for each in DEFINITIONS:
        found.setdefault(each.group, []).append(each)
    return found


def left_out(name: str) -> Definition | None:
    """What the cases left out of a table are counted in; None where none are."""
    return next((each for each in DEFINITIONS if each.beside == name), None)


def counted(definition: Definition, series: Mapping[str, Tally]) -> dict[str, Tally]:
    """The quarters in which it was counted: all, but for what earlier releases did not count."""
    return {
        quarter: tally
        for quarter, tally in series.items()
        if not definition.beside or definition.counted in tally.counts
    }


def table(definition: Definition, series: Mapping[str, Tally]) -> Table:
    """The true numbers of one table over the quarters of a cycle so far, oldest first."""
    columns = tuple(series)
    by_row = {
        (row, column): _behind(definition, row, series[column])
        for row in definition.rows
        for column in columns
    }
    make = cell if definition.runs_on else _organisations
    totals = {c: make(by_organisation(by_row[r, c] for r in definition.rows)) for c in columns}
    rows: dict[str, Cell] = {}
    total = None
    if definition.runs_on:
        rows = {r: cell(by_organisation(by_row[r, c] for c in columns)) for r in definition.rows}
        total = cell(by_organisation(by_row.values()))
    cells = {key: make(cases) for key, cases in by_row.items()}
    return Table(definition.rows, columns, cells, rows, totals, total)


def behind(
    definition: Definition, rows: Sequence[str], series: Mapping[str, Tally]
) -> Mapping[str, int]:
    """Cases (organisations) of several rows and quarters, by organisation."""
    return by_organisation(_behind(definition, r, tally) for r in rows for tally in series.values())


def _behind(definition: Definition, row: str, tally: Tally) -> Mapping[str, int]:
    if definition.of is not DisclosureClass.ORGANISATIONS:
        return tally.of(definition.counted).get(row, {})
    return dict.fromkeys(_members(definition, row, tally), 1)


def _members(definition: Definition, row: str, tally: Tally) -> list[str]:
    """Organisations on the portal that belong to a row."""
    if definition.counted:
        given = by_organisation(tally.of(definition.counted).values())
        return [each for each in tally.tenants if (each in given) == (row == "with")]
    return [key for key, each in tally.tenants.items() if row in {each.type, each.size_band}]


def _organisations(members: Mapping[str, int]) -> Cell:
    """A number of organisations; each counts once."""
    count = len(members)
    sole = next(iter(members)) if count == 1 else ""
    return Cell(count, count, min(count, 1), min(count, 2) // 2, sole)
