"""Pages of imports: from the file to the register and back, without JavaScript."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from diligence.actions import intake_run
from diligence.choices import ImportState
from diligence.models import ImportBatch, Partnership
from diligence.queries import intake as imports
from portal.tenancy import acting_for
from tests.factories import sheets
from tests.factories.sheets import PLAIN


@pytest.fixture
def client(ines, browse):
    return browse(ines)


def url(name, *keys):
    return reverse(f"diligence:import-{name}", args=keys)


def post_file(client, data, name="list.csv"):
    return client.post(url("new"), {"file": SimpleUploadedFile(name, data)})


def the_batch(ines):
    with acting_for(ines.organisation):
        return ImportBatch.objects.latest("uploaded_at")


def as_guessed(client, batch):
    """What the columns page offers, as a browser would send it unchanged."""
    form = client.get(url("columns", batch.pk)).context["form"]
    return {name: field.value() for name, field in ((n, form[n]) for n in form.fields)}


def tried(client, ines, data, name="list.csv"):
    post_file(client, data, name)
    batch = the_batch(ines)
    answer = client.post(url("columns", batch.pk), as_guessed(client, batch))
    return batch, answer


def test_the_whole_way_without_javascript(client, ines):
    answer = post_file(client, sheets.text(PLAIN))
    batch = the_batch(ines)
    assert answer.url == url("columns", batch.pk)
    page = client.get(answer.url).content.decode()
    assert "“Partner” is a usual heading for it." in page
    assert "Port Harlan University" in page
    answer = client.post(url("columns", batch.pk), as_guessed(client, batch))
    assert answer.url == url("detail", batch.pk)
    page = client.get(answer.url).content.decode()
    assert "3 of 3 rows can be stored" in page
    assert "Store 3 rows" in page
    answer = client.post(url("store", batch.pk))
    running = client.get(answer.url).content.decode()
    assert "The rows are being stored" in running
    assert "Look again" in running
    with acting_for(ines.organisation):
        sheets.worked(batch)
    page = client.get(answer.url).content.decode()
    assert "3 of 3 rows are stored" in page
    assert client.get(url("undo", batch.pk)).status_code == 200
    client.post(url("undo", batch.pk))
    with acting_for(ines.organisation):
        sheets.worked(batch)
        assert not Partnership.objects.filter(discarded_at__isnull=True).exists()
    assert "The import was undone" in client.get(url("detail", batch.pk)).content.decode()


def test_a_refused_file_says_why_and_what_to_do(client):
    for data, name, words in (
        (b"", "nothing.csv", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls", "save it as XLSX or CSV"),
        (b"%PDF-1.4 \x00 ...", "list.pdf", "not a text file"),
    ):
        answer = post_file(client, data, name)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    answer = client.post(url("new"), {})
    assert "Choose a file first." in answer.content.decode()


def test_where_the_headings_are_is_asked_when_unsure(client, ines):
    data = sheets.book([("one", "two"), ("a", "b")], [("three", "four"), ("c", "d")])
    answer = post_file(client, data, "two.xlsx")
    batch = the_batch(ines)
    assert answer.url == url("layout", batch.pk)
    page = client.get(answer.url, {"sheet": "Sheet2"}).content.decode()
    assert "three" in page
    assert client.post(answer.url, {"sheet": "Sheet2"}).status_code == 422
    assert client.post(answer.url, {"sheet": "Sheet2", "heading_row": "9"}).status_code == 422
    chosen = client.post(answer.url, {"sheet": "Sheet2", "heading_row": "1"})
    assert chosen.url == url("columns", batch.pk)
    assert the_batch(ines).headings == ["three", "four"]


def test_columns_that_cannot_be_are_named(client, ines):
    post_file(client, sheets.text(PLAIN))
    batch = the_batch(ines)
    sent = as_guessed(client, batch) | {"column-0": "title"}
    answer = client.post(url("columns", batch.pk), sent)
    assert answer.status_code == 422
    assert "Only one column can be “Title”." in answer.content.decode()
    sent = {name: "" if name.startswith("column") else value for name, value in sent.items()}
    assert (
        "which column is the title" in client.post(url("columns", batch.pk), sent).content.decode()
    )


def test_unknown_words_get_a_meaning_on_a_page(client, ines):
    rows = [("Title", "Partner", "Status"), ("One", "Alpha", "verlobt"), ("Two", "Beta", "")]
    batch, answer = tried(client, ines, sheets.text(rows))
    assert answer.url == url("words", batch.pk)
    page = client.get(answer.url).content.decode()
    assert "verlobt" in page
    assert "in 1 row" in page
    assert client.post(answer.url, {"word-0": "nonsense"}).status_code == 422
    answer = client.post(answer.url, {"word-0": "agreed"})
    assert "2 of 2 rows can be stored" in client.get(answer.url).content.decode()
    assert client.get(url("words", batch.pk)).url == url("detail", batch.pk)


def test_a_row_is_corrected_or_left_out_on_its_page(client, ines):
    rows = [("Title", "Partner", "Start"), ("One", "Alpha", "soon"), ("Two", "Beta", "2026-01-01")]
    batch, answer = tried(client, ines, sheets.text(rows))
    page = client.get(answer.url + "?state=problem").content.decode()
    assert "“soon” is not a day." in page
    assert "Two" not in page
    with acting_for(ines.organisation):
        row = imports.lines_of(batch).get(number=2)
    address = url("row", batch.pk, row.pk)
    page = client.get(address).content.decode()
    assert "Write it as year-month-day" in page
    answer = client.post(address, {"cell-2": "later"})
    assert answer.status_code == 422
    assert "Something is still to be corrected" in answer.content.decode()
    back = url("detail", batch.pk) + "?state=problem"
    assert client.post(address, {"cell-2": "2026-02-01", "next": back}).url == back
    assert client.post(address, {"cell-2": "x", "next": "https://evil.example/"}).status_code == 422
    assert client.post(address, {"out": "1"}).url == url("detail", batch.pk)
    page = client.get(url("detail", batch.pk)).content.decode()
    assert "1 of 2 rows can be stored" in page
    assert "Take in again" in page
    client.post(address, {"out": "0"})
    assert client.post(address, {"cell-99": "x"}).status_code == 422


def test_changes_are_shown_before_and_after(client, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        sheets.stored(ines.actor, sheets.text(PLAIN))
    rows = [list(row) for row in PLAIN]
    rows[1][1], rows[2][2], rows[2][3] = "Quantum clocks", "Kauri Institute", "NZ"
    _batch, answer = tried(client, ines, sheets.text(rows))
    page = client.get(answer.url).content.decode()
    assert "<del>Quantum sensing</del>" in page
    assert "<ins>Quantum clocks</ins>" in page
    assert "<del>Kauri Institute; Gulmar Works</del>" in page


def test_progress_as_json_fragment_and_page(client, ines):
    batch, _answer = tried(client, ines, sheets.text(PLAIN))
    client.post(url("store", batch.pk))
    told = client.get(url("progress", batch.pk), headers={"accept": "application/json"}).json()
    assert (told["state"], told["done"], told["total"]) == ("running", 0, 3)
    assert client.get(url("progress", batch.pk)).url == url("detail", batch.pk)
    fragment = client.get(url("progress", batch.pk), headers={"HX-Request": "true"})
    assert "Row 0 of 3" in fragment.content.decode()
    client.post(url("stop", batch.pk))
    done = client.get(url("progress", batch.pk), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == url("detail", batch.pk)
    assert the_batch(ines).state == ImportState.CHECKED


def test_the_list_says_who_when_and_what(client, ines):
    assert "No import yet" in client.get(url("list")).content.decode()
    batch, _answer = tried(client, ines, sheets.text(PLAIN), "first.csv")
    page = client.get(url("list")).content.decode()
    assert "first.csv" in page
    assert "Ines Officer" in page
    assert client.get(url("discard", batch.pk)).status_code == 200
    client.post(url("discard", batch.pk))
    assert "No import yet" in client.get(url("list")).content.decode()
    assert client.get(url("detail", batch.pk)).status_code == 404


def test_the_template_needs_no_mapping(client, ines):
    for form in ("csv", "xlsx"):
        answer = client.get(url("template"), {"format": form})
        data = b"".join(answer.streaming_content)
        for close in answer._resource_closers:
            close()
        _batch, answer = tried(client, ines, data, f"template.{form}")
        assert "1 of 1 rows can be stored" in client.get(answer.url).content.decode()
    assert len(load_workbook(io.BytesIO(data)).worksheets) == 1
    assert client.get(url("template"), {"format": "ods"}).status_code == 403


@pytest.mark.parametrize("name", ["detail", "list"])
def test_a_page_costs_the_same_with_many_rows(name, client, ines, django_assert_max_num_queries):
    few = [PLAIN[0], PLAIN[1]]
    many = [PLAIN[0], *([f"X-{n}", f"Work {n}", f"Alpha {n}", "JP", "", "", "bad"]
                        for n in range(49))]  # fmt: skip
    keys = []
    for rows in (few, many):
        with acting_for(ines.organisation, user=ines.user.pk):
            keys.append(sheets.checked(ines.actor, sheets.text(rows)).pk)
    one, fifty = ([key] if name == "detail" else [] for key in keys)
    client.get(url(name, *one))
    with django_assert_max_num_queries(24) as counted:
        client.get(url(name, *one))
    with django_assert_max_num_queries(len(counted) + 1):
        client.get(url(name, *fifty))


def test_who_may_not_edit_sees_no_import(dora, browse):
    client = browse(dora)
    assert client.get(url("list")).status_code == 403
    assert post_file(client, sheets.text(PLAIN)).status_code == 403


def test_the_register_leads_to_imports(client):
    page = client.get(reverse("diligence:partnership-list")).content.decode()
    assert url("new") in page
    assert url("template") in page


def test_the_worker_is_asked_with_the_commit(client, ines, django_capture_on_commit_callbacks):
    batch, _answer = tried(client, ines, sheets.text(PLAIN))
    client.post(url("store", batch.pk))
    with acting_for(ines.organisation):
        from portal import bells

        assert bells.of(intake_run.BELL, batch.pk) is not None
