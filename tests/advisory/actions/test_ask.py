"""Asking for information: only what was asked opens, and the clock stands still meanwhile."""

from datetime import UTC, datetime

import pytest

from advisory.actions import ask, drafting, refer, triage
from advisory.actions.ask import Asked
from advisory.models import AdviceDraft, InformationRequest, ReceivedDossier, Referral
from diligence.actions import appraise, score, send
from diligence.actions.appraise import Save
from diligence.models import Appraisal, Consultation
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.factories.consultations import confirmed
from tests.factories.referrals import drafted, taken

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def case(baseline, ines, ada, bram):
    with clock.set_to(MONDAY):
        return taken(ines, ada)


def asked(key, by, *questions, message=""):
    with acting_for(by.organisation):
        return ask.ask(key, questions=questions, message=message, by=by.actor)


def test_the_clock_stands_still_and_the_organisation_reads_the_questions(case, ines, ada):
    with clock.set_to(MONDAY):
        asked(case, ada, Asked("B4", "Which unit?"), Asked("", "Who pays?"), message="Thanks.")
    with acting_for(ada.organisation):
        referral = Referral.objects.get(pk=case)
    assert (referral.state, referral.paused_at) == ("waiting", MONDAY)
    with acting_for(ines.organisation):
        row = Consultation.objects.get()
        appraisal = Appraisal.objects.get()
    assert (row.state, row.message) == ("asked", "Thanks.")
    assert row.questions == [
        {"question": "B4", "text": "Which unit?"},
        {"question": "", "text": "Who pays?"},
    ]
    assert (appraisal.state, appraisal.only_questions) == ("answering", ["B4"])


def test_withdrawing_gives_the_waited_days_back(case, ines, ada):
    with clock.set_to(MONDAY):
        asked(case, ada, Asked("B4", ""))
    with acting_for(ada.organisation):
        due = Referral.objects.get(pk=case).due_on
    with clock.set_to(THURSDAY), acting_for(ada.organisation):
        ask.withdraw(case, by=ada.actor)
        referral = Referral.objects.get(pk=case)
    assert (referral.state, referral.paused_at) == ("taken", None)
    assert referral.due_on > due
    with acting_for(ines.organisation):
        row = Consultation.objects.get()
    assert (row.state, row.questions, row.due_on) == ("open", [], referral.due_on)


def test_the_answer_brings_a_new_dossier_and_the_clock_goes_on(case, ines, ada):
    with clock.set_to(MONDAY):
        asked(case, ada, Asked("B4", "Which unit?"))
    with clock.set_to(THURSDAY), acting_for(ines.organisation):
        appraisal = Appraisal.objects.get()
        appraise.save(appraisal.pk, by=ines.actor, saves={"B4": Save("unknown")})
        shown = confirmed(ines.actor, appraisal, send_if_required=True, reply="We asked them.")
        appraise.submit(appraisal.pk, by=ines.actor, dossier=shown)
        score.run(appraisal.pk)
        row = Consultation.objects.get()
        if row.state == "asked":
            send.answer(row.pk, by=ines.actor, reply="We asked them.")
        refer.bring(row.pk)
    with acting_for(ada.organisation):
        referral = Referral.objects.get(pk=case)
        request = InformationRequest.objects.get()
        assert ReceivedDossier.objects.count() == 2
    assert (referral.state, referral.paused_at) == ("taken", None)
    assert (request.answered_at, request.reply) == (THURSDAY, "We asked them.")


def test_an_offered_draft_is_called_back(case, ada):
    with acting_for(ada.organisation):
        drafted(case, ada)
        drafting.offer(case, by=ada.actor)
    asked(case, ada, Asked("B4", ""))
    with acting_for(ada.organisation):
        assert AdviceDraft.objects.get().state == "draft"
        assert Referral.objects.get(pk=case).state == "waiting"


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ((), "at least one question"),
        ((Asked("Z9", "?"),), "no question Z9"),
        ((Asked("", " "),), "Write what you want to know"),
        ((Asked("B4", ""), Asked("B4", "again")), "chosen twice"),
        ((Asked("B4", "x" * 501),), "longer than 500"),
        ((Asked("B4", "NATO SECRET"),), "NATO SECRET"),
    ],
)
def test_what_cannot_be_asked_is_said(case, ada, questions, reason):
    with pytest.raises(Refused, match=reason):
        asked(case, ada, *questions)
    with acting_for(ada.organisation):
        assert not InformationRequest.objects.exists()
        assert Referral.objects.get(pk=case).state == "taken"


def test_one_request_at_a_time(case, ada):
    asked(case, ada, Asked("B4", ""))
    with pytest.raises(Refused, match="waits for information"):
        asked(case, ada, Asked("B1", ""))


def test_released_while_it_waits_it_returns_to_the_queue(case, ada):
    asked(case, ada, Asked("B4", ""))
    with acting_for(ada.organisation):
        triage.release(case, by=ada.actor)
        ask.withdraw(case, by=ada.actor)
        assert Referral.objects.get(pk=case).state == "queued"


def test_no_advisers_name_reaches_the_organisation(case, ines, ada):
    asked(case, ada, Asked("B4", "Which unit?"))
    with acting_for(ines.organisation):
        told = AuditEvent.objects.filter(event__startswith="consultation.")
        assert {event.by for event in told} >= {"Hub NL"}
        assert not any("Ada" in f"{event.by} {event.detail}" for event in told)
