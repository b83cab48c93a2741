"""The blank questionnaire: accessible on paper, and as a workbook that is safe to open."""

import io
import re

import page as validator
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from diligence.actions import paper as making
from diligence.exchange.packaged import packaged
from diligence.models import Paper, QuestionnaireVersion
from portal.pdf import PdfUnavailableError, Rendered
from portal.tenancy import acting_for
from tests.factories.workbooks import rows_of


@pytest.fixture
def version(baseline, ines) -> QuestionnaireVersion:
    with acting_for(ines.organisation):
        return QuestionnaireVersion.objects.get(pk=baseline.pk)


def url(version, name="blank-pdf") -> str:
    return reverse(f"diligence:{name}", args=[version.pk])


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = settings.STORAGES | {"files": files}


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(making.pdf, "render", lambda html, **given: Rendered(b"%PDF-1.7", 2, ""))


def asked(client, version, ines) -> Paper:
    """Asked for by its link, which leads to the page of its making."""
    response = client.get(url(version))
    with acting_for(ines.organisation):
        row = Paper.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("diligence:paper", args=[row.pk])
    return row


def content(response) -> bytes:
    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def page_of(client, row, name="paper", **headers):
    return client.get(reverse(f"diligence:{name}", args=[row.pk]), headers=headers)


def test_the_paper_holds_every_question_and_is_accessible(browse, ines, version):
    """One file, looked at from all sides: making it takes seconds."""
    client = browse(ines)
    row = asked(client, version, ines)
    assert making.make(row.pk, ines.organisation.pk)
    data = content(client.get(url(version)))
    reader = PdfReader(io.BytesIO(data))
    text = words(" ".join(leaf.extract_text() for leaf in reader.pages))
    definition = packaged("eu-baseline")
    for question in (*definition.triage, *definition.questions):
        assert f"{question.id} · {words(question.text)}" in text, question.id
    assert version.digest in text.replace(" ", "")
    assert "How to use this paper" in text
    assert "Asked when" in text
    assert f"{len(reader.pages)} / {len(reader.pages)}" in text
    # Neither points nor flags nor where an answer leads.
    for flag in definition.flags:
        assert flag.code not in text
    assert "the hub" not in text.partition("Triage")[2].partition("A · ")[0]
    for profile in ("3a", "ua1"):
        report = validator.validate_pdf_bytes(data, profile=profile)
        assert report.rules.total > 100
        assert [f"{f.rule_id}: {f.message}" for f in report.failures] == []
    # The next reader gets the same bytes, without their being made again.
    assert content(page_of(client, row, "paper-file")) == data
    with acting_for(ines.organisation):
        assert Paper.objects.count() == 1


def test_the_page_says_how_far_it_is_and_then_has_the_file(browse, ines, version, quick):
    client = browse(ines)
    row = asked(client, version, ines)
    told = page_of(client, row).content.decode()
    assert "The PDF is being made" in told
    assert "Look again" in told
    assert page_of(client, row, "paper-file").status_code == 302
    progress = page_of(client, row, "paper-progress", **{"HX-Request": "true"})
    assert "Waiting for the worker" in progress.content.decode()
    machine = page_of(client, row, "paper-progress", Accept="application/json").json()
    assert machine["state"] == "waiting"
    # Without a script the fragment's address leads to the page.
    assert page_of(client, row, "paper-progress").status_code == 302
    making.make(row.pk, ines.organisation.pk)
    assert "The PDF is ready" in page_of(client, row).content.decode()
    done = page_of(client, row, "paper-progress", **{"HX-Request": "true"})
    assert done["HX-Redirect"] == reverse("diligence:paper", args=[row.pk])
    assert content(page_of(client, row, "paper-file")) == b"%PDF-1.7"


def test_what_cannot_be_made_says_how_to_get_it_and_is_tried_again(
    browse, ines, version, monkeypatch
):
    def absent(*_args, **_options):
        raise PdfUnavailableError("PDF can't be made here: install libpango-1.0-0.")

    monkeypatch.setattr(making.pdf, "render", absent)
    client = browse(ines)
    row = asked(client, version, ines)
    making.make(row.pk, ines.organisation.pk)
    told = client.get(url(version), follow=True).content.decode()
    assert "install libpango-1.0-0" in told
    assert url(version, "blank-book") in told
    again = client.post(reverse("diligence:paper-again", args=[row.pk]), follow=True)
    assert "The PDF is being made" in again.content.decode()


def test_a_lost_file_is_said_to_be_lost_and_made_again(browse, ines, version, quick):
    client = browse(ines)
    row = asked(client, version, ines)
    making.make(row.pk, ines.organisation.pk)
    with acting_for(ines.organisation):
        default_storage.delete(Paper.objects.get().stored_as)
    told = page_of(client, row, "paper-file").url
    assert "missing from the store" in client.get(told).content.decode()
    assert "The PDF is being made" in client.get(url(version), follow=True).content.decode()


def book_of(client, version) -> bytes:
    response = client.get(url(version, "blank-book"))
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"].endswith('-blank.xlsx"')
    return b"".join(response.streaming_content)


def test_the_workbook_has_a_row_for_every_question_and_every_option_of_several(
    browse, ines, version
):
    data = book_of(browse(ines), version)
    definition = packaged("eu-baseline")
    wanted = set()
    for question in (*definition.triage, *definition.questions):
        wanted.add(question.id)
        if question.type == "multi":
            wanted |= {f"{question.id}:{code}" for code in question.codes}
    rows = rows_of(data)
    assert set(rows) == wanted
    assert not any(row["answer"] or row["note"] for row in rows.values())


def test_the_workbook_can_be_filled_in_by_keyboard_and_runs_nothing(browse, ines, version):
    work = load_workbook(io.BytesIO(book_of(browse(ines), version)))
    assert [sheet.title for sheet in work.worksheets if sheet.sheet_state == "visible"] == [
        "Instructions",
        "Triage",
        "Questions",
    ]
    assert work.security.lockStructure
    assert work.security.workbookPassword is None
    sheet = work["Questions"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.freeze_panes == "C2"
    row = rows_of(book_of(browse(ines), version))["A2"]["row"]
    assert [cell.protection.locked for cell in sheet[row]] == [True] * 4 + [False, False, True]
    lists = [check for check in sheet.data_validations.dataValidation if f"E{row}" in check.sqref]
    assert len(lists) == 1
    told = " ".join(str(cell.value) for line in work["Instructions"].iter_rows() for cell in line)
    assert version.digest in told
    assert not [
        cell.coordinate
        for page in work.worksheets
        for line in page.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]


def test_nobody_reads_an_edition_of_another_organisation(browse, otto, ines, version):
    with acting_for(ines.organisation):
        row = QuestionnaireVersion.objects.create(
            key="own",
            edition="1",
            title="Own",
            document=version.document,
            digest=version.digest,
            audience="organisation",
            cases=[],
            published_at=version.published_at,
        )
    for name in ("blank-pdf", "blank-book"):
        assert browse(otto).get(url(row, name)).status_code == 404


def test_the_edition_leads_to_both(browse, ines, version):
    page = browse(ines).get(reverse("diligence:questionnaire-detail", args=[version.pk]))
    for name in ("blank-pdf", "blank-book"):
        assert url(version, name) in page.content.decode()
