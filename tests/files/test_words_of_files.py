"""What stands in an uploaded document is read, whatever kind it is of, or it's said that it isn't.

Documents are real ones, made here; PDF is read by the program that the portal starts for it.
"""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diligence.actions import attach
from diligence.actions.marked import MARKED as MARKED_FILE
from diligence.domain import filetexts, filetypes
from diligence.domain.filetexts import Unread
from diligence.domain.markings import marking_in
from diligence.models import Attachment
from diligence.queries.file_words import words
from portal.actions import files
from portal.models import AuditEvent, StoredFile
from portal.pdf import reading
from portal.tenancy import acting_for
from tests.factories.register import PartnershipFactory
from tests.files import documents

PLAIN = "A plan of the work with all its packages and dates."
MARKED = {
    "page.pdf": documents.pdf(PLAIN, "NATO SECRET"),
    "title.pdf": documents.pdf(PLAIN, Title="NATO SECRET"),
    "author.pdf": documents.pdf(PLAIN, Author="Office of NATO SECRET"),
    "subject.pdf": documents.pdf(PLAIN, Subject="NATO SECRET"),
    "own.pdf": documents.pdf(PLAIN, Classification="NATO SECRET"),
    "xmp.pdf": documents.pdf(PLAIN, xmp="NATO SECRET"),
    "attribute.pdf": documents.pdf(PLAIN, xmp='<rdf:x dc:title="NATO SECRET"/>'),
    "remark.pdf": documents.pdf(PLAIN, remark="NATO SECRET"),
    "break.docx": documents.docx("<w:t>NATO</w:t><w:br/><w:t>SECRET</w:t>"),
    "runs.docx": documents.docx("<w:r><w:t>NA</w:t></w:r><w:r><w:t>TO SECRET</w:t></w:r>"),
    "code.docx": documents.docx("<w:t>&#78;ATO SECRET</w:t>"),
    "about.docx": documents.docx("<w:t/>", docProps__core="<dc:subject>NATO SECRET</dc:subject>"),
    "capitals.docx": documents.docx("<w:t/>", **{"word/FOOTER.XML": "<w:t>NATO SECRET</w:t>"}),
    "coded.eml": documents.mail("NATO SECRET"),
    "inside.eml": documents.mail("See there.", attached=("a.pdf", documents.pdf("NATO SECRET"))),
}
SCAN = "x" * 60_000
LOGO = "x" * 4_000
UNREAD = {
    "scan.pdf": (documents.scanned(pages=2), Unread.PICTURES),
    "locked.pdf": (documents.locked(PLAIN), Unread.LOCKED),
    "broken.pdf": (b"%PDF-1.7\nnothing of it\n%%EOF", Unread.DAMAGED),
    "carrying.pdf": (documents.carrying("more.bin", b"more"), Unread.INSIDE),
    "chunk.docx": (documents.docx("<w:t/>", **{"word/chunk.mht": "NATO SECRET"}), Unread.INSIDE),
    "scan.docx": (documents.docx("<w:t/>", **{"word/media/1.png": SCAN}), Unread.PICTURES),
    "scan.eml": (documents.mail("See.", attached=("s.pdf", documents.scanned())), Unread.PICTURES),
    "other.eml": (documents.mail("See.", attached=("x.bin", b"x")), Unread.INSIDE),
}


def read(name: str, data: bytes) -> filetexts.Words:
    return words(filetypes.TYPES[name.rpartition(".")[2]], io.BytesIO(data))


@pytest.mark.parametrize("name", MARKED)
def test_a_marking_is_found_wherever_it_stands(name):
    assert marking_in(read(name, MARKED[name]).texts) == "NATO SECRET"


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_says_why(name):
    data, why = UNREAD[name]
    assert read(name, data).unread is why


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plain.pdf", documents.pdf(PLAIN, "")),
        ("plain.docx", documents.docx("<w:t>It</w:t>")),
        ("logo.docx", documents.docx("<w:t>It</w:t>", **{"word/media/1.png": LOGO})),
    ],
)
def test_what_is_read_to_its_end_says_so(name, data):
    assert read(name, data).unread is None


def test_a_document_that_takes_too_long_is_ended():
    told = reading.words(documents.pdf(*[PLAIN] * 30), seconds=0)
    assert told.why == reading.Why.LONG


def test_why_a_pdf_is_not_read_is_a_reason_of_files():
    assert {why.value for why in reading.Why} == {why.value for why in Unread}
    assert set(filetexts.WHY) == set(Unread)


@pytest.mark.django_db
def test_nothing_is_kept_of_a_marked_document(ines, monkeypatch):
    monkeypatch.setattr(files, "keep", lambda *_a, **_k: pytest.fail("it reached the store"))
    with acting_for(ines.organisation):
        place = PartnershipFactory()
        upload = SimpleUploadedFile("plan.pdf", MARKED["title.pdf"], "application/pdf")
        with pytest.raises(ValidationError, match="NATO SECRET") as refused:
            attach.add(by=ines.actor, partnership=place, upload=upload)
        assert refused.value.code == MARKED_FILE
        assert not Attachment.objects.exists()
        assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_who_adds_a_scanned_document_is_told_to_look_themselves(ines, browse):
    with acting_for(ines.organisation):
        place = PartnershipFactory()
    upload = SimpleUploadedFile("scan.pdf", documents.scanned(), "application/pdf")
    page = browse(ines).post(
        reverse("diligence:attachment-add", args=[place.pk]), {"files": upload}, follow=True
    )
    assert "nobody looked through all of it" in page.content.decode()
    with acting_for(ines.organisation):
        assert Attachment.objects.get().name == "scan.pdf"
        assert AuditEvent.objects.get(event="attachment.added").detail["unread"] == "pictures"
