"""The document of a snapshot: both audiences cleared, the past unchanged, nothing raw in it."""

import copy
import json
from itertools import pairwise
from typing import Any

import pytest

from diligence.domain.canonical import canonical_bytes, digest
from reporting.domain import composing
from reporting.domain.audit import AuditFailed
from reporting.domain.cells import TOTAL, Pattern
from reporting.domain.composing import STRUCTURAL, WITHHELD
from reporting.domain.documents import NotAudited, Published, opened
from reporting.domain.indicators import BY_ID, INDICATORS
from reporting.domain.rules import Audience, DisclosureClass
from reporting.domain.tables import DEFINITIONS, MEDIANS, grouped, table
from tests.reporting import stored

QUARTERS = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]


@pytest.fixture(scope="module")
def documents() -> list[Any]:
    return stored.documents(QUARTERS)


def _open(document: Any, audience: Audience = Audience.PUBLISHABLE) -> Published:
    return opened(canonical_bytes(document).decode(), digest(document), audience)


def test_every_table_has_an_indicator_with_a_definition():
    assert {each.indicator for each in (*DEFINITIONS, *MEDIANS)} <= BY_ID.keys()
    assert all(each.name and each.definition and each.unit for each in INDICATORS)
    assert len({each.name for each in (*DEFINITIONS, *MEDIANS)}) == len(DEFINITIONS) + len(MEDIANS)


def test_tables_that_stand_together_share_class_and_totals():
    tally = stored.tally("any")
    for members in grouped().values():
        made = [table(each, {"2025-Q1": tally}) for each in members]
        assert len({each.of for each in members}) == 1
        assert len({each.column_totals["2025-Q1"].count for each in made}) == 1


def test_quarters_add_up_where_cases_are_counted(documents):
    shown = _open(documents[-1], Audience.INTERNAL)
    for each in DEFINITIONS:
        values = [shown.at(each.name, TOTAL, quarter) for quarter in QUARTERS]
        if each.runs_on and all(isinstance(value, int) for value in values):
            assert shown.at(each.name, TOTAL, TOTAL) in {sum(values), WITHHELD}
        if not each.runs_on:
            assert shown.at(each.name, TOTAL, TOTAL) is None


def test_the_past_stays_as_it_was_shown(documents):
    for earlier, later in pairwise(documents):
        for audience in Audience:
            then, now = _open(earlier, audience), _open(later, audience)
            for each in DEFINITIONS:
                for row in (*then.rows(each.name), TOTAL):
                    for quarter in then.of_cycle:
                        assert now.at(each.name, row, quarter) == then.at(each.name, row, quarter)


def test_what_is_published_is_never_more_than_the_ministry_sees(documents):
    publishable, internal = (_open(documents[-1], audience) for audience in Audience)
    for each in DEFINITIONS:
        for row in (*publishable.rows(each.name), TOTAL):
            for column in (*QUARTERS, TOTAL):
                value = publishable.at(each.name, row, column)
                if isinstance(value, int):
                    assert internal.at(each.name, row, column) == value


def test_shares_are_given_only_where_their_parts_are(documents):
    for audience in Audience:
        shown = _open(documents[-1], audience)
        found = 0
        for each in DEFINITIONS:
            for row in shown.rows(each.name):
                share = shown.share(each.name, row)
                if isinstance(share, int):
                    found += 1
                    part, base = shown.at(each.name, row), shown.at(each.name)
                    assert share == int(100 * part / base + 0.5)
                    least = 20 if each.of is DisclosureClass.CASES else 10
                    assert base >= least
        assert found


def test_documents_hold_patterns_and_no_true_value_of_a_withheld_cell(documents):
    document = documents[-1]
    assert "findings" not in json.dumps(document)
    for given in document["audiences"].values():
        for name, pattern in given["patterns"].items():
            hidden = Pattern.from_document(pattern).hidden
            for row, column in hidden:
                assert given["tables"][name]["cells"][row][column] == WITHHELD


def test_the_same_counts_give_the_same_bytes(documents):
    again = stored.documents(QUARTERS[:1])[0]
    again["taken_at"] = documents[0]["taken_at"]
    assert canonical_bytes(again) == canonical_bytes(documents[0])


def test_the_trend_goes_on_over_the_end_of_a_cycle():
    first = stored.documents([*QUARTERS, "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"])
    facts = stored.facts("NL", "2027-Q1")
    document = composing.compose({"2027-Q1": stored.tally("2027-Q1")}, facts, first)
    shown = _open(json.loads(canonical_bytes(document)))
    assert shown.quarters == (
        "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1",
    )  # fmt: skip
    assert shown.of_cycle == ("2027-Q1",)
    before = _open(first[-1])
    for quarter in shown.quarters[:-1]:
        assert shown.at("scored-band", TOTAL, quarter) == before.at("scored-band", TOTAL, quarter)
        assert shown.median("triage-minutes", quarter) == before.median("triage-minutes", quarter)
    assert document["audited_with"] == []


def test_a_median_or_share_of_nothing_is_none_and_not_missing():
    quiet = stored.Tally(stored.tally("x").tenants, {})
    counts = {each.counted: {} for each in (*DEFINITIONS, *MEDIANS) if each.counted}
    document = composing.compose(
        {"2025-Q1": stored.Tally(quiet.tenants, counts)}, stored.facts("NL", "2025-Q1"), []
    )
    shown = _open(json.loads(canonical_bytes(document)))
    assert shown.at("scored-band") == 0
    assert shown.share("scored-band", "low") == STRUCTURAL
    assert shown.median("full-minutes") == STRUCTURAL


def test_what_earlier_releases_did_not_count_is_not_provided_and_no_zero():
    """Quarters sealed before cases left out were counted: their numbers stay unknown."""
    old, new = stored.tally("2025-Q1"), stored.tally("2025-Q2")
    fewer = {name: of for name, of in old.counts.items() if "_apart" not in name}
    first = json.loads(
        canonical_bytes(composing.compose({"2025-Q1": old}, stored.facts("NL", "2025-Q1"), []))
    )
    for given in first["audiences"].values():
        for name in ("triaged-left-out", "scored-left-out"):
            del given["tables"][name], given["patterns"][name]
        body = {"tables": given["tables"], "medians": given["medians"]}
        given["audit"]["checksum"] = digest(body)
    before = _open(first)
    assert (before.rows("scored-left-out"), before.at("scored-left-out")) == ((), None)
    series = {"2025-Q1": stored.Tally(old.tenants, fewer), "2025-Q2": new}
    made = composing.compose(series, stored.facts("NL", "2025-Q2"), [first])
    shown = _open(json.loads(canonical_bytes(made)))
    assert shown.at("scored-left-out", TOTAL, "2025-Q1") is None
    assert shown.at("scored-left-out") == sum(
        sum(cases.values()) for cases in new.of("scored_apart.edition").values()
    )
    assert shown.at("scored-left-out", TOTAL, TOTAL) == shown.at("scored-left-out")
    after = composing.compose(
        {"2027-Q1": stored.tally("2027-Q1")}, stored.facts("NL", "2027-Q1"), [first]
    )
    shown = _open(json.loads(canonical_bytes(after)))
    assert shown.at("scored-left-out", TOTAL, "2025-Q1") is None


def test_a_failed_audit_gives_no_document(monkeypatch):
    def fail(*_args: object, **_more: object) -> None:
        raise AuditFailed

    monkeypatch.setattr(composing, "both_linked", fail)
    with pytest.raises(AuditFailed):
        stored.documents(QUARTERS[:1])


@pytest.mark.parametrize("how", ["passed", "checksum", "value", "missing", "schema"])
def test_a_document_without_its_audit_is_not_opened(documents, how: str):
    spoilt = copy.deepcopy(documents[0])
    given = spoilt["audiences"]["publishable"]
    match how:
        case "passed":
            given["audit"]["passed"] = "yes"
        case "checksum":
            given["audit"]["checksum"] = ""
        case "value":
            given["medians"]["triage-minutes"]["2025-Q1"] = 11
        case "missing":
            del spoilt["audiences"]["publishable"]
        case "schema":
            spoilt["schema"] = 99
    with pytest.raises(NotAudited):
        _open(spoilt)
    if how != "schema":
        assert _open(spoilt, Audience.INTERNAL).period == "2025-Q1"
