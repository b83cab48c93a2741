"""Erasure: in a dump of everything, the name stands only where it lawfully may."""

import json
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import Http404
from django.test import Client

from diligence.actions import register
from diligence.models import AnswerSheet, Appraisal, Decision, Partnership, PartnershipChange
from portal import audit, clock, sessions
from portal.actions import erasure, holds, people, privacy_settings, sealing
from portal.authority import Refused
from portal.enums import Role
from portal.models import (
    ApiToken,
    AuditEvent,
    KnownDevice,
    LegalHold,
    Membership,
    RetentionRun,
    User,
)
from portal.privacy.people import all_standing
from portal.queries import ledger
from portal.tenancy import acting_for
from tests import cast
from tests.cast import Member
from tests.factories.consultations import scored
from tests.factories.decisions import decided
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db

NAME, FORMER, EMAIL = "Quirina Vandersteeg", "Quirina Oldname", "quirina@uni-a.example"
NEEDLES = (NAME, FORMER, EMAIL, "Quirina")


@pytest.fixture
def quirina(university_a) -> Member:
    """An officer and decider with a name that nothing else contains, and a former one."""
    user = people.add(email=EMAIL, name=FORMER, password=cast.PASSWORD)
    with acting_for(university_a):
        roles = [str(Role.OFFICER), str(Role.DECIDER)]
        membership = Membership.objects.create(user=user, owner=university_a, roles=roles)
    return Member(user, membership, university_a)


def lived(who: Member) -> Appraisal:
    """What she did, under two names: registered, answered, decided, made a token, came by."""
    with acting_for(who.organisation):
        PartnershipFactory(responsible=FORMER, registered_by=FORMER, search_text="x")
        people.rename(who.user, NAME, by=who.actor)
        row = Partnership.objects.get()
        register.discard(row.pk, by=who.actor)
        register.restore(row.pk, by=who.actor)
        appraisal = scored(who.actor, "K29")
        decided(who.actor, appraisal)
        Authenticator.objects.create(user=who.user, type="totp", data={"secret": "x"})
        KnownDevice.objects.create(
            user=who.user,
            digest="q" * 64,
            label="Firefox on Linux",
            first_on=clock.today(),
            last_on=clock.today(),
        )
        UserSession.objects.create(
            user=who.user, ip="127.0.0.1", session_key="s" * 32, user_agent="Firefox"
        )
        ApiToken.objects.create(
            membership=who.membership,
            created_by=who.user,
            name="Machine",
            digest="t" * 64,
            expires_at=clock.now(),
        )
        return appraisal


def dump() -> Iterator[tuple[str, str, str]]:
    """(table, column, value) of every row of every table, read as the owner of them all."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t) FROM "{table}" t')
            for (row,) in cursor.fetchall():
                found = row if isinstance(row, dict) else json.loads(row)
                for column, value in found.items():
                    yield table, column, json.dumps(value, ensure_ascii=False)
        cursor.execute("SET ROLE portal_app")


def places() -> set[tuple[str, str]]:
    return {
        (table, column)
        for table, column, value in dump()
        if any(needle.casefold() in value.casefold() for needle in NEEDLES)
    }


def lawful() -> set[tuple[str, str]]:
    return {
        (apps.get_model(standing.model)._meta.db_table, standing.column)
        for standing in all_standing()
    }


def test_a_dump_of_everything_holds_the_name_only_where_it_may_stand(quirina, stella, baseline):
    lived(quirina)
    there = places()
    assert len(there) > 12, "the test would prove nothing"
    assert ("portal_user", "email") in there
    with acting_for(stella.organisation):
        privacy_settings.save(
            by=stella.actor, controller="A", contact="p@a.example", erases_authors=True
        )
        erased = erasure.erase(quirina.membership.pk, by=stella.actor)
    assert sorted(places() - lawful()) == []
    assert erased.account_closed
    with acting_for(stella.organisation):
        assert Decision.objects.get().decided_by == erased.label
        assert PartnershipChange.objects.filter(by=erased.label, user_id=None).exists()
        sheet = AnswerSheet.objects.get()
        assert {entry["by"] for entry in sheet.entries.values()} == {erased.label}
        event = AuditEvent.objects.get(event="person.erased")
        assert event.detail["label"] == erased.label
        assert RetentionRun.objects.get(pk=event.subject_id).kind == "erasure"
    connection.check_constraints()


def test_nothing_of_the_way_in_is_left(quirina, stella, baseline):
    browser = Client()
    browser.post("/account/login/", {"login": quirina.user.email, "password": cast.PASSWORD})
    lived(quirina)
    session = sessions.stored_key(browser.session.session_key)
    assert Session.objects.filter(pk=session).exists()
    with acting_for(stella.organisation):
        erasure.erase(quirina.membership.pk, by=stella.actor)
        assert not Membership.objects.filter(user=quirina.user).exists()
        assert not ApiToken.objects.filter(created_by=quirina.user).exists()
    user = User.objects.get(pk=quirina.user.pk)
    assert (user.is_active, user.has_usable_password(), user.last_login) == (False, False, None)
    for door in (EmailAddress, Authenticator, UserSession, KnownDevice):
        assert not door.objects.filter(user=user).exists()
    assert not Session.objects.filter(pk=session).exists()


def test_authors_of_decisions_stay_with_the_case_where_nobody_said_otherwise(
    quirina, stella, baseline
):
    lived(quirina)
    with acting_for(stella.organisation):
        planned = erasure.plan(quirina.membership.pk, by=stella.actor)
        assert [each.names.model for each in planned.stays] == ["diligence.Decision"]
        erasure.erase(quirina.membership.pk, by=stella.actor)
        decision = Decision.objects.get()
        assert decision.decided_by == NAME
        event = AuditEvent.objects.get(event="person.erased")
        assert event.detail["authorships_kept"] == 1


def test_the_record_still_verifies(quirina, stella, baseline):
    lived(quirina)
    with acting_for(stella.organisation):
        sealing.seal_everything()
        erasure.erase(quirina.membership.pk, by=stella.actor)
        sealing.seal_everything()
        report = ledger.check()
        assert not report.findings
        assert report.forgotten > 0


@pytest.mark.parametrize("of", ["portal.membership", "everything"])
def test_a_hold_refuses_it_with_its_reason(quirina, stella, of):
    with acting_for(stella.organisation):
        holds.place(by=stella.actor, subject_type=of, called=EMAIL, reason="Labour court")
        with pytest.raises(Refused, match="Labour court"):
            erasure.erase(quirina.membership.pk, by=stella.actor)
        assert LegalHold.objects.count() == 1
        assert Membership.objects.filter(pk=quirina.membership.pk).exists()


def test_somebody_known_elsewhere_loses_only_what_is_here(quirina, stella, otto, baseline):
    lived(quirina)
    with acting_for(otto.organisation):
        elsewhere = Membership.objects.create(
            user=quirina.user, owner=otto.organisation, roles=["officer"]
        )
        kept = PartnershipFactory(registered_by=NAME)
        theirs = audit.record(
            "partnership.discarded",
            kept,
            by=Member(quirina.user, elsewhere, otto.organisation).actor,
        )
    with acting_for(stella.organisation):
        erased = erasure.erase(quirina.membership.pk, by=stella.actor)
        assert not erased.account_closed
        assert not AuditEvent.objects.filter(user_id=quirina.user.pk).exists()
    with acting_for(otto.organisation):
        kept.refresh_from_db()
        theirs.refresh_from_db()
        assert (kept.registered_by, theirs.user_id) == (NAME, quirina.user.pk)
        assert Membership.objects.filter(pk=elsewhere.pk, active=True).exists()
    user = User.objects.get(pk=quirina.user.pk)
    assert (user.name, user.email, user.is_active) == (NAME, EMAIL, True)


def test_a_namesakes_rows_are_not_taken_for_theirs(quirina, stella, university_a):
    with acting_for(stella.organisation):
        people.rename(quirina.user, NAME, by=quirina.actor)
        other = cast.member(university_a, "Quirina Other")
        User.objects.filter(pk=other.user.pk).update(name=NAME)
        row = PartnershipFactory(registered_by=NAME)
        erasure.erase(quirina.membership.pk, by=stella.actor)
        row.refresh_from_db()
        assert row.registered_by == NAME


def test_the_last_steward_oneself_and_strangers_are_refused(stella, ines, otto, quirina):
    with acting_for(stella.organisation):
        with pytest.raises(Refused, match="another steward"):
            erasure.erase(stella.membership.pk, by=stella.actor)
        with pytest.raises(Refused, match="role"):
            erasure.erase(quirina.membership.pk, by=ines.actor)
        with pytest.raises(Http404):
            erasure.erase(otto.membership.pk, by=stella.actor)
