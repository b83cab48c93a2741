"""Coverage: what a frame beside published numbers may tell, tried by an independent solver."""

import itertools
import random
from typing import Any

import pytest

from reporting.domain import frame as frames
from reporting.domain.frame import RULE, Registered, coverage, problems
from tests.reporting.countries import SIZES, TYPES

ALL_TYPES = {code: (code,) for code in TYPES}
ALL_SIZES = {code: (code,) for code in SIZES}


def registered(on: dict[tuple[str, str], int], hide: set[str]) -> tuple[Registered, Registered]:
    """As published: rows in `hide` are withheld."""
    found = []
    for at, parts in ((0, ALL_TYPES), (1, ALL_SIZES)):
        counts = {code: sum(n for key, n in on.items() if key[at] == code) for code in parts}
        shown = {code: None if code in hide else n for code, n in counts.items()}
        found.append(Registered(parts, shown, sum(on.values())))
    return found[0], found[1]


def world(seed: int) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int], set[str]]:
    draw = random.Random(seed)
    keys = list(itertools.product(TYPES, SIZES))
    frame = {key: draw.choice([0, 1, 2, 3, 5, 8, 13, 30]) for key in keys}
    on = {key: draw.randint(0, n) for key, n in frame.items()}
    hide = set()
    for at, codes in ((0, TYPES), (1, SIZES)):
        counts = {code: sum(n for key, n in on.items() if key[at] == code) for code in codes}
        small = {code for code, n in counts.items() if 0 < n < RULE.cases}
        # A single withheld row could be worked out from the total: publishers hide a second.
        if len(small) == 1:
            small |= set(sorted(counts, key=lambda code: (counts[code], code))[:2])
        hide |= small
    return frame, on, hide


def _interval(row: dict[str, Any], rows: list[dict[str, Any]], total: int, key: str) -> int:
    """How many values the withheld number of a row can have, from what the split shows."""
    shown = sum(each[key].get("value", 0) for each in rows)
    hidden = [each for each in rows if "value" not in each[key]]
    if len(hidden) == 1:
        return 0
    low = {each["code"]: each["on"].get("value", 0) if key == "frame" else 0 for each in hidden}
    room = total - shown - sum(low.values())
    most = room
    if key == "on" and "value" in row["frame"]:
        most = min(most, row["frame"]["value"])
    return most


@pytest.mark.parametrize("seed", range(60))
def test_no_withheld_number_can_be_worked_out(seed: int):
    frame, on, hide = world(seed)
    told = coverage(frame, *registered(on, hide))
    if told["status"] != "final":
        return
    for name in ("type", "size"):
        rows = told[name]
        for row in rows:
            for key, total in (("on", told["all"]["on"]), ("frame", told["all"]["frame"])):
                if "value" not in row[key]:
                    assert _interval(row, rows, total["value"], key) >= 1, (name, row)


@pytest.mark.parametrize("seed", range(60))
def test_a_few_that_are_missing_are_not_told(seed: int):
    """In scope beside on the platform tells who is not there: never of one to four."""
    frame, on, hide = world(seed)
    told = coverage(frame, *registered(on, hide))
    for name in ("type", "size"):
        for row in told.get(name, []):
            if "value" in row["on"] and "value" in row["frame"]:
                rest = row["frame"]["value"] - row["on"]["value"]
                assert rest == 0 or rest >= RULE.cases, row
                if row["frame"]["value"] < RULE.small_group:
                    assert 0 < row["on"]["value"] < row["frame"]["value"], row


@pytest.mark.parametrize("seed", range(60))
def test_a_number_in_scope_bounds_a_withheld_one_no_more_than_its_total(seed: int):
    frame, on, hide = world(seed)
    told = coverage(frame, *registered(on, hide))
    for name in ("type", "size"):
        rows = told.get(name, [])
        most = (
            told["all"]["on"]["value"] - sum(r["on"].get("value", 0) for r in rows) if rows else 0
        )
        for row in rows:
            if "value" not in row["on"] and "value" in row["frame"]:
                assert row["frame"]["value"] >= most


def test_shares_are_whole_and_given_from_ten_in_scope():
    frame = {("university", "large"): 40, ("rto", "small"): 30, ("private", "small"): 7}
    on = {("university", "large"): 13, ("rto", "small"): 7}
    by_type = Registered({t: (t,) for t in ("university", "rto")}, {"university": 13, "rto": 7}, 20)
    told = coverage(frame, by_type, registered(on, set())[1])
    assert told["all"]["share"] == {"value": 26}
    assert told["type"][0]["share"] == {"value": 33}


@pytest.mark.parametrize(
    ("frame", "on", "status"),
    [
        ({}, {}, "missing"),
        ({("rto", "small"): 3}, {("rto", "small"): 9}, "not_available"),
        ({("rto", "small"): 11}, {("rto", "small"): 9}, "confidential"),
        ({("rto", "small"): 8}, {}, "confidential"),
    ],
)
def test_without_a_safe_number_there_is_none(frame: Any, on: Any, status: str):
    told = coverage(frame, *registered(on, set()))
    assert told["status"] == status
    assert "all" not in told


def test_a_frame_smaller_than_the_platform_names_the_cell():
    found = problems({("rto", "small"): 1}, {("rto", "small"): 2, ("rto", "large"): 0})
    assert [(each.type, each.size) for each in found] == [("rto", "small")]


def test_few_tested_and_few_untested_are_withheld():
    frame = {("university", "large"): 12, ("rto", "small"): 30, ("private", "small"): 30}
    whole, rows = frames.tested({"university": 9, "rto": 2, "private": 20}, frame, TYPES)
    told = {row["code"]: row.get("value") for row in rows}
    assert told["university"] is None, "three untested"
    assert told["rto"] is None, "two tested"
    assert whole == {"value": 31}
    assert told["private"] == 20
    assert frames.tested({}, frame, TYPES) == ({"status": "missing"}, [])
