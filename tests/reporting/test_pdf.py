"""The published file: archival, accessible, and the same for ever."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from portal.pdf import Rendered
from tests.reporting import sample
from tests.reporting.conftest import CSV, FILES, PROFILES, made_of

Rules = Callable[[bytes, str], list[str]]


def _opened(made: Rendered) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(made.data))


def _text(made: Rendered) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made.data)).pages)


# --- Both standards -----------------------------------------------------------------------------
@pytest.mark.parametrize("profile", PROFILES)
def test_a_published_report_keeps_the_standard(
    published: Rendered, profile: str, broken_rules: Rules
) -> None:
    assert broken_rules(published.data, profile) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_a_draft_keeps_the_standard(drafted: Rendered, profile: str, broken_rules: Rules) -> None:
    assert broken_rules(drafted.data, profile) == []


def _without(made: Rendered, spoil: Callable[[pikepdf.Pdf], None]) -> bytes:
    with _opened(made) as pdf:
        spoil(pdf)
        target = BytesIO()
        pdf.save(target)
        return target.getvalue()


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _no_words_for_pictures(pdf: pikepdf.Pdf) -> None:
    for element in _elements(pdf):
        if element.S == "/Figure":
            del element.Alt


def _no_colours_defined(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


@pytest.mark.parametrize(
    ("spoil", "profile"),
    [
        (_no_language, "PDF/UA-1"),
        (_no_words_for_pictures, "PDF/UA-1"),
        (_no_colours_defined, "PDF/A-3a"),
        (_a_script, "PDF/A-3a"),
    ],
)
def test_the_validator_finds_what_is_spoilt(
    published: Rendered,
    spoil: Callable[[pikepdf.Pdf], None],
    profile: str,
    broken_rules: Rules,
) -> None:
    assert broken_rules(_without(published, spoil), profile) != []


# --- Structure, read without the validator --------------------------------------------------------
def _elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    def below(element: Any) -> Iterator[Any]:
        yield element
        for kid in element.get("/K") or ():
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from below(kid)

    for top in pdf.Root.StructTreeRoot.K:
        yield from below(top)


def _of(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [element for element in _elements(pdf) if str(element.S) == f"/{kind}"]


def test_everything_painted_is_read_aloud_or_named_an_artifact(drafted: Rendered) -> None:
    paints = {"Tj", "TJ", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
    with _opened(drafted) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        read = {element.objgen for element in _elements(pdf)}
        for page in pdf.pages:
            open_marks: list[str] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in {"BMC", "BDC"}:
                    tag = str(operands[0])
                    if tag != "/Artifact":
                        owner = owners[int(page.StructParents)][int(operands[1]["/MCID"])]
                        assert owner.objgen in read
                    open_marks.append(tag)
                elif name == "EMC":
                    open_marks.pop()
                elif name in paints:
                    assert open_marks, f"{name} outside of every mark"


def test_headings_begin_with_one_and_skip_none(published: Rendered) -> None:
    with _opened(published) as pdf:
        levels = [
            int(str(element.S)[2:])
            for element in _elements(pdf)
            if str(element.S) in {"/H1", "/H2", "/H3", "/H4"}
        ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_header_says_what_it_heads(published: Rendered) -> None:
    with _opened(published) as pdf:
        scopes = [str(header.A.Scope) for header in _of(pdf, "TH")]
        heads = [
            str(th.A.Scope)
            for head in _of(pdf, "THead")
            for tr in head.K
            for th in tr.K
            if th.S == "/TH"
        ]
    assert {"/Row", "/Column"} == set(scopes)
    assert set(heads) == {"/Column"}


def test_a_table_over_several_pages_repeats_its_head() -> None:
    made = made_of(sample.page(chapters=2, sections=1, rows=70))
    pages = [page.extract_text() for page in PdfReader(BytesIO(made.data)).pages]
    assert len([text for text in pages if "Type of organisation" in text]) >= 2


def test_a_picture_is_told_in_words_and_decoration_is_not(published: Rendered) -> None:
    with _opened(published) as pdf:
        told = {str(figure.Alt) for figure in _of(pdf, "Figure")}
    assert any(words.startswith("Uptake doubled in three years. 2020: 21%") for words in told)
    assert any(words.startswith("Most partnerships end low. Low: 118") for words in told)
    assert "" not in told


def test_links_say_where_they_lead(published: Rendered) -> None:
    with _opened(published) as pdf:
        links = [annotation for page in pdf.pages for annotation in page.obj.get("/Annots", [])]
        said = {str(link.Contents) for link in links}
        assert {int(link.F) for link in links} == {4}
        owned = {
            kid.Obj.objgen
            for element in _of(pdf, "Link")
            for kid in element.K
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
        }
        assert {link.objgen for link in links} == owned
    assert {"2 Method", "How to verify this report", "Note", "Back to the text"} <= said
    assert not any(words.startswith("chapter-") for words in said)


def test_notes_stand_on_the_page_that_cites_them(published: Rendered) -> None:
    with _opened(published) as pdf:
        assert len(_of(pdf, "Note")) == 3
        assert len({str(note.ID) for note in _of(pdf, "Note")}) == 3
    for page in PdfReader(BytesIO(published.data)).pages:
        text = page.extract_text()
        assert ("Plain words say" in text) == ("A note on" in text)


def test_contents_are_a_table_of_contents(published: Rendered) -> None:
    with _opened(published) as pdf:
        assert len(_of(pdf, "TOC")) == 3
        assert len(_of(pdf, "TOCI")) == 3 + 1 + 2 * 2
    text = PdfReader(BytesIO(published.data)).pages[1].extract_text()
    assert "Method" in text


def test_a_list_set_in_lines_has_entries_and_nothing_between(broken_rules: Rules) -> None:
    style = "<style>li { display: inline-block; width: 30mm }</style>"
    made = made_of(f"{style}<h1>A</h1><ul> <li>one</li> <li>two</li> <li>three</li> </ul>")
    assert broken_rules(made.data, "PDF/UA-1") == []
    with _opened(made) as pdf:
        assert {str(kid.S) for kid in _of(pdf, "L")[0].K} == {"/LI"}


def test_the_reader_is_told_title_language_and_bookmarks(published: Rendered) -> None:
    with _opened(published) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title) == sample.TITLE
        assert all(page.obj.Tabs == "/S" for page in pdf.pages)
        assert not pdf.is_encrypted
        assert b"pdfuaid:part>1<" in pdf.Root.Metadata.read_raw_bytes()
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
    assert titles[:3] == ["Contents", "1 Summary", "2 Method"]
    assert titles[-1] == "How to verify this report"


def test_dates_are_those_given_and_no_others(published: Rendered) -> None:
    with _opened(published) as pdf:
        assert str(pdf.docinfo.CreationDate) == str(pdf.docinfo.ModDate) == "D:20261122120000Z"
        packet = pdf.Root.Metadata.read_raw_bytes().decode()
    assert packet.count("2026-11-22T12:00:00Z") == 3


# --- Words ----------------------------------------------------------------------------------------
def test_text_of_every_script_can_be_found(published: Rendered) -> None:
    text = _text(published)
    for words in ("Łódź", "Ķekava", "Η ασφάλεια της έρευνας", "Безопасност", "Ελλάδα"):
        assert words in text
    with _opened(published) as pdf:
        fonts = {
            str(font.BaseFont).split("+")[-1]
            for page in pdf.pages
            for font in page.obj.Resources.Font.values()
        }
    assert {"Ajar-Print", "Ajar-Print-Semi-Bold"} <= fonts
    assert all(name.startswith(("Ajar-Print", "DejaVu")) for name in fonts)


def test_what_is_not_printed_says_so(published: Rendered) -> None:
    text = _text(published)
    for words in (":c", "not provided", "withheld, so that no organisation", "provisional"):
        assert words in text


def test_a_draft_says_so_in_words_and_on_every_page(drafted: Rendered, published: Rendered) -> None:
    for page in PdfReader(BytesIO(drafted.data)).pages:
        assert "Draft" in page.extract_text()
    assert "Not signed off" in _text(drafted)
    assert "Draft" not in _text(published)
    with _opened(drafted) as pdf:
        artifacts = [
            str(operands[1].get("/Type"))
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "BDC" and str(operands[0]) == "/Artifact"
        ]
    assert "/Pagination" in artifacts


def test_the_page_says_how_to_verify_the_file(published: Rendered) -> None:
    text = _text(published)
    assert "ab" * 32 in text.replace("\n", "")
    assert "https://ajar.example.org/verify/UT-2026-1/" in text.replace("\n", "")


# --- Attachments ----------------------------------------------------------------------------------
def test_attachments_come_out_as_they_went_in(published: Rendered) -> None:
    inside = PdfReader(BytesIO(published.data)).attachments
    assert {name: data[0] for name, data in inside.items()} == {
        file.name: file.data for file in FILES
    }
    with _opened(published) as pdf:
        assert len(pdf.Root.AF) == len(FILES)
        assert {str(spec.AFRelationship) for spec in pdf.Root.AF} == {"/Data"}
        spec = pdf.attachments["tables.csv"]
        assert spec.description == "All tables of the report"
        file = spec.get_file()
        assert (file.mime_type, file.read_bytes()) == ("text/csv", CSV)
        assert file.creation_date == file.mod_date == datetime(2026, 11, 22, 12, tzinfo=UTC)


# --- The same for ever ----------------------------------------------------------------------------
ELSEWHERE = """
import django; django.setup()
from tests.reporting import sample
from tests.reporting.conftest import FILES, made_of
print(made_of(sample.page(chapters=3), attachments=FILES).sha256)
"""


def test_the_same_page_gives_the_same_bytes_anywhere_and_any_time(published: Rendered) -> None:
    assert published.sha256 == hashlib.sha256(published.data).hexdigest()
    assert made_of(sample.page(chapters=3), attachments=FILES).data == published.data
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    said = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split()[-1] == published.sha256


def test_another_date_is_another_file() -> None:
    one, other = (
        made_of("<h1>A</h1>", dated=datetime(2026, 1, day, tzinfo=UTC)).sha256 for day in (1, 2)
    )
    assert one != other


@pytest.mark.parametrize("count", range(1, 7))
def test_no_stream_ends_so_that_its_length_is_in_doubt(count: int, broken_rules: Rules) -> None:
    """A carriage return at the end of compressed data comes by chance, so many files are tried."""
    rows = "".join(f"<p>{hashlib.sha256(bytes([count, n])).hexdigest()}</p>" for n in range(80))
    made = made_of(f"<h1>A</h1>{rows * count}")
    assert b"\r\nendstream" not in made.data
    assert broken_rules(made.data, "PDF/A-3a") == []
