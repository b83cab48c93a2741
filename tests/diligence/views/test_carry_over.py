"""The pages that move appraisals: what is told before and after, and who may press what."""

import pytest
from django.urls import reverse

from diligence.actions import appraise, carry_over
from diligence.actions.appraise import Save
from diligence.choices import WorkState
from diligence.models import Appraisal, CarryOver, CarryReport
from portal.tenancy import acting_for
from tests.diligence.actions.test_carry_over import CHANGES, NEW
from tests.factories import PartnershipFactory
from tests.factories.appraisals import answered, submitted
from tests.factories.colleagues import asked
from tests.factories.editions import published, translated, with_question

pytestmark = pytest.mark.django_db


def page(name, *keys):
    return reverse(f"diligence:{name}", args=[getattr(key, "pk", key) for key in keys])


@pytest.fixture
def row(ines, baseline) -> Appraisal:
    with acting_for(ines.organisation, user=ines.user.pk):
        return answered(ines.actor)


@pytest.fixture
def newer(row, commission):
    return published(commission, *CHANGES)


def test_a_notice_stands_where_the_work_is(browse, ines, row, newer):
    client = browse(ines)
    for name in ("appraisal-detail", "appraisal-check"):
        html = client.get(page(name, row)).content.decode()
        assert f"A newer edition is in force: {newer}" in html
        assert "ask 1 question again" in html
        assert page("carry-over", row) in html


def test_a_notice_never_blocks_submitting(browse, ines, row, newer):
    sent = browse(ines).post(page("appraisal-submit", row))
    assert sent.url == page("appraisal-result", row)
    with acting_for(ines.organisation):
        row.refresh_from_db()
    assert row.version_id != newer.pk
    told = browse(ines).get(page("carry-over", row)).content.decode()
    assert "It stays on its edition" in told


def test_without_another_edition_nothing_is_said(browse, ines, row):
    client = browse(ines)
    assert "edition is in force" not in client.get(page("appraisal-detail", row)).content.decode()
    html = client.get(page("carry-over", row)).content.decode()
    assert "It runs on the edition in force" in html


def test_what_would_change_is_told_first_and_moved_then(browse, ines, row, newer):
    client = browse(ines)
    html = client.get(page("carry-over", row)).content.decode()
    assert "Asked in other words?" in html
    assert "The question is worded otherwise." in html
    assert NEW.text in html
    sent = client.post(page("carry-over", row), {"version": newer.pk})
    with acting_for(ines.organisation):
        report = CarryReport.objects.get()
    assert sent.url == page("carry-report", row, report)
    told = client.get(sent.url).content.decode()
    assert "Asked in other words?" in told
    assert "Put aside" in told
    overview = client.get(page("appraisal-detail", row)).content.decode()
    assert sent.url in overview
    section = client.get(page("appraisal-section", row, "A")).content.decode()
    assert "Asked anew." in section
    assert 'id="A4_0"' in section
    at = section.index('id="q-A4"')
    assert "checked" not in section[at : section.index('id="q-A5"')]


def test_a_post_without_the_edition_that_was_looked_at_is_refused(browse, ines, row, newer):
    client = browse(ines)
    assert client.post(page("carry-over", row)).status_code == 403
    assert client.post(page("carry-over", row), {"version": "x"}).status_code == 403
    assert client.post(page("carry-over", row), {"version": row.version_id}).status_code == 403
    with acting_for(ines.organisation):
        assert not CarryReport.objects.exists()


def test_who_reads_and_who_moves(browse, dora, otto, row, newer):
    html = browse(dora).get(page("carry-over", row))
    assert html.status_code == 200
    assert browse(dora).post(page("carry-over", row), {"version": newer.pk}).status_code == 403
    assert browse(otto).get(page("carry-over", row)).status_code == 404


def test_what_hinders_is_told_and_the_button_is_off(browse, ines, row, newer):
    with acting_for(ines.organisation):
        asked(row, ines.actor)
    html = browse(ines).get(page("carry-over", row)).content.decode()
    assert "is asked about question A4" in html
    assert "disabled" in html


def test_a_report_of_another_appraisal_is_not_there(browse, ines, row, newer):
    with acting_for(ines.organisation, user=ines.user.pk):
        other = appraise.start(PartnershipFactory().pk, by=ines.actor)
        report = carry_over.one(row.pk, by=ines.actor)
    assert browse(ines).get(page("carry-report", other, report)).status_code == 404
    assert browse(ines).get(page("carry-report", row, report)).status_code == 200


# --- All ----------------------------------------------------------------------------------------
def test_all_are_moved_in_a_run_that_is_watched(browse, ines, stella, row, commission):
    with acting_for(ines.organisation, user=ines.user.pk):
        stays = answered(ines.actor)
        asked(stays, ines.actor)
    newer = published(commission, *CHANGES)
    client = browse(stella)
    html = client.get(page("carry-over-all")).content.decode()
    assert "2 open appraisals run on other editions" in html
    sent = client.post(page("carry-over-all"), {"version": newer.pk})
    with acting_for(stella.organisation):
        run = CarryOver.objects.get()
    assert sent.url == page("carry-over-run", run)
    watched = client.get(sent.url).content.decode()
    assert "Appraisal 0 of 2" in watched
    told = client.get(page("carry-over-progress", run), headers={"accept": "application/json"})
    assert told.json() == {"state": "waiting", "done": 0, "total": 2, "page": sent.url}
    assert "Appraisals are being moved" in client.get(page("carry-over-all")).content.decode()
    with acting_for(stella.organisation):
        while carry_over.step(run.pk):
            pass
    fragment = client.get(page("carry-over-progress", run), headers={"hx-request": "true"})
    assert fragment.headers["HX-Redirect"] == sent.url
    done = client.get(sent.url).content.decode()
    assert "1 appraisal moved to" in done
    assert "is asked about question A4" in done
    assert stays.partnership.title in done


def test_a_run_is_stopped(browse, ines, stella, row, newer):
    client = browse(stella)
    client.post(page("carry-over-all"), {"version": newer.pk})
    with acting_for(stella.organisation):
        run = CarryOver.objects.get()
    assert client.post(page("carry-over-stop", run)).url == page("carry-over-run", run)
    html = client.get(page("carry-over-run", run)).content.decode()
    assert "It was stopped" in html
    with acting_for(stella.organisation):
        run.refresh_from_db()
    assert run.state == WorkState.CANCELLED
    assert client.post(page("carry-over-stop", run)).status_code == 403


def test_only_who_may_sees_runs(browse, ines, otto, stella, row, newer):
    browse(stella).post(page("carry-over-all"), {"version": newer.pk})
    with acting_for(stella.organisation):
        run = CarryOver.objects.get()
    assert browse(ines).get(page("carry-over-all")).status_code == 403
    assert browse(ines).get(page("carry-over-run", run)).status_code == 403
    assert browse(otto).get(page("carry-over-run", run)).status_code in (403, 404)


def test_the_list_of_runs_costs_the_same_for_many(
    browse, stella, ines, row, newer, django_assert_max_num_queries
):
    client = browse(stella)
    with acting_for(stella.organisation):
        for _n in range(30):
            CarryOver.objects.create(version=newer, state=WorkState.DONE, asked_by="Stella")
    client.get(page("carry-over-all"))
    with django_assert_max_num_queries(14):
        html = client.get(page("carry-over-all")).content.decode()
    assert "Next" in html


# --- Interface for machines ---------------------------------------------------------------------
def test_machines_look_and_move(browse, ines, stella, row, newer):
    client = browse(ines)
    address = reverse("api:carry-over", args=[row.pk])
    plan = client.get(address).json()
    assert plan["can_move"]
    assert [item["question"] for item in plan["asked_again"]] == ["A4"]
    body = {"edition": str(newer.pk)}
    moved = client.post(address, body, content_type="application/json")
    assert moved.status_code == 201
    assert moved.json()["new"] == ["A9"]
    listed = client.get(reverse("api:carry-reports", args=[row.pk])).json()
    assert [each["id"] for each in listed["results"]] == [moved.json()["id"]]
    again = client.post(address, body, content_type="application/json")
    assert again.status_code == 403
    assert "nothing to do" in again.json()["detail"]
    assert client.post(address, {}, content_type="application/json").status_code == 400


def test_machines_run_and_stop(browse, ines, stella, row, newer):
    client = browse(stella)
    started = client.post(
        reverse("api:carry-overs"), {"edition": str(newer.pk)}, content_type="application/json"
    )
    assert started.status_code == 201
    key = started.json()["id"]
    assert client.get(reverse("api:carry-over-run", args=[key])).json()["total"] == 1
    stopped = client.post(reverse("api:carry-over-stop", args=[key]))
    assert stopped.json()["state"] == "cancelled"
    assert browse(ines).get(reverse("api:carry-overs")).status_code == 403


# --- Languages ----------------------------------------------------------------------------------
@pytest.fixture
def french(ines, baseline, commission):
    published(commission, translated("fr"))
    with acting_for(ines.organisation, user=ines.user.pk):
        return answered(ines.actor)


def test_questions_are_read_in_another_of_the_editions_languages(browse, ines, french):
    client = browse(ines)
    section = page("appraisal-section", french, "A")
    html = client.get(section).content.decode()
    assert 'hreflang="fr"' in html
    assert "[fr]" not in html
    told = client.get(f"{section}?lang=fr").content.decode()
    assert '<span lang="fr">[fr] ' in told
    assert '<html lang="en' in told
    kept = client.get(page("appraisal-section", french, "B")).content.decode()
    assert '<span lang="fr">[fr] ' in kept
    assert "[fr]" not in client.get(f"{section}?lang=en").content.decode()


def test_answers_are_the_same_in_every_language(browse, ines, french):
    client = browse(ines)
    section = page("appraisal-section", french, "A")
    client.get(f"{section}?lang=fr")
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.save(french.pk, by=ines.actor, saves={"A4": Save("yes")})
    told = client.get(section).content.decode()
    at = told.index('id="q-A4"')
    assert "checked" in told[at : told.index('id="q-A5"')]


def test_an_incomplete_or_unknown_language_is_not_offered(browse, ines, row, commission):
    client = browse(ines)
    section = page("appraisal-section", row, "A")
    assert "hreflang" not in client.get(section).content.decode()
    assert client.get(f"{section}?lang=fr").status_code == 200
    assert client.get(f"{section}?lang=%00").status_code == 200


def test_what_was_submitted_says_where_it_came_from(browse, ines, row, commission):
    published(commission, with_question("C1", text="Otherwise?"))
    with acting_for(ines.organisation, user=ines.user.pk):
        report = carry_over.one(row.pk, by=ines.actor)
        sent = submitted(ines.actor)
    html = browse(ines).get(page("carry-over", row)).content.decode()
    assert page("carry-report", row, report) in html
    assert "It stays on its edition" in browse(ines).get(page("carry-over", sent)).content.decode()
