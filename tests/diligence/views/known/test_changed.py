"""What changed since the earlier appraisal is asked first."""

import re

import pytest
from django.urls import reverse

from diligence.models import Appraisal
from portal.tenancy import acting_for
from tests.diligence.views.known.cases import KEYS, known_url
from tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db


def start_url(row) -> str:
    return reverse("diligence:appraisal-start", args=[row.partnership_id])


def test_a_further_appraisal_asks_first_what_changed(officer, ines, first):
    detail = officer.get(
        reverse("diligence:partnership-detail", args=[first.partnership_id])
    ).content.decode()
    assert start_url(first) in detail
    assert "Appraise again" in detail
    page = officer.get(start_url(first))
    html = page.content.decode()
    assert "What changed since then?" in html
    assert "Partner organisation" in html
    assert "Nothing of this changed" in html
    assert not re.findall(r'name="changed"[^>]*checked', html)


def test_nothing_ticked_or_both_is_an_error_with_its_remedy(officer, ines, first):
    nothing = officer.post(start_url(first), {"asked": "1"})
    assert nothing.status_code == 422
    assert "Tick what changed, or" in nothing.content.decode()
    both = officer.post(start_url(first), {"asked": "1", "changed": ["A", "nothing"]})
    assert both.status_code == 422
    assert "clear one of the two" in both.content.decode()
    strange = officer.post(start_url(first), {"asked": "1", "changed": ["Z"]})
    assert strange.status_code == 422
    with acting_for(ines.organisation):
        assert Appraisal.objects.count() == 1


def test_what_was_said_is_stored_shown_and_in_the_timeline(officer, ines, first):
    response = officer.post(start_url(first), {"asked": "1", "changed": ["D", "F"]}, follow=True)
    html = response.content.decode()
    assert "Said to have changed: Funding" in html
    with acting_for(ines.organisation):
        row = Appraisal.objects.latest("started_at")
        assert row.said_changed == {"renewal": False, "sections": ["D", "F"]}
    timeline = officer.get(
        reverse("diligence:partnership-timeline", args=[row.partnership_id])
    ).content.decode()
    assert "Appraised again: said to have changed: Funding" in timeline


def test_nothing_changed_offers_the_triage_and_a_renewal_says_so(officer, ines, first):
    with acting_for(ines.organisation):
        row = first.partnership
        row.state = "ended"
        row.save()
    assert "Renewal of" in officer.get(start_url(first)).content.decode()
    html = officer.post(
        start_url(first), {"asked": "1", "changed": ["nothing"]}, follow=True
    ).content.decode()
    assert "9 answers are known from before" in html
    assert "Renewal" in html


def test_the_first_appraisal_asks_nothing_of_the_kind(officer, ines, partner):
    with acting_for(ines.organisation):
        row = PartnershipFactory(partners=[partner])
    url = reverse("diligence:appraisal-start", args=[row.pk])
    assert officer.get(url).status_code == 302
    assert officer.post(url).status_code == 302
    with acting_for(ines.organisation):
        assert Appraisal.objects.get(partnership=row).said_changed is None


def test_what_changed_can_be_said_anew(officer, ines, first):
    officer.post(start_url(first), {"asked": "1", "changed": ["nothing"]})
    with acting_for(ines.organisation):
        row = Appraisal.objects.latest("started_at")
    url = reverse("diligence:appraisal-changed", args=[row.pk])
    keys = KEYS.findall(officer.get(known_url(row)).content.decode())
    officer.post(known_url(row), {"which": "all", "back": "triage", "shown": keys})
    html = officer.get(url).content.decode()
    assert "8 answers are carried so far" in html
    told = officer.post(url, {"changed": ["B"]}, follow=True).content.decode()
    assert "8 carried answers were cleared" in told
    assert officer.post(url, {}).status_code == 422


def test_the_first_appraisal_has_nothing_to_say_anew(officer, second):
    url = reverse("diligence:appraisal-changed", args=[second.pk])
    response = officer.get(url)
    assert response.status_code == 403
    assert "first appraisal" in response.content.decode()
