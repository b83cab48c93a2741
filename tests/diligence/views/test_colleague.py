"""The officer's side: asking, looking after links, settling replies where the questions stand."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from diligence.actions import answer, appraise, colleague, contribute, score, treat
from diligence.actions.colleague import Letter
from diligence.actions.contribute import Given
from diligence.domain.sheet import Save
from diligence.models import AnswerSheet, ChosenMeasure, ColleagueRequest, Proposal
from portal import clock
from portal.authority import bearer
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import in_questions
from tests.factories import UnitFactory, limited_to
from tests.factories.appraisals import submitted
from tests.factories.decisions import MEDIUM, decided, planned

HTMX = {"HX-Request": "true"}


@pytest.fixture
def appraisal(baseline, ines):
    with acting_for(ines.organisation):
        row = in_questions(ines.actor)
        assert row.partnership.title
        return row


@pytest.fixture
def officer(browse, ines):
    return browse(ines)


@pytest.fixture
def replied(appraisal, ines):
    """`replied(A2="trl3")`: Lee was asked, and has sent this off."""

    def asked(to="Lee", **answers):
        with acting_for(ines.organisation, user=ines.user.pk):
            row, _link = colleague.ask(appraisal.pk, list(answers), Letter(to), by=ines.actor)
            given = {id: Given(value, f"{to} says") for id, value in answers.items()}
            assert not contribute.keep(row.pk, given, by=bearer(to))
            contribute.send(row.pk, by=bearer(to))
            rows = {p.question: p for p in Proposal.objects.filter(request=row)}
        return row, rows

    return asked


def url(name, pk, **query) -> str:
    found = reverse(f"diligence:{name}", args=[pk])
    return f"{found}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else found


def html(response) -> str:
    return response.content.decode()


def entries(ines) -> dict:
    with acting_for(ines.organisation):
        return AnswerSheet.objects.get().entries


def requests(ines) -> list[ColleagueRequest]:
    with acting_for(ines.organisation):
        return list(ColleagueRequest.objects.all())


def ticked(response) -> set[str]:
    found = re.findall(r'name="questions"[^>]*value="(\w+)"[^>]*checked', html(response), re.DOTALL)
    return set(found)


LETTER = {"to_name": "Lee Researcher", "to_email": "", "message": "Please", "days": "14"}


def test_asking_shows_the_link_once(officer, appraisal, ines):
    data = LETTER | {"questions": ["A2", "I5"], "shows_title": "on"}
    response = officer.post(url("colleague-ask", appraisal.pk), data)
    (link,) = set(re.findall(r"/ask/colleague_[\w-]+/", html(response)))
    (row,) = requests(ines)
    assert (row.questions, row.parts, row.to_name) == (["A2", "I5"], ["title"], "Lee Researcher")
    assert officer.get(link).status_code == 200
    for name in ("colleague-list", "colleague-ask", "colleague-request"):
        key = row.pk if name == "colleague-request" else appraisal.pk
        assert link not in html(officer.get(url(name, key)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"questions": []}, "Choose at least one question."),
        ({"to_name": ""}, "This field is required."),
        ({"to_email": "lee@"}, "Enter a valid email address."),
        ({"days": "90"}, "less than or equal to 60"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"questions": ["T1"]}, "answered at this point"),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(officer, appraisal, ines, change, told):
    data = LETTER | {"questions": ["A2"]} | change
    page = officer.post(url("colleague-ask", appraisal.pk), data)
    assert page.status_code == 200
    assert told in html(page)
    assert "Please" in html(page)
    assert requests(ines) == []


def test_quick_choices_tick_and_keep_what_was_typed(officer, appraisal, ines):
    with acting_for(ines.organisation):
        saves = {"A2": Save("trl3"), "B5": Save("unknown")}
        assert not answer.save(appraisal.pk, by=ines.actor, saves=saves).problems
    address = url("colleague-ask", appraisal.pk)
    picked = officer.post(address, LETTER | {"pick": "unknown", "questions": ["A2"]})
    assert ticked(picked) == {"A2", "B5"}
    assert "Lee Researcher" in html(picked)
    everything = ticked(officer.post(address, LETTER | {"pick": "unanswered"}))
    assert "A2" not in everything
    assert {"A1", "I5"} <= everything
    section = ticked(officer.post(address, LETTER | {"pick": "section:E"}))
    assert section == {"E1", "E2", "E3", "E4"}
    assert {"A3", "A5", "G1"} <= ticked(officer.post(address, LETTER | {"pick": "factor:domain"}))
    assert ticked(officer.post(address, LETTER | {"pick": "none", "questions": ["A2"]})) == set()
    assert ticked(officer.get(url("colleague-ask", appraisal.pk, question="A4"))) == {"A4"}
    assert ticked(officer.get(url("colleague-ask", appraisal.pk, pick="section:E"))) == section
    assert requests(ines) == []


def test_nothing_is_ticked_by_itself(officer, appraisal):
    assert ticked(officer.get(url("colleague-ask", appraisal.pk))) == set()


def test_the_section_offers_the_way_and_shows_what_came_back(officer, appraisal, replied):
    _row, rows = replied(A2="trl3")
    page = html(officer.get(section(appraisal)))
    assert "/ask/?question=A4" in page
    assert f'value="accept@{rows["A2"].pk}@0"' in page
    assert "Lee says" in page
    assert "1 reply waits" in page


def section(appraisal, name="A") -> str:
    return reverse("diligence:appraisal-section", args=[appraisal.pk, name])


def drawn(response) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html(response))
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_accepting_beside_the_question_keeps_what_was_typed(officer, appraisal, replied, ines):
    _row, rows = replied(A2="trl3")
    press = {"A4": "yes", "reply": f"accept@{rows['A2'].pk}@0"}
    response = officer.post(section(appraisal), drawn(officer.get(section(appraisal))) | press)
    assert response.url.endswith("?at=A2#q-A2")
    told = entries(ines)
    assert (told["A2"]["value"], told["A2"]["origin"]) == ("trl3", "contributed")
    assert told["A4"]["value"] == "yes"
    after = html(officer.get(section(appraisal)))
    assert "Contributed by a colleague" in after
    assert "confirmed by Ines Officer" in after
    assert "accept@" not in after


def test_in_place_the_slot_is_drawn_anew(officer, appraisal, replied, ines):
    _row, rows = replied(A2="trl3", A4="yes")
    hidden = drawn(officer.get(section(appraisal)))
    press = hidden | {"reply": f"accept@{rows['A2'].pk}@0"}
    told = html(officer.post(section(appraisal), press, headers=HTMX))
    assert 'id="q-A2" hx-swap-oob="true"' in told
    assert 'id="q-A4"' not in told
    assert "Contributed by a colleague" in told
    declined = hidden | {"reply": f"decline@{rows['A4'].pk}"}
    told = html(officer.post(section(appraisal), declined, headers=HTMX))
    assert 'id="q-A4" hx-swap-oob="true"' in told
    assert f"accept@{rows['A4'].pk}" not in told
    assert "A4" not in entries(ines)


def test_a_conflict_stands_side_by_side(officer, appraisal, replied, ines):
    row, rows = replied(A2="trl3")
    with acting_for(ines.organisation):
        answer.save(appraisal.pk, by=ines.actor, saves={"A2": Save("trl7")})
    for address in (section(appraisal), url("reply-list", appraisal.pk)):
        press = {"reply": f"accept@{rows['A2'].pk}@0"}
        told = html(officer.post(address, press | {"A2.seen": "0.-", "A2": ""}))
        assert "Ines Officer answered this meanwhile" in told
        assert f"accept@{rows['A2'].pk}@1" in told
        assert "Accept instead" in told
        assert entries(ines)["A2"]["value"] == "trl7"
    one = url("colleague-request", row.pk)
    officer.post(one, {"reply": f"accept@{rows['A2'].pk}@1"})
    assert entries(ines)["A2"]["value"] == "trl3"


def test_all_of_a_request_at_once(officer, appraisal, replied, ines):
    row, _rows = replied(A2="trl3", A4="yes")
    other, others = replied("Kim", E1="civil")
    address = url("reply-list", appraisal.pk)
    page = officer.get(address)
    assert html(page).count("accept@") == 3
    after = officer.post(address, {"all": str(row.pk), "seen": ["A2@0", "A4@0"]}, follow=True)
    assert "2 replies are settled." in html(after)
    assert {"A2", "A4"} <= entries(ines).keys()
    assert "E1" not in entries(ines)
    officer.post(url("colleague-request", other.pk), {"none": str(other.pk)})
    with acting_for(ines.organisation):
        assert Proposal.objects.get(pk=others["E1"].pk).state == "declined"
    assert "No reply waits" in html(officer.get(address))


def test_correcting_a_reply(officer, appraisal, replied, ines):
    _row, rows = replied(I5="A long serie", A2="trl3")
    address = url("reply-correct", rows["I5"].pk)
    page = officer.get(address)
    assert "A long serie" in html(page)
    sent = drawn(page) | {"I5": "A long series", "I5.note": ""}
    assert officer.post(address, sent).status_code == 302
    assert entries(ines)["I5"]["by"] == "Ines Officer"
    again = officer.get(address)
    assert "settled already" in html(again)
    wrong = officer.post(url("reply-correct", rows["A2"].pk), {"A2": "trl99", "A2.seen": "0.-"})
    assert "Choose one of the options listed here." in html(wrong)


def test_a_forged_button_does_nothing(officer, appraisal, replied, ines):
    row, rows = replied(A2="trl3")
    for forged in ("", "accept", "accept@nothing@0", f"accept@{row.pk}@0", "decline@"):
        assert "alert" in html(officer.post(url("reply-list", appraisal.pk), {"reply": forged}))
    other = {"all": str(rows["A2"].pk)}
    assert officer.post(url("reply-list", appraisal.pk), other).status_code == 404
    assert "A2" not in entries(ines)


def test_revoking_is_confirmed_and_renewing_shows_the_new_link(officer, appraisal, replied, ines):
    row, _rows = replied(A2="trl3")
    assert "closes at once" in html(officer.get(url("colleague-revoke", row.pk)))
    assert requests(ines)[0].state == "replied"
    after = officer.post(url("colleague-revoke", row.pk), follow=True)
    assert "Revoked" in html(after)
    made = officer.post(url("colleague-renew", row.pk), {"days": "3"})
    (link,) = set(re.findall(r"/ask/colleague_[\w-]+/", html(made)))
    assert officer.get(link).status_code == 200
    assert "stopped working" in html(made)
    assert "less than" in html(officer.post(url("colleague-renew", row.pk), {"days": "99"}))


def test_reminding_without_mail_says_what_to_do_instead(officer, appraisal, ines, settings):
    officer.post(url("colleague-ask", appraisal.pk), LETTER | {"questions": ["A2"]})
    (row,) = requests(ines)
    refused = officer.post(url("colleague-remind", row.pk))
    assert refused.status_code == 403
    assert "Make a new link and send it yourself" in html(refused)


def test_the_list_has_an_empty_state_and_every_state(officer, appraisal, replied):
    assert "Nobody was asked yet" in html(officer.get(url("colleague-list", appraisal.pk)))
    replied(A2="trl3")
    told = html(officer.get(url("colleague-list", appraisal.pk)))
    assert "1 reply waits for you" in told
    assert "Replied" in told


def test_the_list_costs_the_same_for_one_and_for_many(
    officer, appraisal, replied, ines, django_assert_max_num_queries
):
    counts = []
    officer.get(url("colleague-list", appraisal.pk))  # what a process reads once
    for to in ("Lee", "Kim", "Sam", "Ada"):
        replied(to, A2="trl3", A4="yes", I5="Much")
        for name in ("colleague-list", "reply-list"):
            with django_assert_max_num_queries(20) as told:
                officer.get(url(name, appraisal.pk))
            counts.append((name, len(told)))
    assert len(set(counts)) == 2, counts


def test_the_start_page_says_that_a_colleague_replied(officer, appraisal, replied):
    assert "A colleague replied" not in html(officer.get("/"))
    replied(A2="trl3")
    told = html(officer.get("/"))
    assert "A colleague replied" in told
    assert url("reply-list", appraisal.pk) in told


def test_a_member_of_another_unit_finds_nothing(browse, appraisal, replied, ines):
    row, rows = replied(A2="trl3")
    with acting_for(ines.organisation):
        limited_to(ines, UnitFactory())
    client = browse(ines)
    for name, key in (
        ("colleague-list", appraisal.pk),
        ("colleague-ask", appraisal.pk),
        ("reply-list", appraisal.pk),
        ("colleague-request", row.pk),
        ("colleague-renew", row.pk),
        ("colleague-revoke", row.pk),
        ("reply-correct", rows["A2"].pk),
    ):
        assert client.get(url(name, key)).status_code == 404, name


@pytest.fixture
def scored(baseline, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        row = submitted(ines.actor, MEDIUM)
        score.run(row.pk)
        row.refresh_from_db()
        assert row.partnership.title
        return row


def share(officer, appraisal, *parts) -> str:
    data = LETTER | {"parts": parts, "shows_title": "on"}
    response = officer.post(url("result-share", appraisal.pk), data)
    (link,) = set(re.findall(r"/shared/result_[\w-]+/", html(response)))
    return link


def test_a_shared_result_shows_the_parts_chosen_and_no_more(officer, client, scored, ines, dora):
    with acting_for(ines.organisation, user=dora.user.pk):
        planned(dora.actor, scored)
        decided(dora.actor, scored, reasons="Because it is worth it.")
    offered = html(officer.get(url("result-share", scored.pk)))
    assert all(f'value="{p}"' in offered for p in ("result", "decision", "reasons", "measures"))
    only_result = html(client.get(share(officer, scored, "result")))
    assert "Medium" in only_result
    assert "the organisation decides" in only_result
    for hidden in ("Because it is worth it.", "IT security", "Proceed", "points"):
        assert hidden not in only_result
    whole = html(client.get(share(officer, scored, "result", "decision", "reasons", "measures")))
    for shown in ("Because it is worth it.", "IT security", "Proceed", scored.partnership.title):
        assert shown in whole
    assert "does not bind" in whole
    assert "points" not in whole
    assert "Dora" not in whole


def test_reasons_with_a_person_in_them_are_shared_only_when_answered_for(
    officer, client, scored, ines, dora
):
    named = "Giovanni Esposito asked for it: giovanni.esposito@lab.example."
    with acting_for(ines.organisation, user=dora.user.pk):
        decided(dora.actor, scored, reasons=named)
    page, told = url("result-share", scored.pk), LETTER | {"parts": ["decision", "reasons"]}
    refused = officer.post(page, told)
    assert "look like personal data" in html(refused)
    assert "Reasons of the decision" in html(refused)
    with acting_for(ines.organisation):
        assert not ColleagueRequest.objects.exists()
    rows = [row for place in refused.context["guard"] for row in place["rows"]]
    assert {row["in_text"] for row in rows} == {False}
    reasons = {row["name"]: "They speak for the laboratory" for row in rows}
    (link,) = set(re.findall(r"/shared/result_[\w-]+/", html(officer.post(page, told | reasons))))
    assert "Giovanni Esposito" in html(client.get(link))
    with acting_for(ines.organisation):  # reasons of later were looked through by nobody
        ColleagueRequest.objects.update(created_at=clock.now() - timedelta(days=1))
        row = ColleagueRequest.objects.get()
    assert "Giovanni Esposito" not in (shown := html(client.get(link)))
    assert "Reasons were written after this link was made" in shown
    mine = html(officer.get(reverse("diligence:colleague-request", args=[row.pk])))
    assert "Some of it is not shown by this link" in mine
    assert "The reasons of the decision, which were written after the link." in mine


def test_a_note_of_later_that_names_somebody_is_held_back_and_both_are_told(
    officer, client, scored, ines
):
    with acting_for(ines.organisation, user=ines.user.pk):
        (step,) = treat.choose(scored.pk, ["M17"], by=ines.actor)
    link = share(officer, scored, "measures")
    with acting_for(ines.organisation):
        row = ColleagueRequest.objects.get()
        page = reverse("diligence:colleague-request", args=[row.pk])
    assert "is not shown by this link" not in html(officer.get(page))
    with acting_for(ines.organisation):
        ChosenMeasure.objects.filter(pk=step.pk).update(note="Ask giovanni.esposito@lab.example")
    shown = html(client.get(link))
    assert "giovanni.esposito" not in shown
    assert "A note written since is not shown here." in shown
    told = html(officer.get(page))
    assert "Some of it is not shown by this link" in told
    assert "The note and who is responsible at" in told


def test_what_is_not_there_cannot_be_shared(officer, scored):
    offered = html(officer.get(url("result-share", scored.pk)))
    assert 'value="decision"' not in offered
    wrong = officer.post(url("result-share", scored.pk), LETTER | {"parts": ["decision"]})
    assert "is not one of the available choices" in html(wrong)
    none = officer.post(url("result-share", scored.pk), LETTER)
    assert "This field is required." in html(none)


def test_a_shared_result_closes_with_its_case(officer, client, scored, ines):
    link = share(officer, scored, "result")
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.reopen(scored.pk, by=ines.actor, because="New facts")
    assert "being changed" in html(client.get(link))
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.withdraw(scored.pk, by=ines.actor, because="No more")
    assert client.get(link).status_code == 410
