"""A refusal leaves nothing behind but its record, for pages and for the REST interface alike."""

import pytest
from django.test import Client
from django.urls import reverse

from diligence.models import Partner
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.cast import Member

pytestmark = pytest.mark.django_db

NEW = {"title": "Ice cores", "partners": [{"name": "Punta Alerce University", "country": "CL"}]}


def recorded(who: Member) -> list[dict[str, str]]:
    with acting_for(who.organisation):
        events = AuditEvent.objects.filter(event="request.refused").order_by("id")
        return [event.detail | {"by": event.by} for event in events]


def test_a_refused_page_says_why_and_is_on_record(stella: Member, browse):
    page = browse(stella).get(reverse("diligence:partnership-new"))
    assert page.status_code == 403
    [refusal] = recorded(stella)
    assert (refusal["method"], refusal["path"]) == ("GET", "/partnerships/new/")
    assert refusal["reason"]
    assert refusal["reason"] in page.content.decode().replace("&#x27;", "'")
    assert refusal["by"] == stella.user.get_full_name()


def test_a_refused_call_says_why_and_is_on_record(stella: Member):
    client = Client()
    client.force_login(stella.user)
    answer = client.post("/api/v1/partnerships/", NEW, content_type="application/json")
    assert answer.status_code == 403
    [refusal] = recorded(stella)
    assert (refusal["method"], refusal["path"]) == ("POST", "/api/v1/partnerships/")
    assert answer.json() == {"detail": refusal["reason"]}
    with acting_for(stella.organisation):
        assert not Partner.objects.exists()


def test_what_is_not_there_is_no_refusal(ines: Member, browse):
    absent = "018f0000-0000-7000-8000-000000000000"
    assert browse(ines).get(f"/partnerships/{absent}/").status_code == 404
    assert recorded(ines) == []
