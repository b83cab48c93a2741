"""Every result can prove that no country and no organisation was used, and nobody is told how to
answer towards another result."""

import json
import re
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from diligence.domain.borderline import otherwise
from diligence.models import Appraisal
from diligence.queries import explained
from diligence.queries.questionnaires import current_version, definition
from portal.tenancy import acting_for
from tests.diligence.api.test_api import caller
from tests.factories.appraisals import CASES
from tests.factories.consultations import scored
from tests.factories.referrals import received

pytestmark = pytest.mark.django_db

TURNS = "K08"
"""A worked case that another single answer would lead lower: B4 = unit."""


@pytest.fixture
def case(baseline, ines) -> Appraisal:
    with acting_for(ines.organisation):
        return scored(ines.actor, TURNS)


@pytest.mark.parametrize("name", sorted(CASES)[::4])
def test_a_stored_score_is_certified_and_the_command_agrees(baseline, ines, name):
    with acting_for(ines.organisation):
        stored = scored(ines.actor, name).scores.get()
        proof = explained.certificate_of(stored)
    assert proof.holds
    assert proof.countries == 249
    out = StringIO()
    call_command("verify_score", str(stored.pk), "--certificate", stdout=out)
    assert f"Certificate {proof.digest}" in out.getvalue()


def other_labels(appraisal: Appraisal) -> list[str]:
    """The labels of the options that would lead lower: what an officer must not be told."""
    stored = appraisal.scores.get()
    edition = definition(current_version())
    told = json.loads(stored.answers)
    found = otherwise(edition, told, explained.scored(edition, told))
    assert found
    return [edition.option_label(item.question, code) for item in found for code in item.after]


def test_no_page_of_the_organisation_says_which_answer_would_lead_lower(case, ines, browse):
    with acting_for(ines.organisation):
        labels = other_labels(case)
    client = browse(ines)
    for kind in ("result", "record", "certificate"):
        page = client.get(reverse(f"diligence:appraisal-{kind}", args=[case.pk])).content.decode()
        assert "If it were" not in page
        assert "If an answer were another" not in page
        assert [label for label in labels if label in page] == []
    pdf = client.get(reverse("diligence:appraisal-record-pdf", args=[case.pk])).content
    words = " ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(pdf)).pages)
    assert [label for label in labels if label in words] == []
    assert "certificate that country and organisation" in " ".join(words.split())


def test_the_interface_of_the_organisation_does_not_say_it_either(case, ines):
    document = caller(ines)("get", f"appraisals/{case.pk}/result/explained/").json()
    assert document["firmness"]["by_flag"] == ["B4"]
    assert document["certificate"]["document"]["holds"] is True
    text = json.dumps(document)
    for code in ("elsewhere", "indirect"):
        assert not re.search(rf'"{code}"', text)


def test_the_hub_alone_sees_where_an_answer_would_turn_it(baseline, ines, ada, browse):
    referral = received(ines, ada.organisation, TURNS)
    page = browse(ada).get(reverse("advisory:referral-detail", args=[referral])).content.decode()
    assert "If an answer were another" in page
    assert "If it were" in page
