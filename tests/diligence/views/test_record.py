"""The one-page record of an appraisal: read, printed, and filed as a PDF of one sheet."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from diligence.actions import appraise, treat
from diligence.actions.appraise import Save
from diligence.enums import Course
from diligence.models import Appraisal, Partnership
from diligence.views import record as page
from portal.pdf import PdfUnavailableError
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory
from tests.factories.appraisals import answered
from tests.factories.consultations import scored
from tests.factories.decisions import HIGH, LEGAL, LOW, decided, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines):
    def make(name: str, **options) -> Appraisal:
        with acting_for(ines.organisation):
            return scored(ines.actor, name, **options)

    return make


def record_of(appraisal: Appraisal, kind: str = "") -> str:
    return reverse(f"diligence:appraisal-record{kind}", args=[appraisal.pk])


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def pages_of(response) -> list[str]:
    assert response.status_code == 200
    return [leaf.extract_text() for leaf in PdfReader(BytesIO(response.content)).pages]


def ended(ines, value: str = "no") -> Appraisal:
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
        answers = {f"T{n}": "no" for n in range(2, 11)} | {"T1": value}
        saves = {id: Save(answer) for id, answer in answers.items()}
        appraise.save(appraisal.pk, by=ines.actor, saves=saves)
        appraise.finish_triage(appraisal.pk, by=ines.actor)
        return Appraisal.objects.get(pk=appraisal.pk)


def test_a_scored_case_tells_finding_causes_measures_advice_and_decision(case, browse, ines, dora):
    appraisal = case(HIGH)
    with acting_for(ines.organisation):
        treat.shown(Appraisal.objects.get(pk=appraisal.pk), by=ines.actor)
        planned(ines.actor, appraisal, responsible="Head of laboratory")
        decided(dora.actor, appraisal, Course.WITH_MEASURES, reasons="Worth it, with care.")
    told = text_of(browse(ines).get(record_of(appraisal)))
    for wanted in (
        "What was found",
        "Answers that counted most",
        "Head of laboratory",
        "Worth it, with care.",
        "taken by Dora Decider",
        "On record",
        "no country and no organisation gives points",
    ):
        assert wanted in told, wanted


def test_the_record_names_flags_and_what_cleared_them(case, browse, ines):
    told = text_of(browse(ines).get(record_of(case(LEGAL))))
    assert "Ask export control" in told
    assert "Not decided yet." in told
    assert "The hub was not asked." in told or "Advice" in told


@pytest.mark.parametrize(("value", "said"), [("yes", "Low"), ("no", "Out of scope")])
def test_a_case_that_ended_at_triage_has_its_record_with_its_answers(
    baseline, browse, ines, value, said
):
    told = text_of(browse(ines).get(record_of(ended(ines, value))))
    assert said in told
    assert "The answers that ended it" in told
    assert "triage:" in told


def test_the_pdf_is_one_sheet_with_the_same_words(case, browse, ines):
    appraisal = case(LOW)
    answer = browse(ines).get(record_of(appraisal, "-pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    (sheet,) = pages_of(answer)
    assert "What was found" in sheet
    assert sheet.count("TLP:AMBER+STRICT") == 2  # in header and footer, as TLP 2.0 asks for
    with acting_for(ines.organisation):
        title = Partnership.objects.get().title
    assert title in re.sub(r"\s+", " ", sheet)


def test_the_fullest_case_still_fits_on_one_sheet(case, browse, ines, dora):
    """Long texts are shortened, and say where they stand in full."""
    with acting_for(ines.organisation):
        partnership = PartnershipFactory(title="Very long title " * 18, responsible="R" * 200)
    appraisal = case("K04", partnership=partnership)
    with acting_for(ines.organisation):
        treat.shown(Appraisal.objects.get(pk=appraisal.pk), by=ines.actor)
        for measure in ("M01", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M17"):
            planned(ines.actor, appraisal, measure, responsible="A long responsible function " * 3)
        decided(dora.actor, appraisal, Course.WITH_MEASURES, reasons="A reason in words. " * 200)
    client = browse(ines)
    (sheet,) = pages_of(client.get(record_of(appraisal, "-pdf")))
    assert "and 1 more measure" in sheet
    assert "Reasons in full" in text_of(client.get(record_of(appraisal)))


def test_an_appraisal_under_way_has_no_record_yet(baseline, browse, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = answered(ines.actor)
    for kind in ("", "-pdf"):
        response = browse(ines).get(record_of(appraisal, kind))
        assert response.url == reverse("diligence:appraisal-detail", args=[appraisal.pk])


def test_without_its_libraries_the_page_says_how_to_get_a_pdf(case, browse, ines, monkeypatch):
    def absent(*_args, **_options):
        raise PdfUnavailableError("PDF can't be made here: install libpango-1.0-0.")

    monkeypatch.setattr(page.pdf, "render", absent)
    response = browse(ines).get(record_of(case(LOW), "-pdf"))
    assert response.status_code == 503
    assert "install libpango-1.0-0" in text_of(response)
    assert "What was found" in text_of(response)


def test_names_are_text_on_paper_too(case, browse, ines):
    with acting_for(ines.organisation):
        row = PartnershipFactory(title='<img src="https://evil.example/x.png"> & Co')
    (sheet,) = pages_of(browse(ines).get(record_of(case(LOW, partnership=row), "-pdf")))
    assert '<img src="https://evil.example/x.png"> & Co' in re.sub(r"\s+", " ", sheet)


def test_another_organisation_sees_no_record(case, browse, otto):
    appraisal = case(LOW)
    for kind in ("", "-pdf"):
        assert browse(otto).get(record_of(appraisal, kind)).status_code == 404


def test_the_record_is_read_in_as_many_statements_with_many_measures(case, browse, ines):
    appraisal, client = case(HIGH), browse(ines)
    client.get(record_of(appraisal))
    with CaptureQueriesContext(connection) as few:
        client.get(record_of(appraisal))
    with acting_for(ines.organisation):
        for measure in ("M01", "M03", "M04", "M05"):
            planned(ines.actor, appraisal, measure)
        assert Partnership.objects.count() == 1
    with CaptureQueriesContext(connection) as many:
        client.get(record_of(appraisal))
    assert len(many) <= len(few) + 1
