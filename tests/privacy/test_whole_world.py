"""In a full house: everything that can go goes together, keys hold, no other organisation moves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import ForeignObjectRel

from advisory.models import Referral
from diligence.models import Partnership
from portal import clock
from portal.actions import retention
from portal.models import Membership
from portal.privacy import removal
from portal.tenancy import acting_for
from tests.isolation.conftest import made_world, world  # noqa: F401 - one world for the module
from tests.isolation.world import snapshot

pytestmark = pytest.mark.django_db
FAR = timedelta(days=366 * 30)


def test_all_that_is_due_goes_and_nobody_else_loses_a_row(world):  # noqa: F811
    a, b, hub = world.a, world.b, world.hub
    before = {id(each): snapshot(each.organisation) for each in (b, hub)}
    with acting_for(a.organisation):
        a.hold.delete()
        Partnership.objects.update(state="ended", ends_on=clock.today())
        held = Partnership.objects.count()
    with clock.set_to(clock.now() + FAR):
        told = retention.run(a.organisation.pk)
    connection.check_constraints()
    with acting_for(a.organisation):
        assert held > 3
        assert (
            Partnership.objects.count()
            == Partnership.objects.filter(
                appraisals__state__in=["triage", "answering", "submitted"]
            )
            .distinct()
            .count()
        ), "only those with an appraisal under way stay"
        assert Membership.objects.filter(owner=a.organisation, active=True).exists()
    assert told["appraised"] > 0
    for each in (b, hub):
        assert snapshot(each.organisation) == before[id(each)]


def test_a_hubs_cases_go_with_dossiers_notes_and_advice(world):  # noqa: F811
    with acting_for(world.hub.organisation):
        Referral.objects.update(
            state="closed", paused_at=None, closed_at=clock.now(), closed_because="Over"
        )
        assert Referral.objects.exists()
    with clock.set_to(clock.now() + FAR):
        told = retention.run(world.hub.organisation.pk)
    connection.check_constraints()
    with acting_for(world.hub.organisation):
        assert told["cases"] > 0
        assert not Referral.objects.exists()


@pytest.mark.parametrize("model", [Partnership, Referral])
def test_every_key_to_a_case_is_followed(model):
    """What a removal walks through is what the schema has, hidden relations included."""
    told = {child for child, _name, _empties in removal._below(model, ())}
    there = {
        relation.related_model
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many
    }
    assert told == there
