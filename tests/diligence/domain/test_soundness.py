"""Every defect of a questionnaire is named with its place and a remedy."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from diligence.exchange import native
from diligence.exchange.packaged import packaged
from diligence.exchange.reading import QuestionnaireError

DOCUMENT = native.dump(packaged("eu-baseline"))


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def question(document: dict[str, Any], id: str) -> dict[str, Any]:
    return next(q for q in document["questions"] if q["id"] == id)


def set_in(id: str, /, **members: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: question(document, id).update(members)


@pytest.mark.parametrize(
    ("change", "place", "problem"),
    [
        (lambda d: d["questions"].append(d["questions"][0]), "questions", "“A1” occurs 2 times"),
        (set_in("A2", section="Z"), "question A2", "no section “Z”"),
        (set_in("A2", measures=["M99"]), "question A2", "no measure “M99”"),
        (set_in("A2", feeds={"KT.Q": 1}), "question A2", "no axis “KT.Q”"),
        (set_in("A2", feeds={"KT.S": 0}), "question A2", "weight for KT.S"),
        (set_in("A2", feeds={"KT.S": 0.00001}), "question A2", "weight for KT.S"),
        (set_in("A2", feeds={"KT.S": "1"}), "question A2, feeds KT.S", "plain number"),
        (set_in("A2", cap=3), "question A2", "Only a multi can have a cap"),
        (set_in("A2", options=[]), "question A2", "A choice needs options"),
        (set_in("A2", type="choice"), "question A2, type", "“choice” is not known"),
        (set_in("A2", colour="red"), "question A2, colour", "not known"),
        (set_in("A2", text=""), "question A2, text", "Text is needed"),
        (set_in("A2", factor="luck"), "question A2, factor", "“luck” is not known"),
        (set_in("B2", feeds={"KT.P": 1}), "question B2", "recorded and never scored"),
        (set_in("A2", condition="${B2} = 'AA'"), "question A2, condition", "decide nothing"),
        (set_in("A2", condition="${C1} = 'maybe'"), "question A2, condition", "no option “maybe”"),
        (set_in("A2", condition="${A3} = 'ai'"), "question A2, condition", "several answers"),
        (
            set_in("A2", condition="selected(${C1}, 'yes')"),
            "question A2, condition",
            "takes one answer",
        ),
        (set_in("A2", condition="${C1} > 'no'"), "question A2, condition", "no order"),
        (set_in("A2", condition="${Z1} = 'x'"), "question A2, condition", "no question “Z1”"),
        (set_in("A2", condition="${A2} = 'trl3'"), "question A2, condition", "depends on itself"),
        (set_in("A2", condition="${C1} = "), "question A2, condition", "(character 9)"),
        (set_in("A2", id="A 2"), "question A 2, id", "not usable as a code"),
        (
            lambda d: question(d, "A2")["options"][0].update(points=-1),
            "question A2",
            "-1 points are not usable",
        ),
        (
            lambda d: question(d, "A2")["options"][0].update(flags=["NO-FLAG"]),
            "question A2, option trl12",
            "No flag “NO-FLAG”",
        ),
        (
            lambda d: question(d, "A2")["options"][0].update(route="full"),
            "question A2, option trl12",
            "A route stands here",
        ),
        (
            lambda d: question(d, "A2")["options"].append(question(d, "A2")["options"][0]),
            "question A2, options",
            "“trl12” occurs 2 times",
        ),
        (lambda d: d["thresholds"].pop("KT.S"), "thresholds KT.S", "not usable"),
        (lambda d: d["thresholds"].update({"KT.S": [4, 4, 9]}), "thresholds KT.S", "not usable"),
        (lambda d: d["thresholds"].update({"XX.S": [1, 2, 3]}), "thresholds XX.S", "no axis"),
        (lambda d: d["dimensions"][0]["matrix"].pop(), "dimension KT, matrix", "not 4 × 4"),
        (
            lambda d: d["dimensions"][0]["matrix"][3].reverse(),
            "dimension KT, matrix",
            "lower band",
        ),
        (lambda d: d["sides"].pop(), "sides", "exactly two sides"),
        (lambda d: d["rules"].update(unknown_limit=2), "rules", "contradict"),
        (lambda d: d["rules"].update(high_refer=0), "rules", "high_refer"),
        (lambda d: d["rules"].update(high_refer=1.5), "rules, high_refer", "whole number"),
        (lambda d: d["rules"].update(accumulate="yes"), "rules, accumulate", "Yes or no"),
        (lambda d: d["flag_rules"][0].update(question="A2"), "flag rule C1", "without looking"),
        (lambda d: d["flag_rules"][0].update(axis="KT.Z"), "flag rule C1", "no axis"),
        (lambda d: d["flag_rules"][0].update(flag="X"), "flag rule C1", "No flag “X”"),
        (lambda d: d["flag_rules"][0].update(level=9), "flag rule C1", "level is not usable"),
        (lambda d: d["flag_rules"][0].pop("when"), "flag rule C1, when", "missing"),
        (lambda d: d["measures"][0].update(reduces={"Q": 1}), "measure M01", "no axis"),
        (lambda d: d["measures"][0].update(reduces={"KT.S": 7}), "measure M01", "7 levels"),
        (lambda d: d["measures"][0].update(clears=["A2:trl3"]), "measure M01", "is no flag"),
        (lambda d: d["triage"][1]["options"][0].pop("route"), "triage T2", "no route"),
        (
            lambda d: d["triage"][1]["options"][0].update(points=1),
            "triage T2",
            "scores nothing",
        ),
        (lambda d: d.pop("title"), "questionnaire, title", "missing"),
        (lambda d: d.update(format="other"), "questionnaire, format", "not known"),
        (lambda d: d.update(questions={}), "questionnaire, questions", "A list is needed"),
        (lambda d: d.update(rules=[1]), "rules", "object is needed"),
    ],
)
def test_defects(change: Callable[[dict[str, Any]], object], place: str, problem: str) -> None:
    with pytest.raises(QuestionnaireError) as refused:
        native.load(changed(change))
    found = [d for d in refused.value.defects if d.place == place and problem in d.problem]
    assert found, refused.value.defects
    assert all(defect.remedy for defect in refused.value.defects)
    assert str(found[0]) in str(refused.value)


def test_all_defects_are_told_at_once() -> None:
    document = changed(set_in("A2", section="Z", measures=["M99"]))
    question(document, "A4")["section"] = "Q"
    with pytest.raises(QuestionnaireError) as refused:
        native.load(document)
    assert len(refused.value.defects) == 3


def test_longer_circles_are_found() -> None:
    document = changed(set_in("A2", condition="${A4} = 'no'"))
    question(document, "A4")["condition"] = "${A7} = 'no'"
    question(document, "A7")["condition"] = "${A2} = 'trl3'"
    with pytest.raises(QuestionnaireError, match="depends on itself"):
        native.load(document)
