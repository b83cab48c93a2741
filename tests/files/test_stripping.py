"""Copies without metadata show what the original shows and tell nothing else.

They are read by other programs than the one that made them: pypdf and PDFium, openpyxl, Pillow.
"""

import io
import re
import zipfile

import openpyxl
import pypdf
import pypdfium2
import pytest
from openpyxl.comments import Comment
from PIL import Image, ImageCms, PngImagePlugin
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from portal import stripping
from portal.stripping import Kind, UnstrippableError, Why

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WRITER = "application/vnd.oasis.opendocument.text"
WHO = "Ines Officer"


def kinds(told: stripping.Stripped) -> set[Kind]:
    return {trace.kind for trace in told.found}


def values(told: stripping.Stripped, kind: Kind) -> tuple[str, ...]:
    return next(trace.values for trace in told.found if trace.kind == kind)


def pixels(image: bytes) -> bytes:
    with Image.open(io.BytesIO(image)) as picture:
        return picture.convert("RGBA").tobytes()


def picture(mode: str = "RGB") -> Image.Image:
    made = Image.new(mode, (40, 30))
    made.putdata([(x * 6 % 256, y * 8 % 256, (x * y) % 256) for y in range(30) for x in range(40)])
    return made


# -- pictures --------------------------------------------------------------------------------------
def photo(*, turned: int = 1, **options: object) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Nikon", "D850", WHO
    exif[0x0112], exif[0x0132] = turned, "2026:05:04 10:00:00"
    exif.get_ifd(0x8825)[2] = (55.0, 42.0, 12.0)
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif, comment=f"by {WHO}", quality=90, **options)
    return out.getvalue()


def test_a_photo_loses_who_took_it_where_and_with_what_and_no_pixel():
    data = photo()
    told = stripping.stripped(JPEG, data)
    assert pixels(told.data) == pixels(data)
    with Image.open(io.BytesIO(told.data)) as read:
        assert not dict(read.getexif())
        assert "comment" not in read.info
    for word in (b"Exif", b"Nikon", WHO.encode()):
        assert word not in told.data
    assert kinds(told) >= {Kind.PEOPLE, Kind.PROGRAMS, Kind.DATES, Kind.PLACE, Kind.TEXTS}
    assert values(told, Kind.PEOPLE) == (WHO,)
    assert not stripping.stripped(JPEG, told.data).found


def test_a_photo_that_was_turned_by_its_metadata_stays_upright():
    told = stripping.stripped(JPEG, photo(turned=6))
    with Image.open(io.BytesIO(told.data)) as read:
        assert read.size == (30, 40)
        assert not dict(read.getexif())
        expected = picture().transpose(Image.Transpose.ROTATE_270).resize((3, 4))
        near = zip(read.resize((3, 4)).tobytes(), expected.tobytes(), strict=True)
        assert all(abs(one - other) < 25 for one, other in near)


def test_what_follows_the_end_of_a_photo_goes():
    data = photo()
    told = stripping.stripped(JPEG, data + b"motion picture" * 10)
    assert b"motion picture" not in told.data
    assert Kind.EARLIER in kinds(told)


def test_a_progressive_photo_keeps_all_its_scans():
    data = photo(progressive=True)
    told = stripping.stripped(JPEG, data)
    assert pixels(told.data) == pixels(data)


def test_a_profile_with_a_name_goes_and_colours_stay():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = photo(icc_profile=profile)
    told = stripping.stripped(JPEG, data)
    assert b"ICC_PROFILE" not in told.data
    assert Kind.COLOURS in kinds(told)
    assert pixels(told.data) == pixels(data)


def drawing(**options: object) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", WHO)
    texts.add_itxt("XML:com.adobe.xmp", f"<x>{WHO}</x>")
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=texts, dpi=(300, 300), **options)
    return out.getvalue()


def test_a_drawing_loses_its_texts_and_no_pixel():
    data = drawing()
    told = stripping.stripped(PNG, data + b"after the end")
    assert pixels(told.data) == pixels(data)
    assert WHO.encode() not in told.data
    assert b"after the end" not in told.data
    with Image.open(io.BytesIO(told.data)) as read:
        assert set(read.info) <= {"dpi"}
    assert kinds(told) == {Kind.PEOPLE, Kind.TEXTS, Kind.EARLIER}


def test_a_drawing_keeps_its_transparency():
    out = io.BytesIO()
    Image.new("RGBA", (5, 5), (10, 20, 30, 40)).save(out, "PNG")
    assert pixels(stripping.stripped(PNG, out.getvalue()).data) == pixels(out.getvalue())


@pytest.mark.parametrize("keep", [0, 3, 30, 200, -3])
@pytest.mark.parametrize("kind", [JPEG, PNG])
def test_pictures_that_were_cut_short_are_refused(kind: str, keep: int):
    whole = photo() if kind == JPEG else drawing()
    with pytest.raises(UnstrippableError) as refusal:
        stripping.stripped(kind, whole[:keep])
    assert refusal.value.why == Why.DAMAGED


def test_a_picture_of_too_many_pixels_is_refused():
    out = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(out, "PNG")
    with pytest.raises(UnstrippableError) as refusal:
        stripping.stripped(PNG, out.getvalue())
    assert refusal.value.why == Why.TOO_LARGE


# -- PDF -------------------------------------------------------------------------------------------
def paper(*, locked: bool = False) -> bytes:
    out = io.BytesIO()
    picture().save(out, "PDF")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.add_metadata({"/Author": WHO, "/Producer": "Writer 9", "/Title": "Draft for Ines"})
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r>{WHO}</r></x:xmpmeta>'.encode()
    stream = pypdf.generic.StreamObject()
    stream.set_data(xmp)
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    writer.add_attachment("salaries.xlsx", b"all of them")
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('hello');"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(script)
    names = writer.root_object["/Names"].get_object()
    listed = ArrayObject([TextStringObject("start"), writer._add_object(script)])
    names[NameObject("/JavaScript")] = DictionaryObject({NameObject("/Names"): listed})
    note = Text(rect=(10, 10, 30, 25), text="Check this", title_bar=WHO)
    note[NameObject("/M")] = TextStringObject("D:20260504100000")
    writer.add_annotation(0, note)
    writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Word"): TextStringObject(WHO)}
    )
    if locked:
        writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rendered(data: bytes) -> list[bytes]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=2).to_pil().tobytes() for page in document]


def test_a_pdf_loses_what_it_tells_beside_its_pages():
    told = stripping.stripped(PDF, paper())
    read = pypdf.PdfReader(io.BytesIO(told.data))
    assert not read.metadata
    assert read.xmp_metadata is None
    assert not read.attachments
    assert "/JavaScript" not in str(read.trailer["/Root"])
    [note] = read.pages[0]["/Annots"]
    assert note.get_object()["/Contents"] == "Check this"
    assert not {"/T", "/M"} & set(note.get_object())
    assert "/PieceInfo" not in read.pages[0]
    unpacked = b"".join(
        each.get_object().get_data()
        for each in (read.get_object(n) for n in range(1, read.trailer["/Size"]))
        if hasattr(each, "get_data")
    )
    for word in (WHO.encode(), b"all of them", b"app.alert"):
        assert word not in told.data + unpacked


def test_what_was_found_in_a_pdf_is_told_with_examples():
    told = stripping.stripped(PDF, paper())
    assert values(told, Kind.PEOPLE) == (WHO,)
    assert values(told, Kind.EMBEDDED) == ("salaries.xlsx",)
    assert kinds(told) >= {Kind.SCRIPTS, Kind.TEXTS, Kind.PROGRAMS, Kind.COMMENTS_STAY}
    assert [trace.kind for trace in told.stays] == [Kind.COMMENTS_STAY]


def test_the_pages_of_a_pdf_look_the_same_pixel_for_pixel():
    data = paper()
    assert rendered(stripping.stripped(PDF, data).data) == rendered(data)


def test_a_photo_inside_a_pdf_loses_its_own_metadata():
    out = io.BytesIO()
    picture().save(out, "PDF")
    plain, shown = out.getvalue(), rendered(out.getvalue())
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    image = writer.pages[0]["/Resources"]["/XObject"]["/image"].get_object()
    assert image["/Filter"] in ("/DCTDecode", ["/DCTDecode"])
    body = image._data
    secret = b"Exif\0\0" + WHO.encode()
    image._data = body[:2] + b"\xff\xe1" + (len(secret) + 2).to_bytes(2, "big") + secret + body[2:]
    out = io.BytesIO()
    writer.write(out)
    assert WHO.encode() in out.getvalue()
    told = stripping.stripped(PDF, out.getvalue())
    assert WHO.encode() not in told.data
    assert rendered(told.data) == shown


def test_an_earlier_version_of_a_pdf_is_not_in_the_copy():
    data = paper()
    later = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    later.add_metadata({"/Author": "Somebody else"})
    out = io.BytesIO()
    later.write(out)
    told = stripping.stripped(PDF, out.getvalue())
    assert Kind.EARLIER in kinds(told)
    assert told.data.count(b"%%EOF") == 1


def test_a_locked_pdf_and_a_broken_one_are_refused_with_the_reason():
    for data, why in ((paper(locked=True), Why.LOCKED), (b"%PDF-1.7 nothing", Why.DAMAGED)):
        with pytest.raises(UnstrippableError) as refusal:
            stripping.stripped(PDF, data)
        assert refusal.value.why == why


def test_a_pdf_without_anything_to_tell_has_nothing_found():
    once = stripping.stripped(PDF, paper()).data
    assert not stripping.stripped(PDF, once).found


# -- office ----------------------------------------------------------------------------------------
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:creator>{WHO}</dc:creator><cp:lastModifiedBy>Bram</cp:lastModifiedBy>"
    "</cp:coreProperties>"
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = WHO.encode()
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def letter() -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">'
            '<Relationship Id="1" Type="t" Target="docProps/thumbnail.jpeg"/>'
            '<Relationship Id="2" Type="d" Target="word/document.xml"/></Relationships>',
            "docProps/core.xml": CORE,
            "docProps/app.xml": "<Properties><Company>Uni A</Company><Pages>3</Pages></Properties>",
            "docProps/thumbnail.jpeg": photo(),
            "word/document.xml": f'<w:document {W}><w:p w:rsidR="00AB12"><w:r><w:t>Agreed'
            f'</w:t></w:r><w:ins w:id="1" w:author="{WHO}" w:date="2026-05-04T10:00:00Z">'
            "<w:r><w:t> in Lund</w:t></w:r></w:ins></w:p></w:document>",
            "word/comments.xml": f'<w:comments {W}><w:comment w:id="0" w:author="{WHO}" '
            'w:initials="IO" w:date="2026-05-04T10:00:00Z"><w:p><w:r><w:t>Sure?</w:t></w:r></w:p>'
            "</w:comment></w:comments>",
            "word/settings.xml": f'<w:settings {W}><w:rsids><w:rsid w:val="00AB12"/></w:rsids>'
            "<w:zoom/></w:settings>",
            "word/_rels/settings.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship '
            'Id="1" Type="x/attachedTemplate" Target="file:///C:/Users/ines/x.dotx"/>'
            "</Relationships>",
            "word/media/image1.jpeg": photo(),
        }
    )


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not archive.comment
        assert all(member.date_time[0] == 1980 for member in archive.infolist())
        return {name: archive.read(name) for name in archive.namelist()}


def words(xml: bytes) -> str:
    return re.sub(r"<[^>]+>", "", xml.decode())


def test_a_letter_keeps_its_words_its_changes_and_comments_and_no_name():
    told = stripping.stripped(WORD, letter())
    parts = members(told.data)
    assert words(parts["word/document.xml"]).strip() == "Agreed in Lund"
    assert words(parts["word/comments.xml"]).strip() == "Sure?"
    assert b"w:ins" in parts["word/document.xml"]
    together = b"".join(parts.values())
    for word in (WHO, "Bram", "Uni A", "00AB12", "Nikon", "C:/Users", "2026-05-04", "thumbnail"):
        assert word.encode() not in together
    assert "docProps/thumbnail.jpeg" not in parts
    assert b"word/document.xml" in parts["_rels/.rels"]
    assert pixels(parts["word/media/image1.jpeg"]) == pixels(photo())


def test_what_was_found_in_a_letter_is_told():
    told = stripping.stripped(WORD, letter())
    assert set(values(told, Kind.PEOPLE)) == {WHO, "Bram", "Uni A"}
    assert kinds(told) >= {Kind.PREVIEW, Kind.FOLDERS, Kind.PLACE, Kind.COMMENTS_STAY, Kind.DATES}
    again = stripping.stripped(WORD, told.data)
    assert not {Kind.FOLDERS, Kind.PREVIEW, Kind.PLACE} & kinds(again)
    assert Kind.PEOPLE not in {trace.kind for trace in again.found if trace.values}


def test_a_workbook_opens_and_its_cells_and_comments_are_there():
    book = openpyxl.Workbook()
    book.properties.creator = WHO
    book.active["A1"] = 42
    book.active["A1"].comment = Comment("Counted twice", WHO)
    out = io.BytesIO()
    book.save(out)
    told = stripping.stripped(EXCEL, out.getvalue())
    read = openpyxl.load_workbook(io.BytesIO(told.data))
    assert read.active["A1"].value == 42
    assert read.active["A1"].comment.text == "Counted twice"
    assert WHO not in f"{read.active['A1'].comment.author} {read.properties.creator}"
    assert WHO.encode() not in b"".join(members(told.data).values())


def test_a_workbook_does_not_say_where_it_lay():
    told = stripping.stripped(
        EXCEL,
        zipped(
            {
                "xl/workbook.xml": '<workbook xmlns:x="http://x"><fileSharing userName="Ines"/>'
                '<x:absPath url="C:\\Users\\ines\\"/><sheets/></workbook>',
                "xl/persons/person.xml": f'<personList><person displayName="{WHO}" id="1" '
                'userId="ines@a.example"/></personList>',
                "xl/threadedComments/threadedComment1.xml": '<c><t dT="2026-01-01">Why?</t></c>',
            }
        ),
    )
    parts = members(told.data)
    assert b"ines" not in b"".join(parts.values()).lower()
    assert b"2026" not in parts["xl/threadedComments/threadedComment1.xml"]
    assert b"Why?" in parts["xl/threadedComments/threadedComment1.xml"]
    assert b"<sheets/>" in parts["xl/workbook.xml"]
    assert values(told, Kind.FOLDERS) == ("C:\\Users\\ines\\",)


def test_slides_lose_the_names_of_who_commented():
    told = stripping.stripped(
        POWERPOINT,
        zipped(
            {
                "ppt/commentAuthors.xml": f'<l><cmAuthor id="0" name="{WHO}" initials="IO"/></l>',
                "ppt/comments/comment1.xml": '<l><cm authorId="0" dt="2026-01-01"><text>No</text>'
                "</cm></l>",
            }
        ),
    )
    together = b"".join(members(told.data).values())
    assert WHO.encode() not in together
    assert b"2026" not in together
    assert b"No" in together


def test_a_document_of_libreoffice_stays_one_and_loses_its_names():
    office = 'xmlns:office="urn:office" xmlns:dc="urn:dc" xmlns:meta="urn:meta"'
    told = stripping.stripped(
        WRITER,
        zipped(
            {
                "mimetype": WRITER,
                "meta.xml": f"<office:document-meta {office}><office:meta><dc:creator>{WHO}"
                "</dc:creator></office:meta></office:document-meta>",
                "content.xml": f"<office:body {office}><office:annotation><dc:creator>{WHO}"
                "</dc:creator><dc:date>2026-01-01</dc:date><p>Sure?</p></office:annotation>"
                "</office:body>",
                "settings.xml": '<s xmlns:config="urn:c"><i config:name="PrinterName">Floor 3</i>'
                "</s>",
                "Thumbnails/thumbnail.png": drawing(),
                "META-INF/manifest.xml": '<m xmlns:manifest="urn:m"><e manifest:full-path='
                '"Thumbnails/thumbnail.png"/><e manifest:full-path="content.xml"/></m>',
            }
        ),
    )
    with zipfile.ZipFile(io.BytesIO(told.data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    parts = members(told.data)
    together = b"".join(parts.values())
    for word in (WHO, "2026", "Floor 3", "thumbnail"):
        assert word.encode() not in together
    assert b"Sure?" in parts["content.xml"]
    assert b'"content.xml"' in parts["META-INF/manifest.xml"]


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;">]><x>&b;&b;</x>'


@pytest.mark.parametrize("body", [ENTITY, BOMB, "<x", "\0"])
def test_parts_that_are_not_honest_xml_are_refused(body: str):
    with pytest.raises(UnstrippableError) as refusal:
        stripping.stripped(WORD, zipped({"word/document.xml": body}))
    assert refusal.value.why == Why.DAMAGED


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is(monkeypatch):
    monkeypatch.setattr("portal.stripping.office.MOST_UNPACKED", 1000)
    with pytest.raises(UnstrippableError) as refusal:
        stripping.stripped(WORD, zipped({"word/document.xml": "<x>" + "a" * 1000 + "</x>"}))
    assert refusal.value.why == Why.TOO_LARGE


def test_kinds_without_metadata_are_refused():
    assert not stripping.can("text/plain")
    with pytest.raises(UnstrippableError) as refusal:
        stripping.stripped("message/rfc822", b"From: x")
    assert refusal.value.why == Why.KIND
