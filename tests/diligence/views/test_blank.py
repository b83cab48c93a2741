"""The blank questionnaire: accessible on paper, and as a workbook that is safe to open."""

import io
import re
from datetime import UTC, datetime

import page as validator
import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from diligence.exchange.packaged import packaged
from diligence.models import QuestionnaireVersion
from diligence.views import blank
from portal.pdf import PdfUnavailableError
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


def test_the_paper_holds_every_question_and_is_accessible(browse, ines, version, monkeypatch):
    """One file, looked at from all sides: making it takes seconds."""
    cache.clear()
    client = browse(ines)
    response = client.get(url(version))
    assert response["Content-Type"] == "application/pdf"
    data = response.content
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
    def never(*_args, **_options):
        raise AssertionError("made again")

    monkeypatch.setattr(blank.pdf, "render", never)
    assert client.get(url(version)).content == data


def test_the_paper_is_the_same_when_it_is_made_anew(browse, ines, version, monkeypatch):
    """Made from a short page here: its date is the edition's, not that of the making."""
    dated = []

    def made(html, **options):
        dated.append(options["dated"])
        return blank.pdf.Rendered(html.encode(), 1, "")

    monkeypatch.setattr(blank.pdf, "render", made)
    client, answers = browse(ines), []
    for _turn in range(2):
        cache.clear()
        answers.append(client.get(url(version)).content)
    assert answers[0] == answers[1]
    assert dated == [version.published_at, version.published_at]
    assert dated[0] < datetime.now(UTC)


def test_without_its_libraries_the_edition_says_how_to_get_a_pdf(
    browse, ines, version, monkeypatch
):
    def absent(*_args, **_options):
        raise PdfUnavailableError("PDF can't be made here: install libpango-1.0-0.")

    cache.clear()
    monkeypatch.setattr(blank.pdf, "render", absent)
    response = browse(ines).get(url(version), follow=True)
    assert "install libpango-1.0-0" in response.content.decode()


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
