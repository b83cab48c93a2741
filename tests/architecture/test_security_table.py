"""The table of security requirements is complete, and what it names exists."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.architecture.test_sizes import ROOT

PAGE = ROOT / "docs" / "security.md"
STATES = {"met", "operator", "n.a.", "gap"}

# OWASP ASVS 4.0.3, levels 1 and 2 without what that edition deleted: 259 requirements.
REQUIRED = """
1.1.1-7 1.2.1-4 1.4.1 1.4.4-5 1.5.1-4 1.6.1-4 1.7.1-2 1.8.1-2 1.9.1-2 1.10.1 1.11.1-2 1.12.2
1.14.1-6
2.1.1-12 2.2.1-3 2.3.1-3 2.4.1-5 2.5.1-7 2.6.1-3 2.7.1-6 2.8.1-7 2.9.1-3 2.10.1-4
3.1.1 3.2.1-4 3.3.1-4 3.4.1-5 3.5.1-3 3.7.1
4.1.1-3 4.1.5 4.2.1-2 4.3.1-3
5.1.1-5 5.2.1-8 5.3.1-10 5.4.1-3 5.5.1-4
6.1.1-3 6.2.1-6 6.3.1-2 6.4.1-2
7.1.1-4 7.2.1-2 7.3.1 7.3.3-4 7.4.1-3
8.1.1-4 8.2.1-3 8.3.1-8
9.1.1-3 9.2.1-4
10.2.1-2 10.3.1-3
11.1.1-8
12.1.1-3 12.2.1 12.3.1-6 12.4.1-2 12.5.1-2 12.6.1
13.1.1 13.1.3-5 13.2.1-3 13.2.5-6 13.3.1-2 13.4.1-2
14.1.1-4 14.2.1-6 14.3.2-3 14.4.1-7 14.5.1-4
"""


@dataclass(frozen=True)
class Row:
    id: str
    asks: str
    state: str
    where: str
    shown: str


def expected() -> list[str]:
    found = []
    for part in REQUIRED.split():
        first, _dash, last = part.partition("-")
        section, _dot, number = first.rpartition(".")
        found += [f"{section}.{one}" for one in range(int(number), int(last or number) + 1)]
    return found


def rows() -> list[Row]:
    lines = [line for line in PAGE.read_text().splitlines() if re.match(r"\| \d", line)]
    return [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines]


def test_every_requirement_stands_once_and_in_order() -> None:
    assert len(expected()) == 259
    assert [row.id for row in rows()] == expected()


def test_every_row_says_how_it_stands_and_why() -> None:
    wrong = [
        row.id
        for row in rows()
        if row.state not in STATES or not row.asks or (not row.where and row.state != "gap")
    ]
    assert wrong == []


def test_what_is_met_names_what_shows_it() -> None:
    assert [row.id for row in rows() if row.state == "met" and "`" not in row.shown] == []


def test_a_gap_says_what_is_missing() -> None:
    vague = [
        row.id
        for row in rows()
        if row.state == "gap" and row.id not in {"2.1.8", "2.1.12"} and len(row.where) < 20
    ]
    assert vague == []


def test_every_file_that_is_named_exists() -> None:
    named = set(
        re.findall(
            r"`([\w./-]+/[\w./-]+|Makefile|Dockerfile|[\w.-]+\.(?:toml|yml|lock|md))`",
            PAGE.read_text(),
        )
    )
    named |= set(re.findall(r"\]\(([\w./-]+)\)", PAGE.read_text()))
    missing = []
    for name in named:
        if not (ROOT / name).exists() and not (PAGE.parent / name).exists():
            missing.append(name)
    assert sorted(missing) == []


@pytest.mark.parametrize("state", sorted(STATES))
def test_every_state_is_explained(state: str) -> None:
    assert f"*{state}*" in PAGE.read_text()
    assert Counter(row.state for row in rows())[state] > 0
