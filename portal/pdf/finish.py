"""The pass after the pages are set: identity, dates, attachments, viewer, and the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, String

from portal.pdf import xmp
from portal.pdf.packing import pack
from portal.pdf.structure import Tree

CREATOR: Final = "Ajar"


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF, such as the tables as CSV."""

    name: str
    media_type: str
    data: bytes
    description: str


@dataclass(frozen=True)
class Identity:
    """What the file says of itself."""

    title: str
    language: str
    dated: datetime


def _attach(pdf: Pdf, attachments: Sequence[Attached], dated: datetime) -> None:
    """Embed the files as data the report was made from, listed for readers and archives alike."""
    listed = Array()
    at = dated.astimezone(UTC)
    for attached in attachments:
        spec = AttachedFileSpec(
            pdf,
            attached.data,
            filename=attached.name,
            description=attached.description,
            mime_type=attached.media_type,
            creation_date=xmp.pdf_date(at),
            mod_date=xmp.pdf_date(at),
        )
        spec.relationship = Name.Data
        pdf.attachments[attached.name] = spec
        listed.append(pdf.attachments[attached.name].obj)
    if attachments:
        pdf.Root.AF = listed


def _identify(pdf: Pdf, identity: Identity) -> None:
    producer = str(pdf.docinfo.get("/Producer", "WeasyPrint"))
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    dated = String(xmp.pdf_date(identity.dated))
    pdf.docinfo.Title = String(identity.title)
    pdf.docinfo.Creator = String(CREATOR)
    pdf.docinfo.Producer = String(producer)
    pdf.docinfo.CreationDate = dated
    pdf.docinfo.ModDate = dated
    packet = xmp.packet(
        title=identity.title,
        language=identity.language,
        creator=CREATOR,
        producer=producer,
        dated=identity.dated,
    )
    metadata = pdf.make_stream(packet)
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata


def _open_well(pdf: Pdf, identity: Identity) -> None:
    """Readers show the title, the bookmarks, and follow the structure from link to link."""
    pdf.Root.Lang = String(identity.language)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    for page in pdf.pages:
        page.obj.Tabs = Name.S


def finish(
    data: bytes, identity: Identity, attachments: Sequence[Attached], labels: Mapping[str, str]
) -> tuple[bytes, int]:
    """The file as it is published, and its number of pages.

    ``labels`` are the words of links by their address, which readers say instead of the address.
    """
    with Pdf.open(BytesIO(data)) as pdf:
        Tree(pdf, labels).put_right()
        _attach(pdf, attachments, identity.dated)
        _identify(pdf, identity)
        _open_well(pdf, identity)
        return pack(pdf), len(pdf.pages)
