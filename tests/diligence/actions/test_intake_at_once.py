"""Imports that meet each other, and imports whose worker is killed: nothing twice, nothing lost."""

import threading

import pytest
from django.db import connections

from diligence.actions import intake_run, register
from diligence.choices import ImportRowState, ImportState
from diligence.models import ImportBatch, Partner, Partnership, PartnershipChange
from diligence.queries import intake as imports
from portal import bells
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.factories import sheets

ROWS = 60


def table(count=ROWS, *, title="Work"):
    head = ("Reference", "Title", "Partner", "Country")
    return [head, *((f"R-{n}", f"{title} {n}", f"Institute {n % 7}", "JP") for n in range(count))]


@pytest.fixture
def member(transactional_db):
    return cast.member(cast.organisation("University A"), "Ines Officer", Role.OFFICER)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(intake_run, "CHUNK", 10)


def asked(member, data):
    with acting_for(member.organisation, user=member.user.pk):
        batch = sheets.checked(member.actor, data)
        return intake_run.store(batch.pk, by=member.actor)


def run(batch):
    try:
        intake_run.run(batch.pk, batch.owner_id)
    finally:
        connections.close_all()


def at_once(*batches):
    threads = [threading.Thread(target=run, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def told(member, batch):
    with acting_for(member.organisation):
        batch = ImportBatch.objects.get(pk=batch.pk)
        return batch.state, {s: n for s, n in imports.counts(batch).items() if n}


def test_two_workers_on_one_import_store_each_row_once(member):
    batch = asked(member, sheets.text(table()))
    at_once(batch, batch)
    assert told(member, batch) == (ImportState.DONE, {ImportRowState.STORED: ROWS})
    with acting_for(member.organisation):
        assert Partnership.objects.count() == ROWS
        assert PartnershipChange.objects.count() == ROWS
        assert Partner.objects.count() == 7
        assert bells.of(intake_run.BELL, batch.pk) is None


def test_two_imports_of_the_same_rows_register_them_once(member):
    one, other = asked(member, sheets.text(table())), asked(member, sheets.book(table()))
    at_once(one, other)
    with acting_for(member.organisation):
        assert Partnership.objects.count() == ROWS
        assert Partner.objects.count() == 7
    states = [told(member, each)[1] for each in (one, other)]
    stored = sum(each.get(ImportRowState.STORED, 0) for each in states)
    unchanged = sum(each.get(ImportRowState.UNCHANGED, 0) for each in states)
    assert (stored, unchanged) == (ROWS, ROWS)


def test_a_worker_killed_within_a_chunk_leaves_whole_chunks(member, monkeypatch):
    batch = asked(member, sheets.text(table()))
    done = register.many
    calls = []

    def killed(*args, **kwargs):
        result = done(*args, **kwargs)
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(register, "many", killed)
    with pytest.raises(KeyboardInterrupt):
        intake_run.run(batch.pk, batch.owner_id)
    with acting_for(member.organisation):
        assert Partnership.objects.count() == 20
        assert ImportBatch.objects.get(pk=batch.pk).done == 20
        assert bells.of(intake_run.BELL, batch.pk) is not None, "the sweeper rings again"
    monkeypatch.setattr(register, "many", done)
    intake_run.run(batch.pk, batch.owner_id)
    assert told(member, batch) == (ImportState.DONE, {ImportRowState.STORED: ROWS})
    with acting_for(member.organisation):
        assert Partnership.objects.count() == PartnershipChange.objects.count() == ROWS


def test_an_undoing_that_is_killed_goes_on_where_it_stopped(member):
    batch = asked(member, sheets.text(table()))
    intake_run.run(batch.pk, batch.owner_id)
    with acting_for(member.organisation, user=member.user.pk):
        intake_run.undo(batch.pk, by=member.actor)
    for _chunk in range(2):
        with acting_for(member.organisation):
            intake_run.step(batch.pk)
    with acting_for(member.organisation):
        assert Partnership.objects.filter(discarded_at__isnull=False).count() == 20
    at_once(batch, batch)
    assert told(member, batch) == (ImportState.UNDONE, {ImportRowState.UNDONE: ROWS})
    with acting_for(member.organisation):
        assert not Partnership.objects.filter(discarded_at__isnull=True).exists()
        assert PartnershipChange.objects.count() == 2 * ROWS


def test_stopping_keeps_what_is_stored_and_the_rest_can_follow(member):
    batch = asked(member, sheets.text(table()))
    with acting_for(member.organisation):
        intake_run.step(batch.pk)
    with acting_for(member.organisation, user=member.user.pk):
        intake_run.stop(batch.pk, by=member.actor)
    intake_run.run(batch.pk, batch.owner_id)
    state, counts = told(member, batch)
    assert (state, counts[ImportRowState.STORED], counts[ImportRowState.NEW]) == ("done", 10, 50)
    with acting_for(member.organisation, user=member.user.pk):
        intake_run.store(batch.pk, by=member.actor)
    intake_run.run(batch.pk, batch.owner_id)
    assert told(member, batch)[1] == {ImportRowState.STORED: ROWS}


def test_somebody_registers_a_reference_while_it_is_stored(member):
    """The row then finds it registered, and changes what differs."""
    batch = asked(member, sheets.text(table(3)))
    with acting_for(member.organisation, user=member.user.pk):
        known = Partner.objects.create(name="Institute 0", normalised_name="institute 0",
                                       country="JP")  # fmt: skip
        register.partnership(by=member.actor, partners=[known], title="Mine", reference="R-1")
    intake_run.run(batch.pk, batch.owner_id)
    assert told(member, batch)[1] == {ImportRowState.STORED: 3}
    with acting_for(member.organisation):
        assert Partnership.objects.count() == 3
        assert Partnership.objects.get(reference="R-1").title == "Work 1"
