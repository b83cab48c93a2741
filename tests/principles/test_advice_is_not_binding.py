"""Advice is advice: nobody outside takes a step, and not following it has no consequence."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from advisory.domain import advising
from advisory.domain.advising import Draft, Headline
from advisory.enums import Recommends
from advisory.models import Advice
from diligence.actions import clear, decide, treat
from diligence.actions.clear import Finding
from diligence.enums import Course, Heed
from diligence.models import Appraisal, Consultation, Decision, ReceivedAdvice
from portal.authority import Actor, Refused
from portal.enums import OrganisationKind, Role, permissions_of
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories.consultations import scored
from tests.factories.decisions import decided, draft, ground, planned
from tests.factories.referrals import SAYS, drafted, issued, taken
from tests.isolation.world import snapshot

ELSEWHERE = [kind for kind in OrganisationKind if kind is not OrganisationKind.RESEARCH]
NEW = frozenset({"Decision", "AuditEvent", "Partnership"})
"""Tables that a decision writes to: itself, its record, and how the register shows it."""


# --- Nobody outside takes a step ----------------------------------------------------------------
@pytest.mark.django_db
def test_no_role_elsewhere_makes_any_step_towards_a_decision(baseline, ines, dora):
    """Even inside the organisation's own rows, by whatever mistake somebody got there."""
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, "K08")
        basis = ground(dora.actor, appraisal)
        measure = planned(dora.actor, appraisal)
        steps = {
            "decide": lambda by: decide.decide(
                appraisal.pk, by=by, draft=draft(Course.HOLD), digest=basis.digest
            ),
            "choose": lambda by: treat.choose(appraisal.pk, ["M08"], by=by),
            "done": lambda by: treat.done(measure.pk, by=by),
            "accept": lambda by: treat.accept(measure.pk, by=by),
            "drop": lambda by: treat.drop(measure.pk, by=by, because="Not needed."),
            "clear": lambda by: clear.record(
                appraisal.pk, basis.now.gates[0].key, Finding("other", "So."), by=by
            ),
        }
        before = snapshot(ines.organisation)
        for kind, role in product(ELSEWHERE, Role):
            somebody = Actor("Somebody", permissions=permissions_of(kind, [role]))
            for name, step in steps.items():
                with pytest.raises(Refused) as refused:
                    step(somebody)
                assert str(refused.value).endswith("."), name
        assert snapshot(ines.organisation) == before


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ada", "petra", "carl", "otto"])
def test_pages_to_decide_do_not_open_to_anybody_else(
    request, baseline, ines, dora, browse, who: str
):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, "K08")
        digest = ground(dora.actor, appraisal).digest
    client = browse(request.getfixturevalue(who))
    said = {"verdict": "hold", "reasons": "We say so.", "followed": "not_asked", "digest": digest}
    for name in ("decision", "treatment", "clearance-new"):
        address = reverse(f"diligence:{name}", args=[appraisal.pk])
        assert client.get(address).status_code in {403, 404}, name
        assert client.post(address, said).status_code in {403, 404}, name
    with acting_for(ines.organisation):
        assert not Decision.objects.exists()


# --- Every advice says that it does not bind ----------------------------------------------------
TEXTS = st.text(max_size=40)
DRAFTS = st.builds(
    Draft,
    recommendation=st.sampled_from([str(each) for each in Recommends]),
    reasons=TEXTS,
    measures=st.lists(TEXTS, max_size=3).map(tuple),
    shareable=st.booleans(),
    reference=TEXTS,
)


@given(DRAFTS)
def test_no_draft_makes_advice_that_binds(says: Draft):
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    by = advising.Countersigned("colleague")
    issue = advising.Issue("NL-1", "Hub NL", "NL", at, by)
    case = advising.Case("R-1", "University A", "", "", at.date())
    headline = Headline("refer", "high", hold=False, flags=(), technology_areas=())
    for told in (
        advising.document(issue, case, says, {}),
        advising.countersign_document(says, headline, asking_hub="H", signs="", names={}),
    ):
        assert told["binding"] is False
        assert told["notice"] == advising.NOT_BINDING


def test_nothing_that_somebody_says_is_named_binding():
    """There is no argument, field or column through which advice could be made to bind."""
    assert "binding" not in Draft.__dataclass_fields__
    assert "binding" not in advising.Issue.__dataclass_fields__
    for model in (Advice, ReceivedAdvice):
        assert "binding" not in {field.name for field in model._meta.get_fields()}


@pytest.mark.django_db
@pytest.mark.parametrize("recommends", [str(each) for each in Recommends])
def test_both_sides_hold_and_show_that_it_does_not_bind(
    baseline, ines, ada, browse, recommends: str
):
    advised(ines, ada, recommends)
    with acting_for(ada.organisation):
        ours = Advice.objects.get()
    with acting_for(ines.organisation):
        theirs = ReceivedAdvice.objects.get()
    assert ours.document == theirs.document
    assert json.loads(theirs.document)["binding"] is False
    page = browse(ines).get(reverse("diligence:advice-detail", args=[theirs.pk]))
    assert "This advice does not bind." in page.content.decode()


def advised(ines: Member, ada: Member, recommends: str = "reconsider") -> uuid.UUID:
    """An appraisal with the advice of a hub of one, who issues it alone."""
    key = taken(ines, ada, "K08")
    with acting_for(ada.organisation):
        drafted(key, ada, replace(SAYS, recommendation=recommends))
        issued(key, ada)
    with acting_for(ines.organisation):
        return Consultation.objects.get().appraisal_id


# --- Not following it changes nothing -----------------------------------------------------------
def heeding(heed: Heed) -> dict[str, object]:
    why = "" if heed is Heed.FOLLOWED else "We know the group."
    return {"heed": heed, "heed_because": why}


@pytest.mark.django_db
@pytest.mark.parametrize("heed", [Heed.FOLLOWED, Heed.PARTLY, Heed.NOT])
def test_whatever_is_done_with_advice_changes_no_score_flag_or_state(
    baseline, ines, ada, dora, heed: Heed
):
    key = advised(ines, ada)
    with acting_for(ines.organisation):
        appraisal = Appraisal.objects.get(pk=key)
        before, flags = _without(ines), ground(dora.actor, appraisal).now.gates
        hub = snapshot(ada.organisation)
        decision = decided(dora.actor, appraisal, Course.PROCEED, **heeding(heed))
        assert decision.followed == heed
        assert _without(ines) == before
        assert ground(dora.actor, appraisal).now.gates == flags
    assert snapshot(ada.organisation) == hub, "its hub is not told, and keeps no list of it"


@pytest.mark.django_db
def test_the_register_shows_the_same_whether_advice_was_followed_or_not(baseline, ines, ada, dora):
    key = advised(ines, ada)
    shown = []
    with acting_for(ines.organisation):
        for heed in (Heed.FOLLOWED, Heed.NOT):
            appraisal = Appraisal.objects.get(pk=key)
            made = decided(dora.actor, appraisal, Course.PROCEED, **heeding(heed))
            row = made.partnership
            row.refresh_from_db()
            shown.append(
                {
                    field.attname: getattr(row, field.attname)
                    for field in row._meta.concrete_fields
                    if "revision" not in field.name and not field.name.endswith("_at")
                }
            )
            assert (made.authority, made.band, made.outcome) == ("decider", "medium", "refer")
    assert shown[0] == shown[1]


def _without(who: Member) -> object:
    return snapshot(who.organisation, without=NEW)
