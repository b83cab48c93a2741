"""Headings found and columns guessed, each with its why."""

import pytest

from diligence.domain import columns
from diligence.domain.columns import TopLine

KNOWN = {
    "partner_ror_ids": columns.is_ror,
    "partner_pics": columns.is_pic,
    "partner_countries": lambda text: text.lower() in {"jp", "japan", "china", "ca"},
    "state": lambda text: text.lower() in {"running", "laufend"},
}


def lines(*rows, first=1):
    return [TopLine(first + number, row) for number, row in enumerate(rows)]


def guessed(heading, *cells, own=None):
    (guess,) = columns.guess([heading], [list(cells)], own or {}, KNOWN)
    return guess.field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Projekttitel", "title"), ("Aktenzeichen", "reference"),
        ("Partnereinrichtung", "partners"),
        ("Projektleitung", "responsible"), ("Fakultät", "unit"), ("Vertragsart", "agreement_kind"),
        ("Titre du projet", "title"), ("Établissement partenaire", "partners"),
        ("Responsable scientifique", "responsible"), ("Source de financement", "funding_source"),
        ("Partnerinstelling", "partners"), ("Dossiernummer", "reference"), ("Faculteit", "unit"),
        ("Instituição parceira", "partners"), ("Unidade orgânica", "unit"),
        ("Koostööpartner", "partners"), ("Projekti nimi", "title"), ("Lepingu nr", "reference"),
        ("Type of collaboration", "activities"), ("Art der Kooperation", "activities"),
        ("Technologiefeld", "technology_areas"), ("Partner 2", "partners"),
        ("Währung", "funding_currency"),
        ("Nutzen der Kooperation", "benefit"), ("Whatever", ""), ("", ""),
    ],
)  # fmt: skip
def test_usual_headings_in_several_languages(heading, field):
    assert guessed(heading, "some text") == field


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("Partner country", ["Japan", "CA"], "partner_countries"),
        ("Partner country", ["many", "words"], ""),
        ("Laufzeit von", ["1.3.2026"], "starts_on"),
        ("Laufzeit bis", ["1.3.2026"], "ends_on"),
        ("von", ["Müller", "Meier"], ""),
        ("Fördersumme", ["12.000 €"], "funding_amount"),
        ("Fördersumme", ["much"], ""),
        ("X", ["05a28rw58", "02feahw73", "01ggx4157"], "partner_ror_ids"),
        ("X", ["Japan", "China", "CA"], "partner_countries"),
        ("X", ["laufend", "laufend", "running"], "state"),
    ],
)
def test_the_values_speak_as_well(heading, cells, field):
    assert guessed(heading, *cells) == field


def test_the_export_knows_its_own_headings():
    own = {"Signed on": "agreement_signed_on", "Outcome": "outcome"}
    assert guessed("Signed on", own=own) == "agreement_signed_on"
    assert guessed("Outcome", "High", own=own) == ""


def test_one_column_each_but_partners_may_repeat():
    found = columns.guess(
        ["Titel", "Project title", "Partner 1", "Partner 2", "Thema"],
        [["a"], ["b"], ["c"], ["d"], ["e"]], {}, KNOWN,
    )  # fmt: skip
    assert [guess.field for guess in found] == ["title", "", "partners", "partners", ""]
    assert "fits this better" in str(found[1].because)
    assert all(str(guess.because) for guess in found)
    assert columns.twice(["title", "title", "partners", "partners", "", ""]) == ["title"]


def test_headings_below_a_preamble_are_found():
    top = lines(
        ("Partnerships of the faculty", "", ""), ("As of 1 March", "", ""),
        ("Ref", "Title", "Partner"), ("1", "Ice", "Alpha"), ("2", "Salt", "Beta"),
    )  # fmt: skip
    found = columns.find_headings(top)
    assert (top[found.at].number, found.lines, found.sure) == (3, 1, True)


def test_two_lines_of_headings_are_joined():
    upper = ("Az.", "Projekt", "Partner", "", "", "Laufzeit", "", "Status")
    lower = ("", "", "Name", "Land", "Ort", "von", "bis", "")
    top = lines(
        ("Kooperationen",), upper, lower, ("1", "Eis", "A", "JP", "Tokio", "1.1.2026", "", "")
    )
    found = columns.find_headings(top)
    assert (found.at, found.lines) == (2, 2)
    assert columns.headings_of(top, 2, 2) == [
        "Az.", "Projekt", "Partner Name", "Partner Land", "Partner Ort", "Laufzeit von",
        "Laufzeit bis", "Status",
    ]  # fmt: skip
    merged = [top[0], TopLine(2, upper, [(2, 4), (5, 6)]), *top[2:]]
    assert columns.headings_of(merged, 2, 2) == columns.headings_of(top, 2, 2)


def test_data_is_not_taken_for_a_second_line_of_headings():
    top = lines(("Title", "Partner", "", "Start"), ("Ice", "Alpha", "", "2026-01-01"))
    assert columns.find_headings(top).lines == 1
    top = lines(("Title", "Partner", "Country"), ("Name", "Alpha", "Japan"))
    assert columns.find_headings(top).lines == 1


def test_without_any_known_heading_it_is_not_sure():
    top = lines(("5", "6"), ("x", "y"), ("z", "w"))
    assert not columns.find_headings(top).sure
    assert columns.find_headings([]).at == 0


def test_the_signature_is_that_of_the_headings_however_typed():
    one = columns.signature(["Titel", "Größe (cm)"])
    assert one == columns.signature([" TITEL ", "größe  [cm]"])
    assert one != columns.signature(["Größe (cm)", "Titel"])
