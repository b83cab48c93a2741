"""A ministry that keeps all it can ever fetch works out no withheld number, and finds no name.

Nothing is invented here: rows are counted by the product's collector, quarter after quarter, and
the adversary (linear programs by HiGHS) reads what its pages, files and interface answer.
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from portal import clock
from portal.authority import product
from portal.enums import TokenScope
from portal.models import ApiToken, Organisation
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_for
from reporting.actions import collect, confirm, contribution, cycles
from reporting.domain import editions
from reporting.domain.cells import Cell, Table
from reporting.domain.periods import Quarter
from reporting.domain.rules import RULES, Audience, DisclosureClass
from reporting.domain.tables import DEFINITIONS, MEDIANS, Definition, table
from reporting.queries import contribution as contributions
from reporting.queries import figures
from tests.cast import Member
from tests.reporting import countries, filing
from tests.reporting.domain.adversary import Adversary

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "collector"])

MARK = "Zorvath"
"""Stands in the name of every organisation, and in no word of the product."""
SIZES = (26, 14, 9, 5, 3, 1)
"""Cases of each organisation in a quarter: few organisations, and very unlike."""
QUARTERS = [Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)]
CYCLE = "2025-2026"
READERS = [(Audience.PUBLISHABLE,), (Audience.PUBLISHABLE, Audience.INTERNAL)]

Place = tuple[str, str, str]
"""Table, row, period."""


@dataclass
class Read:
    """What one answer told: numbers, percentages, and what it said is withheld."""

    numbers: dict[Place, int] = field(default_factory=dict)
    shares: dict[Place, int] = field(default_factory=dict)
    withheld: set[Place] = field(default_factory=set)


# --- The country ------------------------------------------------------------------------------
@pytest.fixture
def sector(ministry: Organisation, hub: Organisation) -> list[Organisation]:
    """Six organisations with three quarters of work, each quarter collected as it closed."""
    joined = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    found = filing.organisations(len(SIZES), created_at=joined)
    chance = Random(20261122)
    for at, each in enumerate(found):
        with acting_for(each):
            Organisation.objects.filter(pk=each.pk).update(name=f"{MARK} Institute {at}")
    for quarter in QUARTERS:
        _fill(quarter, found, hub, chance)
        first = datetime.combine(quarter.collected_from, datetime.min.time(), UTC)
        with clock.set_to(first + timedelta(hours=9)), acting_for(ministry):
            assert collect.collect(quarter, by=product("Test")) is not None
    return found


def _fill(
    quarter: Quarter, sector: Sequence[Organisation], hub: Organisation, chance: Random
) -> None:
    at = datetime(quarter.year, 3 * quarter.number - 1, 11, 10, 0, tzinfo=UTC)
    for size, each in zip(SIZES, sector, strict=True):
        cases = max(0, size + chance.randint(-1, 1))
        areas = [["ai"], ["space"], []][chance.randrange(3)]
        bands = chance.choices(["low", "medium", "high"], [6, 3, 1], k=5)
        filing.file(each, cases, at=at, bands=bands, areas=areas)
        filing.refer(hub, each, cases // 4, at=at)


# --- Everything a ministry can fetch ----------------------------------------------------------
def machine(petra: Member) -> Client:
    secret = new_secret("ajar")
    with acting_for(petra.organisation):
        ApiToken.objects.create(
            name=digest_of(secret)[:12],
            digest=digest_of(secret),
            membership=petra.membership,
            created_by=petra.user,
            scopes=TokenScope.values,
            expires_at=clock.now() + timedelta(days=365),
        )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def from_json(document: dict[str, Any]) -> Read:
    read = Read()
    for each in (given for found in document["indicators"] for given in found["tables"]):
        for row in each["rows"]:
            for what, kept in ((row["values"], read.numbers), (row["shares"], read.shares)):
                for period, figure in what.items():
                    place = (each["name"], row["row"], period)
                    if figure["value"] is not None:
                        kept[place] = figure["value"]
                    elif what is row["values"] and figure["status"] == "confidential":
                        read.withheld.add(place)
    return read


def rows_in(text: str) -> Iterator[dict[str, str]]:
    """The lines of a CSV file under its remarks."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.startswith("#")]
    return csv.DictReader(StringIO("\n".join(lines)))


def from_csv(text: str) -> Read:
    read = Read()
    for row in rows_in(text):
        place = (row["table"], row["row"], row["period"])
        if row["row"] == "median":
            continue
        if row["value"].isdigit():
            read.numbers[place] = int(row["value"])
        elif row["value"] == ":c":
            read.withheld.add(place)
        if row["share_percent"].isdigit():
            read.shares[place] = int(row["share_percent"])
    return read


def periods(view: Audience, petra: Member) -> list[Read]:
    """Every quarter's edition of a view over the interface, as JSON; the CSV tells the same."""
    script, found = machine(petra), []
    for quarter in QUARTERS:
        asked = f"/api/v1/indicators/?view={view}&period={quarter}"
        read = from_json(script.get(asked).json())
        assert from_csv(script.get(asked + "&format=csv").content.decode()) == read
        found.append(read)
    return found


def pages(view: Audience) -> Iterator[str]:
    """The addresses of a view's pages: a fixed menu."""
    parts = sorted({each.part for each in (*DEFINITIONS, *MEDIANS)})
    yield reverse("reporting:figures") + f"?view={view}"
    for part in parts:
        yield reverse("reporting:figures-part", args=[part]) + f"?view={view}"


def numbers_on(page: str) -> set[int]:
    """Numbers in the cells of a page's tables."""
    cells = html.fromstring(page).xpath("//main//td")
    found = (" ".join(cell.text_content().split()) for cell in cells)
    return {int(number) for text in found for number in re.findall(r"(?<![\w-])\d+(?![\w-])", text)}


# --- The adversary ----------------------------------------------------------------------------
def parts_of(definition: Definition, row: str) -> tuple[str, ...]:
    """The categories that a row of this name adds up."""
    if row == "all":
        return definition.rows
    named = {**definition.mergeable, **definition.shares}
    return tuple(named.get(row, (row,)))


def quarters_of(period: str, until: int) -> list[str]:
    return [str(q) for q in QUARTERS[: until + 1]] if period == CYCLE else [period]


def reader_of(group: Sequence[Definition], kept: Sequence[list[Read]]) -> Adversary:
    """Knows every number and percentage of these tables in all editions of these views."""
    adversary, by_name = Adversary(), {each.name: each for each in group}
    for each in group:
        for row in each.rows:
            for quarter in QUARTERS:
                adversary.place(each.name, row, str(quarter))
    for views in kept:
        for edition, read in enumerate(views):
            for (name, row, period), value in read.numbers.items():
                if name in by_name:
                    cells = _cells(by_name[name], row, period, edition)
                    adversary.sums.append((dict.fromkeys(_at(adversary, cells), 1.0), value))
            _hear(adversary, by_name, read, edition)
    adversary.link([each.name for each in group])
    return adversary


def _cells(of: Definition, row: str, period: str, edition: int) -> list[Place]:
    found = quarters_of(period, edition)
    return [(of.name, part, quarter) for part in parts_of(of, row) for quarter in found]


def _at(adversary: Adversary, cells: Sequence[Place]) -> list[int]:
    return [adversary.place(*cell) for cell in cells]


def _hear(adversary: Adversary, by_name: dict[str, Definition], read: Read, edition: int) -> None:
    """A whole percent of one category whose base is told bounds that category."""
    for (name, row, period), percent in read.shares.items():
        base = read.numbers.get((name, "all", period))
        if name in by_name and base is not None:
            cells = _cells(by_name[name], row, period, edition)
            if len(cells) == 1:
                key = (cells[0][1], cells[0][2])
                adversary.hear_share(key, percent, base, name)


def groups() -> dict[str, list[Definition]]:
    """Tables with the same totals; those of organisations all count the same organisations."""
    found: dict[str, list[Definition]] = {}
    for each in DEFINITIONS:
        organisations = each.of is DisclosureClass.ORGANISATIONS
        found.setdefault("organisations" if organisations else each.group, []).append(each)
    return found


def needed(cell: Cell, rule: Any) -> int:
    """From the policy: max(3, threshold - 2), and 15 % of the largest contribution."""
    return max(3, rule.cases - 2, -(-rule.dominance * cell.largest // 100))


def truth(definition: Definition, ministry: Organisation) -> Table:
    with acting_for(ministry):
        return table(definition, figures.sealed(ministry.pk, [str(q) for q in QUARTERS]))


# --- What must hold ---------------------------------------------------------------------------
def test_everything_fetched_together_gives_no_withheld_cell_away(ministry, petra, sector, browse):
    """All quarters, in every form; as the public reads them, and as a ministry reads both views."""
    kept = {view: periods(view, petra) for view in Audience}
    for views in READERS:
        assert_nothing_recovered([kept[view] for view in views], views[-1], ministry)
    for view, (*_earlier, latest) in kept.items():
        assert_told_once(browse(petra), view, latest)


def assert_nothing_recovered(
    kept: Sequence[list[Read]], audience: Audience, ministry: Organisation
) -> None:
    """No small cell is placed more closely than the policy says, and no withheld one to the
    digit."""
    small, told, close = 0, 0, []
    latest = kept[-1][-1].withheld
    for group in groups().values():
        adversary = reader_of(group, kept)
        for each in group:
            rule, cells = RULES[each.of, audience], truth(each, ministry).cells
            for key, cell in cells.items():
                hidden = (each.name, *key) in latest
                primary = rule.primary(cell) is not None
                small, told = small + primary, told + (not hidden)
                if not (primary or hidden):
                    continue
                low, high = adversary.interval(key, each.name)
                assert low <= cell.count <= high, "The adversary reasons wrongly."
                if high - low < (needed(cell, rule) if primary else 1):
                    close.append((each.name, *key, (low, high)))
    assert close == [], audience
    assert small > 20, "too few cells are small for this test to mean anything"
    assert told > 30, "too little is told for this test to mean anything"


def assert_told_once(client: Client, view: Audience, latest: Read) -> None:
    """Pages and files tell nothing that the interface does not."""
    files = reverse("reporting:figures-json") + f"?view={view}"
    assert from_json(json.loads(client.get(files).content)) == latest
    every = client.get(reverse("reporting:figures-csv", args=["all"]) + f"?view={view}")
    assert from_csv(every.content.decode()) == latest
    medians = {
        int(row["value"])
        for row in rows_in(every.content.decode())
        if row["row"] == "median" and row["value"].isdigit()
    }
    told = {*latest.numbers.values(), *latest.shares.values(), *medians, 0, 100}
    for address in pages(view):
        page = client.get(address)
        assert page.status_code == 200, address
        assert numbers_on(page.content.decode()) - told == set(), address


# --- The return and the report ----------------------------------------------------------------
def confirmed(petra: Member, carl: Member) -> dict[str, Any]:
    """The ministry's return of the cycle: the document that the Commission gets."""
    with acting_for(carl.organisation):
        cycle = cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=carl.actor)
    with acting_for(petra.organisation, user=petra.user.pk):
        row = contribution.begin(cycle, by=petra.actor)
        contribution.enter_frame(
            row.pk, counts=countries.FRAME, source="Register", revision=None, by=petra.actor
        )
        row = contribution.freeze_frame(row.pk, by=petra.actor)
        document = contributions.document(row)
        confirm.confirm(
            row.pk, seen=editions.digest(document), name=petra.user.name, by=petra.actor
        )
    return document


def test_the_return_holds_publishable_figures_alone_and_no_page_names_anybody(
    ministry, petra, carl, sector, browse
):
    """Of everything a ministry can open or send, nothing holds a name, a key or a title."""
    (*_earlier, latest) = periods(Audience.PUBLISHABLE, petra)
    script = machine(petra)
    with clock.set_to(datetime(2027, 2, 1, 9, 0, tzinfo=UTC)):
        client = browse(petra)
        document = confirmed(petra, carl)
        assert_publishable(document, latest)
        texts = {"the return": json.dumps(document)} | dict(opened(client, script))
    assert f"/reports/{CYCLE}/preview/" in texts
    assert len(texts) > 25
    for word in (MARK, "Secret", *(str(each.pk) for each in sector)):
        assert [address for address, text in texts.items() if word in text] == []


def assert_publishable(document: dict[str, Any], latest: Read) -> None:
    cells = {name: given["cells"] for name, given in document["figures"]["tables"].items()}
    told = dict.fromkeys(latest.withheld, ":c") | latest.numbers
    for (name, row, period), value in told.items():
        of = cells[name]["*" if row == "all" else row]
        assert of["*" if period == CYCLE else period] == value, (name, row, period)


def opened(client: Client, script: Client) -> Iterator[tuple[str, str]]:
    """What a ministry gets to read wherever it is let in, by address."""
    for address in addresses():
        for view in Audience:
            for who in (client, script):
                answer = who.get(address, {"view": str(view)})
                if answer.status_code == 200 and not answer.streaming:
                    yield address, answer.content.decode(errors="replace")


def addresses() -> Iterator[str]:
    """Every address of the reporting room, and what else has no row in it."""
    yield from pages(Audience.PUBLISHABLE)
    yield from ("/", "/search/?q=Zorvath", "/members/", "/tokens/", "/you/", "/dashboard/")
    yield from ("/partnerships/", "/partners/", "/appraisals/", "/decisions/", "/queue/")
    yield from ("/contribution/", "/returns/", "/reports/", "/cycles/", "/verify/")
    yield from ("/figures/all.json", "/figures/all.csv")
    of = f"/contribution/{CYCLE}"
    steps = ("", "cover/", "frame/", "figures/", "confirm/", "correct/", "texts/policy/")
    yield from (f"{of}/{each}" for each in (*steps, "declarations/MS-01/"))
    yield from (f"/reports/{CYCLE}/{each}" for each in ("", "preview/", "draft/", "publish/"))
    for name in ("indicators", "returns", "reports", "partnerships", "appraisals", "referrals"):
        yield f"/api/v1/{name}/"
