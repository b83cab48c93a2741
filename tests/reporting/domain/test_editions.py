"""Reports as documents: the same data the same page, nobody named, nobody ranked."""

import csv
import json
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest

from reporting.domain import chapters, declarations, editions, findings, labels, returns
from reporting.domain.blocks import MISSING, known
from reporting.domain.tables import DEFINITIONS
from tests.architecture.test_sizes import ROOT
from tests.reporting import countries


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    return countries.a_return("NL", 3, organisations=24)


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    return countries.a_return("SE", 2, organisations=6, cases=3)


def national(document: dict[str, Any], **how: Any) -> dict[str, Any]:
    given = editions.Given(document["member_state"], 1, "ab" * 32, document)
    return editions.national_document(
        editions.Edition(
            "national", document["cycle"], document["authority"], document["contact"],
            "https://ajar.example.eu/verify/", document["dated"], [given], **how,
        )
    )  # fmt: skip


def union(*documents: dict[str, Any], number: int = 1) -> dict[str, Any]:
    given = [editions.Given(each["member_state"], 1, "ab" * 32, each) for each in documents]
    cycle = countries.CYCLE.document()
    return editions.eu_document(
        editions.Edition(
            "eu", cycle, "Commission", "", "https://ajar.example.eu/verify/",
            countries.TAKEN.isoformat(), given, number,
        )
    )  # fmt: skip


def tables(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        block
        for chapter in editions.chapters(document)
        for block in chapter.blocks
        if block["kind"] == "table"
    ]


# --- Returns ----------------------------------------------------------------------------------
def test_a_return_holds_publishable_figures_only():
    last, _every = countries.snapshot("NL", 1, organisations=12)
    from diligence.domain.canonical import canonical_bytes, digest
    from reporting.domain.documents import opened
    from reporting.domain.rules import Audience

    internal = opened(canonical_bytes(last).decode(), digest(last), Audience.INTERNAL)
    with pytest.raises(ValueError, match="publishable"):
        returns.build(countries.prepared("NL", figures=internal))
    with pytest.raises(ValueError, match="own"):
        returns.build(countries.prepared("SE", figures=countries.published(last)))


def test_the_document_names_no_organisation(full, small):
    """Whoever is counted is not in it: neither by key nor by anything that stands for one."""
    for document in (full, small, national(full), union(full, small)):
        assert "org-0" not in json.dumps(document)


def test_what_was_not_provided_is_nowhere_a_zero_or_a_no(full):
    nothing = countries.a_return("BE", 0, declared={}, texts={}, frame={})
    keys = findings.keys(nothing)
    assert {known(key.value) for key in keys.values()} == {None}
    for block in tables(national(nothing)):
        if block.get("indicator"):
            cells = [cell for row in block["rows"] for cell in row[1:] if not isinstance(cell, str)]
            assert all(cell.get("status") for cell in cells if cell.get("value") != ""), block


def test_reports_say_how_many_appraisals_the_bands_leave_out(full, small):
    told = [each.get("note", "") for each in tables(national(full))]
    assert sum("do not build on the EU baseline" in note for note in told) == 2
    number = full["figures"]["tables"]["scored-left-out"]["cells"]["*"]["*"]
    assert any(f"{number:,} of the appraisals scored" in note for note in told)
    notes = [each.get("note", "") for each in tables(union(full, small))]
    assert sum("do not build on the EU baseline" in note for note in notes) == 1
    assert "withheld" in " ".join(n for n in notes if "do not build" in n)


def test_a_zero_that_was_declared_is_a_zero():
    document = countries.a_return("BE", 0, declared={"MS-02": {"values": {"meetings_2025": 0}}})
    row = next(
        row for block in tables(national(document)) for row in block["rows"]
        if isinstance(row[0], dict) and row[0]["value"].startswith("MS-02")
    )  # fmt: skip
    assert (row[1]["raw"], row[2]) == (0, MISSING)


def test_missing_quarters_are_named(full):
    assert full["figures"]["missing"] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert any("2025-Q4" in gap for gap in findings.gaps(full))


def test_figures_of_the_cycle_are_those_of_the_last_snapshot(full):
    last, _every = countries.snapshot("NL", 3, organisations=24)
    shown = last["audiences"]["publishable"]["tables"]
    for definition in DEFINITIONS:
        sent = full["figures"]["tables"][definition.name]["cells"]
        for row, values in sent.items():
            for column, value in values.items():
                assert shown[definition.name]["cells"][row][column] == value


def test_a_total_of_the_cycle_is_never_shown_where_parts_could_be_worked_out(small):
    """In a row, one withheld quarter and a shown total would tell the quarter."""
    for table in small["figures"]["tables"].values():
        for values in table["cells"].values():
            quarters = [v for column, v in values.items() if column != "*"]
            if quarters.count(":c") == 1 and "*" in values:
                assert values["*"] == ":c"


def test_what_differs_between_revisions_is_named(full):
    changed = dict(full) | {"texts": {"policy": "New"}, "contact": "other@example.eu"}
    assert returns.changed(full, changed) == ["contact", "texts"]
    assert returns.changed(full, dict(full)) == []


# --- Reports ----------------------------------------------------------------------------------
def test_all_chapters_and_annexes_are_there_in_order(full, small):
    wanted = [chapter.key for chapter in chapters.CHAPTERS]
    for document in (national(full), union(full, small)):
        made = editions.chapters(document)
        assert [each.key for each in made[:11]] == wanted
        assert [each.number for each in made] == [*map(str, range(1, 12)), *"ABCDEF"]


def test_reading_rules_are_printed_in_every_report(full):
    for document in (national(full), union(full)):
        text = json.dumps(editions.context(document), default=dict, ensure_ascii=False)
        for rule in chapters.READING_RULES:
            assert rule in text


def test_every_table_of_the_union_has_all_member_states_in_one_order(full, small):
    wanted = [labels.COUNTRIES[code] for code in chapters.PROTOCOL]
    seen = 0
    for documents in ((full, small), (small, full), (full,), ()):
        for block in tables(union(*documents)):
            if block.get("states"):
                names = [row[0] for row in block["rows"]]
                assert names[:27] == wanted
                assert names[27:] in ([], ["European Union"])
                seen += 1
    assert seen > 40


def test_charts_of_the_union_have_one_scale_and_no_order_by_value(full, small):
    wanted = [labels.COUNTRIES[code] for code in chapters.PROTOCOL]
    drawn = [
        block
        for chapter in editions.chapters(union(full, small))
        for block in chapter.blocks
        if block["kind"] == "chart"
    ]
    assert {block["chart"] for block in drawn} >= {"multiples"}
    for block in drawn:
        entries = block.get("bars") or block.get("panels")
        assert [each["label"] for each in entries] == wanted
        assert block["maximum"] >= max(
            value
            for each in entries
            for value in each.get("values", [each.get("value")])
            if value is not None
        )
        assert not any(set(each) & {"tone", "colour", "rank"} for each in entries)


def test_member_states_look_alike_whatever_their_values(full):
    """The same return under another name gives the same row: layout knows no Member State."""
    twin = json.loads(json.dumps(full).replace('"NL"', '"SE"'))
    for block in tables(union(full, twin)):
        if block.get("states"):
            rows = {row[0]: row[1:] for row in block["rows"]}
            assert rows["Netherlands"] == rows["Sweden"]


def test_the_line_of_the_union_adds_up_only_what_is_all_shown(full, small):
    for block in tables(union(full, small)):
        if block.get("states") and block["rows"][-1][0] == "European Union":
            for at in range(1, len(block["rows"][-1])):
                cells = [row[at] for row in block["rows"][:-1]]
                total = known(block["rows"][-1][at])
                if any(cell.get("status") == "confidential" for cell in cells):
                    assert total is None
                elif total is not None:
                    assert total == sum(known(cell) or 0 for cell in cells)


def test_nobody_is_ranked_in_words(full, small):
    text = json.dumps(editions.context(union(full, small)), default=dict).lower()
    for word in ("highest", "lowest", "best", "worst", "leader", "ahead of", "compliance"):
        assert word not in text


def test_the_first_cycle_says_that_there_is_nothing_to_compare(full):
    made = editions.chapters(national(full))
    changes = next(each for each in made if each.key == "changes")
    assert "first cycle" in changes.blocks[0]["paragraphs"][0]
    later = editions.chapters(national(full, previous=full))
    changes = next(each for each in later if each.key == "changes")
    assert changes.blocks[0]["kind"] == "table"


def test_a_draft_says_so_and_an_edition_what_was_corrected(full):
    draft = editions.context(national(full))["report"]
    assert draft["draft"]
    assert draft["reference"] == "NL-2025-2026-draft"
    second = editions.context(national(full, number=2, correction="A wrong date."))["report"]
    assert not second["draft"]
    assert ("Corrected", "A wrong date.") in second["facts"]


def test_at_most_five_findings_and_three_gaps_each_on_shown_figures(full, small):
    for document in (full, small):
        assert len(findings.findings(document)) <= 5
        assert 1 <= len(findings.gaps(document)) <= 3
    assert len(findings.union_findings([full, small])) <= 5
    assert len(findings.union_gaps([full, small])) <= 3


def test_the_csv_has_every_value_of_every_table_with_its_status(full):
    document = national(full)
    data = editions.files(document)[0].data.decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(data)))
    cells = [
        cell
        for block in tables(document)
        for row in block["rows"]
        for cell in row[1:]
        if not (isinstance(cell, dict) and cell.get("value") == "" and "status" not in cell)
    ]
    assert len(lines) == len(cells)
    withheld = [line for line in lines if line["status"] == "confidential"]
    assert withheld
    assert {line["value"] for line in withheld} == {""}


def test_a_text_that_looks_like_a_formula_is_kept_from_spreadsheets(full):
    declared = {"MS-03": {"values": {"status": "yes", "home": "=HYPERLINK(1)"}, "note": ""}}
    document = national(countries.a_return("NL", 0, declared=declared))
    data = editions.files(document)[0].data.decode("utf-8-sig")
    assert "'=HYPERLINK" in data
    assert not any(line.split(",")[-2].startswith("=") for line in data.splitlines())


def test_another_process_draws_the_same_page():
    """Nothing of a page comes from the clock, the machine or the order of a set."""
    source = (
        "from tests.reporting import countries\n"
        "from reporting.domain import editions\n"
        "import hashlib, json\n"
        "d = countries.a_return('NL', 1, organisations=12)\n"
        "e = editions.Edition('national', d['cycle'], 'A', 'C', 'V', d['dated'],"
        " [editions.Given('NL', 1, '', d)], 1)\n"
        "c = editions.context(editions.national_document(e))\n"
        "print(hashlib.sha256(json.dumps(c, default=dict).encode()).hexdigest())\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) == 65


# --- Declarations -----------------------------------------------------------------------------
def test_every_declaration_has_a_question_and_fields():
    assert [each.code for each in declarations.INDICATORS] == [f"MS-0{n}" for n in range(1, 9)]
    for each in declarations.INDICATORS:
        assert each.question.endswith("?")
        assert each.fields


def test_a_text_that_a_ministry_writes_stands_in_its_chapter():
    for chapter in chapters.CHAPTERS:
        document = national(countries.a_return("NL", 0, texts={chapter.key: "Our own words."}))
        made = next(each for each in editions.chapters(document) if each.key == chapter.key)
        assert any(block.get("paragraphs") == ["Our own words."] for block in made.blocks)
