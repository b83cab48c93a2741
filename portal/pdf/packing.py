"""Writing the file so that no checker can mistake where a stream ends.

Archives check that each stream is as long as it says, up to the line end before `endstream`. Data
that happens to end in a carriage return reads as one byte shorter, so no data here ends in one.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from pikepdf import Array, Name, Object, ObjectStreamMode, Pdf, Stream, String

AMBIGUOUS: Final = b"\r\nendstream"


def _pack_streams(pdf: Pdf) -> None:
    """Compress what is not; what ends in a carriage return is compressed once more."""
    for item in pdf.objects:
        if not isinstance(item, Stream) or item.get("/Type") == Name.Metadata:
            continue
        if "/Filter" not in item:
            item.write(zlib.compress(item.read_raw_bytes(), 9), filter=Name.FlateDecode)
        if item.read_raw_bytes().endswith(b"\r"):
            twice = zlib.compress(zlib.compress(item.read_bytes(), 9), 9)
            item.write(twice, filter=Array([Name.FlateDecode, Name.FlateDecode]))


def _renumberings(pdf: Pdf) -> Iterator[None]:
    """Each step gives one value an object of its own, which renumbers all objects after it."""
    yield
    pdf.Root.Lang = pdf.make_indirect(String(str(pdf.Root.Lang)))
    yield
    for key in ("/MarkInfo", "/ViewerPreferences"):
        pdf.Root[key] = pdf.make_indirect(pdf.Root[key])
        yield
    for page in pdf.pages:
        box: Object = page.obj.MediaBox
        page.obj.MediaBox = pdf.make_indirect(Array(list(box)))
        yield


def pack(pdf: Pdf) -> bytes:
    """The bytes of the file: small, and the same for the same content.

    Object streams are compressed while they are written: where one ends in a carriage return the
    file is numbered differently and written again, which is rarely needed more than twice.
    """
    _pack_streams(pdf)
    made = b""
    for _step in _renumberings(pdf):
        target = BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        made = target.getvalue()
        if AMBIGUOUS not in made:
            return made
    target = BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.disable)
    return target.getvalue()
