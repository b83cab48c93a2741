"""The triage grid: its rows, one row sent with and without scripts, what is told, what it costs."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from diligence.actions import grid
from diligence.actions.answer import Save
from diligence.models import AnswerSheet, Appraisal, Partnership
from portal import clock
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db

GRID = "/triage/"
LOW = {"T1": "yes"} | {f"T{n}": "no" for n in range(2, 11)}
ALONE = {"HTTP_X_REQUESTED_WITH": "grid"}


@pytest.fixture
def row(baseline, ines) -> Partnership:
    with acting_for(ines.organisation):
        partner = PartnerFactory(name="Sakura Institute", country="JP")
        return PartnershipFactory(
            title="Coastal sediment archive",
            starts_on=clock.today() + timedelta(days=9),
            partners=[partner],
        )


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def address(row: Partnership) -> str:
    return reverse("diligence:triage-row", args=[row.pk])


def drawn(response, row: Partnership):
    return next(each for each in response.context["rows"] if each["id"] == row.pk)


def sent(client, row: Partnership, **given) -> dict[str, object]:
    """What the row posts as the page drew it, and what somebody chose in it."""
    shown = drawn(client.get(GRID), row)
    answers = {cell["id"]: cell["value"] for cell in shown["cells"] if cell["value"]}
    asked = [cell["id"] for cell in shown["cells"] if cell["asked"]]
    return {"seen": shown["seen"], "ask": asked, "page": "0000000a"} | answers | given


def test_a_row_tells_what_is_needed_to_answer_it(row, ines, browse):
    page = browse(ines).get(GRID)
    told = text_of(page)
    for words in ("Coastal sediment archive", "Sakura Institute", "Japan", "within two months"):
        assert words in told
    assert "1 of 1 left" in told
    assert [cell["id"] for cell in drawn(page, row)["cells"]] == [f"T{n}" for n in range(1, 11)]
    assert "Partner outside the EU/EEA" in told
    assert "Why we ask" in told


def test_nothing_is_chosen_before_somebody_chooses(row, ines, browse):
    page = browse(ines).get(GRID).content.decode()
    assert page.count('type="radio"') == 30
    assert not re.search(r"<input[^>]* checked", page)


def test_without_scripts_a_row_is_saved_and_the_page_comes_back_at_the_next(row, ines, browse):
    client = browse(ines)
    with acting_for(ines.organisation):
        after = PartnershipFactory()
    answer = client.post(
        address(row),
        sent(client, row, T1="yes", T2="no") | {"next": str(after.pk), "here": "starts=60&evil=1"},
    )
    assert answer.status_code == 302
    assert answer.url == f"{GRID}?starts=60#row-{after.pk}"
    page = client.get(GRID)
    assert "8 questions left" in text_of(page)


def test_without_scripts_a_finished_row_says_its_rule_and_can_be_taken_back(row, ines, browse):
    client = browse(ines)
    answer = client.post(address(row), sent(client, row, **LOW) | {"then": "finish"}, follow=True)
    told = text_of(answer)
    assert "Low: no answer asks for more" in told
    assert "Undo" in told
    assert "0 of 1 left, 1 done today" in told
    back = client.post(address(row), {"then": "back"}, follow=True)
    assert "open again, with all its answers" in text_of(back)
    assert drawn(client.get(GRID), row)["ready"]


@pytest.mark.parametrize(
    ("change", "says", "links"),
    [
        ({"T1": "no"}, "Out of scope: Partner outside the EU/EEA – No", ["Undo"]),
        (
            {"T2": "yes"},
            "Full questionnaire: Critical technology or protected field – Yes",
            ["Answer in full", "full questionnaire has begun"],
        ),
        (
            {"T4": "yes"},
            "The hub and the full questionnaire: EU restrictive measures – Yes",
            ["Look at what would travel", "Answer in full"],
        ),
    ],
)
def test_every_route_is_said_with_its_answers(row, ines, browse, change, says, links):
    client = browse(ines)
    body = sent(client, row, **(LOW | change)) | {"then": "finish"}
    told = unescape(strip_tags(client.post(address(row), body, **ALONE).content.decode()))
    for words in [says, *links]:
        assert words in told


def test_scripts_get_the_row_alone_and_how_far_the_backlog_is(row, ines, browse):
    client = browse(ines)
    answer = client.post(address(row), sent(client, row, T1="yes"), **ALONE)
    page = answer.content.decode()
    assert page.lstrip().startswith("<table><tbody>")
    assert "grid-standing" in page
    assert "<html" not in page


def test_an_unfinished_row_names_what_is_missing(row, ines, browse):
    client = browse(ines)
    answer = client.post(address(row), sent(client, row, T1="yes") | {"then": "finish"})
    assert answer.status_code == 200
    assert "Still to be answered: T2, T3" in text_of(answer)
    assert sum(cell["missing"] for cell in drawn(answer, row)["cells"]) == 9


def test_a_conflict_is_told_in_the_row_and_settled_there(row, ines, browse, dora, university_a):
    client = browse(ines)
    body = sent(client, row, T2="yes")
    with acting_for(university_a):
        grid.save_row(row.pk, by=ines.actor, saves={"T2": Save("no", revision=0)}, page="other")
    answer = client.post(address(row), body)
    assert "Ines Officer answered T2" in text_of(answer)
    cell = next(each for each in drawn(answer, row)["cells"] if each["id"] == "T2")
    assert (cell["value"], cell["wrong"]) == ("yes", True)
    # What the page would post now settles nothing by itself.
    again = body | {"seen": drawn(answer, row)["seen"]}
    assert drawn(client.post(address(row), again), row)["conflicts"]
    settled = client.post(address(row), again | {"mine": "T2@1"}, **ALONE)
    assert "meanwhile" not in settled.content.decode()
    with acting_for(university_a):
        assert AnswerSheet.objects.get().entries["T2"]["value"] == "yes"


def test_theirs_is_kept_when_that_is_chosen(row, ines, browse, university_a):
    client = browse(ines)
    body = sent(client, row, T2="yes", T3="no")
    with acting_for(university_a):
        grid.save_row(row.pk, by=ines.actor, saves={"T2": Save("no", revision=0)}, page="other")
    client.post(address(row), body | {"theirs": "T2@1"}, **ALONE)
    with acting_for(university_a):
        entries = AnswerSheet.objects.get().entries
    assert (entries["T2"]["value"], entries["T3"]["value"]) == ("no", "no")


def test_a_row_that_left_the_backlog_says_so_and_keeps_what_was_chosen(row, ines, browse):
    client = browse(ines)
    body = sent(client, row, T2="yes")
    with acting_for(ines.organisation):
        saves = {id: Save(value) for id, value in LOW.items()}
        grid.save_row(row.pk, by=ines.actor, saves=saves, finish=True)
    answer = client.post(address(row), body)
    assert "It has left the backlog meanwhile: Ended at triage: low." in text_of(answer)


def test_marks_for_a_colleague_lead_to_the_page_that_asks(row, ines, browse):
    client = browse(ines)
    client.post(address(row), sent(client, row, ask=["T7", "T2"]))
    page = client.get(GRID + "?show=ask")
    with acting_for(ines.organisation):
        appraisal = Appraisal.objects.get()
    assert drawn(page, row)["asks"] == {
        "names": "T2, T7",
        "url": reverse("diligence:colleague-ask", args=[appraisal.pk]) + "?question=T2&question=T7",
    }
    client.post(address(row), sent(client, row, T2="no", ask=["T2", "T7"]))
    assert drawn(client.get(GRID), row)["asks"]["names"] == "T7"


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"answers": 3, "asked": []}', "x" * 9000])
def test_a_forged_state_overwrites_nobody(row, ines, browse, seen):
    with acting_for(ines.organisation):
        grid.save_row(row.pk, by=ines.actor, saves={"T2": Save("no", revision=0)}, page="other")
    answer = browse(ines).post(address(row), {"seen": seen, "T2": "yes"})
    assert "answered T2" in text_of(answer)


def test_another_editions_triage_is_answered_on_its_own_page(row, ines, browse, monkeypatch):
    from diligence.views.grid_rows import Grid

    with acting_for(ines.organisation):
        grid.save_row(row.pk, by=ines.actor, saves={"T2": Save("no")})
    monkeypatch.setattr(Grid, "_same_questions", lambda *_: False)
    assert "begun with another edition" in text_of(browse(ines).get(GRID))


def test_the_list_of_today_shows_and_reopens(row, ines, browse):
    client = browse(ines)
    assert "Nothing was finished today" in text_of(client.get(GRID + "?show=done"))
    client.post(address(row), sent(client, row, **LOW) | {"then": "finish"})
    page = client.get(GRID + "?show=done")
    assert "Low: no answer asks for more" in text_of(page)
    answer = client.post(address(row), {"then": "back", "here": "show=done"})
    assert answer.url == f"{GRID}?show=done"


def test_empty_lists_say_what_comes_next(baseline, ines, browse):
    client = browse(ines)
    assert "Register the first" in text_of(client.get(GRID))
    with acting_for(ines.organisation):
        PartnershipFactory(appraisal_state="ended_low")
    assert "Every partnership is triaged" in text_of(client.get(GRID))
    with acting_for(ines.organisation):
        PartnershipFactory()
    assert "No partnership matches" in text_of(client.get(GRID + "?q=nothing+like+it"))
    assert "No question waits" in text_of(client.get(GRID + "?show=ask"))


def test_without_a_questionnaire_it_says_who_publishes_one(ines, browse):
    with acting_for(ines.organisation):
        row = PartnershipFactory()
    client = browse(ines)
    assert "No questionnaire is published" in text_of(client.get(GRID))
    assert client.post(address(row), {"T1": "yes"}).status_code == 403


def test_addresses_that_mean_nothing_show_the_backlog(row, ines, browse):
    client = browse(ines)
    for query in ("after=x", "rows=7", "unit=1", "batch=-", "starts=soon", "area=%00", "done=1"):
        page = client.get(f"{GRID}?{query}")
        assert (page.status_code, len(page.context["rows"])) == (200, 1), query


def test_a_member_limited_to_other_units_gets_no_row(row, ines, browse):
    with acting_for(ines.organisation):
        limited_to(ines, UnitFactory())
    client = browse(ines)
    assert client.get(GRID).context["rows"] == []
    assert client.post(address(row), {"T1": "yes"}).status_code == 404


def test_a_decider_does_not_triage(row, dora, browse):
    assert browse(dora).get(GRID).status_code == 403
    assert browse(dora).post(address(row), {"T1": "yes"}).status_code == 403


def test_a_page_costs_the_same_with_one_row_and_with_fifty(row, ines, browse):
    client = browse(ines)
    client.get(GRID)
    with CaptureQueriesContext(connection) as one:
        client.get(GRID + "?rows=50")
    with acting_for(ines.organisation):
        rows = [PartnershipFactory(unit=UnitFactory()) for _ in range(49)]
        for each in rows[:20]:
            grid.save_row(each.pk, by=ines.actor, saves={"T1": Save("yes")})
    with CaptureQueriesContext(connection) as fifty:
        page = client.get(GRID + "?rows=50")
    assert len(page.context["rows"]) == 50
    # A row that is under way brings the answers: one statement for all of them.
    assert len(fifty) <= len(one) + 1


def test_what_a_row_was_drawn_with_is_small_and_names_no_person(row, ines, browse):
    client = browse(ines)
    client.post(address(row), sent(client, row, **LOW))
    seen = json.loads(drawn(client.get(GRID), row)["seen"])
    assert seen["answers"]["T2"] == ["no", 1]
    assert set(seen) == {"answers", "asked"}


def test_the_start_page_and_the_list_of_appraisals_lead_here(row, ines, browse):
    client = browse(ines)
    assert f'href="{GRID}"' in client.get("/appraisals/").content.decode()
    assert f'href="{GRID}"' in client.get("/").content.decode()
