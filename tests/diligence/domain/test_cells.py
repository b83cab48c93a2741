"""What cells mean: days, sums, words and lists."""

from datetime import date
from decimal import Decimal

import pytest

from diligence.domain import cells
from diligence.domain.cells import CellError


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-01", "mdy", date(2026, 3, 1)),
        ("2026-03-01T00:00:00", "dmy", date(2026, 3, 1)),
        ("2026/3/1", "mdy", date(2026, 3, 1)),
        ("1.3.2026", "dmy", date(2026, 3, 1)),
        ("3/1/2026", "mdy", date(2026, 3, 1)),
        ("01.03.26", "dmy", date(2026, 3, 1)),
        ("31-12-2026 00:00", "dmy", date(2026, 12, 31)),
        ("1. März 2026", "dmy", date(2026, 3, 1)),
        ("1 mars 2026", "dmy", date(2026, 3, 1)),
        ("1 maart 2026", "dmy", date(2026, 3, 1)),
        ("1 de março 2026", "dmy", None),
        ("1 março 2026", "dmy", date(2026, 3, 1)),
        ("1. märts 2026", "dmy", date(2026, 3, 1)),
        ("March 1, 2026", "dmy", date(2026, 3, 1)),
        ("１.３.２０２６", "dmy", date(2026, 3, 1)),
        ("31.02.2026", "dmy", None),
        ("3/14/2026", "dmy", None),
        ("March 2026", "dmy", None),
        ("2026", "dmy", None),
        ("46082", "dmy", None),
        ("soon", "dmy", None),
        ("0000-00-00", "dmy", None),
    ],
)
def test_days(text, order, day):
    if day is None:
        with pytest.raises(CellError) as refused:
            cells.parse_day(text, order)
        assert "2026-03-01" in refused.value.remedy
    else:
        assert cells.parse_day(text, order) == day


@pytest.mark.parametrize(
    ("samples", "order", "sure"),
    [
        (["31.12.2026", "1.2.2026"], "dmy", True),
        (["12/31/2026", "1/2/2026"], "mdy", True),
        (["1.2.2026"], "dmy", False),
        (["31.12.2026", "12/31/2026"], "dmy", False),
        (["2026-01-02", "3.3.2026"], "dmy", True),
        ([], "dmy", True),
    ],
)
def test_the_order_of_days_is_told_with_its_reason(samples, order, sure):
    told = cells.tell_order(samples)
    assert (told.value, told.sure) == (order, sure)
    assert str(told.because)


@pytest.mark.parametrize(
    ("cell", "sign", "amount", "currency"),
    [
        (1250.5, "comma", "1250.50", ""),
        (1250, "point", "1250.00", ""),
        ("1.250,50", "comma", "1250.50", ""),
        ("1,250.50", "point", "1250.50", ""),
        ("€ 1 250,50", "comma", "1250.50", "EUR"),
        ("1'250.50 CHF", "point", "1250.50", "CHF"),
        ("EUR 12.000,-", "comma", "12000.00", "EUR"),
        ("-5", "point", "-5.00", ""),
        ("1.250", "comma", "1250.00", ""),
        ("12,50", "point", None, ""),
        ("1,2,3", "point", None, ""),
        ("1,5 Mio", "comma", None, ""),
        ("ca. 100", "point", None, ""),
        ("a lot", "point", None, ""),
    ],
)
def test_sums(cell, sign, amount, currency):
    if amount is None:
        with pytest.raises(CellError):
            cells.parse_amount(cell, sign)
    else:
        assert cells.parse_amount(cell, sign) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "cell", ["1" + " " * 30_000 + "x1x", "a" + " " * 30_000 + "b", "1" * 40, 1e50]
)
def test_what_no_sum_can_be_is_refused_at_once(cell):
    with pytest.raises(CellError):
        cells.parse_amount(cell, "point")


@pytest.mark.parametrize(
    ("samples", "sign"),
    [
        (["1.250,50"], "comma"),
        (["1,250.50"], "point"),
        (["12,5"], "comma"),
        (["1.250.000"], "comma"),
        (["1,250,000"], "point"),
        (["1.250"], "comma"),
        (["1,250"], "point"),
        ([1250.5, "100"], "point"),
    ],
)
def test_the_decimal_sign_is_told(samples, sign):
    assert cells.tell_sign(samples).value == sign


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A; B", ["A", "B"]),
        ("A\nB", ["A", "B"]),
        ("A;\nB;", ["A", "B"]),
        ("A, B", ["A, B"]),
        ("A; B\n", ["A; B"]),
        ("A; ; B", ["A", "B"]),
        (" ; ", []),
    ],
)
def test_lists_in_one_cell(text, parts):
    assert cells.parts(text) == parts


def test_words_are_found_however_they_are_typed():
    known = {cells.key_of("Läuft noch"): "running", cells.key_of("a, b"): "ab", "c": "c", "": ""}
    assert cells.code_for(" lauft  NOCH.", known) == "running"
    assert cells.codes_for("A, B; c", known) == ["ab", "c"]
    assert cells.codes_for("c, c", known) == ["c"]
    with pytest.raises(CellError) as refused:
        cells.code_for("verlobt", known)
    assert refused.value.word == "verlobt"


@pytest.mark.parametrize(
    ("cell", "text"),
    [(5, "5"), (5.0, "5"), (1e15, "1000000000000000"), (0.1, "0.1"), ("a", "a"),
     ({"problem": "error", "text": "#REF!"}, "#REF!")],
)  # fmt: skip
def test_cells_are_shown_as_people_write_them(cell, text):
    assert cells.text_of(cell) == text


@pytest.mark.parametrize("cell", ["", " ", "-", "–", "n/a", "K.A."])
def test_what_says_nothing_is_blank(cell):
    assert cells.is_blank(cell)
    assert not cells.is_blank(0)
