"""Files that would take whoever opens them too much are refused by what they say of themselves."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from diligence.domain import filetypes
from diligence.domain.filetypes import FileRefusedError


def pdf(pages: int) -> io.BytesIO:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page(page_size=(10, 10))
        document.save(out)
    return out


def png(width: int, height: int) -> io.BytesIO:
    """Only a header claims the size: a picture of a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b""))


def docx(size: int) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * size)
    return out


def test_a_thousand_pages_are_kept_and_one_more_is_not():
    assert filetypes.examine("a.pdf", pdf(1000)).content_type == "application/pdf"
    with pytest.raises(FileRefusedError, match="1001 pages; at most 1000"):
        filetypes.examine("a.pdf", pdf(1001))


def test_a_pdf_that_cannot_be_counted_is_kept():
    assert filetypes.examine("a.pdf", io.BytesIO(b"%PDF-1.7\nnothing more"))


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (60_000, 60_000), (10_000, 8_001)])
def test_a_picture_that_claims_too_many_pixels_is_refused(width: int, height: int):
    with pytest.raises(FileRefusedError, match="million pixels; at most 80"):
        filetypes.examine("a.png", png(width, height))


def test_a_picture_of_a_good_camera_is_kept():
    assert filetypes.examine("a.png", png(10_000, 8_000))
    out = io.BytesIO()
    Image.new("L", (4000, 3000)).save(out, "JPEG")
    assert filetypes.examine("a.jpg", out)


def test_a_document_that_unpacks_to_too_much_is_refused():
    with pytest.raises(FileRefusedError, match="becomes enormous"):
        filetypes.examine("a.docx", docx(40_000_000))


def test_a_document_of_ordinary_size_is_kept():
    assert filetypes.examine("a.docx", docx(9_000_000))


def test_the_content_is_left_at_its_beginning():
    for name, content in (("a.pdf", pdf(1)), ("a.png", png(5, 5)), ("a.docx", docx(10))):
        filetypes.examine(name, content)
        assert content.tell() == 0
        assert not content.closed
