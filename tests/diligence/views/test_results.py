"""The result page says what the score is, why, whom to ask, and how to check it."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from diligence.actions import appraise, score
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Appraisal, Partnership
from portal import bells
from portal.models import Bell
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory, UnitFactory, limited_to
from tests.factories.appraisals import submitted

pytestmark = pytest.mark.django_db
INPUT = "This score is an input. Your organisation decides."


@pytest.fixture
def scored(baseline, ines):
    """`scored("K01")`: an appraisal of Ines's organisation, scored."""

    def make(case: str, **options) -> Appraisal:
        with acting_for(ines.organisation, user=ines.user.pk):
            appraisal = submitted(ines.actor, case, **options)
            score.run(appraisal.pk)
            return Appraisal.objects.get(pk=appraisal.pk)

    return make


@pytest.fixture
def look(browse, ines):
    """`look(appraisal)`: the text of its result page as Ines reads it, and the answer itself."""

    def text(appraisal: Appraisal, query: str = ""):
        response = browse(ines).get(result_of(appraisal) + query)
        assert response.status_code == 200, response.status_code
        main = response.content.decode().partition("<main")[2].partition("</main>")[0]
        return re.sub(r"\s+", " ", unescape(strip_tags(main))), response

    return text


def result_of(appraisal: Appraisal) -> str:
    return reverse("diligence:appraisal-result", args=[appraisal.pk])


def progress_of(appraisal: Appraisal) -> str:
    return reverse("diligence:appraisal-progress", args=[appraisal.pk])


def heading(response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)
    return unescape(strip_tags(found[1]).strip())


def test_a_referral_names_its_flags_and_blocks_transfers(scored, look):
    text, response = look(scored("K01"))
    assert heading(response) == "Refer to the hub: one answer decides this."
    assert INPUT in text
    assert "Transfers are blocked until the legal check is done" in text
    assert "Ask the export-control authority" in text
    assert "Ask the national hub for advice" in text
    assert "2 offices must be asked" in text
    assert re.search(r"\(14 points\) concern \d of 3 \(5 points\)", text)


def test_each_contribution_leads_to_its_answer_the_largest_first(scored, look):
    appraisal = scored("K01")
    _text, response = look(appraisal)
    groups = response.context["groups"]
    totals = [sum(bar["value"] for bar in group["bars"]) for group in groups]
    assert totals == sorted(totals, reverse=True)
    section = reverse("diligence:appraisal-section", args=[appraisal.pk, "G"])
    assert f'href="{section}#q-G1"' in response.content.decode()
    document = json.loads(response.context["stored"].document)
    given = sum(bar["value"] for group in groups for bar in group["bars"])
    assert given == sum(b["points"] for b in document["because"] if "points" in b)


def test_two_high_dimensions_are_said_in_words(scored, look):
    text, response = look(scored("K02"))
    assert heading(response).startswith("Refer to the hub")
    assert INPUT in text
    assert len(response.context["matrices"]) == 3


def test_many_unknowns_hold_the_case_and_say_what_they_could_change(scored, look):
    text, response = look(scored("K26"))
    assert heading(response) == "Information is missing: 6 answers are “don't know”."
    assert "nothing may proceed until these are answered" in text
    assert "With all of them answered, the outcome lies between" in text
    for question in ("B4", "B5", "D3", "G1", "G4", "E1"):
        assert f"{question} · " in text
    assert "from 4 on the band is at least medium" in text


def test_too_many_unknowns_make_it_undecidable(scored, look):
    more = dict.fromkeys(["B6", "G2", "E4", "D2"], "unknown")
    text, _response = look(scored("K26", change=more))
    assert "cannot be decided" in text


def test_a_low_result_is_calm(scored, look):
    text, response = look(scored("K29"))
    assert heading(response) == ("Low: nothing in the answers calls for more than ordinary care.")
    assert INPUT in text
    assert "No answer gives any points" in text
    assert "must be asked" not in text
    assert "do not change the outcome" in text


def test_a_legal_flag_alone_reads_as_a_legal_check(scored, look):
    _text, response = look(scored("K29", change={"G1": "listed"}))
    assert heading(response).startswith("Legal check needed: ask the export-control authority")
    assert response.context["headline"] == "legal"


@pytest.mark.parametrize("address", ["/", "/partnerships/", "/appraisals/", "partnership"])
def test_a_legal_flag_alone_reads_so_in_every_list(scored, browse, ines, address):
    legal, referred = scored("K29", change={"G1": "listed"}), scored("K01")
    assert (legal.outcome, referred.outcome) == ("refer", "refer")
    pages = [address]
    if address == "partnership":
        pages = [f"/partnerships/{row.partnership_id}/" for row in (legal, referred)]
    text = "".join(browse(ines).get(page).content.decode() for page in pages)
    marks = re.findall(r'class="band band--(\w+)', text)
    assert {"legal", "refer"} <= set(marks), marks


def test_country_context_is_told_apart(scored, look):
    text, response = look(scored("K29", change={"B7": "yes", "I1": "2", "I2": "no"}))
    country = response.context["country"]
    assert country["outcome"] == "low"
    assert country["answers"]
    assert "Without these answers the outcome would be" in text


def test_measures_say_what_they_would_do(scored, look):
    text, response = look(scored("K30"))
    first = response.context["measures"][0]
    assert first["effects"]
    assert first["name"] in text
    assert re.search(r"level \d to \d", text)


def test_the_record_is_complete(scored, look, ines):
    text, response = look(scored("K30"))
    stored = response.context["stored"]
    page = response.content.decode()
    for proof in (stored.pk, stored.input_hash, stored.version_digest):
        assert str(proof) in page
    assert "Ines Officer" in text
    assert reverse("diligence:questionnaire-detail", args=[response.context["version"].pk]) in page


def test_earlier_submissions_stay_and_can_be_chosen(scored, look, ines):
    appraisal = scored("K29")
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.reopen(appraisal.pk, by=ines.actor, because="New facts")
        reopened, _ = look(appraisal)
        appraise.save(appraisal.pk, by=ines.actor, saves={"G1": Save("listed")})
        appraise.submit(appraisal.pk, by=ines.actor)
        score.run(appraisal.pk)
    assert "being answered again" in reopened
    text, response = look(appraisal)
    assert heading(response).startswith("Legal check")
    assert "Submission 1: Low" in text
    earlier, response = look(appraisal, "?submission=1")
    assert heading(response).startswith("Low")
    assert "This is an earlier submission" in earlier
    assert "Ines Officer" in earlier


def test_a_withdrawn_appraisal_keeps_its_result(scored, look, ines):
    appraisal = scored("K29")
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.withdraw(appraisal.pk, by=ines.actor, because="The partner left")
    text, _response = look(appraisal)
    assert "This appraisal was withdrawn The partner left" in text


def test_what_ended_at_triage_has_a_short_result(baseline, ines, look):
    with acting_for(ines.organisation, user=ines.user.pk):
        low = ended(ines.actor, {"T1": "yes"} | {f"T{n}": "no" for n in range(2, 11)})
        out = ended(ines.actor, {"T1": "no"})
    text, response = look(low)
    assert heading(response).startswith("Low: the triage found nothing")
    assert "This result is an input. Your organisation decides." in text
    assert "T10 · " in text
    text, response = look(out)
    assert heading(response).startswith("Out of scope")
    assert "T2 · " not in text


def ended(by, answers) -> Appraisal:
    appraisal = appraise.start(PartnershipFactory().pk, by=by)
    appraise.save(appraisal.pk, by=by, saves={id: Save(v) for id, v in answers.items()})
    appraise.finish_triage(appraisal.pk, by=by)
    return Appraisal.objects.get(pk=appraisal.pk)


# -- being scored ----------------------------------------------------------------------------------
@pytest.fixture
def waiting(baseline, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        return submitted(ines.actor, "K30")


def test_a_submitted_page_follows_with_and_without_scripts(waiting, look):
    text, response = look(waiting)
    page = response.content.decode()
    assert "Submitted. The answers are being scored" in text
    assert f'hx-get="{progress_of(waiting)}?looks=1' in page
    assert "Look again" in text
    assert f'href="{result_of(waiting)}"' in page


def test_the_page_looks_again_less_and_less_often(waiting, browse, ines):
    client = browse(ines)
    delays = []
    address = progress_of(waiting)
    for _ in range(12):
        page = client.get(address, headers={"HX-Request": "true"}).content.decode()
        delays.append(int(re.search(r"delay:(\d+)ms", page)[1]))
        address = unescape(re.search(r'hx-get="([^"]+)"', page)[1])
    assert delays == sorted(delays)
    assert (delays[0], delays[-1]) == (400, 10_000)


def test_once_scored_the_page_is_sent_to_the_result(waiting, browse, ines):
    client = browse(ines)
    with acting_for(ines.organisation, user=ines.user.pk):
        score.run(waiting.pk)
    answer = client.get(progress_of(waiting), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, result_of(waiting))
    told = client.get(progress_of(waiting), headers={"Accept": "application/json"}).json()
    assert told == {
        "state": "scored",
        "submission": 1,
        "outcome": "medium",
        "result": result_of(waiting),
    }
    assert client.get(progress_of(waiting)).url == result_of(waiting)


def test_json_says_that_there_is_no_result_yet(waiting, browse, ines):
    told = browse(ines).get(progress_of(waiting), headers={"Accept": "application/json"}).json()
    assert (told["state"], told["result"], told["outcome"]) == ("submitted", None, None)


def test_failed_scoring_is_said_honestly_and_once(waiting, look, browse, ines):
    bells.complain("score", waiting.pk, ValueError("broken"))
    Bell.objects.update(attempts=2)
    text, _response = look(waiting)
    assert "Scoring was tried 3 times and failed" in text
    assert "Your answers are safe" in text
    assert str(waiting.pk) in text
    assert "broken" not in text
    client = browse(ines)
    first = client.get(progress_of(waiting) + "?looks=3", headers={"HX-Request": "true"})
    assert "tried 3 times" in first.content.decode()
    again = unescape(re.search(r'hx-get="([^"]+)"', first.content.decode())[1])
    second = client.get(again, headers={"HX-Request": "true"})
    assert "tried 3 times" not in second.content.decode()


def test_scoring_that_was_given_up_is_the_operators(waiting, look):
    bells.complain("score", waiting.pk, ValueError("broken"))
    Bell.objects.update(attempts=bells.MAX_ATTEMPTS)
    text, _response = look(waiting)
    assert "It is not tried again by itself. Tell your operator" in text


def test_a_page_that_waits_long_says_so(waiting, look):
    with acting_for(waiting.owner_id):
        Appraisal.objects.update(submitted_at="2026-01-01T00:00:00Z")
    assert "This takes longer than usual" in look(waiting)[0]


def test_a_newer_submission_leaves_the_earlier_result_in_reach(scored, look, ines):
    appraisal = scored("K29")
    with acting_for(ines.organisation, user=ines.user.pk):
        appraise.reopen(appraisal.pk, by=ines.actor, because="New facts")
        appraise.submit(appraisal.pk, by=ines.actor)
    assert "Results of earlier submissions" in look(appraisal)[0]
    assert "A newer submission is being scored" in look(appraisal, "?submission=1")[0]


def test_a_result_this_release_cannot_explain_still_stands(scored, look, monkeypatch):
    appraisal = scored("K29")
    monkeypatch.setattr(
        "diligence.queries.results.canonical_bytes", lambda _document: b"something else"
    )
    text, response = look(appraisal)
    assert "The stored result stands" in heading(response)
    assert INPUT in text


def test_an_appraisal_without_a_result_leads_to_its_questions(baseline, ines, browse):
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = appraise.start(PartnershipFactory().pk, by=ines.actor)
    answer = browse(ines).get(result_of(appraisal))
    assert answer.url == reverse("diligence:appraisal-detail", args=[appraisal.pk])


# -- who sees it -----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [result_of, progress_of])
def test_a_stranger_finds_nothing(scored, browse, otto, address):
    assert browse(otto).get(address(scored("K01"))).status_code == 404


def test_nobody_sees_a_result_without_signing_in(scored, client):
    assert client.get(result_of(scored("K29"))).status_code == 302


def test_an_officer_of_another_unit_finds_nothing(scored, browse, ines):
    appraisal = scored("K29")
    with acting_for(ines.organisation, user=ines.user.pk):
        mine, theirs = UnitFactory(), UnitFactory()
        Partnership.objects.filter(pk=appraisal.partnership_id).update(unit=theirs)
    limited_to(ines, mine)
    assert browse(ines).get(result_of(appraisal)).status_code == 404


def test_the_steward_reads_it_too(scored, browse, stella):
    assert browse(stella).get(result_of(scored("K29"))).status_code == 200


def test_the_page_costs_the_same_statements_whatever_the_case(
    scored, browse, ines, django_assert_max_num_queries
):
    client = browse(ines)
    for case in ("K29", "K01"):
        appraisal = scored(case)
        client.get(result_of(appraisal))
        with django_assert_max_num_queries(25):
            client.get(result_of(appraisal))


def test_broken_stored_answers_do_not_break_the_page(scored, look, ines):
    appraisal = scored("K29")
    with acting_for(ines.organisation, user=ines.user.pk):
        AnswerSheet.objects.filter(appraisal=appraisal).update(entries={})
    assert INPUT in look(appraisal)[0]
