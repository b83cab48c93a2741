"""Entering a case by hand, without scripts: rows added by a button, errors at their fields."""

import pytest

from advisory.models import Referral
from portal import clock
from portal.tenancy import acting_for
from tests.factories.consultations import remit
from tests.factories.queue import referral

pytestmark = pytest.mark.django_db

NEW = "/queue/new/"


@pytest.fixture
def sent(hub):
    remit(hub)
    return {
        "source": "mail",
        "received_on": clock.today().isoformat(),
        "sender_name": "Werkhaus Applied Research",
        "member_state": "NL",
        "summary": "A guest asks for access to the clean room.",
        "partners-TOTAL_FORMS": "2",
        "partners-INITIAL_FORMS": "0",
        "partners-0-name": "Tsukuba Institute",
        "partners-1-name": "",
    }


def test_a_case_is_entered_and_edited(hub, ada, browse, sent):
    client = browse(ada)
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, sent)
    with acting_for(hub):
        row = Referral.objects.get()
    assert answer["Location"] == f"/queue/{row.pk}/"
    address = f"/queue/{row.pk}/edit/"
    page = client.get(address)
    assert 'value="Tsukuba Institute"' in page.text
    assert "received_on" not in page.text
    answer = client.post(address, sent | {"title": "Clean room", "revision": 1})
    assert answer.status_code == 302
    with acting_for(hub):
        row = Referral.objects.get()
    assert (row.title, row.source, row.partner_names) == ("Clean room", "mail", "Tsukuba Institute")
    stale = client.post(address, sent | {"title": "Mine", "revision": 1})
    assert "Somebody changed this case meanwhile" in stale.text


def test_a_row_is_added_without_judging_what_is_typed(ada, browse, sent):
    answer = browse(ada).post(NEW, {"add": "1", **sent, "summary": ""})
    assert answer.text.count("Name of the partner") == 3
    assert 'value="Werkhaus Applied Research"' in answer.text
    assert "error-summary" not in answer.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"summary": ""}, "This field is required."),
        ({"received_on": "2099-01-01"}, "Give today or an earlier day."),
        ({"partners-1-pic": "123"}, "Give the partner"),
        ({"partners-0-ror_id": "05xg72x28"}, "check digits of the ROR id"),
        ({"partners-TOTAL_FORMS": "999"}, "Tsukuba"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(hub, ada, browse, sent, wrong, told):
    answer = browse(ada).post(NEW, sent | wrong)
    assert told in answer.text
    with acting_for(hub):
        assert not Referral.objects.exists()


def test_organisations_of_the_directory_are_offered(ada, ines, ministry, browse):
    results = browse(ada).get("/queue/senders/", {"q": "univ"}).json()["results"]
    assert [found["value"] for found in results] == ["University A"]
    assert browse(ada).get("/queue/senders/", {"q": "ministry"}).json()["results"] == []


def test_what_was_sent_through_the_portal_cannot_be_edited(hub, ada, browse):
    row = referral(hub)
    assert browse(ada).get(f"/queue/{row.pk}/edit/").status_code == 403
