"""Worked cases: the tests that a questionnaire edition carries with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import Score, as_document
from diligence.domain.scoring import AnswersError, score
from diligence.domain.triage import triage


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a case does not come out as it says it must."""

    case: str
    what: str
    expected: object
    got: object

    def __str__(self) -> str:
        return f"{self.case}: {self.what} should be {self.expected}, but is {self.got}"


def answers_of(case: Mapping[str, Any]) -> dict[str, object]:
    """The whole set of answers of a case: what it speaks of, the rest as assumed."""
    return {**case.get("assumed", {}), **case["answers"]}


def differences(questionnaire: Questionnaire, case: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Everything in which scoring the case differs from what it expects; none when it passes."""
    name = str(case.get("id", "?"))
    try:
        result = score(questionnaire, answers_of(case))
    except AnswersError as error:
        return tuple(Difference(name, p.question, "answered", p.problem) for p in error.problems)
    expected = case["expected"]
    got = observed(result, expected)
    found = [
        Difference(name, what, expected[what], got.get(what))
        for what in expected
        if got.get(what) != expected[what]
    ]
    return (*found, *_triage_differences(questionnaire, name, case))


def observed(result: Score, expected: Mapping[str, Any]) -> dict[str, Any]:
    """The result in the words in which a case states its expectation."""
    document = as_document(result)
    axes = result.axes.values()
    return {
        "outcome": document["outcome"],
        "band": document["band"],
        "dimensions": {d.dimension: d.band.value for d in result.dimensions},
        "levels": result.levels,
        "points": {axis.axis: axis.points for axis in axes},
        "flags": [
            {key: flag.get(key) for key in _keys(expected, index)}
            for index, flag in enumerate(document["flags"])
        ],
        "unknown": document["unknown"],
        "unknown_questions": document["unknown_questions"],
        "hold": document["hold"],
        "decidable": document["decidable"],
    }


def _keys(expected: Mapping[str, Any], index: int) -> Iterator[str]:
    listed = expected.get("flags", [])
    yield from (listed[index] if index < len(listed) else ("question", "flag"))


def _triage_differences(
    questionnaire: Questionnaire, name: str, case: Mapping[str, Any]
) -> Iterator[Difference]:
    if "triage" not in case:
        return
    result = triage(questionnaire, case["triage"])
    if result.missing:
        yield Difference(name, "triage", "complete", f"missing {', '.join(result.missing)}")
    if "route" in case and result.route.value != case["route"]:
        yield Difference(name, "route", case["route"], result.route.value)
