"""What is said of a case after it was sent crosses the border too, and nothing else does."""

from datetime import timedelta

import pytest

from advisory.actions import ask, triage
from advisory.models import (
    InformationRequest,
    ReceivedDossier,
    Referral,
)
from diligence.actions import appraise, consult, score, send
from diligence.actions.appraise import Save
from diligence.models import (
    Appraisal,
    Consultation,
)
from portal import clock
from portal.authority import product
from portal.models import AuditEvent, Bell
from portal.tenancy import acting_for
from tests.factories.consultations import (
    brought,
    confirmed,
    sent,
)

pytestmark = pytest.mark.django_db


def test_a_recall_closes_the_case_at_the_hub(by, nl, hub, ada):
    row = brought(sent(by))
    send.recall(row.pk, by=by, because="The partner left the project")
    brought(row)
    with acting_for(hub):
        referral = Referral.objects.get()
        assert referral.state == "closed"
        assert referral.closed_because.endswith("The partner left the project")
        assert ReceivedDossier.objects.count() == 1
        with pytest.raises(Exception, match="closed"):
            triage.take(referral.pk, by=ada.actor)


def test_what_was_recalled_on_its_way_never_arrives(by, nl, hub):
    row = sent(by)
    send.recall(row.pk, by=by, because="Sent by mistake")
    brought(row)
    with acting_for(hub):
        assert not Referral.objects.exists()
    assert Consultation.objects.get().state == "closed"
    assert not Bell.objects.filter(kind="refer").exists()


def test_a_withdrawn_appraisal_is_recalled_and_keeps_its_reason_at_home(by, nl, hub):
    row = brought(sent(by))
    appraise.withdraw(row.appraisal_id, by=by, because="The dean does not want it")
    brought(row)
    with acting_for(hub):
        referral = Referral.objects.get()
    assert referral.state == "closed"
    assert "dean" not in referral.closed_because
    assert "withdrew the appraisal" in referral.closed_because


def test_needed_by_reaches_the_hub_and_its_queue(by, nl, hub):
    row = brought(sent(by))
    with acting_for(hub):
        before = Referral.objects.get().priority
    day = clock.today() + timedelta(days=3)
    send.say_needed_by(row.pk, by=by, needed_by=day, needed_because="The call closes")
    brought(row)
    with acting_for(hub):
        referral = Referral.objects.get()
    assert (referral.needed_by, referral.needed_because) == (day, "The call closes")
    assert referral.priority < before


def test_answers_to_the_hubs_questions_arrive_and_its_clock_goes_on(by, nl, hub, ada):
    row = brought(sent(by))
    with acting_for(hub):
        referral = triage.take(Referral.objects.get().pk, by=ada.actor)
        ask.ask(referral.pk, questions=[ask.Asked("E1", "Which forces?")], by=ada.actor)
    row.refresh_from_db()
    appraisal = Appraisal.objects.get(pk=row.appraisal_id)
    assert (row.state, appraisal.state) == ("asked", "answering")
    assert appraisal.only_questions == ["E1"]
    saved = appraise.save(appraisal.pk, by=by, saves={"E1": Save("civil"), "B4": Save("unit")})
    assert [p.question for p in saved.problems] == ["B4"]
    assert saved.changed == ("E1",)
    shown = confirmed(by, appraisal, send_if_required=True, reply="None, after all.")
    appraise.submit(appraisal.pk, by=by, dossier=shown)
    score.run(appraisal.pk)
    row = brought(row)
    assert row.state == "open"
    with acting_for(hub):
        referral.refresh_from_db()
        request = InformationRequest.objects.get()
        assert (referral.state, referral.paused_at) == ("taken", None)
        assert request.reply == "None, after all."
        assert ReceivedDossier.objects.count() == 2


def test_a_question_in_words_is_answered_in_words(by, nl, hub, ada):
    row = brought(sent(by))
    consult.questions_asked(
        row.pk, questions=[{"question": "", "text": "Who pays?"}], message="", by=product("Hub NL")
    )
    assert Appraisal.objects.get(pk=row.appraisal_id).state == "scored"
    send.answer(row.pk, by=by, reply="The ministry.")
    row = brought(row)
    assert row.state == "open"
    assert AuditEvent.objects.filter(event="consultation.opened").count() == 1
