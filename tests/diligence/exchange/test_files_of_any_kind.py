"""Whatever is offered as a questionnaire: known by its content, or refused with what to do."""

import io
import zipfile

import pytest

from diligence.exchange.tables import FileRefusedError
from tests.diligence.exchange.forms import read, xlsform

SURVEY = [["type", "name", "label"], ["text", "a", "What?"]]
GOOD = xlsform(survey=SURVEY)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return packed(**{**parts, name: data})


ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("nothing.xlsx", b"", "is empty"),
        ("zeros.xlsx", b"\x00" * 5000, "is empty"),
        ("nested.zip", packed(**{"form.xlsx": GOOD}), "unpack it first"),
        ("nested.xlsx", packed(**{"form.xlsx": GOOD}), "unpack it first"),
        ("letter.xlsx", packed(**{"word/document.xml": b"<x/>"}), "is not a spreadsheet"),
        ("cut.xlsx", GOOD[: len(GOOD) // 2], "cut short"),
        ("end.xlsx", GOOD[:-30], "cut short"),
        ("bomb.xlsx", with_part("xl/x.xml", b"<a>" + b"0" * 90_000_000), "harmful files"),
        ("entity.xlsx", with_part("xl/workbook.xml", ENTITY), "XML entities"),
        ("entity.xml", b'<?xml version="1.0"?>' + ENTITY, "XML entities"),
        ("other.xml", b'<?xml version="1.0"?><foo/>', "no REDCap project"),
        ("locked.xlsx", COMPOUND + b"\0" * 500 + ENCRYPTED, "password"),
        ("old.xls", COMPOUND + b"garbage" * 300, "damaged"),
        ("paper.xlsx", b"%PDF-1.7\n" + b"\xe2\xe3\xcf\xd3" * 500, "not a text file"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 2000, "not a text file"),
        ("page.xls", b"<html><table><tr><td>type</td></tr></table></html>", "is a web page"),
        ("deep.json", b"[" * 100_000, "nested deeper"),
        ("list.csv", b"one,two\n1,2\n", "neither an XLSForm"),
        ("names.json", b'{"a": 1}', "no questionnaire"),
    ],
)  # fmt: skip
def test_what_is_no_questionnaire_is_refused_with_what_to_do(name: str, data: bytes, why: str):
    with pytest.raises(FileRefusedError, match=why):
        read(data, name)


@pytest.mark.parametrize("name", ["form.csv", "form.json", "form.pdf", "form", "форма.xlsx"])
def test_the_name_of_a_file_says_nothing(name: str):
    assert read(GOOD, name).document["questions"][0]["text"] == "What?"


def test_a_table_of_text_may_be_called_a_workbook():
    assert read(b"type,name,label\ntext,a,What?\n", "form.xlsx").document["questions"]


def test_macros_stay_where_they_are_and_are_told():
    got = read(with_part("xl/vbaProject.bin", COMPOUND + b"macro"), "form.xlsm")
    assert any("macros" in loss.what for loss in got.losses)


def test_what_a_spreadsheet_would_run_is_text():
    table = "type,name,label\ntext,a,\"=cmd|'/C calc'!A0\"\ntext,b,@SUM(1)\ntext,c,+1\n"
    texts = [one["text"] for one in read(table.encode(), "form.csv").document["questions"]]
    assert texts == ["=cmd|'/C calc'!A0", "@SUM(1)", "+1"]


def test_formulas_without_a_value_are_told_and_the_name_stands_for_the_text():
    got = read(xlsform(survey=[*SURVEY, ["text", "b", '=HYPERLINK("http://x.test")']]))
    assert got.document["questions"][1]["text"] == "b"
    assert [loss.row for loss in got.losses if "formula or an error" in loss.why] == [3]
