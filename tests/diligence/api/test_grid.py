"""The triage of many partnerships in one request, as a machine meets it."""

import uuid

import pytest

from diligence.models import AnswerSheet, Appraisal, Partnership
from portal.tenancy import acting_for
from tests.cast import Member
from tests.diligence.api.test_api import Call, caller
from tests.factories import PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db

LOW = {"T1": {"value": "yes"}} | {f"T{n}": {"value": "no"} for n in range(2, 11)}


@pytest.fixture
def as_ines(ines: Member, baseline) -> Call:
    return caller(ines)


def registered(who: Member, count: int = 1) -> list[Partnership]:
    with acting_for(who.organisation):
        return [PartnershipFactory() for _ in range(count)]


def row(partnership: object, finish: bool = True, **answers: str) -> dict[str, object]:
    told = LOW | {id: {"value": value} for id, value in answers.items()}
    return {"partnership": str(partnership), "answers": told, "finish": finish}


def sent(call: Call, *rows: dict[str, object]) -> list[dict[str, object]]:
    answer = call("post", "triage/", {"rows": list(rows)})
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, object]] = answer.json()["rows"]
    return found


def test_every_row_gets_its_own_answer(as_ines, ines):
    low, full, refer, out, open_ = (each.pk for each in registered(ines, 5))
    told = sent(
        as_ines,
        row(low),
        row(full, T3="unknown"),
        row(refer, T2="yes", T4="yes"),
        row(out, T1="no"),
        row(open_, finish=False),
    )
    assert [each["result"] for each in told] == ["finished"] * 4 + ["saved"]
    assert [each["state"] for each in told] == [
        "ended_low",
        "answering",
        "answering",
        "out_of_scope",
        "triage",
    ]
    assert [each["rule"] for each in told[:4]] == [
        "triage:low",
        "triage:T3",
        "triage:T4",
        "triage:T1",
    ]
    assert [each["refer"] for each in told] == [False, False, True, False, False]
    assert told[0]["revisions"]["T2"] == 1


def test_one_bad_row_stops_no_other(as_ines, ines, otto):
    good, bad, gone = registered(ines, 3)
    (strange,) = registered(otto)
    sent(as_ines, row(gone.pk))
    told = sent(
        as_ines,
        row(bad.pk, T5="maybe"),
        row(uuid.uuid4()),
        row(strange.pk),
        row(gone.pk),
        {"partnership": str(bad.pk), "answers": {"T99": {"value": "no"}}},
        row(good.pk),
    )
    words = [each["result"] for each in told]
    assert words == ["problem", "not_found", "not_found", "refused", "problem", "finished"]
    assert told[0]["problems"] == [
        {"question": "T5", "problem": "“maybe” is not one of the options: no, yes, unknown."}
    ]
    assert "left the backlog" in str(told[3]["detail"])
    assert told[1]["detail"] == "There is no such partnership here."


def test_what_is_missing_is_named_and_the_rest_is_kept(as_ines, ines):
    (one,) = registered(ines)
    (told,) = sent(
        as_ines,
        {"partnership": str(one.pk), "answers": {"T1": {"value": "yes"}}, "finish": True},
    )
    assert (told["result"], told["missing"]) == ("incomplete", [f"T{n}" for n in range(2, 11)])
    assert told["changed"] == ["T1"]


def test_with_a_revision_nobodys_answer_is_overwritten(as_ines, ines):
    (one,) = registered(ines)
    sent(as_ines, row(one.pk, finish=False))
    stale = {"T2": {"value": "yes", "revision": 0}}
    (told,) = sent(as_ines, {"partnership": str(one.pk), "answers": stale, "finish": True})
    assert told["result"] == "conflict"
    (met,) = told["conflicts"]  # type: ignore[misc]
    assert (met["question"], met["yours"], met["theirs"]["value"]) == ("T2", "yes", "no")
    with acting_for(ines.organisation):
        assert AnswerSheet.objects.get().entries["T2"]["value"] == "no"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rows": []},
        {"rows": [{"partnership": "x"}]},
        {"rows": [{"answers": {}}]},
        {"rows": [{"partnership": str(uuid.uuid4()), "answers": {"T1": "yes"}}]},
        {"rows": [{"partnership": str(uuid.uuid4())}] * 101},
        [],
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_stored(as_ines, ines, body):
    assert as_ines("post", "triage/", body).status_code == 400
    with acting_for(ines.organisation):
        assert not Appraisal.objects.exists()


def test_who_may_not_appraise_is_refused_and_other_units_are_not_there(baseline, ines, dora):
    (one,) = registered(ines)
    assert caller(dora)("post", "triage/", {"rows": [row(one.pk)]}).status_code == 403
    with acting_for(ines.organisation):
        limited_to(ines, UnitFactory())
    (told,) = sent(caller(ines), row(one.pk))
    assert told["result"] == "not_found"
