"""The questionnaire page hides nothing: every question, point, threshold, measure and case."""

from hashlib import sha256

import pytest
from django.urls import reverse

from diligence.queries.questionnaires import definition
from tests.factories.appraisals import CASES

pytestmark = pytest.mark.django_db


def page(client, version) -> str:
    response = client.get(reverse("diligence:questionnaire-detail", args=[version.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_edition_in_force_is_one_click_away(baseline, browse, ines):
    response = browse(ines).get(reverse("diligence:questionnaire-current"))
    assert response.url == reverse("diligence:questionnaire-detail", args=[baseline.pk])


def test_everything_that_scores_is_shown(baseline, browse, ines):
    text = page(browse(ines), baseline)
    questionnaire = definition(baseline)
    for question in (*questionnaire.triage, *questionnaire.questions):
        assert f'id="q-{question.id}"' in text
    for measure in questionnaire.measures:
        assert f'id="m-{measure.id}"' in text
    for case in CASES:
        assert f'id="case-{case}"' in text
    assert baseline.digest in text
    assert "Questionnaire in force" in text
    assert "Known weaknesses" in text
    assert "At most 4 points count." in text
    assert "reaches level 2" in text


def test_the_bytes_that_were_published_can_be_downloaded(baseline, browse, ines):
    response = browse(ines).get(reverse("diligence:questionnaire-download", args=[baseline.pk]))
    assert sha256(response.content).hexdigest() == baseline.digest
    assert "eu-baseline-2026.1.json" in response.headers["Content-Disposition"]


def test_without_a_questionnaire_the_page_says_what_to_do(browse, ines):
    response = browse(ines).get(reverse("diligence:questionnaire-current"))
    assert "load_questionnaire" in response.content.decode()


@pytest.mark.parametrize("name", ["questionnaire-detail", "questionnaire-download"])
def test_an_unknown_edition_is_not_found(baseline, browse, ines, name):
    address = reverse(f"diligence:{name}", args=[ines.organisation.pk])
    assert browse(ines).get(address).status_code == 404


def test_the_page_costs_few_statements(baseline, browse, ines, django_assert_max_num_queries):
    client = browse(ines)
    page(client, baseline)
    with django_assert_max_num_queries(9):
        page(client, baseline)
