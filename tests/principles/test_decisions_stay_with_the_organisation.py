"""Deciding is the organisation's own: nobody else can, silence is no veto, advice binds nobody."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence import policy
from diligence.actions import decide
from diligence.choices import (
    AppraisalState,
    ClearanceKind,
    ConsultationState,
    DecisionVerdict,
    Followed,
    MeasureState,
)
from diligence.domain import deciding, gates, scoring
from diligence.domain.deciding import Case, Draft
from diligence.domain.treatment import residual
from diligence.enums import Authority, Band, Consulted, Course, Heed
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import Appraisal, Consultation, Dossier, Partnership
from portal import clock
from portal.authority import Actor, Refused
from portal.enums import KIND_ROLES, OrganisationKind, Permission, Role, permissions_of
from portal.tenancy import acting_for, new_id
from tests.factories.consultations import scored
from tests.factories.decisions import HIGH, LOW, MEDIUM, decided, draft, ground

DECIDING = {Permission.DECIDE, Permission.DECIDE_LOW}
BASELINE = packaged("eu-baseline")
WORKED = worked_cases("eu-baseline")
TODAY = clock.today()


# --- Nobody else decides --------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "role"), list(product(OrganisationKind, Role)))
def test_only_roles_of_research_organisations_may_decide(kind: OrganisationKind, role: Role):
    """Whatever role is given to somebody elsewhere, the kind of organisation takes it away."""
    granted = permissions_of(kind, [role]) & DECIDING
    expected = {
        (OrganisationKind.RESEARCH, Role.OFFICER): {Permission.DECIDE_LOW},
        (OrganisationKind.RESEARCH, Role.DECIDER): DECIDING,
    }
    assert granted == expected.get((kind, role), set())


def test_role_by_transition():
    """From no state does anybody but an organisation's own officer or decider reach a decision."""
    owner = new_id()
    row = Partnership(title="Any", owner_id=owner)
    for kind, role, state, authority in product(OrganisationKind, Role, AppraisalState, Authority):
        actor = Actor("Somebody", permissions=permissions_of(kind, [role]))
        appraisal = Appraisal(partnership=row, owner_id=owner, state=state, submission=1)
        verdict = policy.may_decide(actor, appraisal, authority)
        own = kind is OrganisationKind.RESEARCH and state == AppraisalState.SCORED
        low = role is Role.OFFICER and authority is Authority.OFFICER
        assert bool(verdict) == (own and (role is Role.DECIDER or low)), (kind, role, state)
        assert verdict or str(verdict.reason).endswith(".")


def test_no_other_kind_of_organisation_has_a_role_that_decides():
    for kind, roles in KIND_ROLES.items():
        if kind is not OrganisationKind.RESEARCH:
            assert not permissions_of(kind, roles) & DECIDING


# --- Silence is no veto, advice binds nobody -------------------------------------------------
@pytest.mark.parametrize("consulted", Consulted)
@pytest.mark.parametrize("band", Band)
def test_no_state_of_the_advice_closes_a_course(band: Band, consulted: Consulted):
    case = Case(band=band, measures_shown=True, chosen=1, consulted=consulted)
    assert all(deciding.courses(case))


@pytest.mark.parametrize("heed", [Heed.FOLLOWED, Heed.PARTLY, Heed.NOT])
def test_not_following_advice_has_no_consequence_but_a_reason(heed: Heed):
    case = Case(band=Band.MEDIUM, consulted=Consulted.RECEIVED)
    said = replace(_draft(), heed=heed, heed_because="We know the group." * (heed != "followed"))
    assert deciding.lacks(case, said, TODAY) == ()
    assert deciding.authority(case) is Authority.DECIDER


def test_not_following_needs_a_reason_and_following_does_not():
    case = Case(band=Band.MEDIUM, consulted=Consulted.RECEIVED)
    lacks = deciding.lacks(case, replace(_draft(), heed=Heed.NOT), TODAY)
    assert [lack.field for lack in lacks] == ["followed_because"]


def _draft() -> Draft:
    return Draft(Course.PROCEED, "Because.", TODAY + timedelta(days=100))


def consult(appraisal: Appraisal, state: ConsultationState, due_in: int) -> Consultation:
    dossier = Dossier.objects.create(
        partnership_id=appraisal.partnership_id,
        appraisal=appraisal,
        submission=1,
        content="{}",
        digest="0" * 64,
        prepared_by="Ines Officer",
    )
    return Consultation.objects.create(
        partnership_id=appraisal.partnership_id,
        appraisal=appraisal,
        dossier=dossier,
        rule="band:high",
        state=state,
        due_on=clock.today() + timedelta(days=due_in),
        sent_at=clock.now(),
    )


@pytest.mark.django_db
def test_past_the_hubs_day_the_organisation_decides_without_advice(baseline, ines, dora):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, MEDIUM)
        Consultation.objects.filter(appraisal=appraisal).delete()
        consult(appraisal, ConsultationState.OPEN, due_in=5)
        before = ground(dora.actor, appraisal).case(clock.today())
        assert before.consulted is Consulted.EXPECTED
        with clock.set_to(clock.now() + timedelta(days=6)):
            after = ground(dora.actor, appraisal).case(clock.today())
            assert after.consulted is Consulted.NONE_GIVEN
            assert decided(dora.actor, appraisal).followed == "none_given"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state",
    [
        ConsultationState.READY,
        ConsultationState.SENDING,
        ConsultationState.NO_HUB,
        ConsultationState.OPEN,
        ConsultationState.INFORMATION_ASKED,
        ConsultationState.CLOSED,
    ],
)
def test_an_open_consultation_never_holds_a_decision_up(baseline, ines, dora, state):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, MEDIUM)
        Consultation.objects.filter(appraisal=appraisal).delete()
        consult(appraisal, state, due_in=20)
        assert decided(dora.actor, appraisal).followed in {"none_given", "not_asked"}


@pytest.mark.django_db
def test_a_question_of_the_hub_is_no_veto(baseline, ines, dora):
    """The hub's request opens answers again; the organisation may still decide on its result."""
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, MEDIUM)
        rows = Appraisal.objects.filter(pk=appraisal.pk)
        rows.update(state=AppraisalState.ANSWERING, only_questions=["B3"], band="", outcome="")
        assert decided(dora.actor, appraisal).verdict == "proceed"
        rows.update(only_questions=None)
        with pytest.raises(Refused, match="not submitted"):
            decided(dora.actor, appraisal)


# --- Manage before avoid ---------------------------------------------------------------------
@pytest.mark.parametrize("shown", [False, True])
def test_high_is_not_turned_down_before_measures_were_shown(shown: bool):
    case = Case(band=Band.HIGH, refers=True, measures_shown=shown)
    declined = next(open_ for open_ in deciding.courses(case) if open_.course is Course.DECLINE)
    assert bool(declined) is shown
    for band in (Band.LOW, Band.MEDIUM):
        other = replace(case, band=band)
        assert all(o for o in deciding.courses(other) if o.course is Course.DECLINE)


@given(
    st.sampled_from(WORKED["cases"]),
    st.sets(st.sampled_from([measure.id for measure in BASELINE.measures])),
    st.sampled_from([measure.id for measure in BASELINE.measures]),
)
def test_one_more_accepted_measure_never_raises_the_residual(case, measures, one_more):
    result = scoring.score(BASELINE, WORKED["assumed"] | case["answers"])
    before = residual(BASELINE, result, measures)
    after = residual(BASELINE, result, measures | {one_more})
    assert after.band.rank <= before.band.rank
    assert all(after.levels[axis] <= level for axis, level in before.levels.items())
    assert after.band.rank <= result.band.rank


@given(st.sampled_from(WORKED["cases"]), st.data())
def test_clearing_a_flag_never_raises_the_outcome_and_leaves_the_band(case, data):
    result = scoring.score(BASELINE, WORKED["assumed"] | case["answers"])
    chosen = data.draw(st.sets(st.sampled_from(result.flags))) if result.flags else set()
    cleared = [gates.Cleared(f.question, f.option, f.flag) for f in chosen]
    now = gates.standing(BASELINE, result, cleared, TODAY)
    assert now.band is result.band
    assert now.outcome.rank <= result.outcome.rank
    assert gates.standing(BASELINE, result, [], TODAY).outcome is result.outcome


# --- Bound to what was shown -----------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["", "0" * 64, "x"])
def test_a_decision_rests_on_exactly_what_was_shown(baseline, ines, dora, digest: str):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, HIGH)
        with pytest.raises(decide.Moved):
            decide.decide(appraisal.pk, by=dora.actor, draft=draft(Course.HOLD), digest=digest)
        shown = ground(dora.actor, appraisal).digest
        assert decided(dora.actor, appraisal, Course.HOLD).basis_digest == shown


@pytest.mark.django_db
def test_nothing_is_decided_by_itself(baseline, ines):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor, LOW)
        assert Partnership.objects.get(pk=appraisal.partnership_id).decision == ""


def test_stored_codes_are_the_domains():
    assert set(DecisionVerdict.values) == {str(course) for course in Course}
    assert set(Followed.values) == {str(heed) for heed in Heed}
    assert ClearanceKind.HUB_WORD in ClearanceKind.values
    assert MeasureState.ACCEPTED in MeasureState.values
