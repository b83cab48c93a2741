"""Drafts that were written to keep the checks busy, or to bring them down."""

from copy import deepcopy
from time import process_time
from typing import Any

import pytest

from diligence.exchange import native
from diligence.exchange.examining import examine
from diligence.exchange.packaged import packaged

LONGEST = 20
"""Seconds, on a busy machine too; each of these took minutes or all memory once."""
BASE = native.dump(packaged("eu-baseline"))


def question(id: str, condition: str = "", **members: Any) -> dict[str, Any]:
    options = [{"code": f"o{n}", "label": f"L {n}", "points": n} for n in range(4)]
    made = {
        "id": id, "section": "A", "text": f"Question {id}", "type": "single", "options": options,
        "factor": "partner", "scope": "partnership",
    }  # fmt: skip
    return made | ({"condition": condition, "feeds": {"KT.S": 1}} if condition else {}) | members


def chain(count: int, *, backwards: bool) -> list[dict[str, Any]]:
    links = [question("Z0")]
    links += [question(f"Z{n}", f"${{Z{n - 1}}} = 'o1'") for n in range(1, count)]
    return links[::-1] if backwards else links


def tangle(count: int) -> list[dict[str, Any]]:
    clause = " and ".join(
        "(" + " or ".join(f"${{Z{(n * k) % count}}} = 'o{k}'" for k in range(1, 4)) + ")"
        for n in range(40)
    )
    asked = [question(f"Z{n}") for n in range(count)]
    return asked + [question(f"Y{n}", clause) for n in range(20)]


def selections(count: int) -> list[dict[str, Any]]:
    options = [{"code": f"o{n}", "label": f"L {n}", "points": n + 1} for n in range(count)]
    return [question("M", type="multi", options=options, feeds={"KT.S": 1})]


def numbers(count: int) -> list[dict[str, Any]]:
    asked = question("Z0", type="number", options=[])
    held = [f"${{Z0}} > {n} and ${{Z0}} < {n + 1}" for n in range(count)]
    return [asked, *(question(f"Y{n}", each) for n, each in enumerate(held))]


@pytest.mark.parametrize(
    "added",
    [
        chain(1000, backwards=False),
        chain(1000, backwards=True),
        tangle(20),
        selections(200),
        numbers(300),
        [question("M", text="a" * 1_000_000)],
        [question(f"Z{n}") for n in range(10_000)],
    ],
    ids=["chain", "backwards", "tangle", "selections", "numbers", "long word", "many"],
)
def test_the_checks_come_to_an_end(added: list[dict[str, Any]]) -> None:
    document = deepcopy(BASE)
    document["questions"] += added
    began = process_time()
    examine(document)
    assert process_time() - began < LONGEST


def test_fine_points_do_not_fill_the_memory() -> None:
    document = deepcopy(BASE)
    document["thresholds"] = {axis: [1, 2, 10_000] for axis in document["thresholds"]}
    options = [{"code": "a", "label": "A", "points": 0.0001}, {"code": "b", "label": "B"}]
    feeds = dict.fromkeys(list(document["thresholds"])[:2], 1)
    document["questions"].append(question("Z", options=options, feeds=feeds))
    found = examine(document)
    assert [each.check for each in found.errors] == ["not_shown"]


def test_too_large_is_no_matter_of_judgement() -> None:
    document = deepcopy(BASE)
    document["questions"] += selections(200)
    found = examine(document)
    assert "too many" in str(found.errors[0].problem)


def test_cases_are_not_without_number() -> None:
    cases = [{"id": str(n), "answers": {}, "expected": {}} for n in range(100_000)]
    began = process_time()
    found = examine(BASE, cases)
    assert process_time() - began < LONGEST
    assert any("worked cases" in str(each.problem) for each in found.errors)
