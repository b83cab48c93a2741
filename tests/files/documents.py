"""Small documents as people upload them, made on the spot."""

import io
import zipfile
from email.message import EmailMessage

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

WIDTH, HEIGHT = 595, 842


def pdf(*pages: str, remark: str = "", xmp: str = "", **properties: str) -> bytes:
    """A PDF with one line of text on each page; "" leaves a page blank."""
    document = Pdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for text in pages:
        page = document.add_blank_page(page_size=(WIDTH, HEIGHT))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        if text:
            page.Contents = Stream(document, f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
        if remark:
            note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=remark)
            note.Rect = Array([0, 0, 20, 20])
            page.Annots = Array([note])
    for key, value in properties.items():
        document.docinfo[f"/{key}"] = value
    if xmp:
        told = f"<x:xmpmeta><dc:description>{xmp}</dc:description></x:xmpmeta>"
        document.Root.Metadata = Stream(document, told.encode(), Type=Name.Metadata)
    return _saved(document)


def scanned(*, pages: int = 1) -> bytes:
    """A PDF whose pages are one picture each."""
    document = Pdf.new()
    image = Stream(document, bytes(16), Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4)
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    for _number in range(pages):
        page = document.add_blank_page(page_size=(WIDTH, HEIGHT))
        page.Resources = Dictionary(XObject=Dictionary(I1=image))
        page.Contents = Stream(document, b"q 500 0 0 700 40 40 cm /I1 Do Q")
    return _saved(document)


def locked(text: str) -> bytes:
    document = Pdf.open(io.BytesIO(pdf(text)))
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def carrying(name: str, data: bytes) -> bytes:
    """A PDF with another file inside."""
    document = Pdf.open(io.BytesIO(pdf("A page that says enough to be taken for one with text.")))
    document.attachments[name] = data
    return _saved(document)


def docx(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")
        for name, told in parts.items():
            path = name.replace("__", "/")
            archive.writestr(path if "." in path else f"{path}.xml", told)
    return out.getvalue()


def mail(text: str, *, attached: tuple[str, bytes] | None = None) -> bytes:
    """A message whose text is written in base64."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@x.example", "b@x.example", "Plan"
    message.set_content(text, cte="base64")
    if attached:
        name, data = attached
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def _saved(document: Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, fix_metadata_version=False)
    return out.getvalue()
