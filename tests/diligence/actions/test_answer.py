"""Saving: provenance, revisions, conflicts between colleagues, undo, hostile input."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import appraise
from diligence.actions.appraise import Save
from diligence.models import AnswerChange, AnswerSheet, Appraisal
from portal.authority import Refused
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.diligence.actions.test_appraise import answers, by, in_questions  # noqa: F401


@pytest.fixture
def ida(university_a) -> cast.Member:
    """A colleague of Ines."""
    return cast.member(university_a, "Ida Colleague", Role.OFFICER)


def entry(question: str) -> dict:
    return AnswerSheet.objects.get().entries[question]


def test_every_answer_carries_its_provenance(by):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl3", note="Ask again in May")})
    told = entry("A2")
    assert (told["value"], told["note"], told["revision"]) == ("trl3", "Ask again in May", 1)
    assert (told["by"], told["user"]) == ("Ines Officer", str(by.user_id))
    assert (told["origin"], told["confirmed_by"]) == ("typed", "")


def test_saving_the_same_again_changes_nothing(by):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl3", revision=0)})
    again = appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl3", revision=0)})
    assert (again.changed, again.conflicts, again.revisions) == ((), (), {"A2": 1})
    assert AnswerChange.objects.filter(changes__has_key="A2").count() == 1


def test_a_conflict_keeps_both_values_of_that_question_only(by, ida):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=ida.actor, saves={"A2": Save("trl12", revision=0)})
    saved = appraise.save(
        appraisal.pk,
        by=by,
        saves={"A2": Save("trl7", revision=0), "A4": Save("no", revision=0)},
    )
    (conflict,) = saved.conflicts
    assert (conflict.question, conflict.value, conflict.revision) == ("A2", "trl7", 1)
    assert (conflict.theirs["value"], conflict.theirs["by"]) == ("trl12", "Ida Colleague")
    assert (entry("A2")["value"], entry("A4")["value"]) == ("trl12", "no")
    settled = appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl7", revision=1)})
    assert (settled.conflicts, entry("A2")["value"]) == ((), "trl7")


def test_both_setting_the_same_value_is_no_conflict(by, ida):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=ida.actor, saves={"A2": Save("trl7", revision=0)})
    saved = appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl7", revision=0)})
    assert (saved.conflicts, saved.changed, entry("A2")["by"]) == ((), (), "Ida Colleague")


def test_a_second_tab_of_the_same_person_conflicts_and_the_same_page_does_not(by):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl7", revision=0)}, page="one")
    same = appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl3", revision=0)}, page="one")
    other = appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl12", revision=0)}, page="two")
    assert (same.conflicts, len(other.conflicts)) == ((), 1)


def test_without_a_revision_the_save_overwrites(by, ida):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=ida.actor, saves={"A2": Save("trl12")})
    assert appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl7")}).conflicts == ()


def test_a_note_does_not_take_over_the_answer(by, ida):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=ida.actor, saves={"A2": Save("trl12")})
    appraise.save(appraisal.pk, by=by, saves={"A2": Save(note="See the work plan")})
    assert (entry("A2")["value"], entry("A2")["by"]) == ("trl12", "Ida Colleague")


def test_clearing_and_undoing(by):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl12")})
    appraise.save(appraisal.pk, by=by, saves={"A2": Save(None)})
    assert (entry("A2")["value"], entry("A2")["revision"]) == (None, 2)
    appraise.undo(appraisal.pk, "A2", by=by)
    assert entry("A2")["value"] == "trl12"
    appraise.undo(appraisal.pk, "A2", by=by)
    assert entry("A2")["value"] is None
    with pytest.raises(Refused, match="not been changed"):
        appraise.undo(appraisal.pk, "A3", by=by)
    with pytest.raises(Refused, match="not been changed"):
        appraise.undo(appraisal.pk, "A\x003", by=by)


def test_a_carried_answer_names_who_confirmed_it(by):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves={"B1": Save(["Kyoto University"], origin="carried")})
    assert entry("B1")["confirmed_by"] == ""
    confirmed = {"B1": Save(["Kyoto University"], confirms=True)}
    appraise.save(appraisal.pk, by=by, saves=confirmed)
    assert (entry("B1")["origin"], entry("B1")["confirmed_by"]) == ("carried", "Ines Officer")


@pytest.mark.parametrize(
    ("question", "value", "problem"),
    [
        ("A2", "trl99", "“trl99” is not one of the options"),
        ("A2", ["trl3"], "the code of one option"),
        ("A3", ["none", "ai"], "excludes every other"),
        ("A3", ["ai", "ai"], "twice"),
        ("A3", "ai", "a list of option codes"),
        ("A3", [["ai"]], "a list of option codes"),
        ("A2", {"a": 1}, "the code of one option"),
        ("I5", "nul \x00", "cannot be stored"),
        ("I5", "half \ud800", "cannot be stored"),
        ("I5", "x" * 4001, "longer than 4000"),
        ("I5", 5, "text"),
        ("B1", ["x"] * 51, "at most 50"),
        ("B1", ["x" * 301], "longer than 300"),
        ("Z9", "yes", "no question “Z9”"),
        ("T1", "yes", "no question “T1”"),
        ("", "yes", "no question"),
    ],
)
def test_what_cannot_be_an_answer_is_named_and_the_rest_saved(by, question, value, problem):  # noqa: F811
    appraisal = in_questions(by)
    saved = appraise.save(appraisal.pk, by=by, saves={question: Save(value), "A4": Save("unknown")})
    assert [found.question for found in saved.problems] == [question]
    assert problem in saved.problems[0].problem
    assert entry("A4")["value"] == "unknown"
    assert question == "T1" or question not in AnswerSheet.objects.get().entries


@pytest.mark.parametrize("note", ["nul \x00", "\udfff", "x" * 4001])
def test_notes_that_cannot_be_stored_are_refused(by, note):  # noqa: F811
    appraisal = in_questions(by)
    saved = appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl3", note=note)})
    assert [found.question for found in saved.problems] == ["A2"]


def test_hostile_text_is_kept_letter_by_letter(by):  # noqa: F811
    appraisal = in_questions(by)
    hostile = "'; DROP TABLE x; -- <script>alert(1)</script> {{ 7*7 }} %s \\u0000 🦊 \u202e"
    appraise.save(appraisal.pk, by=by, saves={"I5": Save(hostile, note=hostile)})
    assert (entry("I5")["value"], entry("I5")["note"]) == (hostile, hostile)


def test_answers_of_questions_no_longer_asked_are_kept(by):  # noqa: F811
    appraisal = in_questions(by)
    saves = {"C1": Save("yes"), "C2": Save("declared")}
    appraise.save(appraisal.pk, by=by, saves=saves)
    appraise.save(appraisal.pk, by=by, saves={"C1": Save("no")})
    assert entry("C2")["value"] == "declared"


def test_a_submitted_appraisal_takes_no_answers(by):  # noqa: F811
    appraisal = in_questions(by)
    appraise.save(appraisal.pk, by=by, saves=answers())
    appraise.submit(appraisal.pk, by=by)
    with pytest.raises(Refused, match="being scored"):
        appraise.save(appraisal.pk, by=by, saves={"A2": Save("trl3")})


def test_a_save_is_three_statements_however_many_answers(by):  # noqa: F811
    appraisal = in_questions(by)
    one = {"A2": Save("trl3")}
    for saves in (one, answers()):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            appraise.save(appraisal.pk, by=by, saves=saves)
        assert len(statements) == 3, [query["sql"][:80] for query in statements]


@pytest.mark.django_db(transaction=True)
def test_colleagues_saving_at_once_lose_nothing(transactional_db, university_a):
    from django.core.management import call_command

    call_command("load_questionnaire", verbosity=0)
    people = [cast.member(university_a, f"Officer {n}", Role.OFFICER) for n in range(4)]
    with acting_for(university_a):
        appraisal = in_questions(people[0].actor)
    questions = ["A2", "B3", "D1", "E1"]
    values = ["trl3", "uni", "none", "civil"]
    conflicts: list[int] = []
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            own = {questions[number]: Save(values[number], revision=0)}
            contested = {"A5": Save(str(number), revision=0)}
            with acting_for(university_a):
                saved = appraise.save(appraisal.pk, by=people[number].actor, saves=own | contested)
            conflicts.append(len(saved.conflicts))
        except BaseException as failure:  # noqa: BLE001
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with acting_for(university_a):
        entries = AnswerSheet.objects.get().entries
        assert [entries[id]["value"] for id in questions] == values
        assert entries["A5"]["revision"] == 1
        assert Appraisal.objects.get().state == "answering"
    assert sorted(conflicts) == [0, 1, 1, 1]
