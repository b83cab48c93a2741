"""Events are sealed in batches, chained and signed, and none is left out."""

import logging
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from portal import audit, clock, tasks_record
from portal.actions import sealing
from portal.ledger import digests, keys, seals
from portal.models import AuditEvent, AuditSeal
from portal.queries import ledger
from portal.tenancy import acting_for, new_id
from tests.cast import Member

pytestmark = pytest.mark.django_db


def _row(event: AuditEvent) -> digests.Row:
    return digests.Row(*AuditEvent.objects.values_list(*digests.FIELDS).get(pk=event.pk))


def test_an_event_commits_to_what_the_database_gives_back(stella: Member) -> None:
    detail = {"share": 0.1, "whole": 2.0, "large": 1e23, "pair": (1, "é"), "none": None, "on": True}
    with acting_for(stella.organisation):
        event = audit.record("unit.renamed", None, by=stella.actor, detail=detail)
        row = _row(event)
        assert row.format == 2
        assert row.detail_digest == digests.of_detail(row.detail)
        assert row.person_digest == digests.of_person(row.salt, row.user_id, row.by)
        assert row.digest == digests.of_event(row)
        assert row.mac == digests.mac_of(row.digest, keys.current().mac)


def test_the_name_can_be_guessed_from_nothing_that_stays(stella: Member) -> None:
    with acting_for(stella.organisation):
        one, two = (_row(audit.record("unit.renamed", None, by=stella.actor)) for _ in "12")
    assert one.person_digest != two.person_digest


def test_a_batch_is_chained_and_signed(stella: Member, record) -> None:
    record(3)
    record(2)
    with acting_for(stella.organisation):
        first, second = ledger.chain()
    owner = stella.organisation.pk
    assert (first.number, first.previous, first.count) == (1, "", 3)
    assert (second.number, second.previous, second.count) == (2, first.head, 2)
    assert second.head == seals.head_of(owner, first.head, 2, second.entries)
    assert all(seals.is_signed(keys.current().public, each) for each in (first, second))
    assert second.last_id == max(_ids(second))


def _ids(seal: seals.Seal) -> list[uuid.UUID]:
    return [uuid.UUID(bytes=entry.id) for entry in seals.unpack(seal.entries)]


def test_batches_hold_a_thousand(stella: Member, monkeypatch: pytest.MonkeyPatch, record) -> None:
    monkeypatch.setattr(seals, "BATCH", 4)
    record(10)
    with acting_for(stella.organisation):
        assert list(AuditSeal.objects.values_list("number", "count")) == [(1, 4), (2, 4), (3, 2)]


def test_an_event_is_sealed_once(stella: Member, record) -> None:
    record(3)
    with acting_for(stella.organisation):
        assert sealing.seal_new() == 0
        assert sealing.seal_everything() == 0
        assert AuditSeal.objects.count() == 1


def test_what_commits_behind_the_newest_seal_is_found(stella: Member, record) -> None:
    """A transaction that began earlier and took its time has the smaller key."""
    early = new_id()
    record(3)
    with acting_for(stella.organisation):
        _backdated(stella, early)
        assert sealing.seal_new() == 1
        assert early in _ids(list(ledger.chain())[-1])
        assert ledger.check().whole


def test_what_is_older_still_is_found_by_the_daily_pass(stella: Member, record) -> None:
    ancient = seals.first_at(seals.instant_of(new_id()) - 5 * 3_600_000)
    record(3)
    with acting_for(stella.organisation):
        _backdated(stella, ancient)
        assert sealing.seal_new() == 0
        assert sealing.seal_everything() == 1
        assert sealing.seal_new() == 0
        assert ledger.check().whole


def _backdated(who: Member, key: object) -> None:
    event = audit._entry("unit.renamed", None, who.actor, {})
    event.id = key  # type: ignore[assignment]
    audit._commit(event)
    event.save(force_insert=True)


def test_a_clock_that_runs_ahead_hides_nothing_that_follows(stella: Member, record) -> None:
    with acting_for(stella.organisation):
        _backdated(stella, seals.first_at(seals.instant_of(new_id()) + 9 * 3_600_000))
        assert sealing.seal_new() == 1
    record(2)


def test_events_of_the_version_before_are_sealed_as_they_stand(stella: Member, record) -> None:
    with acting_for(stella.organisation):
        _first_format(stella)
        assert sealing.seal_new() == 1
        assert ledger.check().whole


def test_a_day_after_the_first_seal_nothing_without_a_mac_is_sealed(
    stella: Member, record, caplog: pytest.LogCaptureFixture
) -> None:
    record(1)
    with acting_for(stella.organisation), clock.set_to(clock.now() + timedelta(hours=25)):
        _first_format(stella)
        with caplog.at_level(logging.ERROR):
            assert sealing.seal_new() == 0
        assert "is not of the portal" in caplog.text
        found = ledger.check().first
    assert found is not None
    assert found.damage == "inserted"


def _first_format(who: Member) -> None:
    event = AuditEvent(event="unit.renamed", by="Somebody", detail={"to": "Unit"})
    row = digests.Row(*(getattr(event, name) for name in digests.FIELDS))
    event.digest = digests.of_first_format(row)
    event.save(force_insert=True)


def test_another_worker_is_let_be(stella: Member, record, monkeypatch: pytest.MonkeyPatch) -> None:
    record(1, sealed=False)
    monkeypatch.setattr(sealing, "_alone", lambda: False)
    with acting_for(stella.organisation):
        assert sealing.seal_new() == 0


def test_every_organisation_has_its_own_chain(stella: Member, otto: Member, record) -> None:
    record(2, sealed=False)
    with acting_for(otto.organisation):
        audit.record("unit.renamed", None, by=otto.actor)
    assert sealing.seal_all() == 3
    heads = set()
    for who in (stella, otto):
        with acting_for(who.organisation):
            assert AuditSeal.objects.get().number == 1
            assert ledger.check().whole
            heads.add(ledger.latest_seal().head)
    assert len(heads) == 2


def test_a_seal_is_witnessed_once_it_is_committed(
    stella: Member, record, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.DATA_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        record(2)
        assert not (tmp_path / "seals.log").exists()
    with acting_for(stella.organisation):
        head = ledger.latest_seal().head
    assert ledger.read_witness(tmp_path / "seals.log") == {stella.organisation.pk: {1: head}}


def test_a_witness_that_cannot_be_written_undoes_no_seal(
    stella: Member, record, settings, tmp_path, django_capture_on_commit_callbacks, caplog
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "seals.log").mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        record(2)
    assert "could not be written" in caplog.text
    with acting_for(stella.organisation):
        assert ledger.check().whole


@pytest.mark.parametrize("model", [AuditEvent, AuditSeal])
def test_the_application_can_neither_change_nor_delete(stella: Member, record, model) -> None:
    record(1)
    with acting_for(stella.organisation):
        for attempt in (
            lambda: model.objects.update(owner=stella.organisation),
            lambda: model.objects.all()._raw_delete(model.objects.db),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                attempt()


def test_the_daily_pass_warns_of_what_was_left_out_and_not_of_the_last_minute(
    stella: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="portal.tasks_record")
    with acting_for(stella.organisation):
        for _number in range(3):
            audit.record("unit.renamed", None, by=stella.actor)
    assert tasks_record.seal_thoroughly() == 3
    assert caplog.text == ""
    with acting_for(stella.organisation):
        _backdated(stella, seals.first_at(seals.instant_of(new_id()) - 5 * 3_600_000))
    assert tasks_record.seal_thoroughly() == 1
    assert "1 events had been left out" in caplog.text
