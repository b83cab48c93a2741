"""Each fault put into the baseline is found, at its place, with its weight, and with a remedy."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from diligence.domain import places
from diligence.domain.checks import CHECKS, Finding, Weight
from diligence.exchange import native
from diligence.exchange.examining import Examined, examine
from diligence.exchange.packaged import packaged, worked_cases

DOCUMENT = native.dump(packaged("eu-baseline"))
LISTED = worked_cases("eu-baseline")
CASES = [case | {"assumed": LISTED["assumed"]} for case in LISTED["cases"]]
Change = Callable[[dict[str, Any]], object]
AS_IT_IS = {finding.fingerprint for finding in examine(DOCUMENT, CASES).findings}


def question(document: dict[str, Any], id: str) -> dict[str, Any]:
    return next(q for q in (*document["questions"], *document["triage"]) if q["id"] == id)


def put(id: str, /, **members: Any) -> Change:
    return lambda document: question(document, id).update(members)


def option(id: str, code: str, /, **members: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        listed = question(document, id)["options"]
        next(o for o in listed if o["code"] == code).update(members)

    return change


def rule(**members: Any) -> Change:
    return lambda document: document["flag_rules"][0].update(members)


def eleven(document: dict[str, Any]) -> None:
    document["triage"].append(copy.deepcopy(document["triage"][1]) | {"id": "T11"})


def circle(document: dict[str, Any]) -> None:
    put("A2", condition="${A4} = 'yes'")(document)
    put("A4", condition="${A2} = 'trl3'")(document)


def both(*changes: Change) -> Change:
    def change(document: dict[str, Any]) -> None:
        for each in changes:
            each(document)

    return change


def matrix(dimension: int, rows: list[list[str]]) -> Change:
    return lambda document: document["dimensions"][dimension].update(matrix=rows)


FLAT = [["medium"] * 4] * 3 + [["medium", "medium", "medium", "high"]]

FAULTS: list[tuple[str, str, Change]] = [
    ("reference", "questions/A2", put("A2", section="Z")),
    ("reference", "questions/A2", put("A2", measures=["M99"])),
    ("reference", "questions/A2", put("A2", feeds={"KT.Q": 1})),
    ("reference", "questions/A2/options/trl3", option("A2", "trl3", flags=["NO"])),
    ("reference", "questions/A2/condition", put("A2", condition="${Z9} = 'x'")),
    ("reference", "questions/A2/condition", put("A2", condition="${C1} = 'maybe'")),
    ("reference", "flag_rules/C1", rule(flag="NO")),
    ("circular", "questions/A2/condition", circle),
    ("circular", "questions/A2/condition", put("A2", condition="${A2} = 'trl3'")),
    (
        "contradictory",
        "questions/C3/condition",
        put("C3", condition="${C1} = 'yes' and ${C1} = 'no'"),
    ),
    (
        "contradictory",
        "questions/A4/condition",
        put("A4", condition="selected(${A3}, 'none') and selected(${A3}, 'ai')"),
    ),
    (
        "always_true",
        "questions/C3/condition",
        put("C3", condition="${C1} = 'yes' or ${C1} != 'yes'"),
    ),
    ("always_true", "questions/C3/condition", put("C3", condition="${C1} != ''")),
    ("unreachable", "questions/C3", put("C3", condition="${G6} = 'yes' and ${D6} = 'no'")),
    (
        "unreachable",
        "flag_rules/C1",
        both(
            put("B4", feeds={}),
            rule(axis="INT.S", level=3),
            put("D1", feeds={}),
            put("D5", feeds={}),
        ),
    ),
    (
        "unreachable",
        "dimensions/INT/matrix",
        both(
            put("D1", feeds={}),
            put("D5", feeds={}),
            put("I4", feeds={"KT.S": 1}),
            matrix(1, [["low"] * 4, *[["high"] * 4] * 3]),
        ),
    ),
    ("unreachable", "rules", both(*(matrix(n, FLAT) for n in range(3)))),
    ("triage", "triage/T11", eleven),
    ("country", "questions/B2", put("B2", feeds={"KT.P": 1})),
    ("country", "questions/A2/condition", put("A2", condition="${B2} = 'AA'")),
    ("country", "questions/A2/condition", put("A2", condition="${B1} = 'University'")),
    ("country", "flag_rules/C1/when", rule(when="${B2} = 'AA' and ${B4} = 'unit'")),
    ("country", "triage/T2", put("T2", type="country")),
    ("country_named", "questions/A4/text", put("A4", text="Is the partner in Norway?")),
    (
        "country_named",
        "questions/B3/options/uni/label",
        option("B3", "uni", label="A university in Brazil"),
    ),
    ("personal", "questions/A4/text", put("A4", text="Which nationality do the guests have?")),
    ("personal", "questions/B3/options/uni/label", option("B3", "uni", label="Place of birth")),
    ("personal", "questions/A4/help/how", put("A4", help={"how": "Look at the passport."})),
    ("personal", "questions/A4", put("A4", tags=["personal"])),
    ("personal", "questions/A4", put("A4", tags=["date-of-birth"])),
    ("personal", "triage/T2/text", put("T2", text="Is a guest's religion known?")),
    (
        "subject_matter",
        "questions/A4/text",
        put("A4", text="Are ethnic groups studied?", tags=["subject-matter"]),
    ),
    ("mentioned", "about", lambda document: document.update(about="Ask jo.doe@uni.example.")),
    ("mentioned", "questions/A4/text", put("A4", text="Has Dr Giovanni Esposito agreed?")),
    ("mentioned", "questions/A4/help/how", put("A4", help={"how": "Call +49 30 901820 first."})),
    ("monotone", "questions/C3/condition", put("C3", condition="${A7} = 'no'")),
    ("monotone", "flag_rules/C1/when", rule(when="${B4} = 'indirect'")),
    ("one_factor", "sections/F", put("F4", feeds={"INT.S": 9, "INT.P": 9})),
    ("country_context", "questions/B7", put("I1", feeds={"INT.P": 2})),
    ("driver", "questions/A2", both(put("A2", measures=[]), put("A2", feeds={"INT.S": 1}))),
    ("points", "questions/A2", option("A2", "trl3", points=0.30000000000000004)),
    ("points", "questions/A2", put("A2", feeds={"KT.S": 0.00001})),
    ("translation", "languages", lambda document: document.update(languages=["fr"])),
    ("format", "questions/A2/options/trl3/points", option("A2", "trl3", points="1")),
    ("format", "dimensions/KT/matrix", matrix(0, [["high"] * 4] + [["low"] * 4] * 3)),
]


@pytest.mark.parametrize(
    ("check", "place", "change"), FAULTS, ids=[f"{f[0]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_a_fault_is_found_at_its_place(check: str, place: str, change: Change) -> None:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    examined = examine(document, CASES)
    (finding, *_) = (f for f in examined.findings if (f.check, f.place) == (check, place))
    assert finding.fingerprint not in AS_IT_IS
    assert finding.weight is CHECKS[check].weight
    assert str(finding.remedy)
    _resolve(document, examined)


def _resolve(document: dict[str, Any], examined: Examined) -> None:
    whole = {**document, "cases": CASES}
    for finding in examined.findings:
        places.look_up(whole, finding.place)


def test_the_baseline_itself_has_only_findings_that_resolve() -> None:
    _resolve(DOCUMENT, examine(DOCUMENT, CASES))


def _case(change: Change) -> list[Finding]:
    cases = copy.deepcopy(CASES)
    change(cases[0])
    found = examine(DOCUMENT, cases).findings
    return [finding for finding in found if finding.check == "case"]


def test_a_case_that_comes_out_differently_is_found() -> None:
    (finding,) = _case(lambda case: case["expected"].update(outcome="low"))
    assert (finding.place, finding.weight) == ("cases/K01", Weight.ERROR)
    assert "outcome: low → refer" in str(finding.problem)


def test_an_approval_needs_a_name_a_reason_and_what_was_before() -> None:
    (finding,) = _case(lambda case: case.update(approved={"by": "Ada", "because": " "}))
    assert "because, was" in str(finding.problem)
    assert not _case(
        lambda case: case.update(approved={"by": "Ada", "because": "Seen", "was": "low"})
    )


@pytest.mark.parametrize("case", [7, None, "K01", {}, {"id": "K01", "answers": [], "expected": {}}])
def test_a_case_that_cannot_be_read_is_found_and_nothing_crashes(case: object) -> None:
    found = examine(DOCUMENT, [case]).findings
    assert "case" in {finding.check for finding in found}


@pytest.mark.parametrize(
    "document",
    [None, [], 7, "x", {}, {"format": "other"}, {"format": native.FORMAT}, DOCUMENT | {"more": 1}],
)
def test_any_document_is_examined_without_an_exception(document: object) -> None:
    examined = examine(document)
    assert examined.questionnaire is None
    assert not examined.sound
    assert {finding.weight for finding in examined.findings} == {Weight.ERROR}


def test_what_parts_do_not_fit_is_said_before_what_they_amount_to() -> None:
    document = copy.deepcopy(DOCUMENT)
    put("A2", section="Z")(document)
    examined = examine(document, CASES)
    assert examined.questionnaire is not None
    assert not examined.sound
    assert "one_factor" not in {finding.check for finding in examined.findings}


def test_a_finding_of_judgement_is_known_by_what_it_says() -> None:
    document = copy.deepcopy(DOCUMENT)
    before = {f.place: f.fingerprint for f in examine(document).judgements}
    put("I1", feeds={"INT.P": 2})(document)
    after = {f.place: f.fingerprint for f in examine(document).judgements}
    assert before["questions/B7"] != after["questions/B7"]
    assert before["questions/H2"] == after["questions/H2"]
