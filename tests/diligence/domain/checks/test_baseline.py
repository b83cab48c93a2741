"""The baseline through its own checks: the known weaknesses, and what the proposal does of them."""

from typing import Any

from diligence.domain.cases import differences
from diligence.domain.checks import Finding, Weight, findings
from diligence.domain.checks.overriding import settle
from diligence.exchange.packaged import overrides, packaged, worked_cases

BASELINE = packaged("eu-baseline")
PROPOSAL = packaged("eu-baseline-proposal")


def cases_of(key: str) -> list[dict[str, Any]]:
    listed = worked_cases(key)
    return [case | {"assumed": listed["assumed"]} for case in listed["cases"]]


def told(found: tuple[Finding, ...], *weights: Weight) -> set[tuple[str, str]]:
    return {(finding.check, finding.place) for finding in found if finding.weight in weights}


def test_the_baseline_has_exactly_these_findings() -> None:
    found = findings(BASELINE, cases=cases_of("eu-baseline"))
    assert told(found, Weight.ERROR) == set()
    assert told(found, Weight.JUDGEMENT) == {
        ("one_factor", "questions/C7"),  # the factor “own organisation”
        ("one_factor", "questions/D4"),  # the factor “partner”
        ("one_factor", "sections/C"),
        ("one_factor", "sections/D"),
        ("country_context", "questions/B7"),
        ("driver", "questions/H2"),
    }
    notes = told(found, Weight.NOTE)
    assert {item for item in notes if item[0] != "flag_alone"} == {
        ("one_factor", "sections/E"),
        ("one_factor", "sections/H"),
        ("one_factor", "sections/I"),
        ("unknown_falls", "rules/unknown_floor"),
    }
    alone = {place.removeprefix("questions/") for check, place in notes if check == "flag_alone"}
    assert alone == {
        "C2", "C7", "D2", "E1", "E4", "G2", "G4", "G5", "H1", "H3", "I3"
    }  # fmt: skip


def test_sections_c_d_e_h_and_i_alone_reach_high_and_no_other() -> None:
    alone = {f.place for f in findings(BASELINE) if f.check == "one_factor"}
    assert {place for place in alone if place.startswith("sections/")} == {
        f"sections/{section}" for section in "CDEHI"
    }


def test_flags_and_legal_questions_are_exempt_and_said_to_be_so() -> None:
    for finding in findings(BASELINE):
        if finding.check == "one_factor" and finding.weight is Weight.JUDGEMENT:
            assert "legal questions, are not counted" in str(finding.problem)
        elif finding.check == "one_factor":
            assert "which are exempt" in str(finding.problem)


def test_the_country_context_moves_by_two_bands_together_with_others_and_one_alone() -> None:
    (finding,) = (f for f in findings(BASELINE) if f.check == "country_context")
    assert finding.problem.values["questions"] == "B7, I1, I2"
    assert finding.problem.values["alone"] == "medium"
    assert "low → high" in str(finding.problem)


def test_every_weakness_is_published_with_a_reason_and_no_reason_is_idle() -> None:
    found = findings(BASELINE, cases=cases_of("eu-baseline"))
    settled = settle(found, overrides("eu-baseline")["overrides"], "2026-01-01")
    assert settled.open == ()
    assert settled.idle == ()
    remarked = {item["place"] for item in settled.published}
    assert {"sections/E", "sections/H", "sections/I", "questions/E1"} <= remarked


def test_of_the_proposal_only_the_partner_factor_remains() -> None:
    """All that a partner gives cause for, in all three dimensions at once, is high by the rule of
    accumulation: half of all questions are about the partner."""
    found = findings(PROPOSAL, cases=cases_of("eu-baseline-proposal"))
    assert told(found, Weight.ERROR) == set()
    (left,) = (finding for finding in found if finding.weight is Weight.JUDGEMENT)
    assert left.check == "one_factor"
    assert left.problem.values["group"] == "Factor: partner"
    assert "→ high" not in left.problem.values["reasons"]


def test_the_proposal_changes_points_thresholds_matrix_and_measures_and_no_words() -> None:
    assert [q.id for q in PROPOSAL.questions] == [q.id for q in BASELINE.questions]
    changed = set()
    for ours, theirs in zip(PROPOSAL.questions, BASELINE.questions, strict=True):
        assert (ours.text, ours.help, ours.options, ours.condition) == (
            theirs.text,
            theirs.help,
            theirs.options,
            theirs.condition,
        )
        if ours != theirs:
            changed.add(ours.id)
    assert changed == {"B7", "D3", "D4", "H2", "I1", "I2"}
    assert PROPOSAL.rules == BASELINE.rules
    assert PROPOSAL.thresholds == BASELINE.thresholds
    assert PROPOSAL.triage == BASELINE.triage


def test_every_changed_case_of_the_proposal_is_approved_and_no_outcome_changed() -> None:
    before = {case["id"]: case for case in cases_of("eu-baseline")}
    after = {case["id"]: case for case in cases_of("eu-baseline-proposal")}
    assert before.keys() == after.keys()
    for id, case in after.items():
        earlier = before[id]["expected"]
        assert differences(PROPOSAL, case) == ()
        assert case["expected"]["outcome"] == earlier["outcome"]
        assert (case["expected"] != earlier) is ("approved" in case)
        if "approved" in case:
            assert case["approved"]["was"] == earlier["outcome"]
            assert case["approved"]["by"]
            assert case["approved"]["because"]
