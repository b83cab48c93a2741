"""Every score of a composed edition also stores what the EU baseline makes of the same answers."""

from dataclasses import replace

import pytest

from diligence.actions import appraise, score
from diligence.actions.appraise import Save
from diligence.domain import scoring
from diligence.domain.inheriting import restricted
from diligence.enums import Step
from diligence.models import Appraisal, Score
from diligence.queries import baseline as under
from diligence.queries.questionnaires import definition
from portal.tenancy import acting_for
from tests.factories import levels as editions
from tests.factories.appraisals import answers_of, submitted, triage_of
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db
CASE = "K29"


def _scored(ines, change=None) -> tuple[Appraisal, Score]:
    appraisal = submitted(ines.actor, CASE, change=change)
    stored = score.run(appraisal.pk)
    appraisal.refresh_from_db()
    assert stored is not None
    return appraisal, stored


def test_the_baselines_own_score_is_its_baseline_outcome(baseline, ines, acting_as):
    acting_as(ines)
    appraisal, stored = _scored(ines)
    assert stored.baseline_digest == baseline.digest
    assert (stored.baseline_outcome, stored.baseline_band) == (stored.outcome, stored.band)
    assert appraisal.baseline_outcome == stored.outcome
    assert appraisal.baseline_route == "full"
    assert under.named(appraisal.version, stored) is None


def test_a_composed_edition_keeps_both_outcomes_apart(baseline, ministry, ines, acting_as):
    editions.national(ministry, editions.composed())
    acting_as(ines)
    appraisal, stored = _scored(ines, {"N1": "yes"})
    plain = scoring.score(editions.BASELINE, answers_of(CASE))
    assert stored.baseline_digest == baseline.digest
    assert (stored.baseline_outcome, stored.baseline_band) == (plain.outcome, plain.band)
    assert stored.band == "high"
    assert plain.band.value == "low"
    assert (appraisal.outcome, appraisal.baseline_outcome) == (stored.outcome, plain.outcome)
    told = under.named(appraisal.version, stored)
    assert told is not None
    assert (told.baseline, told.outcome, told.differs) == (baseline, "low", True)
    assert score.differences(stored) == []


def test_levels_on_levels_reach_the_same_baseline(baseline, ministry, university_a, ines):
    core = editions.composed()
    editions.national(ministry, core)
    editions.local(university_a, editions.composed(core, "uni", own=()))
    with acting_for(university_a):
        appraisal, stored = _scored(ines, {"N1": "no"})
        assert [a.id for a in definition(appraisal.version).lineage] == ["nl-core", "eu-baseline"]
        assert stored.baseline_digest == baseline.digest


def test_an_edition_of_its_own_has_no_baseline_outcome(baseline, university_a, ines, acting_as):
    acting_as(ines)
    editions.local(university_a, replace(editions.BASELINE, id="alone", lineage=()))
    appraisal, stored = _scored(ines)
    assert (stored.baseline_digest, stored.baseline_outcome, stored.baseline_band) == ("", "", "")
    assert (appraisal.baseline_outcome, appraisal.baseline_route) == ("", "")
    told = under.named(appraisal.version, stored)
    assert told is not None
    assert (told.baseline, told.differs) == (None, False)
    assert score.differences(stored) == []


def test_nobody_elses_edition_of_that_name_is_the_baseline(baseline, university_a, ines, acting_as):
    acting_as(ines)
    editions.local(university_a, replace(editions.BASELINE, edition="ours"))
    _appraisal, stored = _scored(ines)
    assert stored.baseline_outcome == ""


def test_a_forged_baseline_outcome_is_found(baseline, ministry, ines, acting_as):
    editions.national(ministry, editions.composed())
    acting_as(ines)
    _appraisal, stored = _scored(ines, {"N1": "yes"})
    stored.baseline_outcome = "refer"
    (found,) = score.differences(stored)
    assert "EU baseline" in found


def test_a_missing_baseline_edition_stops_scoring_and_replaying(ministry, ines, acting_as):
    editions.national(ministry, editions.composed())
    acting_as(ines)
    with pytest.raises(LookupError, match="not published here"):
        _scored(ines, {"N1": "yes"})


def test_reopening_takes_the_baseline_outcome_back(baseline, ministry, ines, acting_as):
    editions.national(ministry, editions.composed())
    acting_as(ines)
    appraisal, _stored = _scored(ines, {"N1": "yes"})
    again = appraise.reopen(appraisal.pk, by=ines.actor, because="Look again.")
    assert (again.baseline_outcome, again.baseline_band) == ("", "")
    assert again.baseline_route == "full"


def test_the_triage_of_the_baseline_is_followed_beside_the_own(baseline, ministry, ines, acting_as):
    triage = editions.routed(editions.BASELINE.triage, "T3", "no", Step.FULL)
    editions.national(ministry, editions.composed(triage=triage))
    acting_as(ines)
    appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
    answers = {q.id: "no" for q in editions.BASELINE.triage} | {"T1": "yes"}
    appraise.save(appraisal.pk, by=ines.actor, saves={id: Save(v) for id, v in answers.items()})
    appraise.finish_triage(appraisal.pk, by=ines.actor)
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.baseline_route) == ("answering", "ended_low")


def test_answers_are_restricted_to_what_the_baseline_asks():
    given = answers_of(CASE) | triage_of(CASE) | {"N1": "yes"}
    assert set(restricted(editions.BASELINE, given)) == set(given) - {"N1"}
