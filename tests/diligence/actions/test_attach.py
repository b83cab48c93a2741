"""Files: what is kept, what is refused and why, and that nothing is left behind."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from diligence.actions import attach
from diligence.actions.marked import MARKED as MARKED_FILE
from diligence.domain.filetypes import clean_name
from diligence.domain.markings import marking_in
from diligence.models import Attachment
from portal.authority import Refused
from portal.models import AuditEvent, Unit
from tests.factories import AppraisalFactory, PartnershipFactory, limited_to
from tests.opendata import shared

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(text="Hello", **more):
    return zipped(
        **{"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:t>{text}</w:t>"}, **more
    )


def odt(kind="text"):
    return zipped(
        mimetype=f"application/vnd.oasis.opendocument.{kind}",
        **{"content.xml": "<text:p>Hi</text:p>"},
    )


KEPT = {
    "letter.pdf": PDF,
    "logo.PNG": PNG,
    "photo.jpeg": b"\xff\xd8\xff\xe0" + bytes(9),
    "agreement.docx": docx(),
    "budget.xlsx": zipped(**{"[Content_Types].xml": "", "xl/workbook.xml": "<x/>"}),
    "talk.pptx": zipped(**{"[Content_Types].xml": "", "ppt/presentation.xml": "<x/>"}),
    "annex.odt": odt(),
    "sheet.ods": odt("spreadsheet"),
    "note.txt": "Zażółć 東京".encode(),
    "latin.txt": "Zürich".encode("latin-1"),
    "wide.txt": "Zürich".encode("utf-16"),
    "table.csv": b"a;b\n1;2\n",
    "mail.eml": b"From: a@example.org\r\nSubject: x\r\n\r\n<html>\r\n",
}
REFUSED = {
    "page.html": b"<html></html>",
    "picture.svg": b"<svg/>",
    "program.exe": b"MZ",
    "archive.zip": zipped(a="b"),
    "old.doc": b"\xd0\xcf\x11\xe0",
    "noending": PDF,
    "": PDF,
    "program.pdf": b"MZ\x90\x00",
    "page.pdf": b"<html><script>alert(1)</script>",
    "page.txt": b"  <!DOCTYPE html><p>",
    "picture.txt": b"\xef\xbb\xbf<svg onload=alert(1)>",
    "script.csv": b"#!/bin/sh\n",
    "binary.txt": b"a\x00b",
    "letter.docx": PDF,
    "sheet.docx": zipped(**{"[Content_Types].xml": "", "xl/workbook.xml": ""}),
    "macro.docx": docx(**{"word/vbaProject.bin": "x"}),
    "macro.odt": zipped(
        mimetype="application/vnd.oasis.opendocument.text", **{"Basic/Standard/Module1.xml": ""}
    ),
    "notmail.eml": b"just text without a header\n",
    "picture.png": b"\xff\xd8\xff",
    "empty.txt": b"",
    "invoice\u202efdp.exe": b"MZ",
}


@pytest.fixture(autouse=True)
def _acting(ines, acting_as, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    acting_as(ines)


@pytest.fixture
def row(ines):
    return PartnershipFactory()


def stored():
    folder = storages["files"].path("")
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def add(ines, row, name, content, **more):
    upload = SimpleUploadedFile(name or "x", content)
    upload._name = name
    return attach.add(by=ines.actor, partnership=row, upload=upload, **more)


@pytest.mark.parametrize("name", KEPT)
def test_documents_are_kept_in_the_organisations_folder_under_a_random_name(ines, row, name):
    kept = add(ines, row, name, KEPT[name])
    folder, _slash, random = kept.stored_as.partition("/")
    assert folder == str(ines.organisation.pk)
    assert len(random) == 32
    assert name not in kept.stored_as
    with default_storage.open(kept.stored_as) as content:
        assert content.read() == KEPT[name]
    assert kept.size == len(KEPT[name])
    assert len(kept.sha256) == 64
    event = AuditEvent.objects.get(event="attachment.added")
    assert (event.subject_id, event.detail["sha256"]) == (row.pk, kept.sha256)


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_run_or_pretends_is_refused_and_not_kept(ines, row, name):
    with pytest.raises(ValidationError) as refused:
        add(ines, row, name, REFUSED[name])
    assert refused.value.messages[0].endswith(".")
    assert stored() == []
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("RESTREINT UE annex.pdf", PDF),
        ("note.txt", b"header\nEU RESTRICTED\ntext"),
        ("note.txt", "vs-nfd".encode("utf-16")),
        ("note.csv", "a;Diffusion\u00a0restreinte;b".encode()),
        ("note.docx", docx("EU RES</w:t><w:t>TRICTED")),
        ("note.eml", b"From: x\nSubject: Dep. VERTROUWELIJK\n\nx"),
    ],
)
def test_classified_markings_are_refused_and_nothing_is_kept(ines, row, name, content):
    with pytest.raises(ValidationError, match="nothing of the file was kept") as refused:
        add(ines, row, name, content)
    assert refused.value.code == MARKED_FILE
    assert stored() == []


def test_an_installation_adds_its_own_markings(ines, row, settings):
    settings.EXTRA_MARKINGS = ["Streng Intern"]
    with pytest.raises(ValidationError, match="Streng Intern"):
        add(ines, row, "note.txt", b"x streng-intern y")


def test_ordinary_words_carry_no_marking():
    texts = [
        "an unrestricted EU grant",
        "secret underground",
        "confidential",
        "EU, restricted-ish?",
    ]
    assert marking_in(texts[:3]) == ""
    assert marking_in([]) == ""


def test_too_large_a_file_is_refused_with_both_sizes(ines, row, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="at most 10"):
        add(ines, row, "letter.pdf", PDF)


def test_a_rolled_back_transaction_leaves_no_file(ines, row):
    class StopError(Exception):
        pass

    def work():
        with transaction.atomic():
            add(ines, row, "letter.pdf", PDF)
            assert len(stored()) == 1
            raise StopError

    with pytest.raises(StopError):
        work()
    assert stored() == []
    assert Attachment.objects.count() == 0


def test_a_committed_file_stays(ines, row, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add(ines, row, "letter.pdf", PDF)
    assert len(stored()) == 1


def test_a_file_is_removed_and_brought_back(ines, row):
    kept = add(ines, row, "letter.pdf", PDF)
    assert attach.remove(kept.pk, by=ines.actor).removed_at is not None
    attach.remove(kept.pk, by=ines.actor)
    assert attach.restore(kept.pk, by=ines.actor).removed_at is None
    events = AuditEvent.objects.filter(subject_id=row.pk).order_by("id")
    assert [event.event for event in events] == [
        "attachment.added",
        "attachment.removed",
        "attachment.restored",
    ]


def test_who_may_not_edit_may_not_attach(ines, stella, row):
    with pytest.raises(Refused):
        attach.add(by=stella.actor, partnership=row, upload=SimpleUploadedFile("a.pdf", PDF))
    limited = limited_to(ines, Unit.objects.create(name="Physics"))
    with pytest.raises(Refused):
        attach.add(by=limited, partnership=row, upload=SimpleUploadedFile("a.pdf", PDF))


def test_evidence_belongs_to_an_appraisal_of_the_partnership(ines, row):
    other = AppraisalFactory()
    with pytest.raises(ValueError, match="another partnership"):
        add(ines, row, "a.pdf", PDF, appraisal=other, question="A1")
    with pytest.raises(ValueError, match="both"):
        add(ines, row, "a.pdf", PDF, question="A1")


def test_a_partnership_holds_so_many_files(ines, row, monkeypatch):
    monkeypatch.setattr(attach, "MOST_FILES", 1)
    add(ines, row, "a.pdf", PDF)
    with pytest.raises(ValidationError, match="has 1 files already"):
        add(ines, row, "b.pdf", PDF)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("..", "file"),
        (".pdf", "pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept


def test_naughty_names_are_kept_or_refused(ines, row):
    for text in json.loads(shared("badinput/blns/blns.json").read_text())[::5]:
        try:
            kept = add(ines, row, f"{text[:150]}.pdf", PDF)
        except ValidationError:
            continue
        assert "/" not in kept.name
        assert kept.name.isprintable() or "\u200d" in kept.name
        Attachment.objects.filter(pk=kept.pk).delete()
    assert settings.UPLOAD_MAX_BYTES > 0
