"""What would change a result, how firm it is, and its certificate, as an officer reads it."""

import json
import re
from hashlib import sha256
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from diligence.actions import appraise, clear, treat
from diligence.models import Appraisal
from diligence.queries import appraisals, decisions, explained, results
from diligence.views.explained_parts import section
from portal import clock
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory
from tests.factories.consultations import scored
from tests.factories.decisions import ground as ground_of
from tests.factories.decisions import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines):
    def make(name: str, **options) -> Appraisal:
        with acting_for(ines.organisation):
            return scored(ines.actor, name, **options)

    return make


@pytest.fixture
def look(browse, ines):
    def text(appraisal: Appraisal, kind: str = "result", query: str = "") -> str:
        response = browse(ines).get(address(appraisal, kind) + query)
        assert response.status_code == 200
        return plain(response)

    return text


def address(appraisal: Appraisal, kind: str) -> str:
    return reverse(f"diligence:appraisal-{kind}", args=[appraisal.pk])


def plain(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def test_the_shortest_way_is_on_the_page(case, look):
    text = look(case("K30"))
    assert "What would change this result" in text
    assert "To Low with one measure M01 Narrow the scope" in text


def test_a_flag_asks_for_its_clearance_first(case, look):
    text = look(case("K22"))
    assert "First, a clearance: no measure removes a flag" in text
    assert "needs a clearance by the export-control authority" in text
    assert "It can be prepared by: M24" in text
    assert "Then to Medium by the clearances alone" in text


def test_what_cannot_be_reached_says_why(case, look):
    text = look(case("K26"))
    assert "Out of reach of measures: Low" in text
    assert "Its concern comes down from level 3 to 2: measures take off 1 at most." in text
    assert "6 answers are “don't know”: from 4 on the band is at least medium" in text


def test_chosen_measures_are_counted_in(case, look, ines):
    appraisal = case("K04")
    with acting_for(ines.organisation):
        treat.shown(Appraisal.objects.get(pk=appraisal.pk), by=ines.actor)
        planned(ines.actor, appraisal, "M07")
        planned(ines.actor, appraisal, "M13")
    text = look(appraisal)
    assert "The 2 measures already chosen are counted in." in text
    assert re.search(r"to Low with one measure M19", text)


def test_the_lowest_outcome_needs_nothing(case, look):
    text = look(case("K29"))
    assert "Nothing has to: this is the lowest outcome there is." in text
    assert "Firm in its points" in text


def test_a_borderline_result_names_what_to_check_and_no_direction(case, look):
    text = look(case("K06"))
    told = text.partition("How firm it is")[2].partition("Measures that answers")[0]
    assert "each of 3 answers decides between low and medium. Check them." in told
    for question in ("C1", "C5", "I4"):
        assert f"{question} · " in told


def test_the_unknown_answer_that_settles_it_is_named(case, look):
    text = look(case("K29", change={"G2": "unknown", "A4": "unknown"}))
    assert "Knowing G2 settles the outcome, whatever its answer. G2 · " in text
    assert text.count("settles it") == 1


def test_the_fourth_unknown_ends_the_hold(case, look):
    light = dict.fromkeys(("A4", "C8", "D5", "H4"), "unknown")
    assert "Answering any one of them ends the state of missing information." in look(
        case("K29", change=light)
    )


def test_it_costs_no_statement(case, ines):
    """Everything comes from rows that the page reads anyway."""
    appraisal = case("K04")
    with acting_for(ines.organisation):
        row = appraisals.with_answers(ines.actor).get(pk=appraisal.pk)
        ground = decisions.ground(row, clock.today())
        told = results.explained(ground.score, row.version)
        with CaptureQueriesContext(connection) as asked:
            section(told, row, ground)
        assert len(asked) == 0


def test_the_certificate_holds_and_says_its_limit(case, look, browse, ines):
    appraisal = case("K01")
    text = look(appraisal, "certificate")
    assert "Country and organisation were not used" in text
    assert "With each of 249 countries" in text
    assert "B1 · " in text
    assert "B2 · " in text
    assert "Each gave the same bytes as the stored result." in text
    assert "What it does not say" in text
    document = browse(ines).get(address(appraisal, "certificate-json"))
    assert document["Content-Type"] == "application/json"
    assert document["Cache-Control"] == "no-store"
    told = json.loads(document.content)
    assert told["holds"] is True
    shown = sha256(document.content).hexdigest()
    page = browse(ines).get(address(appraisal, "certificate")).content.decode()
    assert shown in page
    with acting_for(ines.organisation):
        stored = Appraisal.objects.get(pk=appraisal.pk).scores.get()
        assert told["result"] == sha256(stored.document.encode()).hexdigest()
        assert told["answers"] == stored.input_hash
        assert told["questionnaire"]["digest"] == stored.version_digest
        assert explained.certificate_of(stored).digest == shown


def test_the_record_names_the_certificate(case, browse, ines):
    appraisal = case("K01")
    with acting_for(ines.organisation):
        proof = explained.certificate_of(appraisal.scores.get())
    text = plain(browse(ines).get(address(appraisal, "record")))
    assert f"certificate that country and organisation were not used {proof.digest[:16]}" in text


def test_without_a_result_there_is_nothing_to_certify(baseline, ines, browse):
    with acting_for(ines.organisation):
        begun = appraise.start(PartnershipFactory().pk, by=ines.actor)
    response = browse(ines).get(address(begun, "certificate"), follow=True)
    assert "nothing to certify" in response.content.decode()


def test_a_recorded_clearance_is_not_asked_for_again(case, look, ines):
    appraisal = case("K22")
    with acting_for(ines.organisation):
        (gate,) = ground_of(ines.actor, appraisal).now.gates
        licence = clear.Finding("licence", "The authority granted a licence.", "EX-2026-14")
        clear.record(appraisal.pk, gate.key, licence, by=ines.actor)
    text = look(appraisal)
    assert "no measure removes a flag" not in text
    assert "To Low with one measure M01" in text
