"""Units, and members limited to them."""

import dataclasses

import factory

from portal.authority import Actor
from portal.models import Unit, UnitAssignment
from portal.tenancy import acting_for
from tests.cast import Member


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Department {n}")


def limited_to(member: Member, *units: Unit) -> Actor:
    """Limit a member's work to these units, from now on; the actor that actions then take."""
    with acting_for(member.organisation):
        for unit in units:
            UnitAssignment.objects.create(membership=member.membership, unit=unit)
    return dataclasses.replace(member.actor, unit_ids=frozenset(unit.pk for unit in units))
