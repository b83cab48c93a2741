"""The page of a colleague without an account: what it shows, keeps, sends and never says."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from diligence.actions import appraise, colleague, register, replies
from diligence.actions.appraise import Save
from diligence.actions.colleague import Letter
from diligence.models import ColleagueRequest, Proposal
from portal import clock
from portal.models import Organisation
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import in_questions

QUESTIONS = ["A1", "A2", "A4", "B1", "B2", "I5"]


@pytest.fixture
def appraisal(baseline, ines):
    with acting_for(ines.organisation):
        row = in_questions(ines.actor)
        assert row.partnership.title
        return row


@pytest.fixture
def ask(appraisal, ines):
    def asked(questions=QUESTIONS, **letter):
        with acting_for(ines.organisation, user=ines.user.pk):
            told = Letter(**({"to_name": "Lee Researcher"} | letter))
            row, link = colleague.ask(appraisal.pk, questions, told, by=ines.actor)
        return row, reverse("diligence:colleague-page", args=[link.secret])

    return asked


@pytest.fixture
def nobody() -> Client:
    return Client()


def hidden(response) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page(response))
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def page(response) -> str:
    return response.content.decode()


def stored(ines) -> ColleagueRequest:
    with acting_for(ines.organisation):
        return ColleagueRequest.objects.get()


def proposals(ines) -> dict[str, Proposal]:
    with acting_for(ines.organisation):
        return {row.question: row for row in Proposal.objects.filter(state="waiting")}


def test_it_shows_exactly_the_questions_asked_to_nobody_signed_in(nobody, ask):
    _row, url = ask(message="Please until Friday")
    response = nobody.get(url)
    html = page(response)
    assert response.status_code == 200
    assert set(re.findall(r'name="(\w+)\.seen"', html)) == set(QUESTIONS)
    assert "University A" in html
    assert "Ines Officer" in html
    assert "Please until Friday" in html
    assert 'aria-label="Main"' not in html


def test_it_is_not_stored_not_indexed_and_makes_no_session(nobody, ask):
    _row, url = ask()
    response = nobody.get(url)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "sessionid" not in nobody.cookies
    assert nobody.get(reverse("portal:start")).status_code == 302
    assert nobody.get("/api/v1/partnerships/").status_code in {401, 403}


@pytest.mark.parametrize("shows", [True, False])
def test_the_title_is_shown_where_the_officer_ticked_it(nobody, ask, appraisal, shows):
    _row, url = ask(shows_title=shows)
    assert (appraisal.partnership.title in page(nobody.get(url))) is shows


def test_a_draft_comes_back_by_the_same_link_and_is_sent_from_the_check_page(nobody, ask, ines):
    _row, url = ask()
    data = hidden(nobody.get(url)) | {"A2": "trl3", "A4.note": "Perhaps", "then": "keep"}
    back = nobody.post(url, data, follow=True)
    assert "Your draft is kept" in page(back)
    assert re.search(r'value="trl3"[^>]*checked', page(back), re.DOTALL)
    assert "Perhaps" in page(back)
    assert proposals(ines) == {}

    more = hidden(back) | {"A2": "trl3", "A4": "yes", "I5": "A series", "B2.other": "Japan"}
    check = nobody.post(url, more | {"then": "check"}, follow=True)
    assert "Check what you send" in page(check)
    assert "A series" in page(check)
    assert "Japan" in page(check)
    assert proposals(ines) == {}
    thanks = nobody.post(reverse("diligence:colleague-check", args=[secret(url)]), follow=True)
    assert "Thank you, Lee Researcher" in page(thanks)
    told = {id: row.value for id, row in proposals(ines).items()}
    assert told == {"A2": "trl3", "A4": "yes", "I5": "A series", "B2": ["JP"]}


def secret(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def send(nobody, url, **answers):
    data = hidden(nobody.get(f"{url}?again")) | answers | {"then": "check"}
    assert nobody.post(url, data).status_code == 302
    return nobody.post(reverse("diligence:colleague-check", args=[secret(url)]), follow=True)


def test_bad_input_names_its_question_and_loses_nothing(nobody, ask, ines):
    _row, url = ask()
    wrong = {"A2": "trl99", "B2.other": "Atlantis", "I5": "Kept all the same", "A1": ["none", "x"]}
    response = nobody.post(url, hidden(nobody.get(url)) | wrong | {"then": "check"})
    html = page(response)
    assert response.status_code == 200
    assert "Which activities does the partnership cover?" in html.partition("<form")[0]
    assert "Atlantis" in html
    assert "is not a country we know" in html
    assert "Choose one of the options listed here." in html
    assert "Kept all the same" in html
    assert stored(ines).draft["I5"]["value"] == "Kept all the same"


def test_a_reply_can_be_corrected_until_it_is_settled(nobody, ask, ines):
    _row, url = ask()
    send(nobody, url, A2="trl3", A4="yes")
    assert "Correct my reply" in page(nobody.get(url))
    send(nobody, url, A2="trl7", A4="yes")
    waiting = proposals(ines)
    assert (waiting["A2"].value, waiting["A4"].value) == ("trl7", "yes")
    with acting_for(ines.organisation, user=ines.user.pk):
        for row in waiting.values():
            replies.accept(row.pk, by=ines.actor, revision=0)
    thanks = nobody.get(f"{url}?again")
    assert "has settled your reply" in page(thanks)
    assert "Correct my reply" not in page(thanks)


def test_what_was_settled_meanwhile_costs_nothing_else(nobody, ask, ines):
    _row, url = ask()
    send(nobody, url, A2="trl3", A4="yes")
    open_page = hidden(nobody.get(f"{url}?again"))
    with acting_for(ines.organisation, user=ines.user.pk):
        replies.decline(proposals(ines)["A2"].pk, by=ines.actor)
    response = nobody.post(url, open_page | {"A2": "trl7", "A4": "no", "then": "keep"})
    assert response.status_code == 302
    assert stored(ines).draft["A4"]["value"] == "no"


def test_skipping_takes_an_answer_back(nobody, ask, ines):
    _row, url = ask()
    fresh = hidden(nobody.get(url))
    nobody.post(url, fresh | {"A2": "trl3", "then": "keep"})
    nobody.post(url, fresh | {"A2": "", "then": "keep"})
    assert stored(ines).draft["A2"]["value"] is None


def test_nothing_at_all_is_not_sent(nobody, ask, ines):
    _row, url = ask()
    response = send(nobody, url)
    assert "Answer at least one question" in page(response)
    assert proposals(ines) == {}


@pytest.mark.parametrize("posted", ["A3", "T1", "G4"])
def test_a_question_that_was_not_asked_is_refused(nobody, ask, ines, posted):
    _row, url = ask()
    data = hidden(nobody.get(url)) | {"A2": "trl3", posted: "x", f"{posted}.seen": "0.-"}
    response = nobody.post(url, data)
    assert response.status_code == 403
    assert "does not ask that question" in page(response)
    assert stored(ines).draft == {}


def test_what_closes_the_page_says_why_and_nothing_more(nobody, ask, appraisal, ines):
    _row, url = ask()
    title = appraisal.partnership.title

    def closed(client=nobody) -> str:
        for response in (client.get(url), client.post(url, {"A2": "trl3", "A2.seen": "0.-"})):
            assert response.status_code == 410
            assert title not in page(response)
            assert "Ines" not in page(response)
            assert "noindex" in response["X-Robots-Tag"]
        return page(response)

    with clock.set_to(clock.now() + timedelta(days=15)):
        assert "has lapsed" in closed()
    with acting_for(ines.organisation):
        Organisation.objects.filter(pk=ines.organisation.pk).update(active=False)
    assert "is suspended at present" in closed()
    with acting_for(ines.organisation):
        Organisation.objects.filter(pk=ines.organisation.pk).update(active=True)
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.withdraw(appraisal.pk, by=ines.actor, because="No more")
    assert "Nothing is needed of you" in closed()
    with acting_for(ines.organisation, user=ines.user.pk):
        register.discard(appraisal.partnership_id, by=ines.actor)
    assert "Nothing is needed of you" in closed()


def test_revoked_and_unknown_links_open_nothing(nobody, ask, ines):
    row, url = ask()
    with acting_for(ines.organisation, user=ines.user.pk):
        colleague.revoke(row.pk, by=ines.actor)
    assert nobody.get(url).status_code == 410
    forged = reverse("diligence:colleague-page", args=["colleague_" + "A" * 43])
    assert nobody.get(forged).status_code == 410
    assert "not known here" in page(nobody.get(forged))


def test_the_page_of_a_result_does_not_open_by_a_link_to_questions(nobody, ask):
    _row, url = ask()
    assert nobody.get(reverse("diligence:shared-result", args=[secret(url)])).status_code == 410


def test_a_member_of_anybody_is_nobody_on_this_page(browse, otto, ines, ask):
    _row, url = ask()
    for member in (otto, ines):
        client = browse(member)
        html = page(client.get(url))
        assert member.user.email not in html
        assert 'aria-label="Main"' not in html
        assert client.get(reverse("portal:start")).status_code == 200
    with acting_for(ines.organisation):
        row = ColleagueRequest.objects.get()
    assert row.opened_at is not None


def test_the_first_opening_is_noted_once(nobody, ask, ines):
    _row, url = ask()
    nobody.get(url)
    first = stored(ines).opened_at
    nobody.get(url)
    assert stored(ines).opened_at == first


def test_forms_of_the_page_are_protected_against_forgery(ask):
    _row, url = ask()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, {"A2": "trl3"}).status_code == 403


def test_answers_of_others_never_reach_the_page(nobody, ask, appraisal, ines):
    _row, url = ask()
    with acting_for(ines.organisation, user=ines.user.pk):
        saves = {"I5": Save("Secret benefit", "Secret note"), "A2": Save("trl7")}
        appraise.save(appraisal.pk, by=ines.actor, saves=saves)
    html = page(nobody.get(url))
    assert "Secret" not in html
    assert "checked" not in html


def test_statements_do_not_grow_with_the_questions(
    nobody, ask, baseline, django_assert_max_num_queries
):
    few, many = ask(["A2"])[1], ask(QUESTIONS)[1]
    for url in (few, many):
        nobody.get(url)
    counts = []
    for url in (few, many):
        with django_assert_max_num_queries(16) as told:
            nobody.get(url)
        counts.append(len(told))
    assert counts[0] == counts[1]
