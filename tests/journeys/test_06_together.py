"""Two colleagues answer one appraisal at the same time."""

from playwright.sync_api import expect

from tests.journeys import steps


def test_only_the_question_both_answered_asks_who_is_right(visit):
    world = visit.world
    row = world.partnership("Resilient satellite navigation", "Mesa Linda Works", country="US")
    appraisal = world.triaged(row, steps.triage(T2="yes"))
    address = f"/appraisals/{appraisal.pk}/section/A/"
    ines, ivo = visit("ines", address), visit("ivo", address)

    steps.answer(ines, {"A4": "yes"})
    steps.answer(ivo, {"A2": "trl7"})
    steps.choose(ivo, "A4", "no")
    slot = ivo.locator("#q-A4")
    expect(slot).to_contain_text("Two answers to this question")
    expect(slot).to_contain_text("Ines Officer answered this while you did")
    expect(ivo.locator("#q-A2")).not_to_contain_text("Two answers")
    expect(ivo.locator("#save-status")).to_contain_text("Not saved")

    slot.get_by_role("button", name="Keep mine").click()
    expect(slot).not_to_contain_text("Two answers to this question")
    ines.reload()
    expect(ines.locator("input[name='A4'][value='no']")).to_be_checked()
    expect(ines.locator("input[name='A2'][value='trl7']")).to_be_checked()
