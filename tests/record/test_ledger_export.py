"""Copies of the record: made by the worker, one event a line, safe to open, gone after a week."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from portal import audit, bells, clock, stepup
from portal.actions import ledger_export
from portal.authority import Actor
from portal.enums import RecordFormat
from portal.models import AuditEvent, Bell, RecordExport
from portal.queries.record import Search
from portal.tenancy import acting_for
from tests.cast import Member

pytestmark = pytest.mark.django_db

NEW = reverse("portal:record-export-new")


@pytest.fixture
def made(stella: Member):
    """`made("csv", search)`: the text of a copy that the worker has made."""

    def make(form: str, wanted: Search | None = None) -> str:
        with acting_for(stella.organisation):
            row = ledger_export.ask(wanted or Search(), RecordFormat(form), by=stella.actor)
        assert ledger_export.make(row.pk, stella.organisation.pk)
        with acting_for(stella.organisation):
            row.refresh_from_db()
            assert (row.state, row.done, bells.of("record_export", row.pk)) == (
                "ready",
                row.total,
                None,
            )
            with default_storage.open(row.stored_as) as stream:
                return stream.read().decode("utf-8-sig")

    return make


def _say(who: Member, event: str, **detail: object) -> AuditEvent:
    with acting_for(who.organisation):
        return audit.record(event, None, by=who.actor, detail=detail)


def test_lines_of_json_hold_everything(stella: Member, made) -> None:
    event = _say(stella, "unit.renamed", to="Ünit")
    lines = [json.loads(line) for line in made("jsonl").splitlines()]
    assert [line["event"] for line in lines] == ["unit.renamed", "record.exported"]
    assert lines[0] | {"detail": {"to": "Ünit"}, "digest": event.digest} == lines[0]
    assert lines[0]["by"] == "Stella Steward"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "@x", " =1", "'=1", "＝1", "-2"])
def test_no_cell_is_a_formula(stella: Member, made, text: str) -> None:
    with acting_for(stella.organisation):
        audit.record("unit.closed", None, by=Actor(label=text))
    rows = list(csv.DictReader(io.StringIO(made("csv"))))
    assert rows[0]["by"] == f"'{text}"
    assert rows[0]["detail"] == "{}"


def test_a_copy_holds_what_was_looked_for(stella: Member, ines: Member, made) -> None:
    _say(stella, "unit.closed")
    _say(ines, "unit.renamed")
    told = made("jsonl", Search(event="unit.closed"))
    assert [json.loads(line)["event"] for line in told.splitlines()] == ["unit.closed"]
    told = made("jsonl", Search(person=ines.user.pk))
    assert [json.loads(line)["event"] for line in told.splitlines()] == ["unit.renamed"]
    assert made("jsonl", Search(until=clock.today() - timedelta(days=1))) == ""


def test_long_records_go_in_chunks(stella: Member, made, monkeypatch) -> None:
    monkeypatch.setattr(ledger_export, "CHUNK", 7)
    with acting_for(stella.organisation):
        for number in range(30):
            audit.record("unit.renamed", None, by=stella.actor, detail={"to": number})
    lines = made("jsonl", Search(event="unit.renamed")).splitlines()
    assert [json.loads(line)["detail"]["to"] for line in lines] == list(range(30))


def test_a_worker_that_was_killed_leaves_it_to_the_next(stella: Member, monkeypatch) -> None:
    _say(stella, "unit.closed")
    with acting_for(stella.organisation):
        row = ledger_export.ask(Search(), RecordFormat.CSV, by=stella.actor)
    with monkeypatch.context() as patch:
        patch.setattr(ledger_export, "_write", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            ledger_export.make(row.pk, stella.organisation.pk)
    with acting_for(stella.organisation):
        assert Bell.objects.filter(kind="record_export").exists()
    assert ledger_export.make(row.pk, stella.organisation.pk)
    assert not ledger_export.make(row.pk, stella.organisation.pk), "made once"


def test_a_steward_asks_watches_and_fetches(stella: Member, browse) -> None:
    _say(stella, "unit.closed")
    client = browse(stella)
    assert "Everything that the record holds" in client.get(NEW).content.decode()
    page = client.post(f"{NEW}?event=unit.closed", {"format": "csv"}).url
    assert "The copy is being made" in client.get(page).content.decode()
    told = client.get(f"{page}progress/", headers={"accept": "application/json"}).json()
    assert told["state"] == "making"
    assert client.get(f"{page}file/").url == page
    with acting_for(stella.organisation):
        row = RecordExport.objects.get()
    ledger_export.make(row.pk, stella.organisation.pk)
    assert "The copy is ready" in client.get(page).content.decode()
    answer = client.get(f"{page}file/")
    assert answer["Content-Disposition"].startswith('attachment; filename="record-')
    assert b"unit.closed" in b"".join(answer.streaming_content)
    with acting_for(stella.organisation):
        events = set(AuditEvent.objects.values_list("event", flat=True))
    assert {"record.exported", "record.fetched"} <= events
    assert "Copies of the record" in client.get(reverse("portal:record-exports")).content.decode()


@pytest.mark.parametrize(
    ("query", "body", "says"),
    [
        ("", {}, "This field is required"),
        ("", {"format": "xlsx"}, "Select a valid choice"),
        ("?since=never", {"format": "csv"}, "can’t be read"),
    ],
)
def test_what_cannot_be_made_is_said(stella: Member, browse, query, body, says: str) -> None:
    answer = browse(stella).post(NEW + query, body)
    assert says in answer.content.decode()
    with acting_for(stella.organisation):
        assert not RecordExport.objects.exists()


def test_after_a_week_the_file_is_gone(stella: Member, made, browse) -> None:
    made("csv")
    with acting_for(stella.organisation):
        row = RecordExport.objects.get()
    assert ledger_export.remove_old() == 0
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert ledger_export.remove_old() == 1
    assert not default_storage.exists(row.stored_as)
    page = browse(stella).get(reverse("portal:record-export", args=[row.pk])).content.decode()
    assert "had its time and was removed" in page


def test_a_file_that_the_store_lost_is_told(stella: Member, made, browse) -> None:
    made("csv")
    with acting_for(stella.organisation):
        row = RecordExport.objects.get()
    default_storage.delete(row.stored_as)
    answer = browse(stella).get(reverse("portal:record-export-file", args=[row.pk]), follow=True)
    assert "missing from the store" in answer.content.decode()


@pytest.mark.parametrize("name", ["record-person", "record-export-new"])
def test_it_is_asked_again_who_is_there(stella: Member, browse, settings, name: str) -> None:
    settings.STEP_UP_OBLIGATORY = True
    client = browse(stella)
    session = client.session
    session[stepup.SESSION_KEY] = 0
    session.save()
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 302
    assert "step-up" in answer.url
