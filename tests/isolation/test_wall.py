"""The tenant wall as such: both halves, tried from inside."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from diligence.models import Partner, Partnership, PartnershipPartner
from portal.checks import privilege_problem
from portal.models import AuditEvent, Membership, Organisation, Unit
from portal.tenancy import NotActingError, acting_for, acting_id

pytestmark = pytest.mark.django_db


def test_the_suite_runs_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
    assert privilege_problem() == ""


def test_nothing_owned_is_reached_without_acting():
    with pytest.raises(NotActingError):
        Unit.objects.exists()
    with pytest.raises(NotActingError):
        Unit(name="Physics")


def test_the_database_alone_hides_other_organisations_rows(university_a, university_b):
    with acting_for(university_a):
        unit = Unit.objects.create(name="Physics")
    with acting_for(university_b):
        assert list(Unit._base_manager.all()) == []
        assert Unit._base_manager.filter(pk=unit.pk).update(name="Stolen") == 0
        assert Unit._base_manager.filter(pk=unit.pk).delete()[0] == 0
    with acting_for(university_a):
        assert Unit.objects.get().name == "Physics"


def test_a_row_cannot_be_given_to_another_organisation(university_a, university_b):
    with acting_for(university_a), pytest.raises(DatabaseError), transaction.atomic():
        Unit._base_manager.create(name="Trojan", owner=university_b)


def test_a_foreign_key_cannot_reach_over_the_wall(university_a, university_b):
    with acting_for(university_a):
        partner = Partner.objects.create(name="Institute", normalised_name="institute")
    with pytest.raises(IntegrityError):
        _link_over_the_wall(university_b, partner)


def _link_over_the_wall(organisation, partner):
    with acting_for(organisation):
        partnership = Partnership.objects.create(code="P-1", title="Joint work")
        PartnershipPartner.objects.create(partnership=partnership, partner_id=partner.pk)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nesting_restores_the_outer_organisation(university_a, university_b):
    with acting_for(university_a):
        with acting_for(university_b):
            assert acting_id() == university_b.pk
        assert acting_id() == university_a.pk
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('portal.acting_for')")
            assert cursor.fetchone() == (str(university_a.pk),)
        Unit.objects.create(name="Back home")
    with acting_for(university_b):
        assert not Unit.objects.exists()


def test_nesting_restores_the_outer_organisation_after_an_error(university_a, university_b):
    with acting_for(university_a):
        with pytest.raises(RuntimeError), acting_for(university_b):
            raise RuntimeError
        Unit.objects.create(name="Still home")
        assert Unit.objects.count() == 1


def test_the_ledger_is_written_once(ines, acting_as):
    acting_as(ines)
    entry = AuditEvent.objects.create(event="door.opened", by="Ines", digest="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.filter(pk=entry.pk).update(by="Nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.filter(pk=entry.pk).delete()


def test_the_directory_is_read_by_all_and_written_by_its_owner(university_a, university_b):
    with acting_for(university_a):
        assert Organisation.objects.filter(pk=university_b.pk).exists()
        assert Organisation.objects.filter(pk=university_b.pk).update(name="Renamed") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Organisation.objects.create(
                id=uuid.uuid4(), name="Impostor", kind="ministry", country="NL"
            )


def test_memberships_are_seen_by_their_organisation_and_their_user_only(ines, otto):
    with acting_for(ines.organisation):
        assert list(Membership.objects.values_list("pk", flat=True)) == [ines.membership.pk]
    with acting_for(ines.organisation, user=otto.user.pk):
        assert Membership.objects.count() == 2
