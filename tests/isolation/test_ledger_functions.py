"""The functions that run as the owner: each works for the acting owner alone, and on the record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from portal import audit, clock
from portal.models import AuditEvent, AuditPruning, RetentionRun
from portal.tenancy import acting_for
from tests.cast import Member

pytestmark = pytest.mark.django_db

REMOVE = "SELECT portal_remove_kept(%s::regclass, %s::uuid[])"
FORGET = "SELECT portal_forget_label(%s::regclass, %s, %s::uuid[], %s)"
PRUNE = "SELECT portal_prune_events(%s::uuid[])"


def _call(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def _refused(match: str, statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        _call(statement, *values)


def _old_event(who: Member) -> AuditEvent:
    with clock.set_to(clock.now() - timedelta(days=400)):
        return audit.record("partnership.registered", None, by=who.actor)


def _pruning() -> AuditPruning:
    return AuditPruning.objects.create(before=clock.now(), count=1, ids_digest="", by="Task")


def test_events_are_pruned_only_beside_a_record_of_it(stella: Member):
    with acting_for(stella.organisation):
        event = _old_event(stella)
        _refused("no pruning is recorded", PRUNE, [event.pk])
        with transaction.atomic():  # a released savepoint is still this transaction
            _pruning()
        assert _call(PRUNE, [event.pk]) == 1


def test_events_of_this_year_and_of_others_stay(stella: Member, otto: Member):
    with acting_for(otto.organisation):
        foreign = _old_event(otto)
    with acting_for(stella.organisation):
        recent = audit.record("partnership.registered", None, by=stella.actor)
        _pruning()
        assert _call(PRUNE, [recent.pk, foreign.pk]) == 0


def test_nobody_acting_is_refused():
    _refused("nobody is acting", PRUNE, [])


@pytest.mark.parametrize(
    "table", ["portal_auditseal", "portal_retentionrun", "portal_unit", "portal_user"]
)
def test_only_rows_that_are_written_once_are_removed(stella: Member, table: str):
    with acting_for(stella.organisation):
        RetentionRun.objects.create()
        _refused("written once", REMOVE, table, [])


def test_events_are_not_removed_like_other_rows(stella: Member):
    with acting_for(stella.organisation):
        RetentionRun.objects.create()
        _refused("events are pruned", REMOVE, "portal_auditevent", [])


def test_names_are_forgotten_only_beside_a_record_of_it(stella: Member):
    with acting_for(stella.organisation):
        event = audit.record("partnership.registered", None, by=stella.actor)
        _refused("no run", FORGET, "portal_auditevent", "by", [event.pk], "former member")
        RetentionRun.objects.create(kind="erasure")
        assert _call(FORGET, "portal_auditevent", "by", [event.pk], "former member") == 1
        assert _call(FORGET, "portal_auditevent", "user_id", [event.pk], "") == 1
        event.refresh_from_db()
        assert (event.by, event.user_id) == ("former member", None)


@pytest.mark.parametrize("column", ["event", "detail", "digest", "owner_id", "at", "maliciousby"])
def test_nothing_but_names_is_changed(stella: Member, column: str):
    with acting_for(stella.organisation):
        event = audit.record("partnership.registered", None, by=stella.actor)
        RetentionRun.objects.create(kind="erasure")
        _refused("names nobody", FORGET, "portal_auditevent", column, [event.pk], "x")
