"""Fill in offline: download, fill in, look, save; what is refused, and what others changed."""

import io
import re
from html import unescape

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from diligence.actions import answer, appraise
from diligence.actions.appraise import Save
from diligence.models import AnswerChange, AnswerSheet, Appraisal
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.diligence.actions.test_appraise import answers, in_questions, partnership
from tests.factories.sheets import book, repacked
from tests.factories.workbooks import filled, marked, rows_of, saved

ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'


@pytest.fixture
def appraisal(baseline, ines) -> Appraisal:
    with acting_for(ines.organisation):
        return in_questions(ines.actor)


@pytest.fixture
def officer(browse, ines):
    return browse(ines)


def url(appraisal, name="offline") -> str:
    return reverse(f"diligence:{name}", args=[appraisal.pk])


def download(client, appraisal) -> bytes:
    response = client.get(url(appraisal, "offline-book"))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def upload(client, appraisal, data: bytes, name="filled.xlsx"):
    return client.post(url(appraisal), {"file": SimpleUploadedFile(name, data)})


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def count(response, name: str) -> int:
    return int(re.search(rf"{name} ?(\d+)", text_of(response))[1])


def carried(response) -> str:
    return re.search(r'name="carried" value="([^"]+)"', response.content.decode())[1]


def save(client, appraisal, response, **more):
    data = {"then": "save", "carried": unescape(carried(response)), **more}
    return client.post(url(appraisal), data)


def entries(ines) -> dict:
    with acting_for(ines.organisation):
        return AnswerSheet.objects.get().entries


def answer_all(ines, appraisal, saves) -> None:
    with acting_for(ines.organisation):
        appraise.save(appraisal.pk, by=ines.actor, saves=saves)


# --- Round trip -------------------------------------------------------------------------------
def test_what_was_not_touched_changes_nothing(officer, ines, appraisal):
    answer_all(ines, appraisal, answers() | {"A2": Save("trl3", "=1+1\r\n\x0bsecond line")})
    before = entries(ines)
    looked = upload(officer, appraisal, download(officer, appraisal))
    assert looked.status_code == 200
    assert "The workbook changes nothing" in text_of(looked)
    assert count(looked, "Unchanged") == len(appraisal_questions(ines, appraisal))
    assert count(looked, "Problems") == 0
    assert entries(ines) == before


def appraisal_questions(ines, appraisal) -> dict:
    with acting_for(ines.organisation):
        return answer.questions_of(Appraisal.objects.select_related("version").get())


def test_answers_and_notes_are_looked_at_first_and_saved_on_confirming(officer, ines, appraisal):
    label = labels(ines, appraisal, "A2")["trl3"]
    cells = {"A2": f"  {label.upper()} ", "A3:ai": "x", "A3:quantum": "Yes"}
    data = filled(download(officer, appraisal), cells, {"A4": "ask Jo"})
    looked = upload(officer, appraisal, data)
    assert (count(looked, "New"), count(looked, "Notes only")) == (2, 1)
    assert "Nothing is saved yet." in text_of(looked)
    assert "A2" not in entries(ines)
    with acting_for(ines.organisation):
        changes = AnswerChange.objects.count()
    done = save(officer, appraisal, looked)
    assert (done.status_code, done.url) == (302, url(appraisal, "appraisal-detail"))
    now = entries(ines)
    assert now["A2"]["value"] == "trl3"
    assert now["A3"]["value"] == ["ai", "quantum"]
    assert now["A4"]["note"] == "ask Jo"
    assert (now["A2"]["origin"], now["A2"]["by"]) == ("offline", "Ines Officer")
    assert now["A2"]["confirmed_by"] == "Ines Officer"
    with acting_for(ines.organisation):
        assert AnswerChange.objects.count() == changes + 1


def labels(ines, appraisal, question: str) -> dict[str, str]:
    found = appraisal_questions(ines, appraisal)[question]
    return {option.code: option.label for option in found.options}


def test_every_worked_answer_comes_back_from_its_cells(officer, ines, appraisal):
    """Filled in by codes on an empty workbook, the sheet holds what typing would have stored."""
    questions = appraisal_questions(ines, appraisal)
    # “XX” is no country, which the worked cases do not care about.
    wanted = answers(3) | {"B2": Save("JP")}
    cells = {}
    for id, given in wanted.items():
        if questions[id].type == "multi":
            cells |= {f"{id}:{code}": "Yes" for code in given.value}
        else:
            cells[id] = "\n".join(given.value) if isinstance(given.value, list) else given.value
    looked = upload(officer, appraisal, filled(download(officer, appraisal), cells))
    assert count(looked, "Problems") == 0
    assert save(officer, appraisal, looked).status_code == 302
    now = entries(ines)
    for id, given in wanted.items():
        value = now.get(id, {}).get("value")
        # What was left empty is not stored at all.
        assert value in (given.value, [given.value]) or not (value or given.value), id


def test_the_same_file_goes_on_where_it_stopped(officer, ines, appraisal):
    first = filled(download(officer, appraisal), {"A2": "trl3"})
    save(officer, appraisal, upload(officer, appraisal, first))
    code = list(labels(ines, appraisal, "A2"))[-1]
    then = filled(first, {"A2": code})
    looked = upload(officer, appraisal, then)
    assert (count(looked, "Changed"), count(looked, "Answered online meanwhile")) == (1, 0)
    save(officer, appraisal, looked)
    assert entries(ines)["A2"]["value"] == code


def test_an_emptied_cell_clears_the_answer_and_says_so(officer, ines, appraisal):
    answer_all(ines, appraisal, {"A2": Save("trl3")})
    looked = upload(officer, appraisal, filled(download(officer, appraisal), {"A2": None}))
    assert count(looked, "Cleared") == 1
    save(officer, appraisal, looked)
    assert entries(ines)["A2"]["value"] is None


def test_in_triage_the_workbook_holds_the_triage(browse, baseline, ines):
    with acting_for(ines.organisation):
        begun = appraise.start(partnership().pk, by=ines.actor)
    officer = browse(ines)
    data = download(officer, begun)
    assert set(rows_of(data)) == {f"T{number}" for number in range(1, 11)}
    looked = upload(officer, begun, filled(data, {"T1": "yes", "T2": "NO"}))
    save(officer, begun, looked)
    assert {id: entry["value"] for id, entry in entries(ines).items()} == {"T1": "yes", "T2": "no"}


def test_a_blank_workbook_of_the_edition_fits_too(officer, ines, appraisal):
    answer_all(ines, appraisal, {"A2": Save("trl3")})
    blank = officer.get(reverse("diligence:blank-book", args=[appraisal.version_id]))
    data = b"".join(blank.streaming_content)
    looked = upload(officer, appraisal, filled(data, {"A3:ai": "Yes", "T1": "no"}))
    assert (count(looked, "New"), count(looked, "Answered online meanwhile")) == (1, 0)
    assert "10 questions of the workbook can't be answered at this point" in text_of(looked)
    save(officer, appraisal, looked)
    now = entries(ines)
    assert now["A3"]["value"] == ["ai"]
    assert (now["A2"]["value"], now["T1"]["value"]) == ("trl3", "yes")


# --- Others meanwhile -------------------------------------------------------------------------
@pytest.fixture
def changed_online(officer, ines, appraisal, browse):
    """A2 and A4 filled in offline, while a colleague answered A2 online."""
    data = download(officer, appraisal)
    other = cast.member(ines.organisation, "Olaf Officer", Role.OFFICER)
    with acting_for(other.organisation):
        appraise.save(appraisal.pk, by=other.actor, saves={"A2": Save("trl3", "checked")})
    code = list(labels(ines, appraisal, "A2"))[-1]
    return filled(data, {"A2": code, "A3:ai": "Yes"}), code


def test_what_somebody_changed_online_stays_and_both_are_shown(
    officer, ines, appraisal, changed_online
):
    data, code = changed_online
    looked = upload(officer, appraisal, data)
    told = text_of(looked)
    known = labels(ines, appraisal, "A2")
    assert count(looked, "Answered online meanwhile") == 1
    assert known["trl3"] in told
    assert known[code] in told
    assert "Olaf Officer" in told
    save(officer, appraisal, looked)
    now = entries(ines)
    assert (now["A2"]["value"], now["A3"]["value"]) == ("trl3", ["ai"])


def test_the_workbooks_answer_is_taken_where_it_was_ticked(
    officer, ines, appraisal, changed_online
):
    data, code = changed_online
    save(officer, appraisal, upload(officer, appraisal, data), take=["A2"])
    assert entries(ines)["A2"]["value"] == code


def test_a_change_between_looking_and_saving_is_shown_again(
    officer, ines, appraisal, changed_online
):
    data, _code = changed_online
    looked = upload(officer, appraisal, data)
    answer_all(ines, appraisal, {"A2": Save("trl3", "checked again"), "A3": Save(["quantum"])})
    again = save(officer, appraisal, looked, take=["A2"])
    assert again.status_code == 200
    assert "Changed online while you looked" in text_of(again)
    assert entries(ines)["A3"]["value"] == ["quantum"]
    assert save(officer, appraisal, again, take=["A3"]).status_code == 302
    assert entries(ines)["A3"]["value"] == ["ai"]


def test_two_members_with_copies_of_one_file_conflict(officer, browse, ines, appraisal):
    data = download(officer, appraisal)
    other = cast.member(ines.organisation, "Olaf Officer", Role.OFFICER)
    save(officer, appraisal, upload(officer, appraisal, filled(data, {"A2": "trl3"})))
    code = list(labels(ines, appraisal, "A2"))[-1]
    looked = upload(browse(other), appraisal, filled(data, {"A2": code}))
    assert count(looked, "Answered online meanwhile") == 1


# --- Rows that can't be read ------------------------------------------------------------------
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_saved(officer, ines, appraisal):
    data = download(officer, appraisal)
    at = rows_of(data)
    data = filled(data, {"A2": "maybe", "A3": "ai", "A3:quantum": "perhaps", "A1": "unknown"})
    looked = upload(officer, appraisal, data)
    told = text_of(looked)
    assert f"Questions, row {at['A2']['row']}, column E" in told
    assert "“maybe” is not one of the options" in told
    assert "Mark the options in the rows below this one" in told
    assert "Choose “Yes”, or leave the cell empty." in told


def test_an_answer_that_contradicts_itself_is_a_problem_of_its_row(officer, ines, appraisal):
    questions = appraisal_questions(ines, appraisal)
    both = next(q for q in questions.values() if q.type == "multi" and "none" in q.codes)
    first = next(code for code in both.codes if code not in ("none", "unknown"))
    cells = {f"{both.id}:none": "Yes", f"{both.id}:{first}": "Yes", "A2": "trl3"}
    looked = upload(officer, appraisal, filled(download(officer, appraisal), cells))
    assert (count(looked, "Problems"), count(looked, "New")) == (1, 1)
    save(officer, appraisal, looked)
    assert both.id not in entries(ines)


def test_a_formula_is_read_by_its_value_or_reported(officer, appraisal):
    data = filled(download(officer, appraisal), {"A2": '="trl"&3'})
    looked = upload(officer, appraisal, data)
    assert "A formula or an error stands there" in text_of(looked)


def test_rows_that_are_gone_twice_or_unknown_are_told(officer, ines, appraisal):
    work = load_workbook(io.BytesIO(download(officer, appraisal)))
    sheet = work["Questions"]
    by_id = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    by_id["A3:ai"][0].value = "A2"
    by_id["A3:ai"][4].value = "trl3"
    by_id["A4"][0].value = "Z9"
    by_id["A4"][4].value = "yes"
    told = text_of(upload(officer, appraisal, saved(work)))
    assert "“A2” stands in two rows" in told
    assert "This edition has no question “Z9”" in told
    assert "Rows of this question are gone (ai" in told


# --- Files that are refused -------------------------------------------------------------------
def refused(response) -> str:
    assert response.status_code == 422
    return text_of(response)


def test_another_edition_is_refused_naming_both(officer, ines, appraisal):
    data = marked(download(officer, appraisal), digest="f" * 64, edition="1999.1")
    told = refused(upload(officer, appraisal, filled(data, {"A2": "trl3"})))
    assert "edition 1999.1 (hash ffffffffffff)" in told
    with acting_for(ines.organisation):
        version = Appraisal.objects.select_related("version").get().version
    assert f"edition {version.edition} (hash {version.digest[:12]})" in told
    assert "Move the appraisal" in told
    assert "A2" not in entries(ines)


def test_the_workbook_of_another_appraisal_is_refused(officer, ines, appraisal):
    with acting_for(ines.organisation):
        other = in_questions(ines.actor)
    data = filled(download(officer, other), {"A2": "trl3"})
    assert "belongs to another appraisal" in refused(upload(officer, appraisal, data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"Id,Answer\nA2,trl3\n", "is not a workbook that was downloaded here"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "before 2007"),
        (b"PK\x03\x04" + b"x" * 600, "damaged"),
        (b"x" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
        (book([("Id", "Answer", "Note"), ("A2", "trl3", "")]), "was downloaded here"),
        (repacked(book([("a",)]), {"xl/evil.xml": ENTITY}), "XML entities"),
        (repacked(book([("a",)]), {"xl/evil.xml": b"<a/>" * 9_000_000}), "far more"),
    ],
    ids=["empty", "csv", "old", "damaged", "large", "unmarked", "entities", "bomb"],
)
def test_hostile_and_foreign_files_are_refused(officer, ines, appraisal, data, said):
    before = entries(ines)
    assert said in refused(upload(officer, appraisal, data))
    assert entries(ines) == before


def test_a_workbook_without_its_headings_is_refused(officer, appraisal):
    work = load_workbook(io.BytesIO(download(officer, appraisal)))
    work["Questions"]["E1"].value = "My answers"
    assert "has no row with the headings" in refused(upload(officer, appraisal, saved(work)))


def test_without_a_file_the_form_says_so(officer, appraisal):
    assert "Choose a file first." in refused(officer.post(url(appraisal)))


@pytest.mark.parametrize("spoil", ["", "x", "other"])
def test_what_the_page_carried_cannot_be_made_up(officer, ines, appraisal, spoil):
    made = signing.dumps([str(ines.user.pk), str(appraisal.pk)], salt="another")
    data = {"then": "save", "carried": made if spoil == "other" else spoil}
    assert "Choose the workbook" in officer.post(url(appraisal), data).content.decode()


def test_what_one_member_read_another_cannot_save(officer, browse, ines, appraisal):
    other = cast.member(ines.organisation, "Olaf Officer", Role.OFFICER)
    looked = upload(officer, appraisal, filled(download(officer, appraisal), {"A2": "trl3"}))
    assert save(browse(other), appraisal, looked).status_code == 422
    assert "A2" not in entries(ines)


# --- Who and when -----------------------------------------------------------------------------
def test_once_submitted_nothing_is_filled_in(officer, ines, appraisal):
    data = download(officer, appraisal)
    answer_all(ines, appraisal, answers())
    with acting_for(ines.organisation):
        appraise.submit(appraisal.pk, by=ines.actor)
    assert "Nothing can be filled in now" in text_of(officer.get(url(appraisal)))
    assert officer.get(url(appraisal, "offline-book")).status_code == 403
    assert upload(officer, appraisal, filled(data, {"A2": "trl3"})).status_code == 403


def test_who_may_not_appraise_neither_downloads_nor_reads_back(browse, ines, dora, appraisal):
    client = browse(dora)
    assert client.get(url(appraisal, "offline-book")).status_code == 403
    assert upload(client, appraisal, b"x").status_code == 403


def test_another_organisation_finds_nothing(browse, otto, appraisal):
    client = browse(otto)
    for name in ("offline", "offline-book"):
        assert client.get(url(appraisal, name)).status_code == 404
    assert upload(client, appraisal, b"x").status_code == 404


def test_the_appraisal_and_its_sections_lead_here(officer, appraisal):
    for name, more in (("appraisal-detail", []), ("appraisal-section", ["A"])):
        page = officer.get(reverse(f"diligence:{name}", args=[appraisal.pk, *more]))
        assert url(appraisal) in page.content.decode()
