"""Trying a draft on earlier appraisals: in chunks, cancelled at will, resumed after a kill."""

import json

import pytest

from diligence.actions import appraise, draft_publish, drafts, score, simulate
from diligence.actions.appraise import Save
from diligence.choices import WorkState
from diligence.domain.edits import Rename, Set
from diligence.domain.packing import unpack
from diligence.models import Appraisal, Draft, Score, Simulation
from diligence.queries import simulation_rows, simulations
from diligence.queries.questionnaires import definition
from diligence.tasks import try_draft
from portal import bells, clock
from portal.authority import Refused
from portal.enums import OrganisationKind, Role
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnershipFactory, limited_to
from tests.factories.appraisals import CASES, submitted
from tests.factories.drafts import approved

pytestmark = pytest.mark.django_db
LOW = next(id for id, case in CASES.items() if case["expected"]["outcome"] == "low")


@pytest.fixture
def by(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        yield ines.actor


@pytest.fixture
def steward(by, stella):
    return stella.actor


def scored(by, case="K29", **options) -> Appraisal:
    appraisal = submitted(by, case, **options)
    score.run(appraisal.pk)
    appraisal.refresh_from_db()
    return appraisal


def drafted(steward, baseline, *operations) -> Draft:
    """A draft that stands alone, so that its points may be other ones."""
    draft = drafts.create(
        steward, key="ours", title="Ours", edition="1", document=json.loads(baseline.document)
    )
    if operations:
        draft = drafts.change(steward, draft.pk, operations, revision=None, what="harder")
    return draft


def harder(baseline):
    """Every option of A2 is worth so much that no appraisal stays low."""
    codes = definition(baseline).question("A2").codes
    return [Set(f"questions/A2/options/{code}/points", 30) for code in codes]


def work(simulation) -> Simulation:
    while simulate.step(simulation.pk):
        pass
    simulation.refresh_from_db()
    return simulation


def test_scores_are_packed(by, baseline):
    appraisal = scored(by)
    stored = Score.objects.get(appraisal=appraisal)
    answers = json.loads(stored.answers)
    chosen = {q.id for q in definition(baseline).questions if q.options}
    assert unpack(definition(baseline), bytes(stored.packed)) == {
        id: answer for id, answer in answers.items() if id in chosen and answer != []
    }


def test_the_same_edition_changes_nothing(by, steward, baseline):
    appraisals = [scored(by, case) for case in ("K01", "K29")]
    simulation = simulate.start(drafted(steward, baseline).pk, by=steward)
    assert (simulation.state, simulation.total) == (WorkState.WAITING, 2)
    assert bells.of("simulate", simulation.pk) is not None
    work(simulation)
    assert (simulation.state, simulation.done, simulation.partial) == (WorkState.DONE, 2, None)
    assert bells.of("simulate", simulation.pk) is None
    assert simulation.result["changed"]["least"]["all"] == 0
    assert simulation.result["appraisals"] == len(appraisals)
    assert AuditEvent.objects.filter(event="simulation.finished").exists()


def test_other_points_change_outcomes_and_are_named(by, steward, baseline):
    before = scored(by, LOW).outcome
    draft = drafted(steward, baseline, *harder(baseline))
    simulation = work(simulate.start(draft.pk, by=steward))
    assert before == "low"
    assert simulation.result["changed"]["least"] == {"higher": 1, "lower": 0, "all": 1}
    assert simulation.result["drivers"][0]["id"] == "A2"
    assert Score.objects.get().outcome == "low"


def test_chunks_resume_where_a_killed_worker_stopped(by, steward, baseline, monkeypatch):
    for case in ("K01", "K02", "K29"):
        scored(by, case)
    monkeypatch.setattr(simulate, "CHUNK", 1)
    simulation = simulate.start(drafted(steward, baseline).pk, by=steward)
    assert simulate.step(simulation.pk) == 1
    simulation.refresh_from_db()
    assert (simulation.state, simulation.done) == (WorkState.RUNNING, 1)
    assert bells.of("simulate", simulation.pk) is not None
    work(simulation)
    assert simulation.result["appraisals"] == 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_one_chunk(ines, stella, baseline, monkeypatch):
    house = ines.organisation
    with acting_for(house, user=ines.user.pk):
        for case in ("K01", "K02", "K29"):
            scored(ines.actor, case)
        simulation = simulate.start(drafted(stella.actor, baseline).pk, by=stella.actor)
    monkeypatch.setattr(simulate, "CHUNK", 1)
    real, chunks = simulate.tallied, []

    class Killed(BaseException):
        """As the end of a worker is: nothing catches it."""

    def dies(*args):
        chunks.append(1)
        if len(chunks) == 2:
            raise Killed
        return real(*args)

    monkeypatch.setattr(simulate, "tallied", dies)
    with pytest.raises(Killed):
        simulate.run(simulation.pk, house.pk)
    with acting_for(house):
        simulation.refresh_from_db()
        assert (simulation.state, simulation.done) == (WorkState.RUNNING, 1)
        assert bells.of("simulate", simulation.pk) is not None
    try_draft(str(simulation.pk), str(house.pk))
    with acting_for(house):
        simulation.refresh_from_db()
        assert (simulation.state, simulation.result["appraisals"]) == (WorkState.DONE, 3)


def test_cancelling_keeps_nothing_and_ends_it(by, steward, baseline, monkeypatch):
    scored(by)
    scored(by)
    monkeypatch.setattr(simulate, "CHUNK", 1)
    simulation = simulate.start(drafted(steward, baseline).pk, by=steward)
    simulate.step(simulation.pk)
    simulate.cancel(simulation.pk, by=steward)
    assert simulate.step(simulation.pk) == 0
    simulation.refresh_from_db()
    assert (simulation.state, simulation.partial, simulation.result) == ("cancelled", None, None)
    assert bells.of("simulate", simulation.pk) is None
    with pytest.raises(Refused, match="ended already"):
        simulate.cancel(simulation.pk, by=steward)


def test_one_trial_at_a_time(by, steward, baseline):
    draft = drafted(steward, baseline)
    simulate.start(draft.pk, by=steward)
    with pytest.raises(Refused, match="under way"):
        simulate.start(draft.pk, by=steward)


def test_what_can_not_be_scored_is_refused_with_the_reason(by, steward, baseline):
    draft = drafted(steward, baseline, Set("questions/C2/condition", "${NOWHERE} = 'yes'"))
    with pytest.raises(Refused, match="Repair that first"):
        simulate.start(draft.pk, by=steward)


def test_no_history_is_a_result_about_nothing(by, steward, baseline):
    simulation = work(simulate.start(drafted(steward, baseline).pk, by=steward))
    nothing = {"appraisals": 0, "left_out": 0, "renamed": {}, "triage": None}
    assert (simulation.state, simulation.result) == ("done", nothing)


def test_withdrawn_and_unscored_appraisals_are_left_out(by, steward, baseline):
    scored(by)
    appraise.withdraw(scored(by).pk, by=by, because="Not going ahead after all")
    submitted(by)
    simulation = work(simulate.start(drafted(steward, baseline).pk, by=steward))
    assert simulation.result["appraisals"] == 1
    assert simulation.result["triage"]["appraisals"] == 2


def test_only_what_whoever_started_it_sees_is_counted(by, steward, baseline, dora):
    unit = Unit.objects.create(name="Physics")
    scored(by, partnership=PartnershipFactory(unit=unit))
    scored(by)
    limited = limited_to(dora, unit)
    draft = drafted(steward, baseline)
    simulation = work(simulate.start(draft.pk, by=limited))
    assert simulation.result["appraisals"] == 1


def test_members_who_left_end_their_trials(by, steward, stella, baseline):
    from portal.models import Membership

    scored(by)
    simulation = simulate.start(drafted(steward, baseline).pk, by=steward)
    Membership.objects.filter(pk=steward.membership_id).update(active=False, ended_at=clock.now())
    assert simulate.step(simulation.pk) == 0
    simulation.refresh_from_db()
    assert simulation.state == WorkState.FAILED
    assert stella.user.get_full_name() in simulation.problem


def test_splits_and_referrals(by, steward, baseline):
    scored(by, "K29", partnership=PartnershipFactory(technology_areas=["ai", "quantum"]))
    scored(by, "K01", partnership=PartnershipFactory(technology_areas=[]))
    simulation = work(simulate.start(drafted(steward, baseline).pk, by=steward))
    areas = {row["category"]: row["appraisals"] for row in simulation.result["split"]["technology"]}
    assert areas == {"ai": 1, "quantum": 1, "": 1}
    referred = simulation.result["referred"]
    assert referred["before"] == referred["least"] == referred["most"]


def test_scores_without_packed_answers_are_read_from_the_written_ones(by, steward, baseline):
    appraisal = scored(by)
    stored = Score.objects.get(appraisal=appraisal)
    edition = definition(baseline)
    reads = simulation_rows._Edition(edition)
    from diligence.domain.vector_scoring import program

    verdicts = []
    for each in (Score(packed=None, answers=stored.answers), stored):
        columns = reads.columns([each], edition)
        verdicts.append(program(edition, columns).verdicts(columns)[0])
    assert verdicts[0] == verdicts[1]


def ended(by, option="no", first="yes") -> Appraisal:
    """An appraisal whose triage ends it: low, or out of scope."""
    appraisal = appraise.start(PartnershipFactory().pk, by=by)
    asked = definition(appraisal.version).triage
    saves = {question.id: Save(option) for question in asked} | {asked[0].id: Save(first)}
    assert not appraise.save(appraisal.pk, by=by, saves=saves).problems
    appraise.finish_triage(appraisal.pk, by=by)
    appraisal.refresh_from_db()
    return appraisal


def test_the_triage_is_tried_on_whatever_finished_it(by, steward, baseline):
    """Who ended low goes on, and who went on goes out, when the draft says so."""
    scored(by, "K29")
    assert ended(by).state == "ended_low"
    asked = definition(baseline).triage
    steps = [Set(f"triage/{asked[1].id}/options/no/route", "full")]
    simulation = work(simulate.start(drafted(steward, baseline, *steps).pk, by=steward))
    told = simulation.result["triage"]
    ends = ["out_of_scope", "ended_low", "full", "refer"]
    before = [sum(row) for row in told["matrix"]["least"]]
    assert (told["appraisals"], told["apart"], told["open"]) == (2, 0, 0)
    assert before[ends.index("ended_low")] == 1
    assert told["matrix"]["least"][ends.index("ended_low")] == [0, 0, 1, 0]
    assert (told["goes_on"], told["begun"]) == (
        {"before": 1, "least": 2, "most": 2},
        {"least": 1, "most": 1},
    )
    assert simulation.result["appraisals"] == 1


def test_scored_appraisals_that_the_triage_would_have_ended_are_told_by_outcome(
    by, steward, baseline
):
    outcome = scored(by, "K29").outcome
    asked = definition(baseline).triage
    out = [Set(f"triage/{asked[0].id}/options/{o.code}/route", "out") for o in asked[0].options]
    simulation = work(simulate.start(drafted(steward, baseline, *out).pk, by=steward))
    told = simulation.result["triage"]
    at = ["low", "medium", "high", "refer"].index(outcome)
    assert [row[at] for row in told["stopped"]["least"]] == [1, 0]
    assert told["goes_on"]["most"] == 0


def test_answers_follow_what_the_draft_renamed(by, steward, baseline):
    appraisal = scored(by, "K29")
    chosen = json.loads(Score.objects.get(appraisal=appraisal).answers)["A2"]
    triaged = definition(baseline).triage[0].id
    steps = [
        Rename("questions/A2", "OURS"),
        Rename(f"questions/OURS/options/{chosen}", "ours"),
        Rename(f"triage/{triaged}", "FIRST"),
    ]
    simulation = work(simulate.start(drafted(steward, baseline, *steps).pk, by=steward))
    told = simulation.result
    assert told["renamed"] == {"A2>OURS": 1, f"A2/{chosen}>ours": 1, f"{triaged}>FIRST": 1}
    assert (told["changed"]["most"]["all"], told["open"], told["drivers"]) == (0, 0, [])
    assert told["triage"]["open"] == told["apart"] == told["triage"]["apart"] == 0
    assert told["burden"]["questions"]["before"] == told["burden"]["questions"]["most"]


def test_the_result_stays_with_what_the_draft_becomes(steward, stella, dora, baseline):
    draft = drafted(steward, baseline)
    before = work(simulate.start(draft.pk, by=steward))
    step = [Set("questions/A2/short", "Other words")]
    draft = drafts.change(steward, draft.pk, step, revision=None, what="Other words")
    simulation = work(simulate.start(draft.pk, by=steward))
    version = draft_publish.publish(steward, approved(stella, dora, draft).pk, "New")
    simulation.refresh_from_db()
    before.refresh_from_db()
    assert (simulation.version, before.version) == (version, None)
    assert list(simulations.of_version(steward, version)) == [simulation]
    with pytest.raises(Refused, match="is published"):
        simulate.start(draft.pk, by=steward)


@pytest.mark.parametrize(
    ("kind", "role", "why"),
    [
        (OrganisationKind.HUB, Role.STEWARD, "never needed it"),
        (OrganisationKind.COMMISSION, Role.ANALYST, "confirmed figures"),
        (OrganisationKind.MINISTRY, Role.POLICY_OFFICER, "no appraisals"),
    ],
)
def test_who_has_no_appraisals_is_told_why(db, baseline, kind, role, why):
    country = "" if kind == OrganisationKind.COMMISSION else "NL"
    author = cast.member(cast.organisation("Author", kind=kind, country=country), "Aino", role)
    with acting_for(author.organisation, user=author.user.pk):
        draft = drafted(author.actor, baseline)
        with pytest.raises(Refused, match=why):
            simulate.start(draft.pk, by=author.actor)
