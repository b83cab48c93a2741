"""Whatever a ministry, a hub or a university adds, nobody's outcome becomes milder by it.

The arithmetic is tried on generated questionnaires in tests/diligence/domain/test_inheriting.py;
here on the EU baseline with all of its worked cases.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from diligence.domain.inheriting import ancestry, composed, restricted
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.scoring import score
from diligence.enums import Band
from diligence.exchange.native import content_hash
from tests.factories import levels
from tests.factories.appraisals import CASES, answers_of

DIGEST = content_hash(levels.BASELINE)
SEVERER: dict[str, dict[str, Any]] = {
    "own questions": {"questions": (levels.OWN, *levels.BASELINE.questions)},
    "thresholds": {
        "thresholds": tuple(
            (axis, tuple(step / Decimal(2) for step in steps))
            for axis, steps in levels.BASELINE.thresholds
        )
    },
    "unknown answers": {
        "rules": replace(levels.BASELINE.rules, unknown_floor=1, unknown_limit=2, high_refer=1)
    },
    "matrices": {
        "dimensions": tuple(
            replace(d, matrix=tuple(tuple(Band.HIGH for _ in row) for row in d.matrix))
            for d in levels.BASELINE.dimensions
        )
    },
}


def _child(kind: str) -> Questionnaire:
    lineage = ancestry(levels.BASELINE, DIGEST)
    sections = levels.composed().sections
    changes: dict[str, Any] = {"id": "child", "lineage": lineage, "sections": sections}
    return replace(levels.BASELINE, **(changes | SEVERER[kind]))


@pytest.mark.parametrize("kind", SEVERER)
@pytest.mark.parametrize("own", ["no", "yes", "unknown"])
def test_no_worked_case_becomes_milder(kind: str, own: str) -> None:
    child = _child(kind)
    assert composed(child, levels.BASELINE, digest=DIGEST) == ()
    for case in CASES:
        answers = answers_of(case) | ({"N1": own} if "N1" in child.positions else {})
        ours = score(child, answers)
        theirs = score(levels.BASELINE, restricted(levels.BASELINE, answers))
        assert ours.outcome.rank >= theirs.outcome.rank, case
        assert ours.band.rank >= theirs.band.rank, case
