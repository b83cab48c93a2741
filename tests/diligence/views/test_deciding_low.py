"""Deciding low cases: together from a list by way of a preview, and alone in one step."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from diligence.actions import grid, treat
from diligence.actions.answer import Save
from diligence.models import Appraisal, Decision, Partnership
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory, UnitFactory, limited_to
from tests.factories.consultations import scored
from tests.factories.decisions import LOW, MEDIUM

pytestmark = pytest.mark.django_db

LIST = "/decisions/low/"
SAYS = {"reasons": "Nothing asks for more.", "expires_on": "2029-01-31"}


@pytest.fixture
def case(baseline, ines):
    """`case("K29")`: a scored appraisal of Ines's organisation."""

    def make(name: str = LOW) -> Appraisal:
        with acting_for(ines.organisation):
            return scored(ines.actor, name)

    return make


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main.replace("<", " <"))))


def preview(client, *rows: Appraisal, **given):
    return client.post(LIST, {"case": [str(row.pk) for row in rows]} | SAYS | given)


def shown(response) -> list[str]:
    return [f"{row['appraisal']}@{row['digest']}" for row in response.context["rows"]]


def count_of(who) -> int:
    with acting_for(who.organisation):
        return Decision.objects.count()


def test_the_list_shows_what_each_decision_would_rest_on(case, ines, browse):
    case()
    told = text_of(browse(ines).get(LIST))
    assert "One low case waits for its decision" in told
    for words in ("Low", "Measures none", "Legal check none", "Advice not asked", "don't know"):
        assert words in told, words


def test_nothing_is_decided_before_the_preview_is_confirmed(case, ines, browse):
    one, two, client = case(), case(), browse(ines)
    page = preview(client, one, two)
    assert "2 decisions to proceed" in text_of(page)
    assert "never changed or undone" in text_of(page)
    assert count_of(ines) == 0
    body = {"then": "decide", "shown": shown(page)} | SAYS
    told = text_of(client.post(LIST, body))
    assert "2 decisions are on record" in told
    assert "decide anew" in told
    assert count_of(ines) == 2
    assert "No low case waits" in text_of(client.get(LIST))


def test_all_of_the_list_are_taken_from_every_page(case, ines, browse):
    for _ in range(3):
        case()
    page = preview(browse(ines), all="1")
    assert len(shown(page)) == 3


def test_what_cannot_be_decided_here_is_named_with_the_way_to_it(case, ines, browse):
    low, planned, medium = case(), case(), case(MEDIUM)
    with acting_for(ines.organisation):
        treat.choose(planned.pk, ["M17"], by=ines.actor)
    client = browse(ines)
    assert "By itself: Measures are planned" in text_of(client.get(LIST))
    page = preview(client, low, planned, medium)
    assert len(shown(page)) == 1
    told = text_of(page)
    assert "2 cases can't be decided here" in told
    assert "Measures are planned" in told
    assert "not low" in told
    assert reverse("diligence:decision", args=[planned.pk]) in page.content.decode()


def test_refused_ones_are_listed_beside_those_taken(case, ines, browse):
    moved, kept = case(), case()
    client = browse(ines)
    page = preview(client, moved, kept)
    with acting_for(ines.organisation):
        Partnership.objects.filter(pk=moved.partnership_id).update(funding_source="Another")
    told = text_of(client.post(LIST, {"then": "decide", "shown": shown(page)} | SAYS))
    assert "One decision is on record" in told
    assert "One case was not decided" in told
    assert "has changed meanwhile" in told


def test_sending_the_confirmation_again_decides_nothing_anew(case, ines, browse):
    client = browse(ines)
    body = {"then": "decide", "shown": shown(preview(client, case()))} | SAYS
    client.post(LIST, body)
    told = text_of(client.post(LIST, body))
    assert "Nothing was decided" in told
    assert "decided already" in told
    assert count_of(ines) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reasons": ""}, "Say why"),
        ({"reasons": "x" * 4001}, "At most 4000"),
        ({"expires_on": ""}, "required"),
        ({"expires_on": "2020-01-01"}, "after today"),
        ({"expires_on": "2099-01-01"}, "at most 5 years"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_on_both_pages(case, ines, browse, change, says):
    row, client = case(), browse(ines)
    page = preview(client, row, **change)
    assert page.status_code == 400
    assert says in text_of(page)
    assert page.context["rows"][0]["ticked"]
    body = {"then": "decide", "shown": shown(preview(client, row))} | SAYS | change
    answer = client.post(LIST, body)
    assert (answer.status_code, len(shown(answer))) == (400, 1)
    assert says in text_of(answer)
    assert count_of(ines) == 0


def test_choosing_nothing_keeps_what_was_typed(case, ines, browse):
    case()
    page = preview(browse(ines), reasons="Typed before.")
    assert page.status_code == 400
    assert "Choose at least one case" in text_of(page)
    assert "Typed before." in page.content.decode()


def test_the_standard_reason_is_the_one_used_last(case, ines, browse):
    client = browse(ines)
    assert "The appraisal came out low" in client.get(LIST).context["form"]["reasons"].value()
    page = preview(client, case(), case())
    client.post(LIST, {"then": "decide", "shown": shown(page)} | SAYS)
    case()
    assert client.get(LIST).context["form"]["reasons"].value() == SAYS["reasons"]


@pytest.mark.parametrize(
    "sent", ["", "x", "1@2", "g" * 36 + "@" + "0" * 64, "-" * 36 + "@" + "0" * 64]
)
def test_forged_lists_decide_nothing(case, ines, browse, sent):
    case()
    answer = browse(ines).post(LIST, {"then": "decide", "shown": [sent]} | SAYS)
    assert answer.status_code == 200
    assert "Nothing was decided" in text_of(answer)
    assert count_of(ines) == 0


def test_what_ended_at_triage_needs_no_decision(case, ines, browse):
    with acting_for(ines.organisation):
        saves = {f"T{n}": Save("yes" if n == 1 else "no") for n in range(1, 11)}
        grid.save_row(PartnershipFactory().pk, by=ines.actor, saves=saves, finish=True)
    told = text_of(browse(ines).get(LIST))
    assert "One partnership ended at triage: it needs no decision." in told


def test_a_member_limited_to_other_units_sees_and_decides_nothing(case, ines, dora, browse):
    row = case()
    page = preview(browse(dora), row)
    with acting_for(ines.organisation):
        limited_to(ines, UnitFactory())
    client = browse(ines)
    assert client.get(LIST).context["rows"] == []
    client.post(LIST, {"then": "decide", "shown": shown(page)} | SAYS)
    assert count_of(ines) == 0


def test_stewards_do_not_decide(case, stella, browse):
    assert browse(stella).get(LIST).status_code == 403
    assert browse(stella).post(LIST, SAYS).status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(case, ines, browse):
    client = browse(ines)
    case()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(5):
        case()
    with CaptureQueriesContext(connection) as six:
        assert len(client.get(LIST).context["rows"]) == 6
    assert len(six) == len(one)


@pytest.mark.parametrize("page", ["result", "partnership"])
def test_a_low_case_is_decided_in_one_step_where_it_is_read(case, ines, browse, page):
    row, client = case(), browse(ines)
    paths = {
        "result": reverse("diligence:appraisal-result", args=[row.pk]),
        "partnership": reverse("diligence:partnership-detail", args=[row.partnership_id]),
    }
    found = client.get(paths[page])
    step = found.context["step"]
    assert "The decision is bound to these facts" in text_of(found)
    body = {
        "verdict": "proceed",
        "reasons": step["reasons"],
        "expires_on": step["expires_on"].isoformat(),
        "shown": step["shown"],
    }
    answer = client.post(step["row"]["decide_url"], body)
    assert answer.status_code == 302
    with acting_for(ines.organisation):
        taken = Decision.objects.get()
    assert (taken.verdict, taken.basis_digest) == ("proceed", step["row"]["digest"])
    assert client.get(paths[page]).context["step"] is None


def test_the_one_step_is_offered_only_where_nothing_is_left_to_weigh(
    case, ines, dora, stella, browse
):
    medium = case(MEDIUM)
    path = reverse("diligence:appraisal-result", args=[medium.pk])
    assert browse(dora).get(path).context["step"] is None
    low = case()
    path = reverse("diligence:appraisal-result", args=[low.pk])
    assert browse(stella).get(path).context["step"] is None
    assert browse(ines).get(path).context["step"] is not None
    with acting_for(ines.organisation):
        treat.choose(low.pk, ["M17"], by=ines.actor)
    assert browse(ines).get(path).context["step"] is None


def test_the_list_of_decisions_leads_to_the_low_ones(case, ines, browse):
    case()
    page = browse(ines).get("/decisions/?show=officer").content.decode()
    assert f'href="{LIST}"' in page
