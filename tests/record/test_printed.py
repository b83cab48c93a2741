"""Documents print a seal of the record, and stay what they are once they are made."""

import json

import pytest
from django.urls import reverse

from portal import audit
from portal.actions import sealing
from portal.queries import ledger
from portal.tenancy import acting_for
from reporting.domain import editions
from tests.cast import Member

pytestmark = pytest.mark.django_db


DOCUMENT = {
    "kind": editions.NATIONAL,
    "cycle": {"key": "k", "starts_on": "2025-01-01", "ends_on": "2026-12-31"}
    | {"freezes_on": "2027-02-01"},
    "dated": "2027-02-01T10:00:00+00:00",
    "edition": 1,
    "draft": False,
    "returns": [],
    "contact": "",
    "correction": "",
}


def test_the_facts_of_an_edition_name_the_seal(petra: Member) -> None:
    with acting_for(petra.organisation):
        audit.record("report.asked", None, by=petra.actor)
        sealing.seal_new()
        seal = ledger.latest_seal()
    document = editions.with_seal(DOCUMENT, seal.frozen())
    told = dict(editions._facts(document))["Record of the issuer"]
    assert told == f"Seal 1, head {seal.head[:16]}…, key {seal.key}"
    again = json.loads(json.dumps(document))
    assert editions.digest(again) == editions.digest(document), "frozen, it says so for ever"


def test_before_the_first_seal_a_document_is_as_it_was() -> None:
    assert editions.with_seal(DOCUMENT, None) == DOCUMENT
    assert "Record of the issuer" not in dict(editions._facts(DOCUMENT))


def test_the_seal_that_holds_an_event_is_found(stella: Member, record) -> None:
    record(2)
    middle = record(2)[0]
    record(2)
    waiting = record(1, sealed=False)[0]
    with acting_for(stella.organisation):
        assert ledger.seal_of(middle.pk).number == 2
        assert ledger.seal_of(waiting.pk) is None


def test_the_certificate_names_the_seal_of_its_score(ines: Member, scored, browse) -> None:
    address = reverse("diligence:appraisal-certificate", args=[scored.pk])
    client = browse(ines)
    assert "Seal of the record that holds this score" not in client.get(address).content.decode()
    with acting_for(ines.organisation):
        sealing.seal_new()
        head = ledger.latest_seal().head
    first = client.get(address).content.decode()
    assert "Seal of the record that holds this score" in first
    assert head in first
    with acting_for(ines.organisation):
        audit.record("unit.closed", None, by=ines.actor)
        sealing.seal_new()
        assert ledger.latest_seal().head != head
    assert head in client.get(address).content.decode(), "the same for ever"


def test_the_one_page_record_names_the_newest_seal(ines: Member, scored, browse) -> None:
    with acting_for(ines.organisation):
        sealing.seal_new()
        head = ledger.latest_seal().head
    page = browse(ines).get(reverse("diligence:appraisal-record", args=[scored.pk]))
    assert f"<code>{head[:16]}</code>" in page.content.decode()
