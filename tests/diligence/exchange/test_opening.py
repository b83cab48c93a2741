"""Files offered as spreadsheets: read as values, or refused with the reason and the remedy."""

import contextlib
import csv
import io
import json
import struct
import zipfile

import pytest
from openpyxl import Workbook

from diligence.exchange import opening, workbooks
from diligence.exchange.tables import COLUMNS_MAX, ROWS_MAX, FileRefusedError
from tests.factories.sheets import PLAIN, book, repacked, text
from tests.opendata import shared

MOST = 20 * 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def read(data, name="list.xlsx", most=MOST):
    return opening.read(io.BytesIO(data), name, size=len(data), most=most)


def refusal(data, name="list.xlsx", most=MOST):
    with pytest.raises(FileRefusedError) as refused:
        read(data, name, most)
    return str(refused.value)


def cells(found):
    (sheet,) = found.sheets
    return [list(line.cells) for line in sheet.lines]


def notes(found):
    return " ".join(str(note) for note in found.notes)


def sheet_of(rows: str) -> bytes:
    """A worksheet's part with these rows as they are."""
    return (
        f"<?xml version='1.0'?><worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    )


def with_sheet(rows: str) -> bytes:
    return repacked(book([("a",)]), {SHEET: sheet_of(rows)})


# --- CSV --------------------------------------------------------------------------------------
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found_out(separator, encoding):
    rows = [("Titel", "Partner, Ort"), ("Größe; Höhe", "Łódź" if "utf" in encoding else "Zürich")]
    found = read(text(rows, separator, encoding), "list.csv")
    assert cells(found) == [list(row) for row in rows]
    assert ("accents look wrong" in notes(found)) == (encoding == "cp1252")


def test_a_spreadsheet_may_say_its_separator():
    data = b"sep=;\r\nTitle;Partner, place\r\nA, b;C\r\n"
    assert cells(read(data, "x.csv")) == [["Title", "Partner, place"], ["A, b", "C"]]


def test_numbers_of_lines_are_those_of_the_file():
    data = b'Title,Partner\n"two\nlines",x\n\n,\nlast,y\n'
    (sheet,) = read(data, "x.csv").sheets
    assert [line.number for line in sheet.lines] == [1, 2, 6]


def test_the_apostrophe_that_guards_a_formula_is_taken_off():
    data = text([("Title",), ("'=1+1",), ("'quoted'",), ("''=x",), ("' -3",)])
    assert cells(read(data, "x.csv"))[1:] == [["=1+1"], ["'quoted'"], ["'=x"], [" -3"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b";;;\n;;\n", "no row with a value"),
        (b"a,b\x00\x01,c\n", "not a text file"),
        (b"\xff\xfea\x00\x00\xd8", "neither UTF-8"),
        (b"Titel\nZ\x81rich\n", "neither UTF-8"),
        (b"<html><table>", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "web page"),
        (b'a,b\n"' + b"x" * 200_000, "longer than"),
    ],
)
def test_text_that_is_no_table_is_refused(data, words):
    assert words in refusal(data, "x.csv")


# --- Other formats ----------------------------------------------------------------------------
def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def test_other_formats_are_named_with_what_to_do():
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    assert "before 2007" in refusal(compound, "old.xls")
    encrypted = compound + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert "password" in refusal(encrypted)
    ods = archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<x/>")
    assert "OpenDocument" in refusal(ods, "list.ods")
    assert "binary workbook" in refusal(archive(xl__workbook_dot_bin="x"), "list.xlsb")
    assert "not a spreadsheet" in refusal(archive(readme="x"), "list.zip")


def test_too_large_a_file_is_refused_before_it_is_read():
    assert "at most 1 MB" in refusal(bytes(2 << 20), most=1 << 20)


# --- Workbooks --------------------------------------------------------------------------------
def test_values_are_read_by_their_kind():
    from datetime import date, datetime, time

    rows = [("Text", "Whole", "Part", "Day", "Moment", "Time", "Yes"),
            (" a ", 955387.0, 1234.5, date(2026, 3, 1), datetime(2026, 3, 1, 14, 30), time(8, 5), True)]  # noqa: E501, DTZ001  # fmt: skip
    assert cells(read(book(rows)))[1] == [
        " a ", 955387, 1234.5, "2026-03-01", "2026-03-01 14:30", "08:05:00", "TRUE",
    ]  # fmt: skip


def test_formulas_count_by_the_value_stored_with_them():
    found = read(with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Sum</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f>1+1</f><v></v></c></row>'
        '<row r="4"><c r="A4" t="str"><f>""</f><v></v></c><c r="B4"><v>1</v></c></row>'
        '<row r="5"><c r="A5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    ))  # fmt: skip
    assert cells(found)[1:] == [
        [2, ""], [{"problem": "formula", "text": ""}, ""], ["", 1],
        [{"problem": "error", "text": "#DIV/0!"}, ""],
    ]  # fmt: skip
    assert "1 formulas have no stored value" in notes(found)


def test_macros_and_links_are_left_where_they_are():
    data = repacked(book(PLAIN), {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    })  # fmt: skip
    found = read(data, "list.xlsm")
    assert len(cells(found)) == len(PLAIN)
    assert "macros" in notes(found)
    assert "links to other files" in notes(found)


def test_merged_headings_are_told_and_merged_rows_share_their_value():
    rows = [
        ("Title", "Partner", ""),
        ("", "Name", "Country"),
        ("One", "A", "JP"),
        ("Two", "", "CA"),
    ]

    def merge(sheet):
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("B3:B4")

    (sheet,) = read(book(rows, change=merge)).sheets
    assert sheet.spans == [(1, 1, 2)]
    assert [line.cells[1] for line in sheet.lines] == ["Partner", "Name", "A", "A"]


def test_empty_sheets_rows_and_columns_are_passed_over():
    found = read(book([], [("", "", "a"), (), ("", "", "b")], [(" ",)]))
    assert [sheet.name for sheet in found.sheets] == ["Sheet2"]
    assert [line.number for line in found.sheets[0].lines] == [1, 3]


# --- Hostile workbooks ------------------------------------------------------------------------
def bomb(part: str, size: int) -> bytes:
    return repacked(book(PLAIN), {part: b" " * size})


def test_zip_bombs_are_refused_by_what_they_hold():
    assert "far more than its size tells" in refusal(bomb(SHEET, 70 << 20))
    assert "far more than its size tells" in refusal(bomb("xl/styles.xml", 9 << 20))
    assert "far more than its size tells" in refusal(bomb("xl/media/image1.png", 70 << 20))


def test_a_part_that_lies_about_its_size_is_counted():
    data = bytearray(bomb(SHEET, 30 << 20))
    true = struct.pack("<I", 30 << 20)
    while (at := data.find(true)) >= 0:
        data[at : at + 4] = struct.pack("<I", 10)
    told = refusal(bytes(data))
    assert "far more" in told or "damaged" in told


@pytest.mark.parametrize(
    ("part", "limit"),
    [(SHEET, "MARKS_MAX"), ("xl/styles.xml", "PART_MARKS_MAX"), ("xl/a.bin", "PART_MARKS_MAX")],
)
def test_tags_are_counted_whatever_a_part_is_called(monkeypatch, part, limit):
    """An empty tag takes four bytes of a file, and a hundred of memory."""
    data = repacked(book(PLAIN), {part: b" " * (1 << 17) + b"<a>" + b"<c/>" * 900 + b"</a>"})
    monkeypatch.setattr(workbooks, limit, 800)
    assert "far more" in refusal(data)


def test_merged_cells_that_overlap_are_not_filled_again_and_again(monkeypatch):
    monkeypatch.setattr(workbooks, "FILLED_MAX", 30)
    merges = "".join(f'<mergeCell ref="A1:A{5 + at % 2}"/>' for at in range(500))
    rows = "".join(f'<row r="{at}"><c r="B{at}"><v>{at}</v></c></row>' for at in range(2, 7))
    part = (
        f"<worksheet {MAIN}><sheetData><row r='1'><c r='A1'><v>7</v></c></row>{rows}</sheetData>"
        f"<mergeCells>{merges}</mergeCells></worksheet>"
    )
    found = read(repacked(book([("a",)]), {SHEET: part.encode()}))
    assert [line[0] for line in cells(found)] == [7] * 6
    assert "6 merged cells" in notes(found)


def test_too_many_parts_are_refused():
    parts = {f"xl/media/{number}.txt": b"" for number in range(workbooks.PARTS_MAX + 1)}
    assert "far more" in refusal(repacked(book(PLAIN), parts))


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_are_declared(part, encoding):
    data = LAUGHS.decode().replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
    assert "XML entities" in refusal(repacked(book(PLAIN), {part: data}))


def test_an_external_entity_is_never_fetched():
    data = LAUGHS.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/passwd">')
    assert "XML entities" in refusal(repacked(book(PLAIN), {SHEET: data}))


def test_damaged_workbooks_are_refused():
    whole = book(PLAIN)
    for data in (
        whole[: len(whole) // 2],
        whole[:40] + b"\x00" * 200 + whole[240:],
        repacked(whole, {SHEET: b"<worksheet"}),
        repacked(whole, {}, without=["xl/workbook.xml"]),
        repacked(whole, {SHEET: sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')}),
        repacked(whole, {SHEET: sheet_of('<row r="x"><c r="1A"><v>y</v></c></row>')}),
        b"PK\x03\x04" + bytes(300),
    ):
        assert "is damaged or cut short" in refusal(data)


def test_a_locked_archive_is_refused():
    data = bytearray(archive(xl__workbook_dot_xml="<x/>"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    assert "password" in refusal(bytes(data))


def test_the_limits_on_rows_columns_and_sheets_are_said():
    rows = [("Title", "Partner"), *(("x", "y") for _ in range(ROWS_MAX + 60))]
    assert f"more than {ROWS_MAX} rows" in refusal(text(rows), "x.csv")
    assert f"more than {COLUMNS_MAX} columns" in refusal(text([["x"] * (COLUMNS_MAX + 1)]), "x.csv")
    far = with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')
    assert f"more than {COLUMNS_MAX} columns" in refusal(far)
    assert "worksheets" in refusal(book(*[[("a",)]] * 21))


def test_a_sparse_sheet_with_huge_numbers_is_small():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    )
    (sheet,) = read(with_sheet(rows)).sheets
    assert [line.number for line in sheet.lines] == [1, 1_048_576]


def test_deep_and_odd_numbers_become_values_that_can_be_kept():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{value}</v></c></row>'
        for n, value in enumerate(("1e308", "1E+400", "-0.0", "123456789012345678901234567890"), 1)
    )
    json.dumps(cells(read(with_sheet(rows))), allow_nan=False)


# --- Naughty strings --------------------------------------------------------------------------
def naughty() -> list[str]:
    return list(json.loads(shared("badinput/blns/blns.json").read_text()))


def test_every_naughty_string_is_read_as_the_text_it_is():
    strings = naughty()
    rows = [("Title", "Partner"), *((f"x {string}", "y") for string in strings)]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    found = cells(read(stream.getvalue().encode(), "blns.csv"))
    assert [row[0] for row in found[1:]] == [
        f"x {string}".replace("\x00", "") for string in strings
    ]


def test_naughty_strings_in_a_workbook_keep_their_letters():
    made = Workbook()
    wanted = []
    for string in naughty():
        clean = "".join(c for c in string if c.isprintable() or c == " ").strip()
        if clean and "_x" not in clean and "x005F" not in clean:
            cell = made.active.cell(row=len(wanted) + 1, column=1)
            cell.value, cell.data_type = clean, "s"
            wanted.append(clean)
    stream = io.BytesIO()
    made.save(stream)
    assert [row[0] for row in cells(read(stream.getvalue()))] == wanted


def test_random_bytes_are_refused_or_read_but_never_fail():
    import random

    rng = random.Random(7)
    whole = book(PLAIN)
    for _round in range(60):
        data = bytearray(whole)
        for _change in range(8):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with contextlib.suppress(FileRefusedError):
            read(bytes(data))
