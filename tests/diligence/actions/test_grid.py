"""One row of the backlog: started, answered, finished, taken back; races and refusals."""

import pytest

from diligence.actions import appraise, grid
from diligence.actions.answer import Save
from diligence.actions.grid import Marks
from diligence.enums import Route
from diligence.models import AnswerChange, AnswerSheet, Appraisal, Partnership
from portal.authority import Refused
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db

LOW = {"T1": "yes"} | {f"T{n}": "no" for n in range(2, 11)}


@pytest.fixture
def row(baseline, acting_as, ines) -> Partnership:
    acting_as(ines)
    return PartnershipFactory()


def saves(**answers: str | None) -> dict[str, Save]:
    return {id: Save(value) for id, value in answers.items()}


def marked(row: Partnership) -> list[str]:
    found: list[str] = AnswerSheet.objects.get(appraisal__partnership=row).to_ask
    return found


def test_the_first_answer_starts_the_appraisal(row, ines):
    told = grid.save_row(row.pk, by=ines.actor, saves=saves(T1="yes"))
    appraisal = Appraisal.objects.get(partnership=row)
    assert told.appraisal == appraisal
    assert appraisal.state == "triage"
    assert AnswerSheet.objects.get(appraisal=appraisal).entries["T1"]["value"] == "yes"
    row.refresh_from_db()
    assert row.appraisal_state == "triage"
    events = AuditEvent.objects.filter(subject_id=appraisal.pk)
    assert [event.event for event in events] == ["appraisal.started"]


def test_a_row_left_as_it_was_starts_nothing(row, ines):
    assert grid.save_row(row.pk, by=ines.actor, saves={}).appraisal is None
    assert not Appraisal.objects.exists()


def test_a_low_row_is_done_in_one_step(row, ines):
    told = grid.save_row(row.pk, by=ines.actor, saves=saves(**LOW), finish=True)
    assert told.result is not None
    assert (told.result.route, told.result.rule) == (Route.ENDED_LOW, "triage:low")
    row.refresh_from_db()
    assert row.appraisal_state == "ended_low"


@pytest.mark.parametrize(
    ("change", "state", "rule", "refers"),
    [
        ({"T1": "no"}, "out_of_scope", "triage:T1", False),
        ({"T2": "yes"}, "answering", "triage:T2", False),
        ({"T9": "unknown"}, "answering", "triage:T9", False),
        ({"T2": "yes", "T4": "yes"}, "answering", "triage:T4", True),
    ],
)
def test_a_row_follows_the_route_of_any_triage(row, ines, change, state, rule, refers):
    grid.save_row(row.pk, by=ines.actor, saves=saves(**(LOW | change)), finish=True)
    found = Appraisal.objects.get(partnership=row)
    assert (found.state, found.triage_rule, found.triage_refers) == (state, rule, refers)


def test_an_unfinished_row_is_kept_and_says_what_is_missing(row, ines):
    some = {id: value for id, value in LOW.items() if id not in {"T3", "T7"}}
    told = grid.save_row(row.pk, by=ines.actor, saves=saves(**some), finish=True)
    assert (told.result, told.missing) == (None, ("T3", "T7"))
    assert AnswerChange.objects.filter(appraisal__partnership=row).count() == 1


def test_an_unlisted_answer_is_named_and_finishes_nothing(row, ines):
    told = grid.save_row(row.pk, by=ines.actor, saves=saves(**(LOW | {"T5": "maybe"})), finish=True)
    assert told.saved is not None
    assert [problem.question for problem in told.saved.problems] == ["T5"]
    assert Appraisal.objects.get(partnership=row).state == "triage"


def test_two_people_answering_one_cell_meet(row, ines):
    grid.save_row(row.pk, by=ines.actor, saves={"T2": Save("no", revision=0)}, page="a")
    told = grid.save_row(
        row.pk,
        by=ines.actor,
        saves={"T2": Save("yes", revision=0), "T3": Save("no", revision=0)},
        page="b",
        finish=True,
    )
    assert told.saved is not None
    (met,) = told.saved.conflicts
    assert (met.question, met.value, met.theirs["value"]) == ("T2", "yes", "no")
    assert told.result is None
    assert AnswerSheet.objects.get().entries["T3"]["value"] == "no"


def test_who_comes_second_to_a_new_row_goes_on_with_the_same_appraisal(row, ines, monkeypatch):
    first = appraise.start(row.pk, by=ines.actor)
    # The second looked before the first had started.
    looks = iter([None])
    present = grid._open
    monkeypatch.setattr(grid, "_open", lambda *given: next(looks, present(*given)))
    told = grid.save_row(row.pk, by=ines.actor, saves=saves(T1="yes"))
    assert told.appraisal == first
    assert Appraisal.objects.count() == 1


def test_a_row_somebody_finished_meanwhile_is_not_started_anew(row, ines, monkeypatch):
    grid.save_row(row.pk, by=ines.actor, saves=saves(**LOW), finish=True)
    with pytest.raises(Refused, match="left the backlog meanwhile: Ended at triage"):
        grid.save_row(row.pk, by=ines.actor, saves=saves(T1="yes"))
    monkeypatch.setattr(grid, "_open", lambda *_: None)
    with pytest.raises(Refused, match="Somebody else finished"):
        grid.save_row(row.pk, by=ines.actor, saves=saves(T1="yes"))
    assert Appraisal.objects.count() == 1


def test_what_was_finished_is_taken_back_with_all_its_answers(row, ines):
    grid.save_row(row.pk, by=ines.actor, saves=saves(**LOW), finish=True)
    assert grid.take_back(row.pk, by=ines.actor).state == "triage"
    entries = AnswerSheet.objects.get().entries
    assert {id: entry["value"] for id, entry in entries.items()} == LOW


def test_what_led_to_the_full_questionnaire_is_not_taken_back_here(row, ines):
    grid.save_row(row.pk, by=ines.actor, saves=saves(**(LOW | {"T2": "yes"})), finish=True)
    with pytest.raises(Refused, match="full questionnaire has begun"):
        grid.take_back(row.pk, by=ines.actor)
    with pytest.raises(Refused, match="Nothing was finished"):
        grid.take_back(PartnershipFactory().pk, by=ines.actor)


def test_marks_to_ask_are_kept_until_the_question_is_settled(row, ines):
    added = Marks(added=frozenset({"T7", "T2"}))
    grid.save_row(row.pk, by=ines.actor, saves={}, marks=added)
    assert marked(row) == ["T2", "T7"]
    grid.save_row(row.pk, by=ines.actor, saves=saves(T2="unknown", T7="no"))
    assert marked(row) == ["T2"]
    grid.save_row(row.pk, by=ines.actor, saves={}, marks=Marks(removed=frozenset({"T2"})))
    assert marked(row) == []


def test_an_officer_of_other_units_finds_no_row(row, ines):
    actor = limited_to(ines, UnitFactory())
    with pytest.raises(Partnership.DoesNotExist):
        grid.save_row(row.pk, by=actor, saves=saves(T1="yes"))


def test_a_decider_does_not_triage(row, dora):
    with pytest.raises(Refused, match="does not include this"):
        grid.save_row(row.pk, by=dora.actor, saves=saves(T1="yes"))
    assert not Appraisal.objects.exists()


def test_a_stranger_finds_no_row(row, otto):
    with acting_for(otto.organisation), pytest.raises(Partnership.DoesNotExist):
        grid.save_row(row.pk, by=otto.actor, saves=saves(T1="yes"))
