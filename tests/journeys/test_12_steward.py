"""What a steward keeps: units, members, settings, and keys for other systems."""

import json
import re
import urllib.error
import urllib.request

from playwright.sync_api import expect

from tests.journeys.steps import heading, says, tick


def test_units_are_added_renamed_closed_and_opened(visit):
    page = visit("stella", "/units/")
    page.get_by_label("Name").fill("School of Computing")
    page.get_by_role("button", name="Add the unit").click()
    page.get_by_role("link", name="School of Computing").click()
    page.get_by_label("Name").fill("School of Informatics")
    page.get_by_role("button", name="Rename").click()
    page.goto("/units/")
    page.get_by_role("link", name="School of Informatics").click()
    page.get_by_role("button", name="Close the unit").click()
    page.goto("/units/")
    expect(page.get_by_role("row", name=says("School of Informatics"))).to_contain_text("Closed")
    page.get_by_role("link", name="School of Informatics").click()
    page.get_by_role("button", name="Reopen the unit").click()
    page.goto("/units/")
    expect(page.get_by_role("row", name=says("School of Informatics"))).to_contain_text("Offered")


def test_a_member_is_limited_to_a_unit_and_sees_only_that(visit):
    page = visit("stella", "/members/")
    row = page.get_by_role("row").filter(has_text="Lino Limited")
    expect(row).to_contain_text("Faculty of Science")
    lino = visit("lino", "/partnerships/")
    expect(lino.get_by_role("link", name="Coastal sediment archive")).to_be_visible()
    expect(lino.get_by_role("link", name="Medieval trade routes")).to_have_count(0)
    with visit.expecting("404"):
        lino.goto(f"/partnerships/{visit.world.ids['full']}/")
        expect(lino.get_by_role("heading", level=1)).to_be_visible()
        assert lino.title().startswith(("Not found", "No page", "There is", "This page"))


def test_an_invitation_is_renewed_and_revoked(visit):
    page = visit("stella", "/members/invite/")
    page.get_by_label("E-mail address").fill("wait@university-a.example")
    tick(page, "Steward")
    page.get_by_role("button", name="Invite", exact=True).click()
    first = page.locator(".secret code").inner_text()
    page.goto("/members/")
    page.get_by_role("button", name=says("wait@university-a.example")).first.click()
    second = page.locator(".secret code").inner_text()
    assert first != second
    page.goto("/members/")
    page.get_by_role("link", name=says("wait@university-a.example")).last.click()
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_role("status").first).to_contain_text("revoked")


def test_measuring_minutes_is_switched_off_and_on(visit):
    page = visit("stella", "/settings/")
    box = page.get_by_label("Measure active minutes per appraisal")
    for wanted in (False, True):
        box.set_checked(wanted)
        page.get_by_role("button", name="Save").click()
        page.goto("/settings/")
        expect(box).to_be_checked(checked=wanted)


def _ask(address: str, token: str) -> tuple[int, dict[str, object]]:
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=15) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def test_a_token_opens_the_interface_for_another_system_until_it_is_revoked(visit):
    page = visit("ines", "/tokens/")
    page.get_by_role("link", name="Make a token").first.click()
    page.get_by_label("Name").fill("Grant office import")
    page.get_by_role("button", name="Make the token").click()
    heading(page, "Copy the token now")
    secret = page.locator(".secret code").inner_text().strip()
    interface = f"{visit.world.stack.url}/api/v1/partnerships/?q=Coastal"
    status, told = _ask(interface, secret)
    assert status == 200
    assert "Coastal sediment archive" in json.dumps(told)
    assert "Foreign to the others" not in json.dumps(told)

    page.goto("/tokens/")
    page.get_by_role("button", name=re.compile("Revoke.*Grant office import")).click()
    assert _ask(interface, secret)[0] in {401, 403}
