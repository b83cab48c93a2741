"""Imports over the REST interface: the same way as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diligence.models import ImportBatch, Partnership
from portal.tenancy import acting_for
from tests.factories import sheets
from tests.factories.sheets import PLAIN


def url(name, *keys):
    return reverse(f"api:{name}", args=keys)


@pytest.fixture
def client(ines, browse):
    return browse(ines)


def sent(client, data, name="list.csv"):
    return client.post(url("imports"), {"file": SimpleUploadedFile(name, data)})


def put(client, key, mapping):
    return client.put(url("import-mapping", key), mapping, content_type="application/json")


def work(ines, key):
    with acting_for(ines.organisation):
        sheets.worked(ImportBatch.objects.get(pk=key))


def test_a_file_is_sent_mapped_stored_and_undone(client, ines):
    answer = sent(client, sheets.text(PLAIN))
    assert answer.status_code == 201
    batch = answer.json()
    assert batch["state"] == "read"
    assert batch["mapping"]["columns"][:3] == ["reference", "title", "partners"]
    assert batch["rows"]["read"] == 3
    key = batch["id"]
    tried = put(client, key, batch["mapping"]).json()
    assert (tried["state"], tried["rows"]["new"]) == ("checked", 3)
    rows = client.get(url("import-rows", key), {"state": "new"}).json()["results"]
    assert {row["number"] for row in rows} == {2, 3, 4}
    answer = client.post(url("import-store", key))
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    work(ines, key)
    done = client.get(url("import", key)).json()
    assert (done["state"], done["rows"]["stored"]) == ("done", 3)
    assert client.post(url("import-undo", key)).json()["state"] == "undoing"
    work(ines, key)
    assert client.get(url("import", key)).json()["state"] == "undone"
    assert [row["id"] for row in client.get(url("imports")).json()["results"]] == [key]
    with acting_for(ines.organisation):
        assert not Partnership.objects.filter(discarded_at__isnull=True).exists()


def test_problems_say_where_what_and_what_to_do(client):
    rows = [("Title", "Partner", "Start"), ("One", "Alpha", "soon"), ("Two", "Beta", "2026-01-01")]
    batch = sent(client, sheets.text(rows)).json()
    put(client, batch["id"], batch["mapping"])
    (row,) = client.get(url("import-rows", batch["id"]), {"state": "problem"}).json()["results"]
    (problem,) = row["problems"]
    assert (problem["column"], problem["value"], problem["level"]) == (2, "soon", "problem")
    assert problem["problem"] == "“soon” is not a day."
    assert problem["remedy"]


def test_words_are_said_with_the_mapping(client):
    rows = [("Title", "Partner", "Status"), ("One", "Alpha", "verlobt")]
    batch = sent(client, sheets.text(rows)).json()
    words = {"state": {"verlobt": "agreed"}}
    tried = put(client, batch["id"], batch["mapping"] | {"words": words}).json()
    assert tried["rows"]["new"] == 1
    wrong = batch["mapping"] | {"words": {"state": {"verlobt": "married"}}}
    assert put(client, batch["id"], wrong).status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"columns": ["title"]}, "columns"),
        ({"columns": ["title", "title", ""]}, "columns"),
        ({"columns": ["x", "y", "z"]}, "columns"),
        ({"dates": "ydm"}, "dates"),
        ({"decimal": None}, "decimal"),
        ({"default_state": "ended"}, "default_state"),
    ],
)
def test_a_wrong_mapping_is_answered_by_field(client, change, field):
    rows = [("Title", "Partner", "Start"), ("One", "Alpha", "2026-01-01")]
    batch = sent(client, sheets.text(rows)).json()
    answer = put(client, batch["id"], batch["mapping"] | change)
    assert answer.status_code == 400
    assert field in answer.json()


def test_a_refused_file_says_why(client):
    answer = sent(client, b"%PDF-1.4", "list.pdf")
    assert answer.status_code == 400
    assert "not a text file" in str(answer.json()["detail"])
    assert client.post(url("imports"), {}).status_code == 400


def test_what_the_state_forbids_is_told(client):
    batch = sent(client, sheets.text(PLAIN)).json()
    answer = client.post(url("import-store", batch["id"]))
    assert answer.status_code == 403
    assert "can't be stored now" in answer.json()["detail"]


def test_only_who_edits_the_register_and_only_at_home(client, dora, otto, browse):
    batch = sent(client, sheets.text(PLAIN)).json()
    assert sent(browse(dora), sheets.text(PLAIN)).status_code == 403
    assert browse(otto).get(url("import", batch["id"])).status_code == 404
    assert browse(otto).get(url("import-rows", batch["id"])).status_code == 404
