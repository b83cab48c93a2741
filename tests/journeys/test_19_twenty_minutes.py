"""A spreadsheet of four hundred partnerships, and the second appraisal of a known partner.

What a person has to do is counted and said (`pytest -rP` shows it); how long it takes is a goal,
and no test.
"""

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.effort import Effort
from tests.journeys.steps import SECTIONS, heading, says
from tests.journeys.test_05_appraising import _begin, _submit

ROWS = 400
STATES = ("läuft", "geplant", "beendet")
"""Words of somebody's own, which no import can know."""


def _workbook() -> bytes:
    """As such lists are: a title on top, headings in two lines, German days, words of one's own."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Internationale Kooperationen, Stand Oktober"])
    sheet.append([])
    sheet.append(["Nr.", "Projekt", "Partner", None, "Laufzeit", None, "Status"])
    sheet.merge_cells("C3:D3")
    sheet.append([None, None, "Name", "Land", "Beginn", "Ende", None])
    for number in range(1, ROWS + 1):
        sheet.append(
            [
                f"INT-{number:04}",
                f"Cooperation number {number}",
                f"Partner institute {number % 90}",
                ("CN", "US", "JP", "BR", "CH")[number % 5],
                f"{1 + number % 28:02}.{1 + number % 12:02}.2026",
                "31.12.2028" if number % 100 else "31.12.2025",
                STATES[number % 2],
            ]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _main(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.fixture
def said(record_property):
    def tell(effort: Effort) -> None:
        record_property("effort", effort.told())
        print(effort.told())

    return tell


def test_four_hundred_rows_are_registered_and_taken_back(visit, said):
    page = visit("ines", "")
    effort = Effort(page, f"{ROWS} rows of XLSX registered")
    page.goto("/partnerships/")
    page.get_by_role("link", name="Import").first.click()
    page.get_by_label("Spreadsheet").set_input_files(
        {
            "name": "Kooperationen.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": _workbook(),
        }
    )
    # Choosing a file in the system's window: two clicks that no page sees.
    effort.clicks += 2
    page.get_by_role("button", name="Read the file").click()
    heading(page, "What is in the columns?")
    effort.decided(7, on=_main(page))
    page.get_by_role("button", name=f"Try {ROWS} rows").click()
    words = page.get_by_role("link", name="Say once for all rows what they mean")
    if words.is_visible():
        words.click()
        for word, meaning in (("läuft", "Running"), ("geplant", "Proposed")):
            field = page.get_by_label(word)
            if field.count():
                effort.decided(on=word)
                field.focus()
                page.keyboard.type(meaning[:3])
        page.get_by_role("button", name="Try the rows again").click()
    effort.decided(on=page.locator("h1").inner_text())
    _correct_days(page, effort)
    page.get_by_role("button", name=f"Store {ROWS} rows").click()
    expect(page.locator("h1")).to_have_text(f"{ROWS} of {ROWS} rows are stored", timeout=120_000)
    said(effort)
    page.goto("/partnerships/?q=INT-0400")
    expect(page.get_by_role("link", name="Cooperation number 400")).to_be_visible()
    _take_back(page)


def _correct_days(page: Page, effort: Effort) -> None:
    """Every hundredth row ends before it begins."""
    page.get_by_role("link", name=re.compile("To be corrected")).click()
    while (wrong := page.get_by_role("link", name=re.compile(r"^Correct row \d+$"))).count():
        wrong.first.click()
        effort.decided(on=page.locator(".notice").first.inner_text())
        page.get_by_label(re.compile("Ende")).click()
        page.keyboard.press("Control+A")
        page.keyboard.type("31.12.2028")
        page.get_by_role("button", name="Try the row again").click()
        expect(page.locator("h1")).to_contain_text(re.compile("can be stored|corrected"))


def _take_back(page: Page) -> None:
    page.goto("/imports/")
    page.get_by_role("link", name="Kooperationen.xlsx").first.click()
    page.get_by_role("link", name="Undo the import").click()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("was undone", timeout=120_000)
    page.goto("/partnerships/?q=INT-0400")
    expect(page.get_by_role("link", name="Cooperation number 400")).to_have_count(0)


def test_a_second_appraisal_of_a_known_partnership_asks_little(visit, said):
    page = visit("ines")
    _begin(page, "Marine sensors", scripts=True)
    steps.fill_in(page, "K22", SECTIONS, scripts=True)
    _submit(page)
    page.get_by_role("link", name="Back to the partnership").first.click()
    address = page.url
    page = visit("ines", "")
    effort = Effort(page, "Second appraisal of a known partnership")
    page.goto(address)
    page.get_by_role("link", name="Appraise again").click()
    heading(page, "What changed since then?")
    effort.decided(on=_main(page))
    steps.tick(page, "Nothing of this changed")
    page.locator("main form button[type=submit]").first.click()
    asked = _confirm_or_answer(page, effort, ["triage", *SECTIONS])
    said(effort)
    heading(page, says("submit"))
    assert asked < 15, "most of it is known from before"


def _confirm_or_answer(page: Page, effort: Effort, stages: list[str]) -> int:
    """Confirm what is known, answer the rest; how many questions were answered anew."""
    asked = 0
    for stage in stages:
        if stage != "triage":
            expect(page).to_have_url(re.compile(f"/section/{stage}/"))
        offers = page.get_by_role("button", name=re.compile("^Confirm (all|this)"))
        if offers.count():
            known = page.locator("#known")
            # The questions with their known answers are read; the lines on where from, glanced at.
            texts = known.locator(".known__what label").all_inner_texts()
            effort.decided(len(texts), on=" ".join(texts))
            offers.first.click()
            expect(offers).to_have_count(0)
        told = steps.triage(T2="yes") if stage == "triage" else steps.answers_in(stage, "K22")
        for question, value in told.items():
            if _is_open(page, question):
                asked += 1
                effort.decided(on=page.locator(f"#q-{question} legend").first.inner_text())
                steps.answer(page, {question: value})
        onward = re.compile("^(Finish the triage|Save and (continue|check))$")
        page.get_by_role("button", name=onward).click()
        if stage == "triage":
            page.get_by_role("link", name="Start answering").click()
    return asked


def _is_open(page: Page, question: str) -> bool:
    """Whether nothing is answered there yet."""
    controls = page.locator(f"[name='{question}']")
    if controls.first.get_attribute("type") in {"radio", "checkbox"}:
        return page.locator(f"[name='{question}']:checked").count() == 0
    return not controls.first.input_value()
