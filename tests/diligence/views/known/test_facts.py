"""Pages of facts: searched, corrected with what that touches, removed and brought back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.actions import know, partners
from diligence.models import Fact
from portal.models import Unit
from portal.tenancy import acting_for
from tests.diligence.views.known.cases import KEYS, entries, fact_of, known_url
from tests.factories import PartnerFactory, PartnershipFactory, limited_to
from tests.factories.appraisals import answers_of, submitted

pytestmark = pytest.mark.django_db


def test_a_partners_page_shows_what_is_known_and_where_from(officer, ines, partner, first):
    html = officer.get(reverse("diligence:partner-detail", args=[partner.pk])).content.decode()
    assert "What is known" in html
    assert "All 7 facts" in html
    page = officer.get(reverse("diligence:partner-known", args=[partner.pk])).content.decode()
    assert "What is known of Aoishima University" in page
    assert reverse("diligence:appraisal-detail", args=[first.pk]) in page
    with acting_for(ines.organisation):
        nobody = PartnerFactory(name="Nobody yet")
    empty = officer.get(reverse("diligence:partner-known", args=[nobody.pk])).content.decode()
    assert "Nothing is known yet" in empty


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=verify", 1),
        ("q=zzz", 0),
        ("state=old", 0),
        ("state=holds", 7),
        ("state=odd", 7),
        ("state=corrected", 1),
        ("q=%00", 7),
        ("page=999", 7),
    ],
)
def test_facts_are_searched_and_narrowed(officer, ines, partner, first, query, count):
    with acting_for(ines.organisation, user=ines.user.pk):
        know.correct(
            fact_of(ines, partner).pk, by=ines.actor, value="partly", because="Looked again."
        )
    response = officer.get(reverse("diligence:partner-known", args=[partner.pk]) + f"?{query}")
    html = response.content.decode()
    assert response.status_code == 200
    if count:
        assert len(re.findall(r'<th scope="row"', html)) == count
    else:
        assert "No fact matches" in html


def test_many_facts_cost_as_many_statements_as_one(officer, ines, partner, first):
    url = reverse("diligence:partner-known", args=[partner.pk])

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert officer.get(url).status_code == 200
        return len(found)

    statements()
    many = statements()
    with acting_for(ines.organisation):
        Fact.objects.exclude(question="B5").delete()
    assert statements() == many <= 15


def test_the_page_of_a_merged_record_leads_to_the_one_that_stands(officer, ines, partner):
    with acting_for(ines.organisation, user=ines.user.pk):
        double = PartnerFactory(name="Aoishima Univ.")
        partners.merge(partner.pk, double.pk, by=ines.actor)
    response = officer.get(reverse("diligence:partner-known", args=[double.pk]))
    assert response["Location"] == reverse("diligence:partner-known", args=[partner.pk])


def test_a_units_page_is_for_those_who_work_for_it(officer, browse, ines, partner):
    with acting_for(ines.organisation, user=ines.user.pk):
        unit, other = (Unit.objects.create(name=name) for name in ("Science", "Engineering"))
        row = PartnershipFactory(partners=[partner], unit=unit)
        submitted(ines.actor, "K29", partnership=row)
        fact = Fact.objects.get(unit=unit, question="A4")
    url = reverse("diligence:unit-known", args=[unit.pk])
    assert "What is known of Science" in officer.get(url).content.decode()
    detail = officer.get(reverse("diligence:partnership-detail", args=[row.pk])).content.decode()
    assert url in detail
    with acting_for(ines.organisation):
        limited_to(ines, other)
    limited = browse(ines)
    assert limited.get(url).status_code == 404
    assert limited.get(reverse("diligence:fact", args=[fact.pk])).status_code == 404


def test_a_fact_is_corrected_after_seeing_what_it_touches(officer, ines, partner, second, first):
    keys = KEYS.findall(officer.get(known_url(second)).content.decode())
    officer.post(known_url(second), {"which": "all", "back": "known", "shown": keys})
    fact = fact_of(ines, partner)
    url = reverse("diligence:fact-correct", args=[fact.pk])
    html = officer.get(url).content.decode()
    assert f'name="also" value="{second.pk}"' in html
    assert reverse("diligence:appraisal-detail", args=[first.pk]) in html
    assert not re.findall(r'type="radio"[^>]*checked', html)
    sent = {
        "B5": "partly",
        "B5.seen": "0.-",
        "because": "The charter is gone.",
        "also": [second.pk],
    }
    done = officer.post(url, sent, follow=True).content.decode()
    assert "The fact is corrected" in done
    assert "Written into 1 of 1 open appraisals" in done
    assert "The charter is gone." in done
    assert entries(ines, second)["B5"]["value"] == "partly"
    assert entries(ines, first)["B5"]["value"] == answers_of("K29")["B5"]
    new = fact_of(ines, partner)
    back = officer.post(reverse("diligence:fact-undo", args=[new.pk]), follow=True)
    assert "stands again" in back.content.decode()
    assert fact_of(ines, partner).pk == fact.pk


def test_a_correction_without_value_or_reason_names_both(officer, ines, partner, first):
    url = reverse("diligence:fact-correct", args=[fact_of(ines, partner).pk])
    response = officer.post(url, {"B5.seen": "0.-"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Answer this question." in html
    assert "Say why" in html
    kept = officer.post(url, {"B5.seen": "0.-", "B5": "no", "because": ""}).content.decode()
    assert re.search(r'value="no"[^>]*checked', kept), "what was chosen is kept"


def test_a_fact_is_removed_with_its_reason_and_brought_back(officer, ines, partner, first):
    fact = fact_of(ines, partner)
    url = reverse("diligence:fact-remove", args=[fact.pk])
    assert officer.post(url, {"because": ""}).status_code == 422
    html = officer.post(url, {"because": "About somebody else."}, follow=True).content.decode()
    assert "not what is known now" in html
    assert "About somebody else." in html
    assert officer.get(url).status_code == 403
    officer.post(reverse("diligence:fact-undo", args=[fact.pk]))
    assert fact_of(ines, partner).pk == fact.pk


def test_who_may_not_edit_reads_and_is_told_why_not(browse, dora, ines, partner, first):
    reader = browse(dora)
    url = reverse("diligence:fact", args=[fact_of(ines, partner).pk])
    html = reader.get(url).content.decode()
    assert "Ask your steward" in html
    assert reader.get(f"{url}correct/").status_code == 403
    assert reader.post(f"{url}undo/").status_code == 403
