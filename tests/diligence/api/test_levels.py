"""Whose questionnaire is filled in, and newer parents, as a machine meets them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import drafts
from diligence.domain.edits import Insert, Set
from diligence.models import QuestionnaireChoice
from diligence.queries import questionnaires
from portal.tenancy import acting_for
from tests.diligence.actions.test_parent_update import OWN_QUESTION
from tests.diligence.api.test_api import Call, caller
from tests.factories import levels

pytestmark = pytest.mark.django_db
LEVEL = "questionnaires/level/"
UPDATES = "questionnaires/updates/"


@pytest.fixture
def call(stella) -> Call:
    return caller(stella)


@pytest.fixture
def national(baseline, ministry):
    return levels.national(ministry, levels.composed())


@pytest.fixture
def draft(national, stella, university_a):
    """On the first national edition, with a question that refers to one of it."""
    with acting_for(university_a):
        row = drafts.create(stella.actor, key="uni", title="Uni", edition="1", parent=national)
        question = OWN_QUESTION | {"condition": "${N1} = 'yes'"}
        return drafts.change(
            stella.actor, row.pk, [Insert("questions", question)], revision=0, what="Ours"
        )


def without_n1(ministry):
    """A national edition in which the question is gone that the draft refers to."""
    questions = levels.BASELINE.questions
    return levels.national(ministry, levels.composed(edition="2", own=(), questions=questions))


# --- The level ----------------------------------------------------------------------------------
def test_what_is_in_force_and_what_would_change(call, national, baseline):
    told = call("get", LEVEL).json()
    assert told["in_force"]["edition"] == str(national.pk)
    assert told["in_force"]["level"] == "national"
    assert told["choice"] is None
    by_level = {each["level"]: each for each in told["levels"]}
    assert by_level["own"]["edition"] is None
    assert by_level["national"]["in_force"]
    assert by_level["baseline"]["changes"]["removed"] == 1


def test_a_level_is_chosen_with_its_reason_and_left_again(call, national, baseline, university_a):
    sent = {"level": "baseline", "because": "Faculties first."}
    told = call("post", LEVEL, sent).json()
    assert told["in_force"]["edition"] == str(baseline.pk)
    assert (told["choice"]["because"], told["choice"]["by"]) == (
        "Faculties first.",
        "Stella Steward",
    )
    told = call("post", LEVEL, {"level": "nearest", "because": "All agreed."}).json()
    assert (told["in_force"]["level"], told["choice"]) == ("national", None)
    with acting_for(university_a):
        assert not QuestionnaireChoice.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"level": "own", "because": "x"}, "level"),
        ({"level": "mars", "because": "x"}, "level"),
        ({"level": "baseline", "because": " "}, "because"),
        ({"level": "baseline"}, "because"),
        ({}, "level"),
    ],
)
def test_what_is_no_choice_is_named(call, national, sent, field):
    answer = call("post", LEVEL, sent)
    assert answer.status_code == 400
    assert field in answer.json()


def test_who_may_not_choose_is_told_why(national, ines, petra):
    sent = {"level": "baseline", "because": "x"}
    officer = caller(ines)
    assert officer("get", LEVEL).status_code == 200
    assert officer("post", LEVEL, sent).status_code == 403
    answer = caller(petra)("post", LEVEL, sent)
    assert answer.status_code == 403
    assert "research organisations" in answer.json()["detail"]


def test_without_any_edition_nothing_is_in_force(call):
    told = call("get", LEVEL).json()
    assert (told["in_force"], told["under_way_elsewhere"]) == (None, 0)


# --- A newer parent -----------------------------------------------------------------------------
def test_an_own_edition_with_a_newer_parent_is_listed_and_begun_anew(
    call, national, ministry, university_a
):
    own = levels.local(
        university_a, levels.composed(questionnaires.definition(national), "uni", own=())
    )
    assert call("get", UPDATES).json() == []
    newer = levels.national(ministry, levels.composed(edition="2"))
    (told,) = call("get", UPDATES).json()
    assert (told["edition"], told["newer"]) == (str(own.pk), str(newer.pk))
    assert told["builds_on"] == str(national.pk)
    answer = call("post", UPDATES, {"replaces": str(own.pk), "edition": "2"})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["replaces"] == str(own.pk)
    for sent, field in (
        ({"replaces": str(newer.pk), "edition": "3"}, "replaces"),
        ({"replaces": str(own.pk), "edition": "1"}, "edition"),
        ({"replaces": "x", "edition": "3"}, "replaces"),
    ):
        answer = call("post", UPDATES, sent)
        assert answer.status_code == 400
        assert field in answer.json()


def test_reading_takes_as_many_queries_for_many_editions_as_for_one(
    call, national, ministry, university_a
):
    core = questionnaires.definition(national)
    levels.local(university_a, levels.composed(core, "uni", own=()))
    levels.national(ministry, levels.composed(edition="2"))
    call("get", LEVEL)
    with CaptureQueriesContext(connection) as one:
        call("get", LEVEL)
        assert len(call("get", UPDATES).json()) == 1
    for number in range(3):
        levels.local(university_a, levels.composed(core, f"uni-{number}", own=()))
    call("get", LEVEL)
    with CaptureQueriesContext(connection) as many:
        call("get", LEVEL)
        assert len(call("get", UPDATES).json()) == 4
    assert len(many) == len(one)


def test_nothing_newer_is_told_and_refused(call, draft):
    address = f"drafts/{draft.pk}/update/"
    told = call("get", address).json()
    assert (told["to"], told["changes"], told["conflicts"]) == (None, [], [])
    sent = {"to": str(draft.parent_id), "revision": 1}
    answer = call("post", address, sent)
    assert answer.status_code == 403
    assert "no newer edition" in answer.json()["detail"]


def test_differences_are_read_conflicts_settled_and_the_edition_taken_over(
    call, draft, ministry, national
):
    newer = without_n1(ministry)
    address = f"drafts/{draft.pk}/update/"
    told = call("get", address).json()
    assert (told["builds_on"], told["to"]) == (str(national.pk), str(newer.pk))
    assert told["summary"]["removed"] == 1
    assert "questions/N1" in {each["place"] for each in told["changes"]}
    (conflict,) = told["conflicts"]
    assert "keep" in conflict["choices"]
    sent: dict[str, Any] = {"to": told["to"], "revision": told["revision"]}
    answer = call("post", address, sent)
    assert answer.status_code == 400
    assert answer.json()["conflicts"] == told["conflicts"]
    chosen = [{"place": conflict["place"], "choice": "keep"}]
    answer = call("post", address, sent | {"choices": chosen})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["builds_on"] == str(newer.pk)
    assert call("get", address).json()["to"] is None


def test_another_authors_change_meanwhile_is_a_conflict(
    call, draft, ministry, stella, university_a
):
    newer = without_n1(ministry)
    with acting_for(university_a):
        step = Set("questions/U1/short", "Ours now")
        drafts.change(stella.actor, draft.pk, [step], revision=1, what="Theirs")
    chosen = [{"place": "questions/U1", "choice": "keep"}]
    sent = {"to": str(newer.pk), "revision": 1, "choices": chosen}
    answer = call("post", f"drafts/{draft.pk}/update/", sent)
    assert answer.status_code == 409, answer.json()
    assert [each["what"] for each in answer.json()["changes"]] == ["Theirs"]
    sent["revision"] = answer.json()["revision"]
    assert call("post", f"drafts/{draft.pk}/update/", sent).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"to": "x", "revision": 1},
        {"to": "018f0000-0000-7000-8000-000000000000", "revision": -1},
        {"to": "018f0000-0000-7000-8000-000000000000", "revision": 1, "choices": [{"place": "a"}]},
    ],
)
def test_what_is_no_update_is_400(call, draft, ministry, sent):
    without_n1(ministry)
    assert call("post", f"drafts/{draft.pk}/update/", sent).status_code == 400


def test_an_edition_that_was_not_shown_is_refused(call, draft, ministry, national):
    levels.national(ministry, levels.composed(edition="2"))
    sent = {"to": str(national.pk), "revision": 1}
    answer = call("post", f"drafts/{draft.pk}/update/", sent)
    assert answer.status_code == 403
    assert "published meanwhile" in answer.json()["detail"]
