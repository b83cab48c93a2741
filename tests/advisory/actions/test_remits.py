"""What a hub answers for: said by its steward, for its own Member State alone."""

import pytest
from django.core.exceptions import ValidationError

from advisory.actions import remits
from advisory.actions.remits import Terms
from advisory.models import Remit
from portal.authority import Refused
from portal.enums import Role
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def sanne(hub, acting_as):
    """Steward of the hub."""
    who = cast.member(hub, "Sanne Steward", Role.STEWARD)
    acting_as(who)
    return who


def test_a_remit_is_of_the_hubs_own_member_state(sanne):
    row = remits.add(Terms(["quantum", "ai"], ["high"], 10, " +31 20  123 "), by=sanne.actor)
    stored = Remit.objects.get(pk=row.pk)
    assert (stored.member_state, stored.technology_areas) == ("NL", ["ai", "quantum"])
    assert (stored.bands, stored.target_days, stored.contact) == (["high"], 10, "+31 20 123")
    assert AuditEvent.objects.get(event="remit.added").detail["member_state"] == "NL"


def test_the_same_cases_have_one_remit_in_force(sanne):
    first = remits.add(Terms(), by=sanne.actor)
    with pytest.raises(ValidationError, match="in force"):
        remits.add(Terms(target_days=3), by=sanne.actor)
    remits.end(first.pk, by=sanne.actor)
    remits.add(Terms(target_days=3), by=sanne.actor)
    with pytest.raises(ValidationError, match="in force"):
        remits.resume(first.pk, by=sanne.actor)


def test_changing_ending_and_resuming_go_on_record(sanne):
    row = remits.add(Terms(), by=sanne.actor)
    remits.change(row.pk, Terms(target_days=5), by=sanne.actor)
    remits.end(row.pk, by=sanne.actor)
    assert not Remit.objects.get(pk=row.pk).active
    remits.end(row.pk, by=sanne.actor)
    remits.resume(row.pk, by=sanne.actor)
    told = list(AuditEvent.objects.order_by("id").values_list("event", flat=True))
    assert told == ["remit.added", "remit.changed", "remit.ended", "remit.resumed"]
    changed = AuditEvent.objects.get(event="remit.changed").detail
    assert (changed["before"]["target_days"], changed["after"]["target_days"]) == (15, 5)


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("technology_areas", Terms(technology_areas=["rocks"])),
        ("outcomes", Terms(outcomes=["awful"])),
        ("target_days", Terms(target_days=0)),
        ("target_days", Terms(target_days=121)),
        ("contact", Terms(contact="x" * 301)),
    ],
)
def test_what_is_wrong_is_named(sanne, field, terms):
    with pytest.raises(ValidationError) as refused:
        remits.add(terms, by=sanne.actor)
    assert set(refused.value.message_dict) == {field}


def test_an_adviser_alone_sets_no_remit(hub, ada, acting_as):
    acting_as(ada)
    with pytest.raises(Refused):
        remits.add(Terms(), by=ada.actor)


def test_only_a_hub_has_remits(stella, acting_as):
    acting_as(stella)
    with pytest.raises(Refused, match="Only an advisory hub"):
        remits.add(Terms(), by=stella.actor)


def test_another_hubs_remit_is_not_there(sanne, other_hub):
    row = remits.add(Terms(), by=sanne.actor)
    stranger = cast.member(other_hub, "Sven Steward", Role.STEWARD)
    with acting_for(other_hub), pytest.raises(Remit.DoesNotExist):
        remits.end(row.pk, by=stranger.actor)
