"""What somebody with the database does to a record, and what a check of it says then.

Edits, deletions, insertions and reorderings one by one are in test_verifying.py; these are attacks
as somebody would carry them out, also the ones that the database alone can't tell.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from portal import audit, clock
from portal.actions import sealing
from portal.ledger.findings import Report
from portal.models import AuditEvent, AuditSeal
from portal.queries import ledger
from portal.tenancy import acting_for
from tests.cast import Member

pytestmark = pytest.mark.django_db


def _check(who: Member, **chosen: Any) -> Report:
    with acting_for(who.organisation):
        return ledger.check(**chosen)


def _first(report: Report) -> tuple[str, int | None, int]:
    assert report.first is not None
    return report.first.damage.value, report.first.number, report.first.position


def _say(who: Member, count: int = 2, *, sealed: bool = True) -> list[AuditEvent]:
    with acting_for(who.organisation):
        told = [audit.record("unit.closed", None, by=who.actor) for _ in range(count)]
        if sealed:
            assert sealing.seal_new() == count
    return told


def _heads(who: Member) -> dict[int, str]:
    """What a witness outside the database has written down."""
    with acting_for(who.organisation):
        return dict(AuditSeal.objects.values_list("number", "head"))


def test_a_sealed_segment_of_another_organisation_is_no_next_seal(
    stella: Member, otto: Member, as_owner
) -> None:
    """Its signature is ours and its events have their macs: they are somebody else's."""
    _say(stella)
    _say(otto)
    with as_owner() as run:
        for table, more in (("portal_auditseal", ", number = 2"), ("portal_auditevent", "")):
            statement = f"UPDATE {table} SET owner_id = %s{more} WHERE owner_id = %s"
            run(statement, stella.organisation.pk, otto.organisation.pk)
    report = _check(stella)
    assert _first(report) == ("seal_edited", 2, 0)
    assert {each.damage.value for each in report.findings} == {"seal_edited", "edited"}


def test_seals_of_two_organisations_that_are_swapped_are_named_in_both(
    stella: Member, otto: Member, as_owner
) -> None:
    for who in (stella, otto):
        _say(who)
    one, two = stella.organisation.pk, otto.organisation.pk
    with as_owner() as run:
        run("UPDATE portal_auditseal SET owner_id = %s, number = 9 WHERE owner_id = %s", two, one)
        run(
            "UPDATE portal_auditseal SET owner_id = %s WHERE owner_id = %s AND number = 1", one, two
        )
        run("UPDATE portal_auditseal SET number = 1 WHERE number = 9")
    for who in (stella, otto):
        report = _check(who)
        assert _first(report) == ("seal_edited", 1, 0)
        assert {each.damage.value for each in report.findings} == {"seal_edited", "deleted"}


def test_an_emptied_table_is_told_from_its_first_event_on(stella: Member, as_owner) -> None:
    events = _say(stella, 3)
    with as_owner() as run:
        run("DELETE FROM portal_auditevent")
    report = _check(stella)
    assert (report.damaged, report.first.event_id) == (3, events[0].pk)
    assert _first(report) == ("deleted", 1, 1)


def test_with_all_seals_removed_the_witness_still_knows(stella: Member, as_owner) -> None:
    """The worker seals what is left anew: valid seals, which say how late they are."""
    gone = _say(stella, 3)[1]
    witness = _heads(stella)
    with as_owner() as run:
        run("DELETE FROM portal_auditseal")
        run("DELETE FROM portal_auditevent WHERE id = %s", gone.pk)
    assert _first(_check(stella, witness=witness)) == ("seal_truncated", 1, 0)
    with acting_for(stella.organisation), clock.set_to(clock.now() + timedelta(days=3)):
        assert sealing.seal_new() == 2
    report = _check(stella)
    assert report.whole, "the database alone can't tell that an event is missing"
    assert report.late == 2, "but that all of it was sealed long after it happened"
    assert _first(_check(stella, witness=witness)) == ("seal_edited", 1, 0)


def test_what_is_sealed_in_time_is_not_late(stella: Member) -> None:
    _say(stella, 3)
    assert _check(stella).late == 0


def test_after_an_older_backup_the_record_forks_where_the_witness_says(
    stella: Member, as_owner
) -> None:
    _say(stella)
    lost = _say(stella)
    witness = _heads(stella)
    with as_owner() as run:
        run("DELETE FROM portal_auditseal WHERE number = 2")
        run("DELETE FROM portal_auditevent WHERE id = ANY (%s)", [each.pk for each in lost])
    assert _first(_check(stella, witness=witness)) == ("seal_truncated", 2, 0)
    _say(stella, 3)
    assert _check(stella).whole, "a restored database is whole in itself"
    assert _first(_check(stella, witness=witness)) == ("seal_edited", 2, 0)


def test_an_event_that_is_removed_before_its_seal_is_not_missed(stella: Member, as_owner) -> None:
    """The limit that docs/security.md names: it ends with the seal, a minute or two later."""
    _say(stella)
    newest = _say(stella, 1, sealed=False)[0]
    with as_owner() as run:
        run("DELETE FROM portal_auditevent WHERE id = %s", newest.pk)
    assert _check(stella).whole
    newest = _say(stella, 1)[0]
    with as_owner() as run:
        run("DELETE FROM portal_auditevent WHERE id = %s", newest.pk)
    assert _first(_check(stella)) == ("deleted", 2, 1)


def test_a_clock_moved_back_leaves_no_gap_and_hides_nothing(stella: Member, as_owner) -> None:
    """Ids carry the real clock; what an event says of its time is under its mac."""
    _say(stella)
    with clock.set_to(clock.now() - timedelta(days=30)):
        moved = _say(stella)
    _say(stella)
    report = _check(stella)
    assert (report.whole, report.seals, report.events) == (True, 3, 6)
    with as_owner() as run:
        run("UPDATE portal_auditevent SET at = now() WHERE id = %s", moved[1].pk)
    assert _first(_check(stella)) == ("edited", 2, 2)


# --- With the application's own role, as through an injected statement ---------------------------
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE portal_auditevent",
        "DELETE FROM portal_auditseal",
        "UPDATE portal_auditpruning SET count = 0",
        "ALTER TABLE portal_auditevent DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE portal_auditevent ADD COLUMN x int",
        "CREATE TRIGGER t BEFORE INSERT ON portal_auditevent FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_the_application_role_can_take_nothing_away(stella: Member, statement: str) -> None:
    _say(stella)
    with acting_for(stella.organisation):
        refused = pytest.raises(DatabaseError)
        with refused, transaction.atomic(), _below() as run:
            run(statement)
        assert ledger.check().whole


@contextmanager
def _below() -> Iterator[Any]:
    """The driver's own way to send a statement, past everything that Python would refuse."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        yield cursor.cursor.execute


_FORGED: dict[str, str] = {
    "event": (
        "INSERT INTO portal_auditevent (id, owner_id, at, event, subject_type, by, detail, digest,"
        " format, salt, person_digest, detail_digest, mac) SELECT gen_random_uuid(), owner_id, at,"
        " event, subject_type, 'Else', detail, digest, format, 'x', person_digest, detail_digest,"
        " mac FROM portal_auditevent LIMIT 1"
    ),
    "seal": (
        "INSERT INTO portal_auditseal (id, owner_id, number, previous, head, count, entries,"
        " last_id, sealed_at, key_id, signature) SELECT gen_random_uuid(), owner_id, 2, head,"
        " repeat('a', 64), 0, '', last_id, sealed_at, key_id, signature FROM portal_auditseal"
    ),
}


@pytest.mark.parametrize(
    ("what", "told"), [("event", ("inserted", None, 0)), ("seal", ("seal_edited", 2, 0))]
)
def test_what_the_application_role_puts_in_by_hand_is_named(
    stella: Member, what: str, told: tuple[Any, ...], caplog: pytest.LogCaptureFixture
) -> None:
    _say(stella)
    with acting_for(stella.organisation):
        with _below() as run:
            run(_FORGED[what])
        sealing.seal_everything()
    assert _first(_check(stella)) == told


def test_a_seal_cannot_be_put_in_for_another_organisation(stella: Member, otto: Member) -> None:
    _say(otto)
    with acting_for(otto.organisation):
        key = AuditSeal.objects.get().pk
    with acting_for(stella.organisation):
        assert not AuditSeal.objects.filter(pk=key).exists()
        with pytest.raises(DatabaseError), transaction.atomic(), _below() as run:
            run(
                "INSERT INTO portal_auditseal (id, owner_id, number, previous, head, count,"
                " entries, last_id, sealed_at, key_id, signature) VALUES (gen_random_uuid(), %s,"
                " 2, '', '', 0, '', gen_random_uuid(), now(), '', '')",
                [otto.organisation.pk],
            )
