"""The register as CSV and XLSX: own rows only, complete, and never a formula."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from diligence.exchange.spreadsheets import COLUMNS, as_text
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory, limited_to
from tests.opendata import shared

URL = reverse("diligence:register-export")


def exported(client, form="csv", **query):
    answer = client.get(URL, {"format": form} | query)
    assert answer.status_code == 200
    assert "-TLP-AMBER-STRICT." in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # closing it whole ends the test's own connection
        close()
    if form == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(content)).active
    for where in (sheet.oddHeader, sheet.oddFooter):  # its label is printed on every sheet
        assert (where.right.text, where.right.size) == ("TLP:AMBER+STRICT", 12)
    heads, *rows = sheet.iter_rows()
    return [{h.value: c for h, c in zip(heads, row, strict=True)} for row in rows]


@pytest.fixture
def row(ines):
    with acting_for(ines.organisation):
        return PartnershipFactory(
            title="Quantum sensing",
            reference="AJ-104",
            unit=Unit.objects.create(name="Physics"),
            state="running",
            agreement_kind="consortium",
            starts_on=date(2026, 1, 31),
            funding_amount=Decimal("1234.50"),
            activities=["joint", "mobility"],
            technology_areas=["quantum"],
            benefit="Zażółć, 東京",
            outcome="medium",
            appraisal_state="scored",
            partners=[
                PartnerFactory(name="Tongji University", country="CN", city=""),
                PartnerFactory(name="Waseda University", country="JP", city="Tokyo"),
            ],
        )


def test_every_field_is_in_the_csv(ines, row, browse):
    (found,) = exported(browse(ines))
    assert list(found) == [str(column.title) for column in COLUMNS]
    expected = {
        "Title": "Quantum sensing",
        "Reference": "AJ-104",
        "Unit": "Physics",
        "State": "Running",
        "Partners": "Tongji University; Waseda University",
        "Countries of the partners": "CN; JP",
        "Cities of the partners": "–; Tokyo",
        "Activities": "Joint research project; Guest researchers, exchanges, scholarships",
        "EU critical technology areas": "Quantum",
        "Starts on": "2026-01-31",
        "Ends on": "",
        "Funding": "1234.50",
        "Currency": "EUR",
        "Benefit statement": "Zażółć, 東京",
        "Appraisal": "Scored",
        "Outcome": "Medium",
    }
    assert {name: found[name] for name in expected} == expected


def test_the_workbook_has_days_sums_and_text(ines, row, browse):
    (found,) = exported(browse(ines), "xlsx")
    assert found["Funding"].value == 1234.5
    assert found["Starts on"].number_format == "yyyy-mm-dd"
    assert found["Title"].data_type == "s"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        '"=1',
        "＝1",
        '=HYPERLINK("http://evil.example")',
    ],
)
def test_nothing_becomes_a_formula(ines, browse, text):
    with acting_for(ines.organisation):
        PartnershipFactory(title=text, partners=[PartnerFactory(name=text)])
    (as_csv,) = exported(browse(ines))
    assert as_csv["Title"].startswith("'")
    assert as_csv["Partners"].startswith("'")
    (as_book,) = exported(browse(ines), "xlsx")
    assert as_book["Title"].data_type == "s"
    assert as_book["Partners"].data_type == "s"


def test_naughty_and_injecting_text_is_kept_and_harmless(ines, browse):
    texts = json.loads(shared("badinput/blns/blns.json").read_text())
    texts = [text.encode("utf-8", "ignore").decode().replace("\x00", "")[:300] for text in texts]
    with acting_for(ines.organisation):
        for text in texts:
            PartnershipFactory(title=text or "x")
    client = browse(ines)
    assert len(exported(client)) == len(texts)
    rows = exported(client, "xlsx")
    assert len(rows) == len(texts)
    assert {row["Title"].data_type for row in rows} <= {"s", "inlineStr", "n"}
    assert all(not as_text(text).startswith(("=", "+", "-", "@")) for text in texts)


def test_only_ones_own_rows_are_exported(ines, otto, row, browse):
    assert exported(browse(otto)) == []
    assert exported(browse(otto), "xlsx") == []


def test_a_limited_officer_exports_own_units_only(ines, row, browse):
    with acting_for(ines.organisation):
        other = Unit.objects.create(name="Arts")
    limited_to(ines, other)
    assert exported(browse(ines)) == []


def test_the_lists_filters_hold(ines, row, browse):
    client = browse(ines)
    assert len(exported(client, state="running")) == 1
    assert exported(client, state="ended") == []
    with acting_for(ines.organisation):
        detail = AuditEvent.objects.filter(event="register.exported").latest("at").detail
    assert detail == {"format": "csv", "rows": 0, "filter": {"state": "ended"}}


def test_an_unknown_format_is_refused_in_words(ines, browse):
    answer = browse(ines).get(URL, {"format": "pdf"})
    assert answer.status_code == 403
    assert "csv or xlsx" in answer.content.decode()


def test_many_rows_cost_as_many_statements_as_one(ines, browse, django_assert_max_num_queries):
    client = browse(ines)
    with acting_for(ines.organisation):
        partner = PartnerFactory()
        PartnershipFactory(partners=[partner])
    with django_assert_max_num_queries(20) as counted:
        assert len(exported(client)) == 1
    one = len(counted)
    with acting_for(ines.organisation):
        for _ in range(60):
            PartnershipFactory(partners=[partner])
    with django_assert_max_num_queries(one):
        assert len(exported(client)) == 61
