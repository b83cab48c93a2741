"""Small files that mean enormous ones: refused in little time, before they fill the memory."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from diligence.domain.checks.countries import countries_in
from diligence.exchange import logic
from diligence.exchange.foreign import plain
from diligence.exchange.losses import FormRefusedError
from diligence.exchange.tables import CELL_MAX, FileRefusedError, Sheet, storable
from diligence.exchange.xlsform.faults import DEEPEST
from tests.diligence.exchange.forms import read, xlsform

HEAD = ["type", "name", "label", "relevant"]
SECONDS = 1.0
"""A hundred times what each takes; the patterns of before took minutes."""


@pytest.mark.parametrize(
    "work",
    [
        lambda: plain("<b>" + " " * (CELL_MAX - 10) + "x"),
        lambda: logic.read("[a(" + " " * 3900 + "(] = 1"),
        lambda: storable("x" * CELL_MAX),
        lambda: countries_in("x" * 50_000 + " Georgia x" * 20),
        lambda: countries_in("A" + "x" * 50_000, "lv"),
    ],
    ids=["blanks", "marks", "cells", "words", "endings"],
)
def test_no_text_takes_longer_than_its_length_allows(work: Callable[[], Any]):
    begun = time.process_time()
    work()
    assert time.process_time() - begun < SECONDS


def test_blank_lines_beside_markup_are_one_break():
    assert plain("<b>One</b> \t\n \n\n  two <br>three  \n") == "One\ntwo\nthree"


def test_a_box_of_a_choice_is_read_with_blanks_around_its_code():
    assert logic.read("[areas( ai )] = '1'") == logic.read("[areas(ai)] = '1'")


def test_one_long_text_in_every_cell_is_refused():
    sheet, text = Sheet("survey", most=20_000), "x" * 32_000
    for number in range(1_000):
        sheet.add(number, [text])
    with pytest.raises(FileRefusedError, match="32,000,000 characters"):
        sheet.add(1_000, ["x"])


def test_groups_inside_groups_have_an_end():
    begin = [["begin group", f"g{n}", "G", ""] for n in range(DEEPEST + 1)]
    rows = [*begin, ["text", "t", "Deep", ""], *(["end group"] for _ in begin)]
    with pytest.raises(FormRefusedError, match="at most fifty deep"):
        read(xlsform(survey=[HEAD, *rows]))
    rows = [*begin[1:], ["text", "t", "Deep", ""], *(["end group"] for _ in begin[1:])]
    assert [q["id"] for q in read(xlsform(survey=[HEAD, *rows])).document["questions"]] == ["t"]


def test_titles_and_conditions_of_groups_repeat_only_as_far_as_a_draft_goes():
    deep = [["begin group", f"g{n}", "x" * 4_000, ""] for n in range(40)]
    ends = [["end group"] for _ in deep]
    beside = [
        row
        for n in range(40)
        for row in (["begin group", f"b{n}", "B", ""], ["text", f"t{n}", "T", ""], ["end group"])
    ]
    with pytest.raises(FileRefusedError, match="8,000,000 characters"):
        read(xlsform(survey=[HEAD, *deep, *beside, *ends]))
    condition = " or ".join(["${a} = 'x'"] * 250)
    rows = [["text", f"q{n}", "Q", ""] for n in range(2_400)]
    form = [["text", "a", "A", ""], ["begin group", "g", "G", condition], *rows, ["end group"]]
    with pytest.raises(FileRefusedError, match="8,000,000 characters"):
        read(xlsform(survey=[HEAD, *form]))


def test_long_choices_in_every_question_are_refused():
    survey = [HEAD, *(["select_one l", f"q{n}", "Q", ""] for n in range(90))]
    choices = [["list_name", "name", "label"], *(["l", f"c{n}", "x" * 1_000] for n in range(100))]
    with pytest.raises(FileRefusedError, match="8,000,000 characters"):
        read(xlsform(survey=survey, choices=choices))
