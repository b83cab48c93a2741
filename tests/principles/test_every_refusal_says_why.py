"""Whoever is refused reads why; whatever is scored, flagged or routed says why."""

import ast
from decimal import Decimal
from typing import Any

import pytest
from django.utils.functional import Promise

from diligence import policy
from diligence.choices import AppraisalState, PartnershipState
from diligence.domain import lifecycle
from diligence.domain.explain import explain
from diligence.domain.scoring import score
from diligence.enums import Stage
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import Appraisal, Partnership
from portal import clock
from portal.authority import Actor, Refused, Verdict, require
from portal.enums import Permission
from portal.tenancy import acting_for
from tests.architecture.test_borders import modules

WORKED = worked_cases("eu-baseline")
REFUSING = {"Verdict": 1, "Move": 1, "Refused": 0, "PermissionDenied": 0}
"""What refuses, and the position of its reason."""


def _refusals() -> list[tuple[str, ast.expr | None]]:
    found = []
    for module, tree in modules():
        for node in ast.walk(tree):
            name = getattr(getattr(node, "func", None), "id", "")
            if not isinstance(node, ast.Call) or name not in REFUSING:
                continue
            if name in {"Verdict", "Move"} and getattr(node.args[0], "value", None) is True:
                continue
            place = REFUSING[name]
            named = {word.arg: word.value for word in node.keywords}
            reason = node.args[place] if len(node.args) > place else named.get("reason")
            found.append((f"{module}:{node.lineno}", reason))
    return found


def test_every_refusal_in_the_source_is_given_a_reason():
    refusals = _refusals()
    assert len(refusals) > 40
    silent = [
        place
        for place, reason in refusals
        if reason is None or (isinstance(reason, ast.Constant) and not reason.value)
    ]
    assert silent == []


def test_no_refusal_reaches_anybody_without_its_sentence():
    with pytest.raises(Refused, match="Because it is closed"):
        require(Verdict(False, "Because it is closed."))
    nobody = Actor("Nobody")
    for permission in Permission:
        assert nobody.may(permission).reason


def test_every_move_that_is_not_allowed_says_why():
    for now in Stage:
        for to in Stage:
            told = lifecycle.move(now, to)
            assert told or told.reason.strip()


def _verdicts(actor: Actor) -> list[Verdict]:
    told = []
    for state in AppraisalState:
        for discarded in (None, clock.now()):
            row = Partnership(title="Any", state=PartnershipState.RUNNING, discarded_at=discarded)
            appraisal = Appraisal(partnership=row, state=state)
            told += [
                policy.may_edit(actor, row),
                policy.may_end(actor, row),
                policy.may_resume(actor, row),
                policy.may_discard(actor, row, submitted=True),
                policy.may_restore(actor, row),
                policy.may_start(actor, row, under_way=True),
                policy.may_answer(actor, appraisal),
                policy.may_finish_triage(actor, appraisal),
                policy.may_submit(actor, appraisal, missing=3),
                policy.may_withdraw(actor, appraisal, decided=True),
                policy.may_reopen(actor, appraisal, under_way=True),
            ]
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("permissions", [frozenset(), frozenset(Permission)])
def test_every_verdict_of_the_policy_that_refuses_has_a_reason(university_a: Any, permissions: Any):
    with acting_for(university_a):
        told = _verdicts(Actor("Somebody", permissions=permissions))
        told += _verdicts(Actor("Limited", permissions=permissions, unit_ids=frozenset()))
    refused = [verdict for verdict in told if not verdict]
    assert len(refused) > 30
    assert all(isinstance(verdict.reason, str | Promise) for verdict in refused)
    assert all(str(verdict.reason).endswith(".") for verdict in refused)


@pytest.mark.parametrize("case", WORKED["cases"], ids=lambda case: case["id"])
def test_every_point_flag_and_outcome_names_its_question_or_rule(case: dict[str, Any]):
    questionnaire = packaged("eu-baseline")
    answers = WORKED["assumed"] | case["answers"]
    result = score(questionnaire, answers)
    told = explain(questionnaire, answers, result)
    assert str(told.headline.template)
    points = {part.axis: Decimal(0) for part in result.contributions}
    for part in result.contributions:
        assert part.question in questionnaire.positions
        points[part.axis] += part.points
    assert all(points[axis] == result.axes[axis].points for axis in points)
    if str(result.outcome) != "low":
        assert result.contributions or result.flags or result.rules
    for flag in result.flags:
        assert flag.question or flag.rule
    for rule in result.rules:
        assert rule.rule
