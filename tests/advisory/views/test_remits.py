"""The remits page: for the steward of a hub, saying what nobody answers for."""

import pytest

from advisory.models import Remit
from portal.enums import Role
from tests import cast
from tests.factories.consultations import remit

pytestmark = pytest.mark.django_db


@pytest.fixture
def sanne(hub):
    return cast.member(hub, "Sanne Steward", Role.STEWARD)


def test_a_hub_without_remits_is_told_so_and_adds_one(sanne, browse):
    client = browse(sanne)
    assert "This hub answers for nothing yet" in client.get("/remits/").text
    answer = client.post("/remits/new/", {"target_days": "10", "outcomes": ["high"]}, follow=True)
    assert "Some cases of Netherlands have nobody who answers" in answer.text
    assert "Low: nobody answers, whatever the technology area." in answer.text
    assert "10 working days" in answer.text


def test_a_remit_is_changed_ended_and_put_in_force_again(hub, sanne, browse):
    row, client = remit(hub), browse(sanne)
    assert "Every case of Netherlands has somebody who answers" in client.get("/remits/").text
    client.post(f"/remits/{row.pk}/", {"target_days": "5", "technology_areas": ["ai"]})
    assert Remit.objects.get().technology_areas == ["ai"]
    assert client.get(f"/remits/{row.pk}/end/").status_code == 200
    client.post(f"/remits/{row.pk}/end/")
    assert not Remit.objects.get().active
    client.post(f"/remits/{row.pk}/resume/")
    assert Remit.objects.get().active


def test_wrong_terms_are_named(hub, sanne, browse):
    remit(hub)
    answer = browse(sanne).post("/remits/new/", {"target_days": "0"})
    assert "greater than or equal to 1" in answer.text
    twice = browse(sanne).post("/remits/new/", {"target_days": "10"})
    assert "A remit for the same cases is in force" in twice.text


def test_it_is_for_the_steward_of_the_hub_alone(hub, other_hub, ada, stella, browse):
    row = remit(hub)
    assert browse(ada).get("/remits/").status_code == 403
    assert browse(stella).get("/remits/").status_code == 404
    stranger = cast.member(other_hub, "Sven Steward", Role.STEWARD)
    assert browse(stranger).get(f"/remits/{row.pk}/").status_code == 404
    assert browse(stranger).post(f"/remits/{row.pk}/end/").status_code == 404
