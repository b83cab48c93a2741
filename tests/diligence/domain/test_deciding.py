"""Courses, authority, expiry and gates, case by case; and the record in words."""

from dataclasses import replace
from datetime import date

import pytest

from diligence.domain import basis, deciding
from diligence.domain.chronicle import STEPS, by_name, tell
from diligence.domain.deciding import Case, Draft
from diligence.domain.gates import Cleared, legal_checks, standing
from diligence.domain.scoring import score
from diligence.enums import Authority, Band, Course
from diligence.exchange.packaged import packaged, worked_cases

TODAY = date(2026, 11, 22)
BASELINE = packaged("eu-baseline")
WORKED = worked_cases("eu-baseline")
K01 = score(BASELINE, WORKED["assumed"] | WORKED["cases"][0]["answers"])


def lacking(case: Case, **said) -> set[str]:
    values = {"course": Course.PROCEED, "reasons": "Because.", "expires_on": date(2027, 5, 1)}
    return {lack.field for lack in deciding.lacks(case, Draft(**(values | said)), TODAY)}


@pytest.mark.parametrize(
    ("band", "refers", "expected"),
    [
        (Band.LOW, False, Authority.OFFICER),
        (Band.LOW, True, Authority.DECIDER),
        (Band.MEDIUM, False, Authority.DECIDER),
        (Band.HIGH, False, Authority.DECIDER),
    ],
)
def test_authority_by_band(band, refers, expected):
    assert deciding.authority(Case(band=band, refers=refers)) is expected


@pytest.mark.parametrize(
    ("band", "until"),
    [
        (Band.LOW, date(2029, 11, 22)),
        (Band.MEDIUM, date(2028, 11, 22)),
        (Band.HIGH, date(2027, 11, 22)),
    ],
)
def test_expiry_by_band(band, until):
    assert deciding.expiry(band, TODAY) == until


def test_expiry_falls_on_the_months_last_day_where_it_is_shorter():
    assert deciding.expiry(Band.HIGH, date(2028, 2, 29)) == date(2029, 2, 28)
    assert deciding.latest_expiry(date(2027, 12, 31)) == date(2032, 12, 31)


def test_missing_information_leaves_hold_and_decline():
    held = Case(band=Band.MEDIUM, hold=True, chosen=1)
    for case in (held, replace(held, decidable=False)):
        open_ = {course.course for course in deciding.courses(case) if course}
        assert open_ == {Course.HOLD, Course.DECLINE}


def test_only_going_ahead_needs_an_end_and_it_lies_within_five_years():
    case = Case(band=Band.MEDIUM)
    assert lacking(case, expires_on=None) == {"expires_on"}
    assert lacking(case, course=Course.HOLD, expires_on=None) == set()
    assert lacking(case, expires_on=TODAY) == {"expires_on"}
    assert lacking(case, expires_on=date(2031, 11, 23)) == {"expires_on"}
    assert lacking(case, expires_on=date(2031, 11, 22)) == set()


def test_texts_have_an_end():
    case = Case(band=Band.MEDIUM)
    assert lacking(case, reasons="x" * 4001) == {"reasons"}
    assert lacking(case, reasons="x" * 4000) == set()


def test_a_standing_legal_flag_asks_that_transfers_wait():
    case = Case(band=Band.MEDIUM, legal=("export_control",))
    assert lacking(case) == {"transfers_wait"}
    assert lacking(case, transfers_wait=True) == set()
    assert lacking(case, course=Course.HOLD, expires_on=None) == set()


# --- Gates ---------------------------------------------------------------------------------
def test_a_clearance_counts_to_its_last_day():
    flag = next(f for f in K01.flags if BASELINE.flag(f.flag).legal)
    cleared = Cleared(flag.question, flag.option, flag.flag, TODAY)
    assert legal_checks(BASELINE, K01.flags, [cleared], TODAY) == ()
    assert legal_checks(BASELINE, K01.flags, [cleared], date(2026, 11, 23)) == ("export_control",)
    now = standing(BASELINE, K01, [cleared], TODAY)
    assert [gate.cleared for gate in now.gates if gate.legal] == [True]
    assert now.outcome == "refer"


def test_with_every_flag_cleared_the_band_is_the_outcome():
    cleared = [Cleared(f.question, f.option, f.flag) for f in K01.flags]
    now = standing(BASELINE, K01, cleared, TODAY)
    assert (now.outcome.value, now.standing) == (K01.band.value, ())


def test_two_high_dimensions_refer_whatever_is_cleared():
    high = next(
        result
        for case in WORKED["cases"]
        for result in [score(BASELINE, WORKED["assumed"] | case["answers"])]
        if result.band is Band.HIGH
    )
    cleared = [Cleared(f.question, f.option, f.flag) for f in high.flags]
    now = standing(BASELINE, high, cleared, TODAY)
    refers = any(rule.rule == "high_refer" for rule in high.rules)
    assert now.outcome.value == ("refer" if refers else "high")


# --- The basis -----------------------------------------------------------------------------
MEASURE = {
    "measure": "M17",
    "state": "planned",
    "responsible": "IT",
    "due_on": "2027-01-01",
    "note": "",
    "driver": "",
    "restricted_until": None,
    "evidence": [],
}
CLEARED = {"question": "G1", "option": "yes", "flag": "LEGAL-EXPORT", "kind": "licence"}


def document(**parts):
    given = {
        "score": {"appraisal": "a", "submission": 1, "document": "d", "state": "scored"},
        "partnership": {"partners": [], "activities": []},
        "measures": [MEASURE],
        "clearances": [],
        "advice": None,
        "consultation": None,
        "legal": [],
    }
    return basis.content(**(given | parts))


def told(after) -> list[tuple[str, str, bool]]:
    found = basis.changes(document(), after)
    return [(change.part, str(change.sentence), change.material) for change in found]


def test_the_same_content_has_one_digest_whatever_its_order():
    two = [MEASURE, MEASURE | {"measure": "M10"}]
    assert basis.digest_of(document(measures=two)) == basis.digest_of(document(measures=two[::-1]))
    assert told(document()) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"measures": []}, ("measures", "Measure M17 was dropped.", True)),
        (
            {"measures": [MEASURE, MEASURE | {"measure": "M20"}]},
            ("measures", "Measure M20 was chosen.", False),
        ),
        (
            {"measures": [MEASURE | {"due_on": "2028-01-01"}]},
            ("measures", "The plan of measure M17 changed.", True),
        ),
        (
            {"measures": [MEASURE | {"state": "accepted"}]},
            ("measures", "Measure M17 moved on.", False),
        ),
        (
            {"measures": [MEASURE | {"evidence": ["e"]}]},
            ("measures", "The evidence of measure M17 changed.", False),
        ),
        (
            {"clearances": [CLEARED]},
            ("clearance", "A clearance of LEGAL-EXPORT (G1) was recorded.", True),
        ),
        (
            {"partnership": {"partners": ["x"], "activities": []}},
            ("partnership", "The partners, or what is known of them, changed.", True),
        ),
        (
            {"score": {"appraisal": "a", "submission": 2, "document": "e", "state": "scored"}},
            ("appraisal", "The answers were scored anew.", True),
        ),
        ({"advice": {"number": "7"}}, ("advice", "New advice of the hub arrived.", True)),
        (
            {"consultation": {"state": "open"}},
            ("advice", "The consultation of the hub moved on.", False),
        ),
    ],
)
def test_each_change_is_told_and_weighed(parts, expected):
    assert told(document(**parts)) == [expected]


def test_setting_a_measure_back_is_material():
    before = document(measures=[MEASURE | {"state": "accepted", "evidence": ["e"]}])
    after = document(measures=[MEASURE | {"state": "done"}])
    assert [str(c.sentence) for c in basis.material(before, after)] == ["Measure M17 was set back."]


# --- The record in words --------------------------------------------------------------------
@pytest.mark.parametrize("event", STEPS)
def test_every_known_step_reads_without_its_details(event: str):
    assert "%" not in str(tell(event, {}).sentence)


def test_a_step_nobody_worded_is_told_by_its_name():
    assert by_name("licence.re_checked") == "Licence: re checked"
    assert str(tell("licence.re_checked", {"because": "A new list."}).sentence) == (
        "Licence: re checked"
    )
    assert tell("licence.re_checked", {"because": "A new list."}).text == "A new list."
    assert by_name("") == ""


def test_details_of_a_strange_shape_are_left_out():
    odd = tell("appraisal.submitted", {"submission": {"not": "a number"}})
    assert str(odd.sentence) == "Answers submitted (submission –)"
