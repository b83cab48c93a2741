import pytest

from diligence.domain.scoring import score
from diligence.domain.treatment import residual
from diligence.exchange.packaged import packaged, worked_cases

BASELINE = packaged("eu-baseline")
CASES = worked_cases("eu-baseline")
HEAVY = {"A2": "trl46", "A3": ["ai"], "A4": "yes", "A5": "3", "A6": "knowhow", "F1": ["tech"]}
SCORE = score(BASELINE, CASES["assumed"] | HEAVY | {"B5": "no", "D3": "state", "I2": "no"})


def test_levels_before() -> None:
    assert SCORE.levels["KT.S"] == 3
    assert SCORE.levels["INT.P"] == 1
    assert SCORE.band == "medium"


@pytest.mark.parametrize(
    ("measures", "left"),
    [
        ([], 3),
        (["M18"], 3),
        (["M01"], 2),
        (["M01", "M01"], 2),
        (["M01", "M02"], 1),
        (["M01", "M02", "M06", "M10", "M20"], 1),
    ],
)
def test_exposure_falls_by_two_levels_at_most_and_each_measure_counts_once(
    measures: list[str], left: int
) -> None:
    assert residual(BASELINE, SCORE, measures).levels["KT.S"] == left


def test_concern_falls_by_one_level_at_most() -> None:
    result = residual(BASELINE, SCORE, ["M09", "M13", "M34"])
    assert result.levels["INT.P"] == 0
    [reduction] = [item for item in result.reductions if item.axis == "INT.P"]
    assert (reduction.asked, reduction.measures) == (3, ("M09", "M13", "M34"))
    three = score(
        BASELINE, CASES["assumed"] | {"I3": ["press"], "D4": ["veto", "topic"], "C8": "yes"}
    )
    assert three.levels["INT.P"] == 3
    assert residual(BASELINE, three, ["M09", "M13", "M34"]).levels["INT.P"] == 2


def test_levels_never_fall_below_zero() -> None:
    assert min(residual(BASELINE, SCORE, ["M07", "M37", "M39"]).levels.values()) == 0


def test_matrix_applies_again_and_flags_stay() -> None:
    assert residual(BASELINE, SCORE, ["M01", "M02"]).band == "low"
    flagged = score(BASELINE, CASES["assumed"] | HEAVY | {"G1": "listed"})
    after = residual(BASELINE, flagged, ["M01", "M02", "M24"])
    assert (after.band, after.outcome) == ("low", "refer")


def test_rule_c1_stays_as_on_the_inherent_score() -> None:
    linked = score(BASELINE, CASES["assumed"] | HEAVY | {"B4": "unit"})
    after = residual(BASELINE, linked, ["M01", "M02"])
    assert after.levels["KT.S"] < 2
    assert after.outcome == "refer"


def test_accumulation_and_unknown_floor_apply_again() -> None:
    answers = CASES["assumed"] | {
        "A3": ["ai"],
        "A5": "4",
        "A6": "knowhow",
        "A4": "yes",
        "F1": ["tech"],
        "D1": "gt50",
        "D5": "yes",
        "E3": "direct",
        "C8": "yes",
        "D2": "private",
        "H1": "unclear",
    }
    result = score(BASELINE, answers)
    assert [d.band for d in result.dimensions] == ["medium", "high", "high"]
    assert result.band == "high"
    measures = ["M01", "M02", "M07", "M37", "M31", "M19", "M32", "M34"]
    after = residual(BASELINE, result, measures)
    assert after.band == "low"
    unsure = answers | dict.fromkeys(("G7", "H4", "B4", "A7"), "unknown")
    held = residual(BASELINE, score(BASELINE, unsure), measures)
    assert {band for _, band in held.bands} == {"low"}
    assert (held.band, [rule.rule for rule in held.rules]) == ("medium", ["unknown_floor"])


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(KeyError):
        residual(BASELINE, SCORE, ["M99"])
