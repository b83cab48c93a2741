"""Every damage to a record is found and named, also where the owner of the tables did it."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal import clock
from portal.ledger import digests, seals
from portal.ledger.findings import Report
from portal.models import AuditSeal
from portal.queries import ledger
from portal.tenancy import acting_for, new_id
from tests.cast import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(stella: Member) -> Callable[..., Report]:
    def check(**chosen: Any) -> Report:
        with acting_for(stella.organisation):
            return ledger.check(**chosen)

    return check


def _first(report: Report) -> tuple[str, int | None, int, Any]:
    found = report.first
    assert found is not None
    return found.damage.value, found.number, found.position, found.event_id


def test_a_whole_record_is_whole(record, checked) -> None:
    record(5)
    record(3)
    record(2, sealed=False)
    report = checked()
    assert report.whole
    assert (report.seals, report.events, report.waiting) == (2, 8, 2)


@pytest.mark.parametrize(
    "change",
    [
        "event = 'unit.closed'",
        "at = at - interval '1 day'",
        'detail = \'{"to": "Else"}\'',
        "by = 'Somebody Else'",
        "user_id = gen_random_uuid()",
        "user_id = NULL",
        "subject_id = gen_random_uuid()",
        "subject_type = 'portal.unit'",
        "salt = '', user_id = NULL, by = 'former member 7F3K'",
        "format = 1",
        "mac = repeat('0', 64)",
        "digest = repeat('0', 64)",
        "person_digest = repeat('0', 64)",
    ],
)
def test_an_edited_event_is_named(record, checked, as_owner, change: str) -> None:
    record(4)
    middle = record(4)[2]
    record(4)
    with as_owner() as run:
        assert run(f"UPDATE portal_auditevent SET {change} WHERE id = %s", middle.pk) == 1
    report = checked()
    assert report.damaged == 1
    assert _first(report) == ("edited", 2, 3, middle.pk)


def test_recomputing_every_unkeyed_digest_does_not_help(record, checked, as_owner) -> None:
    """What somebody with the database and this source, but not the key, would do."""
    events = record(3)
    row = digests.Row(*(getattr(events[1], name) for name in digests.FIELDS))
    row = row._replace(by="Somebody Else", detail={"to": "Else"})
    row = row._replace(
        person_digest=digests.of_person(row.salt, row.user_id, row.by),
        detail_digest=digests.of_detail(row.detail),
    )
    digest = digests.of_event(row)
    with as_owner() as run:
        run(
            "UPDATE portal_auditevent SET by = %s, detail = %s, person_digest = %s, "
            "detail_digest = %s, digest = %s WHERE id = %s",
            *(row.by, json.dumps(row.detail), row.person_digest, row.detail_digest, digest, row.id),
        )
        assert _first(checked()) == ("edited", 1, 2, row.id)
        _rechain(run, row.id, digest)
    kinds = {each.damage.value for each in checked().findings}
    assert kinds == {"edited", "seal_forged"}


def _rechain(run: Callable[..., int], event: Any, digest: str) -> None:
    """Put the digest into the seal and compute its head anew; only the signature is missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner_id, previous, number, entries FROM portal_auditseal")
        owner, previous, number, stored = cursor.fetchone()
    entries = bytes(stored)
    at = entries.index(event.bytes) + 16
    entries = entries[:at] + bytes.fromhex(digest) + entries[at + 32 :]
    head = seals.head_of(owner, previous, number, entries)
    run("UPDATE portal_auditseal SET entries = %s, head = %s", entries, head)


@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_deleted_event_is_named(record, checked, as_owner, place: int) -> None:
    record(2)
    gone = record(4)[place]
    with as_owner() as run:
        run("DELETE FROM portal_auditevent WHERE id = %s", gone.pk)
    report = checked()
    assert report.damaged == 1
    assert _first(report) == ("deleted", 2, place + 1, gone.pk)
    assert abs(report.first.at - gone.at) < timedelta(seconds=5)


_COPY = """
INSERT INTO portal_auditevent (id, owner_id, at, event, subject_type, user_id, by, detail,
  digest, format, salt, person_digest, detail_digest, mac)
SELECT %s, owner_id, at, event, subject_type, user_id, by, detail,
  {digest}, {format}, salt, person_digest, detail_digest, mac FROM portal_auditevent WHERE id = %s
"""


@pytest.mark.parametrize(("digest", "form"), [("digest", "format"), ("repeat('a', 64)", "1")])
@pytest.mark.parametrize("hours", [0, 30])
def test_an_inserted_event_is_named(
    record, checked, as_owner, digest: str, form: str, hours: int
) -> None:
    event = record(3)[1]
    key = seals.first_at(seals.instant_of(new_id()) - hours * 3_600_000)
    with as_owner() as run:
        assert run(_COPY.format(digest=digest, format=form), key, event.pk) == 1
    with clock.set_to(clock.now() + timedelta(hours=25)):
        report = checked()
    assert report.damaged == 1
    assert _first(report) == ("inserted", None, 0, key)


def test_an_event_of_another_organisation_does_not_pass(
    record, checked, as_owner, otto: Member
) -> None:
    """A whole event with a valid mac, moved across."""
    event = record(1, sealed=False)[0]
    with as_owner() as run:
        run("UPDATE portal_auditevent SET owner_id = %s", otto.organisation.pk)
    with acting_for(otto.organisation):
        assert _first(ledger.check()) == ("inserted", None, 0, event.pk)


def test_events_that_changed_places_are_named(record, checked, as_owner) -> None:
    one, _two, three = record(3)
    parking = new_id()
    with as_owner() as run:
        for old, new in ((one.pk, parking), (three.pk, one.pk), (parking, three.pk)):
            run("UPDATE portal_auditevent SET id = %s WHERE id = %s", new, old)
    report = checked()
    assert report.damaged == 2
    assert _first(report) == ("edited", 1, 1, one.pk)


def test_entries_that_changed_places_are_named(record, checked, as_owner) -> None:
    record(3)
    with acting_for(_owner()):
        entries = bytes(AuditSeal.objects.get().entries)
    swapped = entries[48:96] + entries[:48] + entries[96:]
    with as_owner() as run:
        run("UPDATE portal_auditseal SET entries = %s", swapped)
    assert _first(checked()) == ("reordered", 1, 0, None)


def _owner() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT owner_id FROM portal_auditseal LIMIT 1")
        found = cursor.fetchone()[0]
        cursor.execute("SET ROLE portal_app")
    return found


@pytest.mark.parametrize(
    ("change", "damage", "number"),
    [
        ("UPDATE portal_auditseal SET head = repeat('0', 64) WHERE number = 2", "seal_edited", 2),
        (
            "UPDATE portal_auditseal SET entries = substring(entries from 49), count = 1 "
            "WHERE number = 2",
            "seal_edited",
            2,
        ),
        (
            "UPDATE portal_auditseal SET entries = substring(entries from 2) WHERE number = 2",
            "seal_edited",
            2,
        ),
        ("UPDATE portal_auditseal SET count = 1 WHERE number = 2", "seal_edited", 2),
        ("UPDATE portal_auditseal SET previous = '' WHERE number = 2", "seal_edited", 2),
        (
            "UPDATE portal_auditseal SET sealed_at = now() - interval '1 day' WHERE number = 2",
            "seal_forged",
            2,
        ),
        ("UPDATE portal_auditseal SET key_id = 'other' WHERE number = 2", "seal_forged", 2),
        (
            "UPDATE portal_auditseal SET signature = set_byte(signature, 0, 0) || '' "
            "WHERE number = 2",
            "seal_forged",
            2,
        ),
        ("DELETE FROM portal_auditseal WHERE number = 2", "seal_missing", 2),
        ("DELETE FROM portal_auditseal WHERE number = 1", "seal_missing", 1),
    ],
)
def test_a_damaged_seal_is_named(
    record, checked, as_owner, change: str, damage: str, number: int
) -> None:
    for _each in range(3):
        record(2)
    with as_owner() as run:
        run(change)
    assert _first(checked())[:2] == (damage, number)


def test_removing_the_latest_seals_and_events_is_known_to_the_witness(
    record, checked, as_owner
) -> None:
    record(2)
    with acting_for(_owner()):
        first = ledger.latest_seal().head
    kept = record(2)
    with acting_for(_owner()):
        witness = {1: first, 2: ledger.latest_seal().head}
    with as_owner() as run:
        run("DELETE FROM portal_auditseal WHERE number = 2")
        run("DELETE FROM portal_auditevent WHERE id = ANY (%s)", [each.pk for each in kept])
    assert checked().whole, "nothing in the database alone can tell"
    assert _first(checked(witness=witness))[:2] == ("seal_truncated", 2)


def test_a_chain_sealed_anew_is_known_to_the_witness(record, checked, as_owner) -> None:
    """Even whoever had the key cannot change what was written down elsewhere."""
    record(2)
    other = hashlib.sha256(b"another head").hexdigest()
    assert _first(checked(witness={1: other}))[:2] == ("seal_edited", 1)


def test_the_first_of_many_is_named_and_the_rest_are_counted(record, checked, as_owner) -> None:
    events = record(150)
    with as_owner() as run:
        run("UPDATE portal_auditevent SET by = 'Else'")
    report = checked()
    assert report.damaged == 150
    assert len(report.findings) == 100
    assert _first(report) == ("edited", 1, 1, events[0].pk)


def test_only_the_last_day_is_looked_at_when_asked(record, checked, as_owner) -> None:
    old = record(3)[0]
    with as_owner() as run:
        run("UPDATE portal_auditevent SET by = 'Else' WHERE id = %s", old.pk)
    assert not checked(last=timedelta(days=1)).whole
    assert checked(last=timedelta(seconds=-5)).whole, "what is older is not looked at"


def test_a_new_key_signs_on_and_the_earlier_one_still_counts(record, checked, settings) -> None:
    one, two = (base64.b64encode(bytes([each]) * 32).decode() for each in (1, 2))
    settings.AUDIT_KEY = one
    record(2)
    settings.AUDIT_KEY = f"{two},{one}"
    record(2)
    assert checked().whole
    settings.AUDIT_KEY = two
    assert _first(checked())[:2] == ("seal_forged", 1)


def test_little_is_remembered_while_a_long_record_is_read(
    record, checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.ledger import verifying

    most: list[int] = []
    plain = verifying._Check._row

    def watched(self: Any, row: Any) -> None:
        plain(self, row)
        most.append(len(self.rows) + len(self.entries))

    monkeypatch.setattr(verifying._Check, "_row", watched)
    monkeypatch.setattr(seals, "BATCH", 20)
    record(400)
    assert checked().whole
    assert max(most) < 50


# --- The command ---------------------------------------------------------------------------------
def _run(*words: str) -> str:
    out = StringIO()
    call_command("verify_audit", *words, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_well(record, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    record(3)
    assert "University A: 3 events in 1 seals, 0 waiting" in _run()
    [line] = _run("--organisation", "university a", "--json").splitlines()
    told = json.loads(line)
    assert (told["whole"], told["events"], told["findings"]) == (True, 3, [])


def test_the_command_names_the_first_damage_and_fails(
    record, as_owner, settings, tmp_path, stella: Member
) -> None:
    settings.DATA_DIR = tmp_path
    gone = record(3)[1]
    with as_owner() as run:
        run("DELETE FROM portal_auditevent WHERE id = %s", gone.pk)
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("verify_audit", "--witness", _witness(tmp_path, stella), stdout=out)
    assert failed.value.returncode == 1
    assert f"seal 1, event 2: An event was deleted. {gone.pk}" in out.getvalue()
    assert "seal 7: The latest seals were removed" in out.getvalue()


def _witness(folder: Any, who: Member) -> str:
    path = folder / "kept-elsewhere.log"
    owner = who.organisation.pk
    path.write_text(f"Nov 3 host ajar: seal organisation={owner} number=7 head={'0' * 64} key=x\n")
    return str(path)


@pytest.mark.parametrize(
    "words", [("--organisation", "Nobody"), ("--witness", "/nowhere/seals.log")]
)
def test_the_command_says_what_it_cannot_find(db: None, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as failed:
        _run(*words)
    assert failed.value.returncode == 2


def test_an_organisation_that_only_the_witness_knows_is_missed(db: None, tmp_path) -> None:
    path = tmp_path / "seals.log"
    path.write_text(f"seal organisation={new_id()} number=1 head={'0' * 64} key=x\n")
    with pytest.raises(CommandError):
        _run("--witness", str(path))
