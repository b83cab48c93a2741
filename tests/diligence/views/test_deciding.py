"""The decision page, its record and statement, the list, the start page and the timeline."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from diligence.actions import appraise, register, treat
from diligence.enums import Course
from diligence.models import Appraisal, Decision, Partnership
from portal import clock
from portal.tenancy import acting_for
from tests.factories.consultations import scored
from tests.factories.decisions import HIGH, HOLD, LEGAL, LOW, MEDIUM, decided, ground, planned, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines):
    """`case("K29")`: a scored appraisal of Ines's organisation."""

    def make(name: str) -> Appraisal:
        with acting_for(ines.organisation):
            return scored(ines.actor, name)

    return make


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def decision_page(appraisal: Appraisal) -> str:
    return reverse("diligence:decision", args=[appraisal.pk])


def sent(client, appraisal: Appraisal, **given) -> dict[str, str]:
    """What the page shows, and what somebody fills in."""
    form = client.get(decision_page(appraisal)).context["form"]
    body = {
        "verdict": "proceed",
        "reasons": "The benefit outweighs the risk.",
        "expires_on": soon(200).isoformat(),
        "shown": form.initial["shown"],
    }
    return body | given


def test_an_officer_decides_a_low_case_on_what_the_page_showed(case, browse, ines):
    appraisal, client = case(LOW), browse(ines)
    page = client.get(decision_page(appraisal))
    assert "Your organisation decides" in text_of(page)
    assert "Take the decision" in text_of(page)
    response = client.post(decision_page(appraisal), sent(client, appraisal))
    with acting_for(ines.organisation):
        decision = Decision.objects.get()
    record = reverse("diligence:decision-record", args=[appraisal.partnership_id, decision.pk])
    assert response.url == record
    told = text_of(client.get(record))
    assert "The benefit outweighs the risk." in told
    assert "Taken by Ines Officer" in told
    assert decision.basis_digest[:16] in told


def test_an_officer_reads_a_medium_case_and_is_told_who_decides(case, browse, ines):
    appraisal, client = case(MEDIUM), browse(ines)
    told = text_of(client.get(decision_page(appraisal)))
    assert "From medium on, a decider of your organisation decides." in told
    assert "Take the decision" not in told
    body = {"verdict": "proceed", "reasons": "x", "expires_on": soon().isoformat()}
    assert client.post(decision_page(appraisal), body).status_code == 403


def test_missing_reasons_are_named_and_nothing_typed_is_lost(case, browse, dora):
    appraisal, client = case(MEDIUM), browse(dora)
    body = sent(client, appraisal, reasons="", verdict="hold")
    response = client.post(decision_page(appraisal), body)
    assert response.status_code == 400
    assert "Say why, so that colleagues understand it" in text_of(response)
    assert 'value="hold"' in response.content.decode()
    assert soon(200).isoformat() in response.content.decode()


def test_a_change_meanwhile_shows_what_changed_and_keeps_the_input(case, browse, ines, dora):
    appraisal, client = case(MEDIUM), browse(dora)
    body = sent(client, appraisal, reasons="Weighed carefully.")
    with acting_for(ines.organisation):
        row = Partnership.objects.get(pk=appraisal.partnership_id)
        register.edit(row.pk, by=ines.actor, revision=row.revision, technology_areas=["quantum"])
    response = client.post(decision_page(appraisal), body)
    assert response.status_code == 409
    told = text_of(response)
    assert "The critical technology areas changed." in told
    assert "Weighed carefully." in told
    again = body | {"shown": response.context["form"]["shown"].value()}
    assert client.post(decision_page(appraisal), again).status_code == 302


@pytest.mark.parametrize("shown", ["", "{", "[]", '{"score": 1}', '{"a":' * 5000])
def test_a_page_that_does_not_come_back_whole_is_shown_again(case, browse, dora, shown):
    appraisal, client = case(MEDIUM), browse(dora)
    response = client.post(decision_page(appraisal), sent(client, appraisal, shown=shown))
    assert response.status_code == 409


def test_closed_courses_say_why(case, browse, dora):
    told = text_of(browse(dora).get(decision_page(case(HOLD))))
    assert "Nothing may proceed until they are answered" in told
    told = text_of(browse(dora).get(decision_page(case(HIGH))))
    assert "look at the measures that could lower it" in told
    told = text_of(browse(dora).get(decision_page(case(LEGAL))))
    assert "Transfers are blocked until cleared" in told
    assert "Transfers stay blocked until the legal check is cleared" in told


def test_looking_at_the_treatment_opens_the_way_to_decline(case, browse, dora):
    appraisal, client = case(HIGH), browse(dora)
    client.get(reverse("diligence:treatment", args=[appraisal.pk]))
    body = sent(client, appraisal, verdict="decline", expires_on="")
    assert client.post(decision_page(appraisal), body).status_code in {302, 400}
    with acting_for(dora.organisation):
        assert Appraisal.objects.get(pk=appraisal.pk).measures_shown == 1


def test_what_ended_at_triage_needs_no_decision(baseline, browse, ines):
    from tests.diligence.actions.test_appraise import LOW as TRIAGE_LOW
    from tests.diligence.actions.test_appraise import partnership

    with acting_for(ines.organisation):
        appraisal = appraise.start(partnership().pk, by=ines.actor)
        appraise.save(appraisal.pk, by=ines.actor, saves=TRIAGE_LOW)
        appraise.finish_triage(appraisal.pk, by=ines.actor)
    told = text_of(browse(ines).get(decision_page(appraisal)))
    assert "Nothing needs to be decided here" in told


def test_the_statement_holds_band_and_plan_and_nothing_else(case, browse, ines, dora):
    appraisal = case(MEDIUM)
    with acting_for(ines.organisation):
        planned(ines.actor, appraisal, note="Ask Ms Secret")
        decision = decided(dora.actor, appraisal, Course.WITH_MEASURES, reasons="Inner reasons.")
    args = [appraisal.partnership_id, decision.pk]
    page = browse(ines).get(reverse("diligence:decision-statement", args=args))
    told = text_of(page)
    assert "Medium" in told
    assert "M17" in told
    for hidden in ("Inner reasons", "Ms Secret", "IT security", "Dora", "KT.S", "Proceed"):
        assert hidden not in told


def test_the_record_says_what_changed_since(case, browse, ines):
    appraisal = case(LOW)
    with acting_for(ines.organisation):
        decision = decided(ines.actor, appraisal)
        row = Partnership.objects.get(pk=appraisal.partnership_id)
        register.edit(row.pk, by=ines.actor, revision=row.revision, activities=["infra"])
        decided(ines.actor, appraisal)
    args = [appraisal.partnership_id, decision.pk]
    told = text_of(browse(ines).get(reverse("diligence:decision-record", args=args)))
    assert "A later decision took its place" in told
    wrong = [decision.pk, decision.pk]
    assert browse(ines).get(reverse("diligence:decision-record", args=wrong)).status_code == 404


def test_strangers_find_neither_page_nor_record(case, browse, ines, otto):
    appraisal = case(LOW)
    with acting_for(ines.organisation):
        decision = decided(ines.actor, appraisal)
    client = browse(otto)
    args = [appraisal.partnership_id, decision.pk]
    for name, given in (
        ("decision", [appraisal.pk]),
        ("treatment", [appraisal.pk]),
        ("decision-record", args),
        ("decision-statement", args),
        ("partnership-timeline", args[:1]),
    ):
        assert client.get(reverse(f"diligence:{name}", args=given)).status_code == 404, name


# --- The list ------------------------------------------------------------------------------
def listed(client, **query) -> str:
    return text_of(client.get(reverse("diligence:decision-list"), query))


def titled(appraisal: Appraisal, title: str, **values) -> None:
    rows = Partnership.objects.filter(pk=appraisal.partnership_id)
    rows.update(title=title, **values)


def test_each_pile_holds_what_belongs_there(case, browse, ines, dora):
    low, medium, hold, done = case(LOW), case(MEDIUM), case(HOLD), case(LOW)
    with acting_for(ines.organisation):
        titled(low, "Low case")
        titled(medium, "Medium case")
        titled(hold, "Unknown case")
        titled(done, "Decided case")
        decided(ines.actor, done, expires_on=soon(30))
    client = browse(dora)
    assert "Medium case" in listed(client)
    assert "Low case" not in listed(client)
    assert "Low case" in listed(client, show="officer")
    assert "Unknown case" in listed(client, show="information")
    assert "Decided case" in listed(client, show="decided")
    assert "Decided case" in listed(client, show="expiring")
    assert "Nothing here" in listed(client, show="review")
    assert "No case matches" in listed(client, show="decided", verdict="decline")
    officer = browse(ines)
    assert "Low case" in listed(officer)
    assert "Medium case" in listed(officer, show="decider")


def test_the_list_costs_the_same_for_one_case_and_for_many(case, browse, dora):
    client, address = browse(dora), reverse("diligence:decision-list")
    case(MEDIUM)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _each in range(4):
        case(MEDIUM)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)


def test_the_list_has_pages(case, browse, ines, dora):
    medium = case(MEDIUM)
    with acting_for(ines.organisation):
        row = Partnership.objects.get(pk=medium.partnership_id)
        for number in range(30):
            row.pk, row.code, row.reference = None, f"X-{number}", ""
            row.decision = "hold"
            row.save(force_insert=True)
    client = browse(dora)
    first = client.get(reverse("diligence:decision-list"), {"show": "decided"})
    assert (first.context["last"], bool(first.context["next"])) == (25, True)
    second = client.get(reverse("diligence:decision-list"), {"show": "decided", "page": "2"})
    assert (second.context["first"], second.context["last"]) == (26, 30)


def test_start_pages_say_what_waits_for_whom(case, browse, ines, dora):
    low, medium = case(LOW), case(MEDIUM)
    with acting_for(ines.organisation):
        titled(low, "Low case")
        titled(medium, "Medium case")
        row = planned(ines.actor, medium)
        treat.plan(row.pk, treat.Plan("IT", soon(1)), by=ines.actor, revision=row.revision)
    start = reverse("portal:start")
    decider = text_of(browse(dora).get(start))
    assert "One case waits for your decision" in decider
    assert "Medium case" in decider
    with clock.set_to(clock.now() + timedelta(days=3)):
        officer = text_of(browse(ines).get(start))
    assert "Measure M17 is overdue: IT" in officer
    assert "Low: yours to decide" in officer


def test_decide_stands_in_the_navigation_of_those_who_decide(baseline, browse, dora, stella):
    address = f'href="{reverse("diligence:decision-list")}"'
    assert address in browse(dora).get(reverse("portal:start")).content.decode()
    assert address not in browse(stella).get(reverse("portal:start")).content.decode()


# --- The timeline --------------------------------------------------------------------------
def test_the_timeline_tells_every_step(case, browse, ines, dora):
    appraisal = case(MEDIUM)
    with acting_for(ines.organisation):
        planned(ines.actor, appraisal)
        decided(dora.actor, appraisal, Course.WITH_MEASURES)
    client = browse(ines)
    address = reverse("diligence:partnership-timeline", args=[appraisal.partnership_id])
    told = text_of(client.get(address))
    for step in (
        "Triage begun",
        "Triage finished",
        "Answers submitted (submission 1)",
        "Scored: Medium",
        "Measure M17 planned",
        "Decision 1: Proceed with measures",
    ):
        assert step in told, step
    detail = reverse("diligence:partnership-detail", args=[appraisal.partnership_id])
    assert "Decision 1: Proceed with measures" in text_of(client.get(detail))


def test_the_timeline_costs_the_same_for_few_and_many_steps(case, browse, ines):
    appraisal, client = case(MEDIUM), browse(ines)
    address = reverse("diligence:partnership-timeline", args=[appraisal.partnership_id])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with acting_for(ines.organisation):
        for measure in ("M10", "M17", "M20", "M02"):
            planned(ines.actor, appraisal, measure)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_ground_is_the_same_for_two_readers(case, ines, dora):
    appraisal = case(MEDIUM)
    with acting_for(ines.organisation):
        assert ground(ines.actor, appraisal).digest == ground(dora.actor, appraisal).digest
