"""Scoring what was submitted: once, completely, and so that it can be replayed."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from diligence.actions import appraise, score
from diligence.choices import AppraisalState
from diligence.domain import scoring
from diligence.domain.scoring import AnswersError
from diligence.models import (
    AnswerSheet,
    Appraisal,
    Consultation,
    Partnership,
    QuestionnaireVersion,
    Route,
    Score,
)
from diligence.queries import questionnaires
from portal.models import AuditEvent, Bell
from portal.tenancy import acting_for
from tests.factories.appraisals import CASES, answered, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(baseline, ines, acting_as):
    acting_as(ines)
    return ines.actor


@pytest.mark.parametrize("case", sorted(CASES))
def test_every_worked_case_is_scored_as_it_must_and_replays_byte_for_byte(by, case):
    appraisal = submitted(by, case)
    stored = score.run(appraisal.pk)
    assert stored is not None
    document, expected = json.loads(stored.document), CASES[case]["expected"]
    assert document["outcome"] == stored.outcome == expected["outcome"]
    assert {d: v["band"] for d, v in document["dimensions"].items()} == expected["dimensions"]
    assert document["hold"] == expected["hold"]
    again = Score.objects.get(pk=stored.pk)
    assert score.replay(again) == again.document.encode()
    assert score.differences(again) == []


def test_everything_that_follows_is_stored_at_once(by):
    appraisal = submitted(by, "K01")
    stored = score.run(appraisal.pk)
    appraisal.refresh_from_db()
    registered = Partnership.objects.get(pk=appraisal.partnership_id)
    assert (appraisal.state, appraisal.outcome) == (AppraisalState.SCORED, "refer")
    assert (appraisal.band, appraisal.hold) == ("medium", False)
    assert appraisal.scored_at == stored.scored_at
    assert (registered.appraisal_state, registered.outcome) == ("scored", "refer")
    assert not Bell.objects.exists()
    event = AuditEvent.objects.filter(event="appraisal.scored").get()
    assert (event.subject_id, event.by) == (appraisal.pk, "Ajar")
    assert event.detail["outcome"] == "refer"
    route = Route.objects.get(appraisal=appraisal, submission=1)
    assert route.leads_to == "hub"
    assert Consultation.objects.get(appraisal=appraisal).state == "ready"


def test_a_second_call_does_nothing(by):
    appraisal = submitted(by)
    assert score.run(appraisal.pk) is not None
    assert score.run(appraisal.pk) is None
    assert Score.objects.count() == 1
    assert AuditEvent.objects.filter(event="appraisal.scored").count() == 1


def test_the_minutes_stay_as_they_are(by):
    appraisal = submitted(by)
    Appraisal.objects.filter(pk=appraisal.pk).update(full_minutes=25)
    score.run(appraisal.pk)
    appraisal.refresh_from_db()
    assert appraisal.full_minutes == 25


def test_what_is_not_submitted_is_not_scored(by):
    appraisal = answered(by)
    assert score.run(appraisal.pk) is None
    assert not Score.objects.exists()


def test_a_bell_for_what_was_withdrawn_is_silenced(by):
    appraisal = submitted(by)
    Appraisal.objects.filter(pk=appraisal.pk).update(state="withdrawn")
    assert score.run(appraisal.pk) is None
    assert not Bell.objects.exists()


def test_another_organisations_appraisal_is_not_found(by, otto):
    appraisal = submitted(by)
    with acting_for(otto.organisation):
        assert score.run(appraisal.pk) is None
    assert Appraisal.objects.get(pk=appraisal.pk).state == AppraisalState.SUBMITTED


def test_each_submission_has_its_own_score_and_earlier_ones_stay(by):
    appraisal = submitted(by, "K29")
    first = score.run(appraisal.pk)
    appraise.reopen(appraisal.pk, by=by, because="New facts")
    appraise.save(appraisal.pk, by=by, saves={"B4": appraise.Save("unit")})
    appraise.submit(appraisal.pk, by=by)
    second = score.run(appraisal.pk)
    assert (first.submission, second.submission) == (1, 2)
    assert first.document != second.document
    assert list(Score.objects.values_list("submission", "document")) == [
        (2, second.document),
        (1, first.document),
    ]


def test_a_stored_score_cannot_be_changed(by):
    score.run(submitted(by).pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.update(outcome="low")
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.all().delete()


def test_answers_to_questions_that_are_not_asked_are_not_kept_with_the_score(by):
    appraisal = submitted(by, "K29", change={"C1": "no", "C6": "priv"})
    stored = score.run(appraisal.pk)
    assert "C6" not in json.loads(stored.answers)
    assert json.loads(stored.answers)["C1"] == "no"


def test_the_same_answers_give_the_same_bytes_and_the_same_hash(by):
    one = score.run(submitted(by, "K26").pk)
    other = score.run(submitted(by, "K26").pk)
    assert (one.document, one.answers, one.input_hash, one.engine) == (
        other.document,
        other.answers,
        other.input_hash,
        other.engine,
    )
    assert one.version_digest == questionnaires.current_version().digest


def test_broken_answers_fail_and_leave_everything_as_it_was(by):
    appraisal = submitted(by)
    sheet = AnswerSheet.objects.get(appraisal=appraisal)
    sheet.entries["A2"]["value"] = "no such option"
    sheet.save()
    with pytest.raises(AnswersError), transaction.atomic():
        score.run(appraisal.pk)
    appraisal.refresh_from_db()
    assert appraisal.state == AppraisalState.SUBMITTED
    assert Bell.objects.count() == 1
    assert not Score.objects.exists()


def test_a_score_costs_few_statements_however_many_there_are(by):
    def statements() -> list[str]:
        appraisal = submitted(by, "K01")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            score.run(appraisal.pk)
        return [query["sql"] for query in captured]

    statements()
    first = statements()
    for _ in range(10):
        submitted(by)
    assert len(statements()) == len(first) == 14, first


def test_a_replay_notices_changed_bytes_hash_engine_and_a_missing_edition(by):
    stored = score.run(submitted(by, "K01").pk)
    stored.document = stored.document.replace('"points":14', '"points":13')
    stored.input_hash = "0" * 64
    found = score.differences(stored)
    assert len(found) == 2
    assert "“3}" in found[0]
    stored.engine = "0"
    assert "engine 0" in score.differences(stored)[0]
    stored.engine, stored.version_digest = scoring.ENGINE_VERSION, "f" * 64
    assert "not published here" in score.differences(stored)[0]
    with pytest.raises(score.CannotReplayError):
        score.replay(stored)


def test_a_replay_notices_a_changed_headline_and_broken_answers(by):
    stored = score.run(submitted(by, "K01").pk)
    stored.outcome = "low"
    assert "not ('low', 'medium')" in score.differences(stored)[0]
    stored.answers = "{}"
    assert "cannot be scored: A2" in score.differences(stored)[0]
    stored.answers = "{"
    assert score.differences(stored)


def test_a_replay_reads_the_published_bytes_again(by, monkeypatch):
    stored = score.run(submitted(by, "K29").pk)
    monkeypatch.setattr(
        questionnaires,
        "with_digest",
        lambda digest: QuestionnaireVersion(digest=digest, document="{}", key="k", edition="1"),
    )
    assert "not the published one" in score.differences(stored)[0]
