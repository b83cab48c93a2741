"""Whatever a hub does or leaves undone, and whenever: the organisation decides."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from advisory.actions import ask, refer, triage
from advisory.models import Referral
from diligence.choices import ConsultationState
from diligence.enums import Consulted
from diligence.models import Appraisal, Consultation, Decision
from portal import clock
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories.consultations import consultation_of, scored, sent
from tests.factories.decisions import MEDIUM, decided, ground
from tests.factories.referrals import received, taken

pytestmark = pytest.mark.django_db


def asked_for_advice(ines: Member, ada: Member) -> Consultation:
    """A case that its hub holds and does not answer."""
    taken(ines, ada, MEDIUM)
    with acting_for(ines.organisation):
        return Consultation.objects.get()


def decide_now(dora: Member, appraisal_id: Any) -> Decision:
    with acting_for(dora.organisation):
        return decided(dora.actor, Appraisal.objects.get(pk=appraisal_id))


def expected(dora: Member, appraisal_id: Any, today: date) -> Consulted:
    with acting_for(dora.organisation):
        return ground(dora.actor, Appraisal.objects.get(pk=appraisal_id)).case(today).consulted


@pytest.mark.parametrize("days", [-1, 0, 1, 400], ids=["before", "on", "after", "long after"])
def test_around_the_hubs_own_date_it_decides(baseline, ines, ada, dora, days: int):
    asked = asked_for_advice(ines, ada)
    assert asked.due_on is not None
    ahead = asked.due_on - clock.today() + timedelta(days=days)
    with clock.set_to(clock.now() + ahead):
        waiting = expected(dora, asked.appraisal_id, clock.today())
        assert waiting is (Consulted.EXPECTED if days <= 0 else Consulted.NONE_GIVEN)
        decision = decide_now(dora, asked.appraisal_id)
    assert (decision.verdict, decision.followed) == ("proceed", "none_given")


def _no_hub(ines: Member, ada: Member) -> None:
    with acting_for(ines.organisation):
        assert refer.bring(sent(ines.actor, MEDIUM).pk) is None


def _untaken(ines: Member, ada: Member) -> None:
    received(ines, ada.organisation, MEDIUM)


def _asking(ines: Member, ada: Member) -> None:
    key = taken(ines, ada, MEDIUM)
    with acting_for(ada.organisation):
        ask.ask(key, questions=[ask.Asked("", "Who owns the equipment?")], by=ada.actor)


def _released(ines: Member, ada: Member) -> None:
    key = taken(ines, ada, MEDIUM)
    with acting_for(ada.organisation):
        triage.release(key, by=ada.actor)


def _closed(ines: Member, ada: Member) -> None:
    key = taken(ines, ada, MEDIUM)
    with acting_for(ada.organisation):
        triage.close(key, because="Nothing to say.", by=ada.actor)


@pytest.mark.parametrize(
    ("leave", "state"),
    [
        (_no_hub, ConsultationState.NO_HUB),
        (_untaken, ConsultationState.OPEN),
        (_released, ConsultationState.OPEN),
        (_asking, ConsultationState.INFORMATION_ASKED),
        (_closed, ConsultationState.CLOSED),
    ],
)
def test_however_the_hub_leaves_a_case_it_decides(
    baseline, ines, ada, dora, leave: Callable[[Member, Member], None], state: str
):
    leave(ines, ada)
    with acting_for(ines.organisation):
        asked = Consultation.objects.get()
    assert asked.state == state
    assert decide_now(dora, asked.appraisal_id).verdict == "proceed"


def test_a_case_nobody_sent_is_decided(baseline, ines, dora):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, "K02")
        assert consultation_of(appraisal).state == ConsultationState.READY
    assert decide_now(dora, appraisal.pk).followed == "not_asked"


def test_what_was_decided_stays_decided_when_the_hub_speaks_later(baseline, ines, ada, dora):
    """A question of the hub arrives after the decision: it stands, and is nowhere taken away."""
    asked = asked_for_advice(ines, ada)
    decide_now(dora, asked.appraisal_id)
    with acting_for(ada.organisation):
        (row,) = Referral.objects.all()
        ask.ask(row.pk, questions=[ask.Asked("B3", "Which board?")], by=ada.actor)
    with acting_for(ines.organisation):
        decision = Decision.objects.get()
        assert decision.partnership.decision == decision.verdict == "proceed"
