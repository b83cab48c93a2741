"""What may be offered, for how long, and why the rest is asked again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.answers import problem_with
from diligence.domain.carrying import (
    CONFIRMING_SECONDS,
    Known,
    Said,
    of_all_partners,
    offered,
    saved,
    teaches,
)
from diligence.domain.questionnaire import UNKNOWN, Option
from diligence.domain.registered import Registered, known_to_register
from diligence.domain.validity import LONGEST, asked_as, last_day, validity
from diligence.enums import AskedAgain, KnownFrom, QuestionType, Scope
from diligence.exchange import native
from diligence.exchange.packaged import packaged
from diligence.exchange.reading import QuestionnaireError

BASELINE = packaged("eu-baseline")
TODAY = date(2026, 11, 22)
B5, A2, G4, T3 = (
    BASELINE.question("B5"),
    BASELINE.question("A2"),
    BASELINE.question("G4"),
    BASELINE.triage_question("T3"),
)
NOTHING_SAID = Said()


def known(question, value, source=KnownFrom.PARTNERSHIP, *, days=30, **more) -> Known:
    since = TODAY - timedelta(days=days)
    months = validity(BASELINE, question).months
    values = {"until": last_day(since, months), "asked_as": asked_as(question)} | more
    return Known(question.id, value, source, since, **values)


def told(question, *items, said=NOTHING_SAID):
    found = offered(BASELINE, [question], {question.id: items}, said, TODAY)
    offers = [item.known for item in found.offers]
    return (offers[0] if offers else None), [item.reason for item in found.again]


def test_a_fresh_answer_is_offered_and_an_old_one_says_until_when_it_held():
    fresh = known(B5, "verified", days=300)
    assert told(B5, fresh) == (fresh, [])
    stale = known(B5, "verified", days=400)
    assert told(B5, stale) == (None, [AskedAgain.STALE])
    found = offered(BASELINE, [B5], {"B5": [stale]}, NOTHING_SAID, TODAY)
    assert str(found.again[0].because).endswith(f"{stale.until.isoformat()}.")


def test_it_is_offered_on_its_last_day_and_not_on_the_day_after():
    last = known(B5, "verified", until=TODAY)
    assert told(B5, last)[0] == last
    assert told(B5, replace(last, until=TODAY - timedelta(days=1)))[0] is None


@pytest.mark.parametrize(
    ("question", "months"),
    [
        ("B5", 12),
        ("A4", 24),
        ("A2", 24),
        ("G1", 6),
        ("G4", 3),
        ("C2", 12),
        ("I3", 0),
        ("B8", 0),
        ("B1", 0),
        ("D6", 6),
    ],
)
def test_the_table_of_months(question, months):
    found = validity(BASELINE, BASELINE.question(question))
    assert found.months == months
    assert str(found.because)


def test_triage_answers_hold_for_a_year_and_screenings_shorter():
    assert validity(BASELINE, T3).months == 12
    assert validity(BASELINE, BASELINE.triage_question("T4")).months == 3


def test_an_edition_says_itself_how_long_an_answer_holds():
    document = native.dump(BASELINE)
    assert not any("valid_months" in question for question in document["questions"])
    assert native.load(document) == BASELINE
    asked = next(question for question in document["questions"] if question["id"] == "I3")
    asked["valid_months"] = 1
    read = native.load(document)
    assert validity(read, read.question("I3")).months == 1
    assert native.dump(read) == document
    asked["valid_months"] = 0
    assert native.load(document).question("I3").valid_months == 0


@pytest.mark.parametrize("wrong", [-1, LONGEST + 1, 1.5, "12", True])
def test_months_that_are_none_name_place_and_remedy(wrong):
    document = native.dump(BASELINE)
    document["questions"][0]["valid_months"] = wrong
    with pytest.raises(QuestionnaireError) as refusal:
        native.load(document)
    assert "A1" in str(refusal.value)
    assert "valid_months" in str(refusal.value)


def test_other_words_or_options_make_it_another_question():
    old = known(B5, "verified")
    for changed in (
        replace(B5, text="Could you verify it at all?"),
        replace(B5, options=(*B5.options, Option("maybe", "Maybe"))),
        replace(B5, type=QuestionType.YNU),
    ):
        found = offered(BASELINE, [changed], {"B5": [old]}, NOTHING_SAID, TODAY)
        assert [item.reason for item in found.again] == [AskedAgain.REWORDED]
    harmless = replace(B5, text=B5.text.replace(" ", "  "), basis="another", feeds=())
    assert offered(BASELINE, [harmless], {"B5": [old]}, NOTHING_SAID, TODAY).offers


def test_a_code_that_is_gone_is_not_offered_even_from_the_register():
    gone = Known("B3", "guild", KnownFrom.REGISTER, TODAY)
    assert told(BASELINE.question("B3"), gone) == (None, [AskedAgain.REWORDED])


def test_dont_know_is_no_knowledge():
    assert told(A2, known(A2, UNKNOWN)) == (None, [AskedAgain.NOT_KNOWN])
    many = BASELINE.question("D4")
    assert told(many, known(many, [UNKNOWN])) == (None, [AskedAgain.NOT_KNOWN])
    assert teaches(BASELINE, B5, UNKNOWN, TODAY) is None


def test_what_is_said_to_have_changed_is_asked_anew_and_the_register_still_tells():
    said = Said(frozenset({"A"}))
    assert told(A2, known(A2, "trl3"), said=said) == (None, [AskedAgain.SAID_CHANGED])
    assert told(B5, known(B5, "verified"), said=said)[0]
    a1 = BASELINE.question("A1")
    register = Known("A1", ["joint"], KnownFrom.REGISTER, TODAY)
    assert told(a1, register, said=said) == (register, [])
    assert told(T3, known(T3, "no"), said=said) == (None, [AskedAgain.SAID_CHANGED])
    assert told(T3, known(T3, "no"))[0]


def test_with_other_partners_own_answers_about_partners_are_asked_anew():
    said = Said(other_partners=True)
    d2 = BASELINE.question("D2")
    assert told(d2, known(d2, "public"), said=said) == (None, [AskedAgain.OTHER_PARTNERS])
    f2 = BASELINE.question("F2")
    assert told(f2, known(f2, "own"), said=said)[0]
    assert told(B5, known(B5, "verified", KnownFrom.PARTNER), said=said)[0]


def test_the_first_source_that_can_be_carried_is_offered():
    stale = known(B5, "verified", days=999)
    fresh = known(B5, "partly")
    assert told(B5, stale, fresh) == (fresh, [])


def test_what_is_never_carried_says_why():
    signs = BASELINE.question("I3")
    found = offered(BASELINE, [signs], {"I3": [known(signs, ["none"])]}, NOTHING_SAID, TODAY)
    assert found.again[0].reason is AskedAgain.NEVER
    assert "each time" in str(found.again[0].because)


def test_facts_of_several_partners_are_offered_where_they_agree():
    old, new = known(B5, "verified", days=90), known(B5, "verified", days=10)
    both = of_all_partners({"P": new, "Q": old}, ["P", "Q"])
    assert (both.since, both.about, both.lacking, both.said) == (old.since, "P, Q", (), ())
    fact = replace(both, source=KnownFrom.PARTNER)
    assert told(B5, fact)[0] == fact
    lacking = of_all_partners({"P": new}, ["P", "Q"])
    assert told(B5, replace(lacking, source=KnownFrom.PARTNER))[1] == [AskedAgain.PARTLY]
    differ = of_all_partners({"P": new, "Q": replace(old, value="no")}, ["P", "Q"])
    assert differ.said == (("P", "verified"), ("Q", "no"))
    assert told(B5, replace(differ, source=KnownFrom.PARTNER))[1] == [AskedAgain.DIFFERS]


def test_partners_named_with_it_are_those_that_take_no_part_now():
    item = replace(known(B5, "verified"), together_with=("Q", "R"))
    assert of_all_partners({"P": item}, ["P", "Q"]).together_with == ("R",)


def test_only_facts_of_partners_and_units_are_kept():
    kept = {
        question.id
        for question in BASELINE.questions
        if teaches(BASELINE, question, "x", TODAY) is not None
    }
    scopes = {BASELINE.question(id).scope for id in kept}
    assert scopes == {Scope.PARTNER, Scope.UNIT}
    assert kept == {"A4", "B3", "B4", "B5", "B6", "B7", "D3", "E4", "I4"}


# --- The register -------------------------------------------------------------------------------
FULL = Registered(
    since=TODAY,
    partners=("Aoishima University",),
    countries=("JP",),
    kinds=("uni",),
    activities=("joint",),
    areas=("quantum",),
    area_names=("Quantum",),
    benefit="Better sensors.",
    outside=(("Aoishima University", "Japan"),),
    defence=("Aoishima University",),
)


def test_the_register_answers_only_what_it_knows_and_says_from_what():
    found = known_to_register("eu-baseline", BASELINE.questions, FULL)
    assert {id: item.value for id, item in found.items()} == {
        "A1": ["joint"],
        "A3": ["quantum"],
        "B1": ["Aoishima University"],
        "B2": ["JP"],
        "B3": "uni",
        "I5": "Better sensors.",
    }
    triage = known_to_register("eu-baseline", BASELINE.triage, FULL)
    assert {id: item.value for id, item in triage.items()} == dict.fromkeys(
        ["T1", "T2", "T5"], "yes"
    )
    assert str(triage["T1"].because) == "Aoishima University is established in Japan."
    assert known_to_register("eu-baseline", BASELINE.questions, Registered(since=TODAY)) == {}


def test_the_register_never_says_no_and_never_that_somebody_is_in_the_union():
    inside = replace(FULL, outside=(), areas=(), defence=())
    assert known_to_register("eu-baseline", BASELINE.triage, inside) == {}


def test_another_questionnaire_gets_only_partners_and_countries():
    found = known_to_register("somebody-elses", BASELINE.questions, FULL)
    assert set(found) == {"B1", "B2"}


def test_every_answer_of_the_register_fits_its_question():
    for question in (*BASELINE.questions, *BASELINE.triage):
        for item in known_to_register("eu-baseline", [question], FULL).values():
            assert problem_with(question, item.value, required=True) is None


# --- Minutes ------------------------------------------------------------------------------------
def test_minutes_saved_from_what_was_measured_here():
    told = saved(23, questions=50, typical=50, cases=12)
    assert (told.answers, told.minutes, told.measured) == (23, 17, True)
    assert "12" in str(told.because)


def test_minutes_saved_are_an_assumption_that_says_so_where_too_little_was_measured():
    told = saved(20, questions=50, typical=None, cases=2)
    assert (told.minutes, told.measured) == (15, False)
    assert "Assumed" in str(told.because)


def test_where_answering_is_as_quick_as_confirming_nothing_is_said_to_be_saved():
    assert saved(10, questions=60, typical=CONFIRMING_SECONDS, cases=9).minutes == 0


# --- Generated ----------------------------------------------------------------------------------
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(0, LONGEST), st.integers(0, LONGEST))
def test_more_months_never_end_earlier_and_keep_the_day(since, months, more):
    first, later = last_day(since, months), last_day(since, months + more)
    assert since <= first <= later
    assert first.day <= since.day
    assert (first.year - since.year) * 12 + first.month - since.month == months


@given(DAYS, st.sampled_from([*BASELINE.questions, *BASELINE.triage]), st.integers(0, 4000))
def test_nothing_older_than_its_validity_is_ever_offered(today, question, age):
    if not question.options:
        return
    value = [question.codes[0]] if question.type is QuestionType.MULTI else question.codes[0]
    since = date.fromordinal(max(1, today.toordinal() - age))
    months = validity(BASELINE, question).months
    item = Known(
        question.id,
        value,
        KnownFrom.PARTNERSHIP,
        since,
        until=last_day(since, months),
        asked_as=asked_as(question),
    )
    found = offered(BASELINE, [question], {question.id: [item]}, NOTHING_SAID, today)
    assert len(found.offers) + len(found.again) == 1
    if found.offers:
        assert months > 0
        assert last_day(since, months) >= today


@given(
    st.lists(st.sampled_from(BASELINE.questions), unique_by=lambda q: q.id),
    st.sets(st.sampled_from("ABCDEFGHI")),
    st.integers(0, 900),
)
def test_each_question_is_offered_or_asked_again_once_and_in_order(questions, sections, age):
    known_ = {
        q.id: [known(q, [q.codes[0]] if q.type is QuestionType.MULTI else q.codes[0], days=age)]
        for q in questions
        if q.options
    }
    found = offered(BASELINE, questions, known_, Said(frozenset(sections)), TODAY)
    offers = [item.question.id for item in found.offers]
    again = [item.question.id for item in found.again]
    assert sorted(offers + again) == sorted(known_)
    order = [question.id for question in questions]
    assert offers == sorted(offers, key=order.index)
    assert not {item.question.section for item in found.offers} & sections


def test_another_value_or_source_has_another_key():
    item = known(B5, "verified")
    others = [
        replace(item, value="partly"),
        replace(item, source=KnownFrom.PARTNER),
        replace(item, since=item.since - timedelta(days=1)),
        replace(item, fact="f"),
    ]
    assert len({item.key, *(other.key for other in others)}) == 5
    assert item.key == known(B5, "verified").key
