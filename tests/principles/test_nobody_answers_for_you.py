"""No answer is chosen before somebody chooses it: what the cases assume never reaches a page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from diligence.actions import appraise
from diligence.exchange.packaged import packaged
from diligence.models import AnswerSheet
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory
from tests.factories.appraisals import CASES, _save, triage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(ines, baseline):
    """An appraisal whose triage asked for the questionnaire, none of which is answered."""
    with acting_for(ines.organisation):
        appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
        _save(appraisal, triage_of("K29"), ines.actor)
        appraise.finish_triage(appraisal.pk, by=ines.actor)
        return appraisal


CHOSEN = re.compile(r"<(?:input|option)\b[^>]*\b(?:checked|selected)\b[^>]*>")


def test_no_option_is_chosen_on_a_new_appraisals_pages(fresh, ines, browse):
    client: Client = browse(ines)
    for section in packaged("eu-baseline").sections:
        path = reverse("diligence:appraisal-section", args=[fresh.pk, section.id])
        page = client.get(path).content.decode()
        form = page[page.index("<main") : page.index("</main>")]
        chosen = [tag for tag in CHOSEN.findall(form) if 'value=""' not in tag]
        assert chosen == [], section.id


def test_no_triage_answer_is_chosen_before_it_is_given(ines, baseline, browse):
    with acting_for(ines.organisation):
        appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
    page = browse(ines).get(reverse("diligence:appraisal-triage", args=[appraisal.pk]))
    text = page.content.decode()
    assert CHOSEN.findall(text[text.index("<main") : text.index("</main>")]) == []


def test_the_interface_gives_no_answer_that_nobody_gave(fresh, ines, browse):
    told = browse(ines).get(reverse("api:appraisal", args=[fresh.pk])).json()
    assert set(told["answers"]) == set(CASES["K29"]["triage"])
    assert told["missing"]


def test_a_new_sheet_is_empty(ines, baseline):
    with acting_for(ines.organisation):
        appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
        assert AnswerSheet.objects.get(appraisal=appraisal).entries == {}


def test_the_published_document_carries_no_default_answer(baseline):
    assert not re.search(r'"(default|assumed|preset|initial)"\s*:', baseline.document)
