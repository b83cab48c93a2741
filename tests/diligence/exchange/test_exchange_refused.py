"""What is refused, and that whatever else is in a file never raises anything but our errors."""

import csv
import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diligence.exchange import native
from diligence.exchange.losses import FormRefusedError, LossKind
from diligence.exchange.redcap.columns import COLUMNS
from diligence.exchange.tables import FileRefusedError
from tests.diligence.exchange.forms import read, xlsform

HEAD = ["type", "name", "label", "relevant"]
OURS = (FileRefusedError, FormRefusedError)
WORDS = st.sampled_from(
    ["", "type", "name", "label", "label::Deutsch (de)", "relevant", "list_name", "rs_points",
     "rs_feeds", "rs_type", "rs_exact", "text", "select_one l", "select_multiple l", "l", "a", "b",
     "begin_group", "end_group", "begin repeat", "end repeat", "integer", "note", "${a} = 'b'",
     "selected(${a}, 'b')", "not(${a} > 3)", "((((", "${a} + 1 = 2", "{\"KT.S\": 1}", "[1, 2]", "7",
     "ynu", "yes", "no", "unknown", "=1+1", "<b>", "date", "rank l", "${", "hint", "rs_list",
     "triage", "rs_route", "next", "-1", "1e999", "NaN", '{"label": 3}']
)  # fmt: skip
GRIDS = st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=10)
SHEETS = st.dictionaries(
    st.sampled_from(["survey", "choices", "settings", "rs_dimensions", "rs_sides", "rs_thresholds",
                     "rs_flags", "rs_flag_rules", "rs_measures", "rs_rules", "rs_translations",
                     "rs_lineage"]),
    GRIDS, min_size=1,
)  # fmt: skip
CELLS = st.one_of(
    WORDS,
    st.sampled_from(["radio", "checkbox", "yesno", "calc", "notes", "slider", "a, A | b, B",
                     "[a] = '1'", "[a(b)] = '1'", "[x][a] = 1", "@RS={}", "@RS={\"p\": 3}",
                     '@RS={"f": {"a": [1]}, "m": 3, "exact": [], "id": "", "type": "multi"}',
                     '@RS-PART={"dimensions": [{}]}', '@RS-PART={"sections": 1, "order": [1]}',
                     '@RS-PART={"thresholds": {"a": 1}, "rules": {"x": 1}}', "@RS={{", "y"]),
    st.text(max_size=8),
)  # fmt: skip
DICTIONARIES = st.lists(st.lists(CELLS, min_size=18, max_size=18), min_size=1, max_size=6)


def tried(data: bytes, name: str = "form.xlsx") -> Any:
    try:
        got = read(data, name)
    except OURS as error:
        return None if str(error) else pytest.fail("A refusal without a word.")
    found = native.read(dict(got.document))
    to_repair = [loss for loss in got.losses if loss.kind is LossKind.SCORING]
    assert (found.questionnaire is not None and not found.defects) or to_repair
    return got


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets=SHEETS)
def test_any_grid_is_read_or_refused(sheets: dict[str, Any]):
    tried(xlsform(**sheets))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(survey=GRIDS, choices=GRIDS)
def test_any_form_is_read_or_refused(survey: Any, choices: Any):
    rows = [[*row, "", "", "", ""][:4] for row in survey]
    lists = [
        ["list_name", "name", "label", "rs_points"],
        ["l", "a", "A", "1"],
        ["l", "b", "B", "x"],
    ]
    tried(xlsform(survey=[HEAD, *rows], choices=[*lists, *choices]))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=DICTIONARIES)
def test_any_dictionary_is_read_or_refused(rows: Any):

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    for number, row in enumerate(rows):
        writer.writerow([f"f{number}", "form", row[2], *row[3:]])
    tried(text.getvalue().encode("utf-8", "replace"), "form.csv")


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", b"{", b"PK\x03\x04", b"<?xml",
       b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"survey,type,name\n,text,a\n"]))  # fmt: skip
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes):
    tried(start + data, "anything")


def faults(**sheets: Any) -> list[tuple[str, int, str, str]]:
    with pytest.raises(FormRefusedError) as caught:
        read(xlsform(**sheets))
    return [(f.sheet, f.row, f.column, f.what) for f in caught.value.faults]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["oddity", "a", "A"]], ("survey", 2, "type", "oddity")),
        ([["text", "", "A"]], ("survey", 2, "name", "text")),
        ([["", "a", "A"]], ("survey", 2, "type", "a")),
        ([["text", "1a", "A"]], ("survey", 2, "name", "1a")),
        ([["text", "a", "A"], ["text", "a", "B"]], ("survey", 3, "name", "a")),
        ([["select_one no", "a", "A"]], ("survey", 2, "type", "select_one no")),
        ([["text", "a", "A", "${b} = 1"]], ("survey", 2, "relevant", "${b}")),
        ([["begin_group", "g", "G"], ["text", "a", "A"]], ("survey", 2, "type", "begin_group")),
        ([["text", "a", "A"], ["end_group", "", ""]], ("survey", 3, "type", "end_group")),
    ],
)
def test_each_contradiction_is_named_with_its_place(rows: Any, expected: Any):
    assert expected in faults(survey=[HEAD, *rows])


def test_contradictions_of_choices_are_named():
    choices = [["list_name", "name", "label"], ["l", "a b", "A"], ["l", "c", "C"], ["l", "c", "D"]]
    found = faults(survey=[HEAD, ["select_multiple l", "a", "A"]], choices=choices)
    assert ("choices", 2, "name", "a b") in found
    assert ("choices", 3, "name", "c") in found


def test_two_columns_of_one_meaning_are_refused():
    head = ["type", "name", "label", "relevant", "relevance"]
    assert faults(survey=[head, ["text", "a", "A"]])[0][2] == "relevance"


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("${a} = 'no'", ""),
        ("${b} > 3 and not(${a} = 'yes')", ""),
        ("count-selected(${m}) > 1", "don't count"),
        ("${b} + 1 > 3", "no arithmetic"),
        ("today() > ${b}", "no such function"),
        ("${q} = 'x'", "its own question"),
        ("(" * 60 + "${b} = 1" + ")" * 60, "nested deeper"),
        ("${b} = 1" + " or ${b} = 2" * 400, "nested deeper"),
        ("${a} = 'zzz'", "a choice that its list doesn't have"),
        ("${p} = 'x'", "not among the questions kept"),
        ("${b} =", "can't be read"),
        ("${b} = ${n}", "no comparison"),
        ("false()", "whatever is answered"),
    ],
)
def test_a_condition_is_kept_or_its_loss_says_why(expression: str, why: str):
    survey = [
        HEAD,
        ["select_one yn", "a", "A?"],
        ["integer", "b", "B?"],
        ["integer", "n", "N?"],
        ["select_multiple yn", "m", "M?"],
        ["geopoint", "p", "P?"],
        ["text", "q", "Q?", expression],
    ]
    got = read(xlsform(survey=survey, choices=[["list_name", "name", "label"], ["yn", "yes", "Y"],
                                               ["yn", "no", "N"]]))  # fmt: skip
    logic = [loss for loss in got.losses if loss.kind is LossKind.LOGIC]
    condition = native.load(got.document).question("q").condition
    if why:
        assert condition is None
        assert [(loss.row, loss.column) for loss in logic] == [(7, "relevant")]
        assert why in logic[0].why
    else:
        assert condition is not None
        assert logic == []


def test_conditions_in_a_circle_are_left_out():
    survey = [HEAD, ["integer", "a", "A", "${b} > 1"], ["integer", "b", "B", "${a} > 1"]]
    got = read(xlsform(survey=survey))
    assert sum("circle" in loss.why for loss in got.losses) == 2
    assert all(q.condition is None for q in native.load(got.document).questions)


def test_groups_lend_their_condition_to_the_questions_inside():
    survey = [HEAD, ["integer", "a", "A"], ["begin_group", "g", "G", "${a} > 1"],
              ["text", "b", "B", "${a} < 9"], ["end_group"], ["text", "c", "C"]]  # fmt: skip
    document = read(xlsform(survey=survey)).document
    assert document["questions"][1]["condition"] == "${a} > 1 and ${a} < 9"
    assert "condition" not in document["questions"][2]
    assert [section["id"] for section in document["sections"]] == ["main", "g"]


def test_a_bomb_is_not_unpacked():
    stream = io.BytesIO(xlsform(survey=[HEAD, ["text", "a", "A"]]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 * 2**20))
    with pytest.raises(FileRefusedError, match="far more than its size"):
        read(stream.getvalue())


def test_macros_and_formulas_are_noticed_and_never_run():
    survey = [HEAD, ["text", "a", "=1+1"], ["text", "b", "B"]]
    stream = io.BytesIO(xlsform(survey=survey))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    got = read(stream.getvalue(), "form.xlsm")
    told = [(loss.row, loss.what) for loss in got.losses if loss.kind is LossKind.FILE]
    assert any("macros" in what for _, what in told)
    assert any(row == 2 for row, _ in told)


def test_markup_in_texts_is_taken_off_and_told():
    survey = [HEAD, ["text", "a", "<img src=x onerror=alert(1)>Who &amp; what?"]]
    got = read(xlsform(survey=survey))
    assert got.document["questions"][0]["text"] == "Who & what?"
    assert any(loss.kind is LossKind.TEXT for loss in got.losses)


def test_sheets_without_a_meaning_here_may_be_as_large_as_they_are():
    villages = [["list_name", "name"], *([f"l{n}", "x"] for n in range(6_000))]
    got = read(xlsform(survey=[HEAD, ["text", "a", "A"]], external_choices=villages))
    assert len(got.document["questions"]) == 1


def test_two_thousand_questions_in_a_chain_are_read():
    rows = [[*("integer", f"q{n}", "Q"), f"${{q{n - 1}}} > 1" if n else ""] for n in range(2_000)]
    questions = native.load(read(xlsform(survey=[HEAD, *rows])).document).questions
    assert questions[-1].condition is not None
