"""Trying a ministry's draft on its Member State's appraisals, as the worker does."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from advisory.models import Referral
from diligence.actions import drafts
from diligence.domain.edits import Set
from diligence.domain.packing import pack
from diligence.domain.scoring import score
from diligence.domain.visibility import asked_answers
from diligence.models import Appraisal, Partnership, QuestionnaireVersion, Score
from diligence.queries.questionnaires import definition
from portal import bells
from portal.authority import Refused
from portal.enums import OrganisationKind, Role
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for, new_id
from reporting.actions import simulate
from reporting.choices import TrialState
from reporting.models import PolicySimulation, Snapshot
from reporting.queries import figures, trials
from reporting.tasks import try_draft
from tests import cast
from tests.factories.appraisals import CASES, answers_of
from tests.reporting import filing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "collector"])

NAMES = {"key": "national", "title": "National core", "edition": "1"}
MIX = [case for case in ("K01", "K02", "K03", "K10", "K20", "K29") if case in CASES]


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    figures.done()


@pytest.fixture
def version(db) -> QuestionnaireVersion:
    call_command("load_questionnaire", stdout=StringIO())
    return QuestionnaireVersion.objects.get(key="eu-baseline")


@pytest.fixture
def petra(version) -> cast.Member:
    ministry = cast.organisation("Ministry", kind=OrganisationKind.MINISTRY)
    return cast.member(ministry, "Petra", Role.POLICY_OFFICER)


def scored(of: Organisation, version: QuestionnaireVersion, cases: int, digest: str = "") -> None:
    """Appraisals of a closed quarter with the answers of worked cases in turn."""
    edition = definition(version)
    answered = [asked_answers(edition, answers_of(case)) for case in MIX]
    told = [score(edition, answers) for answers in answered]
    with acting_for(of):
        partnerships = [
            Partnership(
                code=f"P{new_id().hex[-8:]}",
                title="Secret title",
                registered_at=filing.SUMMER,
                technology_areas=[["ai"], ["space"], []][n % 3],
            )
            for n in range(cases)
        ]
        Partnership.objects.bulk_create(partnerships)
        appraisals = [
            Appraisal(
                partnership=each, version=version, state="scored", started_by="Ines",
                started_at=filing.SUMMER, submitted_at=filing.SUMMER, submitted_by="Ines",
                submission=1, scored_at=filing.SUMMER, full_minutes=40,
            )
            for each in partnerships
        ]  # fmt: skip
        Appraisal.objects.bulk_create(appraisals)
        Score.objects.bulk_create(
            Score(
                appraisal=each, submission=1, version_digest=digest or version.digest,
                engine="1", input_hash="", answers="{}", document="{}",
                outcome=told[n % len(MIX)].outcome, band=told[n % len(MIX)].band,
                packed=pack(edition, answered[n % len(MIX)]), scored_at=filing.SUMMER,
            )
            for n, each in enumerate(appraisals)
        )  # fmt: skip


def country(version: QuestionnaireVersion, cases: int = 30) -> list[Organisation]:
    found = filing.organisations(4)
    for each in found:
        scored(each, version, cases)
    return found


def begun(petra: cast.Member, version: QuestionnaireVersion, *steps: Any) -> Any:
    with acting_for(petra.organisation, user=petra.user.pk):
        if not Snapshot.objects.exists():
            Snapshot.objects.create(
                member_state="NL", period="2026-Q3", document="{}", digest="0" * 64, engine="1"
            )
        names = {**NAMES, "edition": str(new_id())[-8:]}
        draft = drafts.create(petra.actor, document=json.loads(version.document), **names)
        if steps:
            draft = drafts.change(petra.actor, draft.pk, steps, revision=None, what="harder")
        return simulate.start(draft.pk, by=petra.actor)


def harder(version: QuestionnaireVersion) -> list[Set]:
    codes = definition(version).question("A2").codes
    return [Set(f"questions/A2/options/{code}/points", 30) for code in codes]


def work(petra: cast.Member, row: PolicySimulation) -> PolicySimulation:
    try_draft(str(row.pk), str(petra.organisation.pk))
    with acting_for(petra.organisation):
        row.refresh_from_db()
    return row


def values(row: PolicySimulation) -> list[Any]:
    return [
        value
        for splits in row.result["tables"].values()
        for table in splits.values()
        for cells in table["cells"].values()
        for value in cells.values()
    ]


def test_a_country_is_tried_and_told_in_rounded_figures(petra, version):
    country(version)
    row = work(petra, begun(petra, version, *harder(version)))
    assert (row.state, row.done, row.total) == (TrialState.DONE, 1, 1)
    total = row.result["appraisals"]
    assert total == 120 or total.startswith("withheld")
    assert total == row.result["tables"]["least"]["before"]["cells"]["*"]["*"]
    shown = [value for value in values(row) if isinstance(value, int)]
    assert shown
    assert all(value % 5 == 0 for value in shown)
    after = row.result["tables"]["least"]["before"]["cells"]["*"]
    assert after["low"] in (0, "withheld:group") or str(after["low"]).startswith("withheld")
    assert row.result["drivers"][0]["id"] == "A2"
    assert row.result["burden"]["minutes"]["before"] == 40
    assert row.result["queue"] is None
    with acting_for(petra.organisation):
        assert bells.of("policy_trial", row.pk) is None
        assert AuditEvent.objects.filter(event="policy_trial.finished").exists()


def test_where_nothing_was_scored_a_trial_ends_and_tells_nothing(petra, version):
    row = work(petra, begun(petra, version, *harder(version)))
    assert row.state == TrialState.DONE
    assert row.result["appraisals"] == "withheld"
    assert row.result["tables"] == {}


def test_nothing_names_an_organisation_or_an_appraisal(petra, version):
    universities = country(version)
    row = work(petra, begun(petra, version, *harder(version)))
    told = json.dumps(row.result)
    for each in universities:
        assert str(each.pk) not in told
        assert each.name not in told
    assert "Secret" not in told


def test_one_large_organisation_is_not_told(petra, version):
    home, other = filing.organisations(2)
    scored(home, version, 60)
    scored(other, version, 2)
    row = work(petra, begun(petra, version, *harder(version)))
    assert row.state == TrialState.DONE
    assert not [value for value in values(row) if isinstance(value, int) and value]
    assert str(row.result["appraisals"]).startswith("withheld")
    assert row.result["burden"] is None


def test_a_second_draft_cannot_be_subtracted_from_the_first(petra, version):
    """The first is the edition itself; the second moves the few who gave one rare answer."""
    universities = country(version)
    edition = definition(version)
    given = [asked_answers(edition, answers_of(case)) for case in MIX]
    question, rare = next(
        (q.id, o.code)
        for q in edition.questions
        if q.feeds and q.condition is None and q.cap is None and not q.carries_flag
        for o in q.options
        if all(answers[q.id] != o.code for answers in given)
    )
    low = next(answers for answers in given if score(edition, answers).outcome == "low")
    with acting_for(universities[0]):
        stored = Score.objects.filter(outcome="low").first()
        Score.objects.create(
            appraisal=stored.appraisal, submission=2, version_digest=version.digest, engine="1",
            input_hash="", answers="{}", document="{}", outcome="low", band="low",
            packed=pack(edition, {**low, question: rare}),
            scored_at=filing.SUMMER + timedelta(days=1),
        )  # fmt: skip
    first = work(petra, begun(petra, version))
    second = work(
        petra, begun(petra, version, Set(f"questions/{question}/options/{rare}/points", 30))
    )
    assert second.total == 2
    before = first.result["tables"]["least"]["type"]["cells"]["*"]
    tables = second.result["tables"]
    after = tables["least"]["type"]["cells"]["*"] if tables else dict.fromkeys(before, "withheld")
    assert "withheld" in str(after["low"])
    apart = [
        outcome
        for outcome in before
        if isinstance(before[outcome], int)
        and isinstance(after[outcome], int)
        and before[outcome] != after[outcome]
    ]
    assert apart == []


def test_editions_of_single_organisations_are_left_out(petra, version):
    universities = country(version, cases=20)
    for each in universities:
        scored(each, version, 2, digest="f" * 64)
    row = work(petra, begun(petra, version))
    assert row.result["appraisals"] == 80
    assert row.result["left_out"] == 10


def test_few_trials_on_the_same_quarters(petra, version, monkeypatch):
    country(version, cases=6)
    monkeypatch.setattr(trials, "MOST", 1)
    row = begun(petra, version)
    with pytest.raises(Refused, match="under way"):
        begun(petra, version)
    work(petra, row)
    with pytest.raises(Refused, match="next quarter"):
        begun(petra, version)


def test_without_a_closed_quarter_it_is_refused(petra, version):
    with acting_for(petra.organisation, user=petra.user.pk):
        draft = drafts.create(petra.actor, document=json.loads(version.document), **NAMES)
        with pytest.raises(Refused, match="No quarter"):
            simulate.start(draft.pk, by=petra.actor)


def test_cancelled_while_it_runs_nothing_is_kept(petra, version, monkeypatch):
    country(version, cases=6)
    row = begun(petra, version)
    real = simulate.tried

    def meanwhile(*args):
        with acting_for(petra.organisation):
            simulate.cancel(row.pk, by=petra.actor)
        return real(*args)

    monkeypatch.setattr(simulate, "tried", meanwhile)
    work(petra, row)
    assert (row.state, row.result) == (TrialState.CANCELLED, None)
    with acting_for(petra.organisation):
        with pytest.raises(Refused, match="ended already"):
            simulate.cancel(row.pk, by=petra.actor)
        assert trials.made("2026-Q3") == 0


def test_a_member_who_left_ends_the_trial(petra, version):
    row = begun(petra, version)
    with acting_for(petra.organisation):
        PolicySimulation.objects.filter(pk=row.pk).update(member=new_id())
    work(petra, row)
    assert row.state == TrialState.FAILED
    assert "Petra" in row.problem


def test_the_hubs_queue_is_looked_ahead_at(petra, version):
    universities = country(version)
    hub = cast.organisation("Hub", kind=OrganisationKind.HUB)
    until = filing.SUMMER.replace(month=9, day=30)
    with acting_for(hub):
        for n in range(60):
            received = until - timedelta(days=2 * n + 1)
            Referral.objects.create(
                **filing_referral(universities[n % 4], received, answered=n >= 10)
            )
    row = work(petra, begun(petra, version))
    queue = row.result["queue"]
    assert queue is not None
    assert queue["readings"]["before"]["factor"] == 1
    assert queue["readings"]["least"] == queue["readings"]["before"]


def filing_referral(sender: Organisation, received: Any, *, answered: bool) -> dict[str, Any]:
    return {
        "code": f"R{new_id().hex[-6:]}",
        "sender_id": sender.pk,
        "sender_name": "Secret",
        "member_state": "NL",
        "source": "portal",
        "kind": "full",
        "title": "Secret",
        "received_at": received,
        "state": "closed" if answered else "queued",
        "issued_at": received + timedelta(days=9) if answered else None,
        "closed_at": received + timedelta(days=9) if answered else None,
    }
