"""Which edition new appraisals start on: the nearest level, or the one chosen."""

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import appraise, levels
from diligence.choices import QuestionnaireLevel
from diligence.models import QuestionnaireChoice
from diligence.queries import questionnaires
from diligence.queries.levels import history, listed, offers, under_way_elsewhere
from portal.authority import Refused
from portal.tenancy import acting_for
from tests import cast
from tests.factories import levels as editions
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db
L = QuestionnaireLevel


def test_the_nearest_level_with_an_edition_is_in_force(
    baseline, ministry, university_a, university_b
):
    with acting_for(university_a):
        assert questionnaires.in_force().level is L.BASELINE
    national = editions.national(ministry, editions.composed())
    with acting_for(university_a):
        now = questionnaires.in_force()
        assert (now.version, now.level, now.chosen) == (national, L.NATIONAL, None)
        assert "Member State" in now.why
    own = editions.local(university_a, editions.composed(id="uni"))
    with acting_for(university_a):
        assert questionnaires.in_force().version == own
    with acting_for(university_b):
        assert questionnaires.in_force().version == baseline


def test_of_ministry_and_hub_the_newest_counts(baseline, ministry, hub, university_a):
    editions.national(ministry, editions.composed())
    newer = editions.national(hub, editions.composed(id="hub-core"))
    with acting_for(university_a):
        assert questionnaires.current_version() == newer
    with acting_for(hub):
        assert questionnaires.current_version() == newer


def test_nobody_but_ministry_and_hub_speaks_for_a_member_state(baseline, university_a, ines):
    with acting_for(university_a):
        editions.national(university_a, editions.composed())
        assert questionnaires.current_version() == baseline


def test_editions_of_the_demonstration_reach_nobody_else(baseline, university_a):
    demo = cast.organisation("Demo ministry", kind="ministry", demonstration=True)
    editions.national(demo, editions.composed())
    with acting_for(university_a):
        assert questionnaires.current_version() == baseline


def test_a_choice_holds_until_it_is_changed_and_says_who_and_why(
    baseline, ministry, stella, acting_as
):
    national = editions.national(ministry, editions.composed())
    acting_as(stella)
    levels.choose(stella.actor, level="baseline", because="Not agreed with the faculties yet.")
    now = questionnaires.in_force()
    assert (now.version, now.level) == (baseline, L.BASELINE)
    assert now.chosen.because == "Not agreed with the faculties yet."
    assert now.chosen.by == stella.actor.label
    levels.choose(stella.actor, level="national", because="Agreed.")
    assert questionnaires.current_version() == national
    assert QuestionnaireChoice.objects.count() == 1
    assert levels.choose(stella.actor, level=levels.NEAREST, because="As everybody.") is None
    assert not QuestionnaireChoice.objects.exists()
    assert [event.detail["level"] for event in history()] == ["nearest", "national", "baseline"]


def test_a_chosen_level_without_an_edition_falls_back_and_says_so(
    baseline, university_a, acting_as, stella
):
    acting_as(stella)
    QuestionnaireChoice.objects.create(level="national", because="Later", by="Stella")
    now = questionnaires.in_force()
    assert now.version == baseline
    assert "no edition" in now.why


@pytest.mark.parametrize(
    ("level", "because", "fields"),
    [
        ("regional", "Yes.", {"level"}),
        ("own", "Yes.", {"level"}),
        ("baseline", " \x00 ", {"because"}),
        ("baseline", "x" * 501, {"because"}),
        ("", "", {"level", "because"}),
    ],
)
def test_what_is_no_choice_is_refused_by_field(baseline, stella, acting_as, level, because, fields):
    acting_as(stella)
    with pytest.raises(ValidationError) as refusal:
        levels.choose(stella.actor, level=level, because=because)
    assert set(refusal.value.message_dict) == fields
    assert not QuestionnaireChoice.objects.exists()


def test_only_authors_of_research_organisations_choose(baseline, ines, petra, acting_as):
    acting_as(ines)
    with pytest.raises(Refused):
        levels.choose(ines.actor, level="baseline", because="Mine.")
    acting_as(petra)
    with pytest.raises(Refused, match="research"):
        levels.choose(petra.actor, level="baseline", because="Ours.")


def test_appraisals_under_way_stay_and_new_ones_start_on_the_choice(
    baseline, ministry, ines, stella, acting_as
):
    acting_as(ines)
    first = appraise.start(PartnershipFactory().pk, by=ines.actor)
    national = editions.national(ministry, editions.composed())
    second = appraise.start(PartnershipFactory().pk, by=ines.actor)
    first.refresh_from_db()
    assert (first.version, second.version) == (baseline, national)
    assert under_way_elsewhere(national) == 1


def test_what_would_change_is_counted(baseline, ministry, university_a):
    editions.national(ministry, editions.composed())
    with acting_for(university_a):
        own, national, union = listed(questionnaires.in_force())
    assert own.version is None
    assert (national.in_force, national.questions) == (True, 59)
    assert (union.changes.removed, union.changes.added) == (1, 0)


def test_a_newer_parent_is_offered(baseline, ministry, university_a):
    core = editions.composed()
    national = editions.national(ministry, core)
    own = editions.local(university_a, editions.composed(core, "uni", own=()))
    with acting_for(university_a):
        assert offers() == []
    newer = editions.national(ministry, editions.composed(edition="2"))
    with acting_for(university_a):
        (offer,) = offers()
        assert (offer.version, offer.parent, offer.newer) == (own, national, newer)
