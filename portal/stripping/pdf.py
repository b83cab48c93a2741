"""PDF without its properties, embedded files, scripts, authors of remarks and earlier versions.

The file is written anew, so nothing of what was replaced or deleted stays in it. What the pages
show stays byte for byte; pictures in it lose their own metadata.
"""

import io
import re
import struct
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from portal.stripping.images import jpeg
from portal.stripping.traces import Kind, Trace, Traces, UnstrippableError, Why

MOST_PAGES: Final = 1000
_BY_PROPERTY: Final = {
    "/Author": Kind.PEOPLE,
    "/Creator": Kind.PROGRAMS,
    "/Producer": Kind.PROGRAMS,
    "/CreationDate": Kind.DATES,
    "/ModDate": Kind.DATES,
}
_RUNS: Final = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
"""Actions that do more than turn to a place."""
_XMP_TEXT: Final = re.compile(r">([^<>]+)<")
_PRIVATE: Final = {"/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo", "/AF"}


def stripped(data: bytes) -> tuple[bytes, tuple[Trace, ...]]:
    """The document without metadata, and what it has of them. Raises UnstrippableError."""
    try:
        with Pdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise UnstrippableError(Why.LOCKED)
            if len(document.pages) > MOST_PAGES:
                raise UnstrippableError(Why.TOO_LARGE)
            found = Traces()
            _earlier(data, found)
            _properties(document, found)
            _whole_document(document, found)
            for page in document.pages:
                _remarks(page.obj, found)
            _objects(document, found)
            out = io.BytesIO()
            document.save(
                out,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                fix_metadata_version=False,
            )
    except pikepdf.PasswordError:
        raise UnstrippableError(Why.LOCKED) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UnstrippableError(Why.DAMAGED) from None
    return out.getvalue(), found.told()


def _earlier(data: bytes, found: Traces) -> None:
    """More than one end: the file was saved on top of what it was (or made for quick viewing)."""
    ends = data.count(b"%%EOF")
    if ends > (2 if b"/Linearized" in data[:1024] else 1):
        found.add(Kind.EARLIER)


def _properties(document: Pdf, found: Traces) -> None:
    for key, value in document.docinfo.items():
        found.add(_BY_PROPERTY.get(str(key), Kind.TEXTS), str(value))
    if Name.Info in document.trailer:
        del document.trailer[Name.Info]
    xmp = document.Root.get(Name.Metadata)
    if isinstance(xmp, Stream):
        found.add(Kind.TEXTS, *_XMP_TEXT.findall(xmp.read_bytes().decode("utf-8", "replace")))
        del document.Root[Name.Metadata]
    if Name.ID in document.trailer:  # the copy gets one of its own
        del document.trailer[Name.ID]


def _whole_document(document: Pdf, found: Traces) -> None:
    root = document.Root
    names = root.get(Name.Names, Dictionary())
    if Name.JavaScript in names:
        found.add(Kind.SCRIPTS)
        del names[Name.JavaScript]
    if Name.EmbeddedFiles in names:
        found.add(Kind.EMBEDDED, *document.attachments)
        del names[Name.EmbeddedFiles]
    for key in ("/Collection", "/Threads", "/Perms", "/DSS"):
        if key in root:
            del root[key]
    if _runs(root.get(Name.OpenAction)):
        found.add(Kind.SCRIPTS)
        del root[Name.OpenAction]
    _form(root.get(Name.AcroForm, Dictionary()), found)


def _form(form: Any, found: Traces) -> None:
    if int(form.get(Name.SigFlags, 0)) & 1:
        found.add(Kind.SIGNED)
    if Name.XFA in form:  # the same form once more, as XML with scripts of its own
        found.add(Kind.SCRIPTS)
        del form[Name.XFA]


def _runs(action: Any) -> bool:
    return isinstance(action, Dictionary) and str(action.get(Name.S)) in _RUNS


def _remarks(page: Any, found: Traces) -> None:
    """Remarks keep what they say and where; who wrote them and when goes."""
    remarks = page.get(Name.Annots)
    if not isinstance(remarks, Array):
        return
    kept = []
    for remark in remarks:
        if not isinstance(remark, Dictionary):
            continue
        kind = str(remark.get(Name.Subtype))
        if kind in ("/FileAttachment", "/RichMedia", "/Sound", "/Movie"):
            found.add(Kind.EMBEDDED, str(remark.get(Name.Contents, "")))
            continue
        if kind != "/Widget":
            _anonymous(remark, found)
        kept.append(remark)
    page[Name.Annots] = Array(kept)


def _anonymous(remark: Any, found: Traces) -> None:
    if Name.T in remark:  # of a form's field it is the name of the field, and stays
        found.add(Kind.PEOPLE, str(remark[Name.T]))
        found.add(Kind.COMMENTS_STAY)
        del remark[Name.T]
    for key in ("/M", "/CreationDate", "/NM"):
        if key in remark:
            if str(remark.get(Name.Subtype)) != "/Link":
                found.add(Kind.DATES if key != "/NM" else Kind.IDENTIFIERS)
            del remark[key]


def _objects(document: Pdf, found: Traces) -> None:
    """Metadata that hang on single pages, pictures, fonts; actions that run something."""
    for thing in document.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        _signature(thing, found)
        for key in _PRIVATE & set(thing.keys()):
            if key in ("/Metadata", "/PieceInfo"):
                found.add(Kind.TEXTS)
            del thing[key]
        for key in {"/A", "/AA", "/Next"} & set(thing.keys()):
            action = thing[key]
            several = key == "/AA" and isinstance(action, Dictionary)
            if any(map(_runs, action.values() if several else [action])):
                found.add(Kind.SCRIPTS)
                del thing[key]
        if isinstance(thing, Stream) and thing.get(Name.Filter) == Name.DCTDecode:
            _picture(thing, found)


def _signature(thing: Any, found: Traces) -> None:
    """A signature's dictionary names its signer and the place; of its bytes nothing holds."""
    if thing.get(Name.Type) != Name.Sig and Name.ByteRange not in thing:
        return
    found.add(Kind.SIGNED)
    for key in ("/Name", "/Location", "/Reason", "/ContactInfo", "/M", "/Prop_Build"):
        if key in thing:
            found.add(Kind.PEOPLE, str(thing[key]) if key == "/Name" else "")
            del thing[key]
    if isinstance(thing, Dictionary):
        thing[Name.Contents] = pikepdf.String("")


def _picture(picture: Any, found: Traces) -> None:
    try:
        bare = jpeg(picture.read_raw_bytes(), found)
    except (UnstrippableError, struct.error):
        return  # not one that a reader would show either
    picture.write(bare, filter=Name.DCTDecode, decode_parms=picture.get(Name.DecodeParms))
