"""What is read and written as data stays data: JSON, XML, spreadsheets."""

import ast
import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client, override_settings

from diligence.exchange import spreadsheets
from diligence.models import Partner, Partnership
from portal.models import Unit, User
from portal.queries import record
from portal.tenancy import acting_for
from portal.views.privacy_record import _cell
from reporting.domain import editions
from tests.architecture.test_borders import modules
from tests.architecture.test_sizes import ROOT
from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX
from tests.isolation.test_matrix import Browser

PATH = "/api/v1/partnerships/"


def post(world: World, body: str | bytes, kind: str = "application/json") -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(world.a.officer.user)
    return client.post(PATH, body, content_type=kind)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"title": "a", "title": "b"}', "twice"),
        ('{"title": NaN}', "NaN"),
        ('{"title": -Infinity}', "Infinity"),
        ("[" * 100_000 + "]" * 100_000, "nested"),
        ('{"title": "\\ud800"}', "surrogate"),
        ('{"title": ', "JSON parse error"),
        ("\xff\xfe", "JSON parse error"),
        (b"\xff\xfe{", "JSON parse error"),
        ("", "required"),
        ("null", "No data"),
        ("[]", "dictionary"),
        ('{"title": ' + "9" * 5_000 + "}", "JSON parse error"),
    ],
)
def test_json_that_is_none_is_refused_with_a_reason(
    world: World, body: str | bytes, told: str
) -> None:
    answer = post(world, body)
    assert answer.status_code == 400, answer.content[:200]
    assert told in json.dumps(answer.json(), ensure_ascii=False)


@override_settings(JSON_MOST_VALUES=50)
@pytest.mark.parametrize(
    "body",
    [
        json.dumps({f"field{number}": 1 for number in range(51)}),
        json.dumps({"partners": list(range(51))}),
        json.dumps({"partners": [{"a": 1, "b": 2}] * 20}),
    ],
)
def test_json_of_too_many_values_is_refused(world: World, body: str) -> None:
    answer = post(world, body)
    assert answer.status_code == 400
    assert "50 values" in json.dumps(answer.json())


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/json",
    ],
)
def test_other_content_types_are_refused(world: World, kind: str) -> None:
    assert post(world, "<a/>", kind).status_code == 415


def test_forms_of_too_many_fields_are_refused(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.a.steward.user)
    answer = client.post("/units/", {f"field{number}": "1" for number in range(1_001)})
    assert answer.status_code == 400


# -- nothing of it runs ----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def parsed() -> list[tuple[str, ast.Module]]:
    return list(modules())


def test_nothing_is_deserialised_into_objects_and_nothing_is_run(
    parsed: list[tuple[str, ast.Module]],
) -> None:
    wrong = {"pickle", "marshal", "shelve", "yaml", "dill", "jsonpickle"}
    found = []
    for module, tree in parsed:
        for node in ast.walk(tree):
            names: set[str] = set()
            if isinstance(node, ast.Import):
                names = {one.name.partition(".")[0] for one in node.names} & wrong
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").partition(".")[0]} & wrong
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                names = {node.func.id} & {"eval", "exec", "compile", "__import__"}
            found += [f"{module}:{node.lineno} {name}" for name in names]
    assert found == []


def test_scripts_set_text_and_parse_json_as_data() -> None:
    wrong = re.compile(r"\beval\(|new Function|\.innerHTML|outerHTML|insertAdjacentHTML|\.write\(")
    scripts = [*(ROOT / "static" / "js").glob("*.js")]
    assert scripts
    assert [path.name for path in scripts if wrong.search(path.read_text())] == []


def test_xml_parsers_are_made_without_entities(parsed: list[tuple[str, ast.Module]]) -> None:
    """Each parser of lxml says so, where it is made; the standard library's reads nothing."""
    for module, tree in parsed:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "xml.etree.ElementTree":
                names = {one.name for one in node.names}
                assert not names & {"parse", "fromstring", "XML", "iterparse", "XMLParser"}, module
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in {"etree.XMLParser", "lxml.etree.XMLParser"}:
                told = {one.arg: ast.unparse(one.value) for one in node.keywords}
                assert told.get("resolve_entities") == "False", module
                assert told.get("no_network", "True") == "True", module
                assert told.get("huge_tree", "False") == "False", module
            if called in {"etree.fromstring", "etree.parse", "etree.XML"}:
                given = [ast.unparse(one) for one in node.args[1:]]
                given += [ast.unparse(one.value) for one in node.keywords if one.arg == "parser"]
                assert given, f"{module}:{node.lineno} parses without a parser of ours"


# -- spreadsheets ----------------------------------------------------------------------------------
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", ' "=1', "\r=1"]
STARTS = ("=", "+", "@", "\t", "\r")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would calculate it; a number may be negative."""
    text = cell.lstrip(" \u00a0")
    if text.startswith("-"):
        return not re.fullmatch(r"-?[\d.,]*%?|-|–|—", text) and not text.startswith(("- ", "--"))
    return text.startswith(STARTS)


def cells_of(content: bytes, kind: str, name: str) -> list[str]:
    """Cells that would be calculated, of a CSV file, a workbook, or those in an archive."""
    if "csv" in kind or name.endswith(".csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return [cell for row in rows for cell in row if is_formula(cell)]
    if content[:2] == b"PK" and name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [
            str(cell.value)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            return [
                found
                for one in held.namelist()
                for found in cells_of(held.read(one), Path(one).suffix, one)
            ]
    return []


@pytest.mark.parametrize("formula", FORMULAS)
def test_whatever_writes_a_cell_leads_it_with_an_apostrophe(formula: str) -> None:
    """In the register and what is exchanged, in the record, the processing sheet and reports."""
    line = dict.fromkeys(record.COLUMNS, "") | {"detail": formula}
    for written in (spreadsheets.as_text(formula), editions._safe(formula), _cell(formula)):
        assert written == f"'{formula}"
        assert not is_formula(written)
    assert f"'{formula}" in record.cells(line)


def test_no_export_calculates(world: World) -> None:
    """Names and titles that look like formulas, through every address that answers with a file."""
    title, responsible, partners, partner, city, unit, person = FORMULAS
    for estate, people in (
        (world.a, (world.a.officer, world.a.steward, world.a.decider)),
        (world.hub, (world.hub.adviser, world.hub.steward)),
        (world.ministry, (world.ministry.officer, world.ministry.steward)),
    ):
        with acting_for(estate.organisation):
            Partnership.objects.update(title=title, responsible=responsible, partner_names=partners)
            Partner.objects.update(name=partner, city=city)
            for number, each in enumerate(Unit.objects.all()):
                Unit.objects.filter(pk=each.pk).update(name=f"{unit}{number}")
        User.objects.update(name=person)
        for member in people:
            assert _calculated(world, member) == {}


def _calculated(world: World, person: Any) -> dict[str, list[str]]:
    browser, found = Browser(world, person), {}
    for name, route in MATRIX.items():
        if "get" not in route.methods or not any(
            word in name for word in ("export", "book", "csv", "download", "file", "zip", "copy")
        ):
            continue
        for query in ("", "?format=xlsx", "?format=csv"):
            answer = browser.client.get(_address(world, name) + query)
            if answer.status_code != 200:
                continue
            content = answer.getvalue()
            disposition = answer.headers.get("Content-Disposition", "")
            title = disposition.partition("filename=")[2].strip('"; ')
            if bad := cells_of(content, answer.headers.get("Content-Type", ""), title):
                found[name] = bad[:3]
    return found


def _address(world: World, name: str) -> str:
    from django.urls import reverse

    route = MATRIX[name]
    return reverse(name, kwargs=route.kwargs(getattr(world, route.at)))
