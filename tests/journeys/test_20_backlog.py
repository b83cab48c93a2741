"""The backlog in minutes: triage by keyboard with counted keystrokes, by touch, without scripts."""

import re
import time
import uuid
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from diligence.models import AnswerSheet, Appraisal
from tests.browser.visits import PHONE
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.consultations import scored
from tests.journeys import steps
from tests.journeys.steps import heading

ALL_NO = ["n"] * 9


@pytest.fixture
def backlog(world):
    """`backlog(5)`: so many partnerships that nobody triaged, found by a word of their own."""

    def make(count: int) -> tuple[str, list[uuid.UUID]]:
        word = f"Heath{uuid.uuid4().hex[:6]}"
        with world.acting("ines"):
            partner = PartnerFactory(name="Tanah Hijau University", country="SG")
            rows = [
                PartnershipFactory(
                    title=f"{word} {number}",
                    search_text=f"{word} {number}".casefold(),
                    partners=[partner],
                )
                for number in range(1, count + 1)
            ]
        return word, [row.pk for row in rows]

    return make


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def row_of(page: Page, key: uuid.UUID) -> Locator:
    return page.locator(f"#row-{key}")


def stored(world, key: uuid.UUID) -> Appraisal:
    with world.acting("ines"):
        return Appraisal.objects.get(partnership_id=key)


@contextmanager
def without_network(page: Page):
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def test_five_rows_by_keyboard(visit, backlog):
    word, keys = backlog(5)
    page = visit("ines", f"/triage/?q={word}")
    heading(page, "Triage the backlog")
    press = Keys(page)
    began = time.monotonic()
    press("j")
    # The first: ten letters and f.
    press("y", *ALL_NO, "f")
    # The second is the same as the one above.
    press("Shift+S", "f")
    # The third: all the same but one, which asks for the full questionnaire.
    press("Shift+S", "ArrowRight", "y", "f")
    # The fourth stays open: something is asked of a colleague.
    press("Shift+S", "ArrowRight", "ArrowRight", "d", "ArrowLeft", "a", "Enter")
    # The fifth is out of scope with its first answer.
    press("n", "f")
    expect(row_of(page, keys[4])).to_contain_text("Out of scope")
    took = time.monotonic() - began
    expect(row_of(page, keys[0])).to_contain_text("Low: no answer asks for more")
    expect(row_of(page, keys[1])).to_contain_text("Low: no answer asks for more")
    expect(row_of(page, keys[2])).to_contain_text("Full questionnaire")
    expect(row_of(page, keys[2])).to_contain_text("Answer in full")
    expect(row_of(page, keys[3])).to_contain_text("To ask: T3")
    states = [stored(visit.world, key).state for key in keys]
    assert states == ["ended_low", "ended_low", "answering", "triage", "out_of_scope"]
    assert press.count == 27
    assert took < 60


def test_what_was_done_is_taken_back_with_u(visit, backlog):
    word, (key, _other) = backlog(2)
    page = visit("ines", f"/triage/?q={word}")
    press = Keys(page)
    press("j", "y", "n", "u")
    expect(row_of(page, key).locator("input[name=T2]:checked")).to_have_count(0)
    press(*ALL_NO, "f")
    expect(row_of(page, key)).to_contain_text("Low: no answer asks for more")
    with page.expect_response(lambda answer: "then=back" in (answer.request.post_data or "")):
        press("ArrowUp", "u")
    expect(row_of(page, key).locator("input:checked")).to_have_count(10)
    assert stored(visit.world, key).state == "triage"
    # As quickly as fingers go, while it is still on its way.
    with page.expect_response(lambda answer: "then=back" in (answer.request.post_data or "")):
        press("f", "ArrowUp", "u")
    expect(row_of(page, key).locator("input:checked")).to_have_count(10)


def test_what_cannot_be_sent_is_kept_and_sent_again(visit, backlog):
    word, (key, _other) = backlog(2)
    page = visit("ines", f"/triage/?q={word}")
    press = Keys(page)
    with visit.expecting("ERR_INTERNET_DISCONNECTED"):
        with without_network(page):
            press("j", "y", "n", "Enter")
            expect(row_of(page, key)).to_contain_text("Not saved: there is no connection")
            expect(row_of(page, key).locator("input[name=T2][value=no]")).to_be_checked()
        expect(row_of(page, key)).to_contain_text("8 questions left")
    with visit.world.acting("ines"):
        entries = AnswerSheet.objects.get(appraisal__partnership_id=key).entries
    assert {id: entry["value"] for id, entry in entries.items()} == {"T1": "yes", "T2": "no"}


def test_two_people_meet_in_one_row(visit, backlog):
    word, (key, _other) = backlog(2)
    first, second = (visit("ines", f"/triage/?q={word}") for _ in range(2))
    Keys(first)("j", "y", "n", "Enter")
    expect(row_of(first, key)).to_contain_text("8 questions left")
    Keys(second)("j", "y", "y", "Enter")
    expect(row_of(second, key)).to_contain_text("meanwhile: “No”. Yours: “Yes”")
    second.get_by_role("button", name="Keep mine").click()
    expect(row_of(second, key)).not_to_contain_text("meanwhile")
    with visit.world.acting("ines"):
        entries = AnswerSheet.objects.get(appraisal__partnership_id=key).entries
    assert entries["T2"]["value"] == "yes"


def test_help_and_keys_are_a_key_away(visit, backlog):
    word, _keys = backlog(1)
    page = visit("ines", f"/triage/?q={word}")
    press = Keys(page)
    press("j", "ArrowRight", "h")
    dialog = page.get_by_role("dialog", name="Help")
    expect(dialog).to_contain_text("critical technology area")
    expect(dialog).to_contain_text("What counts")
    press("Escape", "?")
    expect(page.get_by_role("dialog", name="Keys of the grid")).to_contain_text("whole row above")
    press("Escape")
    expect(page.locator("input[name=T2]").first).to_be_focused()


def test_without_scripts_a_row_is_a_form(visit, backlog):
    word, (key, other) = backlog(2)
    page = visit("ines", f"/triage/?q={word}", java_script_enabled=False)
    row = row_of(page, key)
    for question, value in steps.triage().items():
        row.locator(f"input[name={question}][value={value}]").check()
    row.get_by_role("button", name="Finish").click()
    expect(row_of(page, key)).to_contain_text("Low: no answer asks for more")
    row_of(page, key).get_by_role("button", name="Undo").click()
    expect(page.get_by_text("open again, with all its answers")).to_be_visible()
    expect(row_of(page, key).locator("input:checked")).to_have_count(10)
    row_of(page, other).locator("input[name=T2][value=no]").check()
    row_of(page, other).get_by_role("button", name="Save").click()
    expect(row_of(page, other)).to_contain_text("9 questions left")


def test_on_a_phone_a_row_is_a_record_of_large_choices(visit, backlog):
    word, (key,) = backlog(1)
    page = visit("ines", f"/triage/?q={word}", viewport=PHONE, has_touch=True)
    row = row_of(page, key)
    card = row.locator("[data-cell=T2] .pick").nth(1)
    expect(card).to_contain_text("Yes")
    box = card.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    card.tap()
    expect(row).to_contain_text("Full questionnaire: Critical technology")
    row.get_by_role("link", name=re.compile("^T2 Critical")).click()
    expect(page.get_by_role("dialog", name="Help")).to_contain_text("What counts")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide


def test_low_cases_are_decided_together(visit):
    title = steps.unlike("Comparative grammar")
    with visit.world.acting("ines") as by:
        partner = PartnerFactory(name="Tanah Hijau University", country="SG")
        scored(by, "K29", partnership=PartnershipFactory(title=title, partners=[partner]))
    page = visit("dora", "/decisions/low/")
    page.get_by_role("checkbox", name=title).check()
    expect(page.locator("[data-pick-count]")).to_have_text("Chosen: 1")
    page.get_by_role("button", name="Preview: proceed").click()
    heading(page, "One decision to proceed")
    page.get_by_role("button", name="Decide: proceed").click()
    heading(page, "One decision is on record")
    page.get_by_role("link", name=title).click()
    heading(page, "Proceed")
    expect(page.locator("main")).to_contain_text(title)
