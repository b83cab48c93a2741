"""Opens a file that somebody offers as a questionnaire: by what it contains, whatever its name."""

import io
import json
from collections.abc import Mapping
from typing import BinaryIO, Final

from diligence.domain.canonical import canonical_bytes
from diligence.domain.soundness import Defect, defects
from diligence.domain.wording import gettext_noop
from diligence.exchange import delimited, native, opening, seed
from diligence.exchange.jsontext import JsonError, read_json
from diligence.exchange.losses import FormRefusedError, Imported, Loss, LossKind
from diligence.exchange.redcap import columns, projects
from diligence.exchange.redcap import reading as dictionaries
from diligence.exchange.tables import FileRefusedError, Read, TooManyRowsError
from diligence.exchange.xlsform import marked, oldbooks
from diligence.exchange.xlsform import reading as forms

FILE_MAX: Final = 5 * 1024 * 1024
"""Bytes of a form: the largest known ones have a tenth of it."""
ROWS_MAX: Final = 20_000
"""Rows of a sheet of a form: long lists of choices count, whichever questions use them."""
NATIVE: Final = "ajar"
DEEPEST: Final = 40
"""Brackets inside brackets of a JSON document; the native format needs eight."""

_LARGE = gettext_noop(
    "“%(name)s” has %(size)s MB; a questionnaire has at most %(most)s MB. Remove pictures and data."
)
_ROWS = gettext_noop(
    "“%(sheet)s” has more than %(most)s rows. Remove the choices that no question needs, or divide "
    "the form into several."
)
_EMPTY = gettext_noop("“%(name)s” is empty. Choose the file again.")
_JSON = gettext_noop("“%(name)s” is no readable JSON: %(problem)s")
_DEEP = gettext_noop("“%(name)s” is nested deeper than any questionnaire. It was not read.")
_NOT_NATIVE = gettext_noop(
    '“%(name)s” is JSON, but no questionnaire: it lacks "format": "ajar-questionnaire/1".'
)
_TABLE = gettext_noop(
    "“%(name)s” is a table, but neither an XLSForm (with a sheet “survey”) nor a REDCap data "
    "dictionary (with “Variable / Field Name” in its first row)."
)
_UNUSABLE = gettext_noop("The questionnaire can't be used until this is repaired in the draft.")
_CASES: Final = "cases"


def read(stream: BinaryIO, name: str, *, size: int, language: str) -> Imported:
    """The native document a file means, with everything that was lost.

    `language` is used for texts whose language the file doesn't tell. Raises FileRefusedError for
    what isn't read, FormRefusedError for a form that contradicts itself.
    """
    try:
        return _read(stream, name, size, language)
    except TooManyRowsError as error:
        raise FileRefusedError(_ROWS, sheet=error.sheet, most=f"{error.most:,}") from None


def _read(stream: BinaryIO, name: str, size: int, language: str) -> Imported:
    if size > FILE_MAX:
        raise FileRefusedError(
            _LARGE, name=name, size=f"{size / 2**20:.1f}", most=str(FILE_MAX >> 20)
        )
    stream.seek(0)
    data = stream.read(FILE_MAX + 1)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:300]
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise FileRefusedError(_EMPTY, name=name)
    if start[:1] in (b"{", b"["):
        return _native(data, name)
    if start.startswith(b"<?xml") or b"<ODM" in start:
        return projects.read(data, name, language)
    if data.startswith(oldbooks.COMPOUND):
        return _table(oldbooks.read(io.BytesIO(data), name, forms.wanted, ROWS_MAX), name, language)
    limits = {"size": len(data), "most": FILE_MAX, "rows": ROWS_MAX}
    file = opening.read(io.BytesIO(data), name, choose=forms.wanted, **limits)
    if file.format == "csv" and not columns.is_dictionary(file):
        # A quotation mark may make the separator guess wrong; forms are written with commas.
        again = (
            delimited.read(b"sep=,\n" + data.lstrip(b"\xef\xbb\xbf"), name, ROWS_MAX)
            if _plain(data)
            else file
        )
        file = again if again.sheets and columns.is_dictionary(again) else file
    return _table(file, name, language)


def _plain(data: bytes) -> bool:
    return not data.startswith((b"\xff\xfe", b"\xfe\xff")) and data[:4].lower() != b"sep="


def _table(file: Read, name: str, language: str) -> Imported:
    if forms.is_xlsform(file):
        return forms.read(file, name, language)
    if file.sheets and marked.is_marked(file):
        return forms.read(marked.divided(file), name, language)
    if file.sheets and columns.is_dictionary(file):
        return dictionaries.read(file, name, language)
    raise FileRefusedError(_TABLE, name=name)


def _native(data: bytes, name: str) -> Imported:
    if _depth(data) > DEEPEST:
        raise FileRefusedError(_DEEP, name=name)
    try:
        document = read_json(data, exact=True)
    except JsonError as error:
        raise FileRefusedError(_JSON, name=name, problem=str(error)) from None
    if seed.is_seed(document):
        document = seed.as_native(document)
    if not isinstance(document, Mapping) or document.get("format") != native.FORMAT:
        raise FileRefusedError(_NOT_NATIVE, name=name)
    content = {key: value for key, value in document.items() if key != _CASES}
    found = native.read(content)
    if found.questionnaire is None or found.defects:
        raise FormRefusedError(map(_fault, found.defects))
    try:
        whole = native.dump(found.questionnaire)
    except ValueError as error:
        raise FileRefusedError(_JSON, name=name, problem=str(error)) from None
    if _CASES in document:
        whole[_CASES] = json.loads(canonical_bytes(document[_CASES]))
    return Imported(NATIVE, whole, tuple(map(_to_repair, defects(found.questionnaire))))


def _depth(data: bytes) -> int:
    """How deep brackets nest, counted outside texts."""
    depth = deepest = 0
    inside = escaped = False
    for byte in data:
        if inside:
            escaped, inside = byte == 0x5C and not escaped, not (byte == 0x22 and not escaped)
        elif byte == 0x22:
            inside = True
        elif byte in b"{[":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"}]":
            depth -= 1
    return deepest


def _fault(defect: Defect) -> Loss:
    return Loss("", 0, "", f"{defect.place}: {defect.problem}", defect.remedy, LossKind.COLUMN)


def _to_repair(defect: Defect) -> Loss:
    what = f"{defect.place}: {defect.problem} {defect.remedy}"
    return Loss("", 0, "", what, _UNUSABLE, LossKind.SCORING)
