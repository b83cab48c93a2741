"""What people do on the pages, in words that a journey can be read in."""

import re
import secrets
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.factories.appraisals import answers_of

SECTIONS = "ABCDEFGHI"
FROM_REGISTER = frozenset({"B1", "B2"})
"""Questions whose answers the register offers to tick."""


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The page's one heading says this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def says(text: str) -> re.Pattern[str]:
    """The same words, whatever white space and neighbours the page gives them."""
    return re.compile(re.escape(text))


def key_in(page: Page) -> uuid.UUID:
    """The key in the page's address."""
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", page.url)
    assert found, page.url
    return uuid.UUID(found.group())


def tick(page: Page | Locator, label: str) -> None:
    """Choose an option card by what it says; its label lies over the control."""
    page.locator("label.option__label").get_by_text(label, exact=True).click()


def _card(page: Page, name: str, value: str) -> None:
    control = page.locator(f"input[name='{name}'][value='{value}']")
    if not control.is_checked():
        page.locator(f"label[for='{control.get_attribute('id')}']").click()
        expect(control).to_be_checked()


# -- registering -------------------------------------------------------------------------------
def describe_partner(page: Page, at: int, name: str, country: str, city: str = "") -> None:
    """A partner that is not on record yet, in row `at`."""
    row = page.locator(".partner-row").nth(at)
    row.locator("input[name$='-name']").fill(name)
    row.get_by_label("Country").select_option(label=country)
    row.get_by_label("City").fill(city)


def unlike(title: str) -> str:
    """A title that no other run of the journeys has registered."""
    return f"{title} {secrets.token_hex(3)}"


def register(page: Page, title: str, partner: str = "Tanah Hijau University") -> uuid.UUID:
    """The shortest way into the register; ends on the partnership's page."""
    title = unlike(title)
    page.goto("/partnerships/new/")
    page.get_by_label("Title").fill(title)
    describe_partner(page, 0, partner, "Singapore")
    page.get_by_role("button", name="Register partnership").last.click()
    heading(page, title)
    return key_in(page)


# -- answering ---------------------------------------------------------------------------------
def choose(page: Page, question: str, value: Any) -> None:
    """Answer one question with the mouse."""
    if question in FROM_REGISTER:
        for box in page.locator(f"input[name='{question}']").all():
            _card(page, question, str(box.get_attribute("value")))
        return
    control = page.locator(f"[name='{question}']").first
    kind = control.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        for code in value if isinstance(value, list) else [value]:
            _card(page, question, code)
    else:
        control.fill(str(value))
        control.blur()


def is_saved(page: Page, question: str) -> None:
    """The answer carries the mark of who stated it: it is stored."""
    expect(page.locator(f"#{question}-mark summary")).to_contain_text("Who answered")


def answer(page: Page, answers: Mapping[str, Any], *, scripts: bool = True) -> None:
    """Answer these questions of the page one after the other."""
    for question, value in answers.items():
        choose(page, question, value)
        if scripts:
            is_saved(page, question)


def triage(**answers: str) -> dict[str, str]:
    """All ten triage answers: 'no' but to the first and to those named."""
    return {f"T{n}": "no" for n in range(1, 11)} | {"T1": "yes"} | answers


def answers_in(section: str, case: str, **change: Any) -> dict[str, Any]:
    """The answers of a worked case in one section, but for those that only follow another."""
    told = answers_of(case) | {"I5": "A long time series nobody else has."} | change
    hidden = set()
    if told["C1"] == "no":
        hidden |= {"C2", "C3", "C4", "C5", "C6"}
    if told["D6"] != "control":
        hidden.add("G6")
    if told["H2"] == "no":
        hidden.add("H3")
    wanted = [id for id in told if id[0] == section and id not in hidden]
    return {id: told[id] for id in sorted(wanted, key=lambda id: int(id[1:]))}


def fill_in(
    page: Page, case: str, sections: Iterable[str], *, scripts: bool, **change: Any
) -> None:
    """Section after section, from the first of them on; ends where the last one leads."""
    for section in sections:
        expect(page).to_have_url(re.compile(f"/section/{section}/"))
        told = answers_in(section, case, **change)
        causes = {id: told[id] for id in ("C1", "H2") if id in told and not scripts}
        if any(value == "yes" for value in causes.values()):
            # Without scripts a save brings the questions that follow.
            answer(page, causes, scripts=False)
            page.get_by_role("button", name="Save and continue").click()
            expect(page.get_by_text(re.compile("new questions? appeared"))).to_be_visible()
        answer(page, told, scripts=scripts)
        page.get_by_role("button", name=re.compile("^Save and (continue|check)$")).click()
        expect(page).not_to_have_url(re.compile(f"/section/{section}/"))
