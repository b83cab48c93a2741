"""Pages and interface of simulations: started, followed, cancelled, read, stale, refused."""

import json

import pytest
from django.urls import reverse

from diligence.actions import draft_publish, drafts, score, simulate
from diligence.choices import WorkState
from diligence.domain.edits import Set
from diligence.models import Simulation
from diligence.queries import simulations
from diligence.queries.questionnaires import definition
from portal.enums import OrganisationKind, Role
from portal.tenancy import acting_for
from tests import cast
from tests.factories.appraisals import submitted
from tests.factories.drafts import approved
from tests.factories.people import limited_to

pytestmark = pytest.mark.django_db


def drafted(who, baseline):
    with acting_for(who.organisation, user=who.user.pk):
        draft = drafts.create(
            who.actor, key="ours", title="Ours", edition="1", document=json.loads(baseline.document)
        )
        codes = definition(baseline).question("A2").codes
        steps = [Set(f"questions/A2/options/{code}/points", 30) for code in codes]
        return drafts.change(who.actor, draft.pk, steps, revision=None, what="harder")


@pytest.fixture
def draft(stella, baseline):
    return drafted(stella, baseline)


@pytest.fixture
def history(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        for case in ("K01", "K29"):
            score.run(submitted(ines.actor, case).pk)


def work(who, run):
    with acting_for(who.organisation, user=who.user.pk):
        while simulate.step(run.pk):
            pass


def address(draft):
    return reverse("diligence:draft-simulation", args=[draft.pk])


def latest(who):
    with acting_for(who.organisation):
        return Simulation.objects.first()


def test_from_start_to_result_and_stale(history, draft, stella, browse):
    client = browse(stella)
    assert "Try the draft on earlier appraisals" in client.get(address(draft)).content.decode()
    assert client.post(address(draft)).status_code == 302
    run = latest(stella)
    page = client.get(address(draft)).content.decode()
    assert "Cancel the simulation" in page
    assert "0 of 2" in page
    progress = reverse("diligence:simulation-progress", args=[run.pk])
    assert client.get(progress).status_code == 302
    assert b"hx-get" in client.get(progress, headers={"HX-Request": "true"}).content
    work(stella, run)
    done = client.get(progress, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, address(draft))
    page = client.get(address(draft)).content.decode()
    for words in ("Outcomes before and after", "A2", "By technology area", "Cases for the hub"):
        assert words in page
    assert "was changed since" not in page
    with acting_for(stella.organisation, user=stella.user.pk):
        drafts.change(
            stella.actor, draft.pk, [Set("title", "Other")], revision=None, what="Another title"
        )
    assert "was changed since" in client.get(address(draft)).content.decode()


def test_the_triage_stands_on_the_page_with_its_minutes(
    history, draft, ines, stella, browse, baseline
):
    from diligence.actions import appraise
    from diligence.actions.appraise import Save
    from diligence.domain.edits import Rename
    from tests.factories import PartnershipFactory

    asked = definition(baseline).triage
    with acting_for(ines.organisation, user=ines.user.pk):
        ended = appraise.start(PartnershipFactory().pk, by=ines.actor)
        saves = {q.id: Save("no") for q in asked} | {asked[0].id: Save("yes")}
        appraise.save(ended.pk, by=ines.actor, saves=saves)
        appraise.finish_triage(ended.pk, by=ines.actor)
    with acting_for(stella.organisation, user=stella.user.pk):
        steps = [
            Set(f"triage/{asked[1].id}/options/no/route", "full"),
            Rename("questions/A1", "FIRST"),
        ]
        drafts.change(stella.actor, draft.pk, steps, revision=None, what="Another triage")
    client = browse(stella)
    client.post(address(draft))
    work(stella, latest(stella))
    page = client.get(address(draft)).content.decode()
    for words in (
        "3 appraisals have finished their triage",
        "1 of those that ended at the triage would have gone on",
        "nobody can know",
        "Minutes that all these appraisals take together",
        "1 question or option was renamed in the draft",
        "FIRST",
    ):
        assert words in page, words


def test_results_from_before_the_triage_was_tried_are_still_read(history, draft, stella, browse):
    client = browse(stella)
    client.post(address(draft))
    run = latest(stella)
    work(stella, run)
    with acting_for(stella.organisation):
        run.refresh_from_db()
        told = {k: v for k, v in run.result.items() if k not in ("triage", "renamed")}
        Simulation.objects.update(result=told)
    page = client.get(address(draft)).content.decode()
    assert "Outcomes before and after" in page
    assert "finished their triage" not in page


def test_earlier_simulations_and_long_tables_have_pages(history, draft, stella, browse):
    client = browse(stella)
    client.post(address(draft))
    run = latest(stella)
    work(stella, run)
    with acting_for(stella.organisation):
        run.refresh_from_db()
        row = run.result["split"]["unit"][0]
        run.result["split"]["unit"] = [{**row, "category": f"Unit {n:03}"} for n in range(60)]
        run.save(update_fields=["result"])
        for _n in range(11):
            Simulation.objects.create(
                draft=draft, revision=0, digest="", document={}, state=WorkState.CANCELLED,
                asked_by="Stella",
            )  # fmt: skip
    page = client.get(f"{address(draft)}?page=2&run={run.pk}&unit=3").content.decode()
    assert "Unit 059" in page
    assert "Unit 010" not in page
    assert "Pages of simulations" in page
    assert client.get(f"{address(draft)}?page=x&run={run.pk}&unit=x").status_code == 200


def test_the_edition_names_its_simulations_and_the_draft_those_of_earlier_wordings(
    history, draft, stella, dora, browse
):
    client = browse(stella)
    client.post(address(draft))
    work(stella, latest(stella))
    earlier = latest(stella)
    with acting_for(stella.organisation, user=stella.user.pk):
        draft = drafts.undo(stella.actor, draft.pk)
    client.post(address(draft))
    work(stella, latest(stella))
    last = latest(stella)
    with acting_for(stella.organisation, user=stella.user.pk):
        version = draft_publish.publish(stella.actor, approved(stella, dora, draft).pk, "New")
    edition = client.get(reverse("diligence:questionnaire-detail", args=[version.pk]))
    page = edition.content.decode()
    assert f"{address(draft)}?run={last.pk}" in page
    assert str(earlier.pk) not in page
    page = client.get(f"{address(draft)}?run={earlier.pk}").content.decode()
    assert "is not what was published" in page
    assert page.count("of an earlier wording") == 2


def test_started_twice_it_says_so(history, draft, stella, browse):
    client = browse(stella)
    client.post(address(draft))
    again = client.post(address(draft))
    assert again.status_code == 409
    assert "under way" in again.content.decode()


def test_cancelled(history, draft, stella, browse):
    client = browse(stella)
    client.post(address(draft))
    cancel = reverse("diligence:simulation-cancel", args=[latest(stella).pk])
    assert client.get(cancel).status_code == 405
    page = client.post(cancel, follow=True).content.decode()
    assert "This simulation was cancelled" in page
    assert "ended already" in client.post(cancel, follow=True).content.decode()


def test_failed_and_without_history(draft, stella, browse):
    client = browse(stella)
    client.post(address(draft))
    run = latest(stella)
    work(stella, run)
    assert "No appraisal has been scored yet" in client.get(address(draft)).content.decode()
    with acting_for(stella.organisation):
        Simulation.objects.update(state=WorkState.FAILED, problem="Points are too fine.")
    assert "Points are too fine." in client.get(address(draft)).content.decode()


def test_an_unknown_trial_of_the_draft_is_404(draft, stella, browse):
    assert browse(stella).get(f"{address(draft)}?run=nothing").status_code == 404


def test_units_side_by_side_are_for_those_who_see_all(history, draft, stella, dora, browse):
    from portal.models import Unit

    client = browse(stella)
    client.post(address(draft))
    work(stella, latest(stella))
    assert "By unit" in client.get(address(draft)).content.decode()
    with acting_for(stella.organisation):
        limited_to(dora, Unit.objects.create(name="Physics"))
    assert "By unit" not in browse(dora).get(address(draft)).content.decode()
    told = browse(dora).get(reverse("api:simulation", args=[latest(stella).pk])).json()
    assert "unit" not in told["result"]["split"]


@pytest.mark.parametrize(
    ("kind", "role", "why"),
    [
        (OrganisationKind.HUB, Role.STEWARD, "A hub has no appraisals"),
        (OrganisationKind.COMMISSION, Role.ANALYST, "The Commission receives confirmed figures"),
    ],
)
def test_hub_and_commission_are_told_why_not(baseline, browse, kind, role, why):
    country = "" if kind == OrganisationKind.COMMISSION else "NL"
    author = cast.member(cast.organisation("Author", kind=kind, country=country), "Aino", role)
    draft = drafted(author, baseline)
    assert why in browse(author).get(address(draft)).content.decode()
    assert why in browse(author).post(address(draft)).content.decode()


def test_a_ministry_is_led_to_its_figures(baseline, browse):
    ministry = cast.organisation("Ministry", kind=OrganisationKind.MINISTRY)
    petra = cast.member(ministry, "Petra", Role.POLICY_OFFICER)
    draft = drafted(petra, baseline)
    led = browse(petra).get(address(draft))
    assert led.headers["Location"] == reverse("reporting:policy-simulation", args=[draft.pk])
    page = browse(petra).get(led.headers["Location"]).content.decode()
    assert "No quarter has been collected yet" in page


def test_over_the_interface(history, draft, stella, browse):
    client = browse(stella)
    listed = reverse("api:draft-simulations", args=[draft.pk])
    started = client.post(listed)
    assert started.status_code == 202
    one = reverse("api:simulation", args=[started.json()["id"]])
    assert client.get(one).json()["state"] == "waiting"
    again = client.post(listed)
    assert again.status_code == 403
    assert "under way" in again.json()["detail"]
    work(stella, latest(stella))
    told = client.get(one).json()
    assert (told["state"], told["stale"], told["result"]["appraisals"]) == ("done", False, 2)
    assert [row["id"] for row in client.get(listed).json()["results"]] == [told["id"]]
    cancel = reverse("api:simulation-cancel", args=[told["id"]])
    assert client.post(cancel).status_code == 403


def test_a_list_over_the_interface_reads_its_draft_once(
    history, draft, stella, browse, monkeypatch
):
    client = browse(stella)
    listed = reverse("api:draft-simulations", args=[draft.pk])
    for _number in range(2):
        started = client.post(listed).json()["id"]
        assert client.post(reverse("api:simulation-cancel", args=[started])).status_code == 200
    read = []
    monkeypatch.setattr(simulations, "tried", lambda draft: read.append(draft) or "other")
    assert [row["stale"] for row in client.get(listed).json()["results"]] == [True, True]
    assert len(read) == 1
