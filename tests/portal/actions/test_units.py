"""Units."""

import pytest
from django.http import Http404

from portal.actions import units
from portal.authority import Refused
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for

pytestmark = pytest.mark.django_db


def test_a_unit_is_created_renamed_closed_and_reopened(stella, acting_as):
    acting_as(stella)
    unit = units.create(by=stella.actor, name="Physics")
    units.rename(unit.pk, by=stella.actor, name="Physics and Astronomy")
    units.close(unit.pk, by=stella.actor)
    assert not Unit.objects.get().active
    units.reopen(unit.pk, by=stella.actor)
    assert Unit.objects.get().active
    recorded = AuditEvent.objects.order_by("at").values_list("event", flat=True)
    assert list(recorded) == ["unit.created", "unit.renamed", "unit.closed", "unit.reopened"]


def test_names_are_unique_in_whatever_case(stella, acting_as):
    acting_as(stella)
    units.create(by=stella.actor, name="Physics")
    other = units.create(by=stella.actor, name="Chemistry")
    with pytest.raises(Refused, match="already"):
        units.create(by=stella.actor, name="PHYSICS")
    with pytest.raises(Refused, match="already"):
        units.rename(other.pk, by=stella.actor, name="physics")
    units.rename(other.pk, by=stella.actor, name="CHEMISTRY")


def test_two_organisations_may_use_one_name(stella, otto, acting_as):
    with acting_for(otto.organisation):
        Unit.objects.create(name="Physics")
    acting_as(stella)
    units.create(by=stella.actor, name="Physics")


def test_officers_and_strangers_change_nothing(stella, ines, otto, acting_as):
    with acting_for(otto.organisation):
        foreign = Unit.objects.create(name="Foreign")
    acting_as(stella)
    with pytest.raises(Refused):
        units.create(by=ines.actor, name="Mine")
    with pytest.raises(Http404):
        units.rename(foreign.pk, by=stella.actor, name="Stolen")
