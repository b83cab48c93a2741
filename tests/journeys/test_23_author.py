"""A steward builds a questionnaire in the browser: questions, a condition, the score, a case."""

import re
import secrets

from playwright.sync_api import Page, expect

from tests.journeys.steps import heading, key_in, says, tick


def begin(page: Page) -> str:
    """A draft of the steward's own with all of the baseline; ends on its outline."""
    mark = secrets.token_hex(3)
    page.goto("/questionnaires/drafts/new/")
    page.locator("input[name=start][value*='eu-baseline']").first.check(force=True)
    page.get_by_label("Title").fill(f"Journey {mark}")
    page.get_by_role("textbox", name="Key").fill(f"journey-{mark}")
    page.get_by_label("Edition").fill("1")
    page.get_by_role("button", name="Begin").click()
    key = key_in(page)
    page.goto(f"/questionnaires/drafts/{key}/")
    heading(page, f"Journey {mark} 1")
    return f"/questionnaires/drafts/{key}"


def lines(page: Page) -> list[str]:
    """The codes of the questions in their order on the outline."""
    return [str(row.get_attribute("data-id")) for row in page.locator(".outline__row").all()]


def test_a_steward_builds_tries_and_keeps_a_question(visit):
    page = visit("stella", "/questionnaires/")
    base = begin(page)
    page.get_by_role("link", name="Add a question", exact=True).click()
    page.get_by_label("Question", exact=False).first.fill("Does the partner ask for secrecy?")
    tick(page, "Yes, no or don't know")
    page.get_by_label("Section").select_option("A")
    page.get_by_label("Code").fill("A50")
    page.get_by_role("button", name="Add the question").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("A50")

    # What it brings about follows what is typed.
    page.locator("[name=option-1-points]").fill("3")
    page.locator("[name='feed-KT.S']").fill("2")
    page.locator("[name='feed-KT.S']").blur()
    expect(page.locator("#beside")).to_contain_text("Adds up to 6 points")

    # The condition is completed while typing, and said in words.
    field = page.locator("#id_condition")
    field.click()
    field.press_sequentially("${A2")
    page.locator(".suggest__item").filter(has_text=re.compile("^A2")).click()
    field.press_sequentially(" = 'tr")
    page.locator(".suggest__item").filter(has_text=re.compile("^trl7")).click()
    expect(field).to_have_value("${A2} = 'trl7'")
    expect(page.locator("#explained")).to_contain_text("Holds when “Technology readiness” is")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status").first).to_contain_text("Changed question A50")

    # It is asked, and its points appear, as an officer answers.
    page.goto(f"{base}/preview/?case=K29")
    page.locator("label[for=A2_3]").click()
    expect(page.locator("#q-A50")).to_contain_text("Does the partner ask for secrecy?")
    page.locator("label[for=A50_1]").click()
    expect(page.locator("#comes-to")).to_contain_text("A50 ·")
    page.get_by_role("button", name="Keep as worked case").click()
    page.get_by_label("Title").fill("Secrecy close to use")
    page.get_by_label("Facts").fill("The partner wanted nothing published.")
    page.get_by_label("Why this outcome is right").fill("Secrecy near use weighs.")
    page.get_by_role("button", name="Keep the case").click()
    expect(page.get_by_role("row", name=says("Secrecy close to use"))).to_contain_text("nothing")


def test_the_outline_by_keyboard_and_undo(visit):
    page = visit("stella", "/questionnaires/")
    begin(page)
    before = lines(page)
    page.locator("[data-id=A2] .outline__title").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".outline__row").first).to_have_attribute("data-id", "A2")
    expect(page.locator("[data-id=A2] .outline__title")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".outline__row").nth(1)).to_have_attribute("data-id", "A2")
    page.get_by_role("button", name="Remove A3").click()
    expect(page.locator("[data-id=A3]")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-id=A3]")).to_have_count(1)
    assert lines(page) == before


def test_a_question_is_dragged_to_another_place(visit):
    page = visit("stella", "/questionnaires/")
    begin(page)
    # Both in the middle of the window: nothing may scroll between the press and the first move.
    page.locator("[data-id=A2]").evaluate("row => row.scrollIntoView({block: 'center'})")
    page.locator("[data-id=A3] [data-handle]").drag_to(page.locator("[data-id=A1]"))
    expect(page.locator(".outline__row").first).to_have_attribute("data-id", "A3")


def test_without_scripts_all_of_it_works(visit):
    page = visit("stella", "/questionnaires/", java_script_enabled=False)
    base = begin(page)
    page.get_by_role("button", name="Move A2 up").click()
    assert lines(page)[0] == "A2"
    page.get_by_role("link", name="Move A2 elsewhere").click()
    page.get_by_label("Place before").select_option("C2")
    page.get_by_role("button", name="Move it").click()
    order = lines(page)
    assert order.index("A2") == order.index("C2") - 1

    page.goto(f"{base}/questions/A4/")
    page.get_by_role("button", name="Move answer 2 up").click()
    page.get_by_text("Put it together from a list").click()
    page.get_by_label("Question and answer").select_option("C1:yes")
    page.get_by_role("button", name="Add it to the condition").click()
    expect(page.locator("#id_condition")).to_have_value("${C1} = 'yes'")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.goto(f"{base}/questions/A4/")
    expect(page.locator("#id_condition")).to_have_value("${C1} = 'yes'")

    page.goto(f"{base}/preview/?case=K01")
    page.get_by_role("button", name="Show what this comes to").last.click()
    expect(page.locator("#comes-to")).to_contain_text("Refer")
