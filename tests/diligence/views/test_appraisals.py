"""List, overview, check, submit, withdraw, reopen, panel and start page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.actions import appraise
from diligence.actions.appraise import Save
from diligence.domain.progress import progress
from diligence.exchange.packaged import packaged
from diligence.models import Appraisal, Partnership
from portal import clock
from portal.models import Unit
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import LOW, answers, in_questions, partnership, scored
from tests.diligence.views.test_answering import sent

MISSING = len(progress(packaged("eu-baseline"), {}).missing)
"""Answers missing when none is given yet."""


@pytest.fixture
def officer(browse, ines, baseline):
    return browse(ines)


def address(name: str, appraisal, *more) -> str:
    return reverse(f"diligence:appraisal-{name}", args=[appraisal.pk, *more])


@pytest.fixture
def answering(officer, ines) -> Appraisal:
    with acting_for(ines.organisation):
        return in_questions(ines.actor)


def test_the_overview_lists_the_sections_and_why(officer, answering):
    html = officer.get(address("detail", answering)).content.decode()
    assert f"{MISSING} questions still need an answer" in html
    assert "Critical technology" in html or "critical technology area" in html
    assert "Start answering" in html
    assert html.count("task-list__item") >= 9
    assert "Roughly" in html


def test_the_check_page_links_to_the_very_question(officer, answering, ines):
    with acting_for(ines.organisation):
        almost = answers()
        del almost["D1"]
        appraise.save(answering.pk, by=ines.actor, saves=almost)
    html = officer.get(address("check", answering)).content.decode()
    link = address("section", answering, "D") + "?at=D1#q-D1"
    assert link in html
    assert "Some questions that must be answered are still open." in html
    refused = officer.post(address("submit", answering)).content.decode()
    assert "Not submitted" in refused
    assert link in refused
    assert officer.get(link.replace("#q-D1", "")).status_code == 200


@pytest.mark.parametrize(
    ("unknown", "words"),
    [(1, "With 3 more"), (4, "Information missing"), (8, "Too much is unknown to decide")],
)
def test_the_check_page_says_what_unknown_answers_mean(officer, answering, ines, unknown, words):
    asked = ["A2", "A4", "A7", "B3", "B4", "B5", "B6", "B7"][:unknown]
    with acting_for(ines.organisation):
        told = answers() | {id: Save("unknown") for id in asked}
        appraise.save(answering.pk, by=ines.actor, saves=told)
    html = officer.get(address("check", answering)).content.decode()
    assert words in html
    assert "Ready to submit" in html


def test_submitting_leads_to_the_result(officer, answering, ines):
    with acting_for(ines.organisation):
        appraise.save(answering.pk, by=ines.actor, saves=answers())
    response = officer.post(address("submit", answering))
    assert response["Location"] == address("result", answering)
    assert officer.get(address("check", answering))["Location"] == address("detail", answering)


def test_withdrawing_asks_why_and_keeps_the_answers(officer, answering, ines):
    with acting_for(ines.organisation):
        appraise.save(answering.pk, by=ines.actor, saves={"A2": Save("trl3")})
    page = address("withdraw", answering)
    assert "Withdraw the appraisal of" in officer.get(page).content.decode()
    assert "error-summary" in officer.post(page, {"because": " "}).content.decode()
    officer.post(page, {"because": "The call was cancelled."})
    html = officer.get(address("detail", answering)).content.decode()
    assert "This appraisal was withdrawn" in html
    assert "The call was cancelled." in html
    section = officer.get(address("section", answering, "A")).content.decode()
    assert "The appraisal was withdrawn." in section
    assert "TRL 3" in section or "trl3" in section
    assert officer.get(page).status_code == 403


def test_reopening_a_scored_appraisal(officer, ines, baseline):
    with acting_for(ines.organisation):
        appraisal = scored(ines.actor)
    officer.post(address("reopen", appraisal), {"because": "The owner changed."})
    with acting_for(ines.organisation):
        appraisal.refresh_from_db()
        assert appraisal.state == "answering"


def test_starting_twice_goes_on_with_the_first(officer, answering):
    start = reverse("diligence:appraisal-start", args=[answering.partnership_id])
    response = officer.post(start)
    assert response["Location"] == address("detail", answering)


def test_without_a_questionnaire_the_refusal_says_what_to_do(browse, ines):
    with acting_for(ines.organisation):
        registered = partnership()
    response = browse(ines).post(reverse("diligence:appraisal-start", args=[registered.pk]))
    assert response.status_code == 403
    assert "load_questionnaire" in response.content.decode()


def test_strangers_find_nothing(answering, otto, browse):
    stranger = browse(otto)
    for name in ("detail", "triage", "check", "withdraw", "reopen"):
        assert stranger.get(address(name, answering)).status_code == 404, name
    for name in ("submit", "triage"):
        assert stranger.post(address(name, answering)).status_code == 404, name
    for name in ("withdraw", "reopen"):
        told = {"because": "It is mine now."}
        assert stranger.post(address(name, answering), told).status_code == 404, name
    start = reverse("diligence:appraisal-start", args=[answering.partnership_id])
    assert stranger.post(start).status_code == 404
    html = stranger.get(reverse("diligence:appraisal-list")).content.decode()
    assert "Quantum sensing" not in html


def test_stewards_move_nothing(answering, stella, browse):
    steward = browse(stella)
    assert steward.post(address("submit", answering)).status_code == 403
    assert steward.post(address("withdraw", answering), {"because": "x"}).status_code == 403
    assert steward.get(address("detail", answering)).status_code == 200


def test_the_list_filters_sorts_and_pages_at_a_flat_cost(officer, ines, baseline):
    def statements(query: str = "") -> int:
        with CaptureQueriesContext(connection) as captured:
            response = officer.get(reverse("diligence:appraisal-list") + query)
        assert response.status_code == 200
        return len(sent(captured))

    with acting_for(ines.organisation):
        physics = Unit.objects.create(name="Physics")
        scored(ines.actor)
    statements()  # the first request of a session also chooses the organisation
    one = statements()
    with acting_for(ines.organisation):
        for number in range(30):
            row = partnership(title=f"Partnership {number:02}", unit=physics)
            appraise.start(row.pk, by=ines.actor)
    assert statements() == one == 7
    listing = reverse("diligence:appraisal-list")
    assert officer.get(listing).content.decode().count("<tr>") == 26
    html = officer.get(listing + "?state=open&sort=partnership&page=2").content.decode()
    assert "Partnership 29" in html
    assert "Quantum sensing" not in html
    html = officer.get(listing + f"?state=scored&unit={physics.pk}").content.decode()
    assert "No appraisal matches" in html
    assert officer.get(listing + "?outcome=medium").content.decode().count("<tr>") == 2
    for hostile in ("?state=%00", "?unit=x", "?page=-1&sort=id", "?page=999999999999", "?sort=-"):
        assert officer.get(listing + hostile).status_code == 200, hostile


def test_the_start_page_names_what_needs_an_officer(officer, ines, answering):
    today = clock.today()
    with acting_for(ines.organisation):
        Partnership.objects.update(starts_on=today + timedelta(days=3))
        partnership(title="Never appraised", starts_on=today + timedelta(days=1), code="P-9")
        referred = scored(ines.actor)
        Appraisal.objects.filter(pk=referred.pk).update(outcome="refer")
        triage = appraise.start(partnership(title="In triage", code="P-8").pk, by=ines.actor)
        appraise.save(triage.pk, by=ines.actor, saves={"T1": Save("yes")})
    html = officer.get(reverse("portal:start")).content.decode()
    assert f"{MISSING} answers missing" in html
    assert "Triage: 9 questions left" in html
    assert "Starts soon, not appraised yet" in html
    assert html.index("Never appraised") < html.index(f"{MISSING} answers missing")
    assert "Read the result" in html


def test_the_start_page_costs_the_same_with_many(officer, ines, answering):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(reverse("portal:start")).status_code == 200
        return len(sent(captured))

    statements()  # the first request of a session also chooses the organisation
    one = statements()
    with acting_for(ines.organisation):
        for number in range(12):
            row = partnership(title=f"P {number}", starts_on=clock.today())
            appraise.start(row.pk, by=ines.actor)
            partnership(title=f"Q {number}", starts_on=clock.today())
    assert statements() == one <= 28
    assert "All appraisals under way" in officer.get(reverse("portal:start")).content.decode()


def test_median_minutes_only_from_five_cases_on(officer, ines, baseline):
    with acting_for(ines.organisation):
        for _number in range(4):
            scored(ines.actor)
        Appraisal.objects.update(full_minutes=45)
    start = reverse("portal:start")
    assert "45 min" not in officer.get(start).content.decode()
    with acting_for(ines.organisation):
        scored(ines.actor)
        Appraisal.objects.update(full_minutes=45)
    assert "45 min" in officer.get(start).content.decode()


def test_a_steward_sees_how_the_organisation_stands(stella, browse, answering):
    html = browse(stella).get(reverse("portal:start")).content.decode()
    assert "How your organisation stands" in html
    assert reverse("portal:members") in html


def test_the_panel_offers_the_next_step(officer, ines, baseline):
    with acting_for(ines.organisation):
        registered = partnership()
    page = reverse("diligence:partnership-detail", args=[registered.pk])
    assert "Start the triage" in officer.get(page).content.decode()
    with acting_for(ines.organisation):
        triage = appraise.start(registered.pk, by=ines.actor)
    assert "Continue the triage" in officer.get(page).content.decode()
    with acting_for(ines.organisation):
        appraise.save(triage.pk, by=ines.actor, saves=LOW)
        appraise.finish_triage(triage.pk, by=ines.actor)
    html = officer.get(page).content.decode()
    assert "Read the answers" in html
    assert "Appraise again" in html
