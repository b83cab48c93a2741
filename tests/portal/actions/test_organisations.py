"""Organisations: operators keep the directory and see nothing else."""

import pytest

from portal import acting
from portal.actions import operators, organisations
from portal.authority import Refused
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for

pytestmark = pytest.mark.django_db
ENTRY = {
    "name": "Institute of Doors",
    "kind": "research",
    "type": "rto",
    "size_band": "small",
    "country": "SE",
    "city": "Lund",
    "identifier": "",
}


def test_an_operator_makes_and_edits_an_organisation(olga):
    by = operators.actor(olga)
    made = organisations.create(by=by, **ENTRY)
    organisations.edit(made.pk, by=by, name="Institute of Open Doors", size_band="medium")
    assert Organisation.objects.get(pk=made.pk).name == "Institute of Open Doors"
    with acting_for(made):
        created, edited = AuditEvent.objects.order_by("at")
    assert (created.event, created.by) == ("organisation.created", "Olga Operator (operator)")
    assert edited.detail["size_band"] == {"from": "small", "to": "medium"}


def test_the_kind_stays(olga, university_a):
    with pytest.raises(Refused, match="kind"):
        organisations.edit(university_a.pk, by=operators.actor(olga), kind="hub")


def test_only_directory_fields_are_taken(olga):
    with pytest.raises(TypeError):
        organisations.create(by=operators.actor(olga), **ENTRY, active="")


def test_members_make_no_organisations(stella):
    for attempt in (
        lambda: organisations.create(by=stella.actor, **ENTRY),
        lambda: organisations.edit(stella.organisation.pk, by=stella.actor, name="Mine"),
        lambda: organisations.suspend(stella.organisation.pk, by=stella.actor),
    ):
        with pytest.raises(Refused, match="operators"):
            attempt()


def test_a_suspended_organisation_lets_nobody_in_until_resumed(olga, ines, browse):
    by = operators.actor(olga)
    client = browse(ines)
    assert client.get("/you/").context["acting"] is not None
    organisations.suspend(ines.organisation.pk, by=by)
    assert client.get("/you/").context["acting"] is None
    assert client.get("/").status_code == 403
    assert acting.first_hat(ines.user) is None
    organisations.resume(ines.organisation.pk, by=by)
    assert client.get("/").status_code == 200


def test_stewards_switch_the_measuring_of_minutes(stella, ines, acting_as):
    acting_as(stella)
    organisations.measure_minutes(False, by=stella.actor)
    assert not Organisation.objects.get(pk=stella.organisation.pk).measures_minutes
    organisations.measure_minutes(False, by=stella.actor)
    assert AuditEvent.objects.filter(event="organisation.settings_changed").count() == 1
    with pytest.raises(Refused):
        organisations.measure_minutes(True, by=ines.actor)
