"""The pages of questions: with and without htmx, conflicts, conditions, files, other units."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.actions import appraise
from diligence.actions.appraise import Save
from diligence.domain.visibility import visibility
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import AnswerSheet, Appraisal, Attachment, Partnership
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.diligence.actions.test_appraise import LOW, answers, in_questions, partnership

HTMX = {"HX-Request": "true"}


@pytest.fixture
def appraisal(baseline, ines) -> Appraisal:
    with acting_for(ines.organisation):
        return in_questions(ines.actor)


@pytest.fixture
def officer(browse, ines) -> Client:
    return browse(ines)


def url(appraisal, section="A") -> str:
    return reverse("diligence:appraisal-section", args=[appraisal.pk, section])


def drawn(response) -> dict[str, str]:
    """What a browser would post back from this page, untouched: the hidden fields."""
    html = response.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def entry(ines, question: str) -> dict:
    with acting_for(ines.organisation):
        return AnswerSheet.objects.get().entries.get(question, {})


def test_a_section_shows_exactly_the_questions_asked(officer, appraisal, ines, baseline):
    definition = packaged("eu-baseline")
    cases = worked_cases("eu-baseline")
    for case in cases["cases"][:6]:
        told = cases["assumed"] | case["answers"]
        with acting_for(ines.organisation):
            saves = {id: Save(value) for id, value in told.items()}
            appraise.save(appraisal.pk, by=ines.actor, saves=saves)
        asked = set(visibility(definition, told).asked)
        shown = set()
        for section in definition.sections:
            posted = drawn(officer.get(url(appraisal, section.id)))
            shown |= {name.removesuffix(".seen") for name in posted if name.endswith(".seen")}
        assert shown == asked


def test_saving_without_scripts_goes_on_to_the_next_section(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal)))
    response = officer.post(url(appraisal), hidden | {"A2": "trl3", "A3": ["ai", "quantum"]})
    assert (response.status_code, response["Location"]) == (302, url(appraisal, "B"))
    assert entry(ines, "A2")["value"] == "trl3"
    assert entry(ines, "A3")["value"] == ["ai", "quantum"]
    assert entry(ines, "A4") == {}


def test_saving_in_place_answers_with_fragments(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal)))
    response = officer.post(url(appraisal), hidden | {"A2": "trl3"}, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'id="A2-mark" hx-swap-oob="true"' in html
    assert re.search(r"Saved \d\d:\d\d", html)
    assert "<html" not in html
    assert 'id="progress"' in html
    assert "A4-mark" not in html


def test_a_page_saves_again_with_the_new_revision(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal)))
    first = officer.post(url(appraisal), hidden | {"A2": "trl3"}, headers=HTMX)
    hidden |= drawn(first)
    officer.post(url(appraisal), hidden | {"A2": "trl7"}, headers=HTMX)
    assert (entry(ines, "A2")["value"], entry(ines, "A2")["revision"]) == ("trl7", 2)


def test_conditional_questions_slide_in_and_out(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal, "C")))
    response = officer.post(url(appraisal, "C"), hidden | {"C1": "yes"}, headers=HTMX)
    html = response.content.decode()
    assert 'id="q-C2" hx-swap-oob="true"' in html
    assert 'data-announce="New question: ' in html
    hidden |= drawn(response)
    gone = officer.post(url(appraisal, "C"), hidden | {"C1": "no", "C2": "declared"}, headers=HTMX)
    assert '<div class="question" id="q-C2" hx-swap-oob="true"></div>' in gone.content.decode()
    assert entry(ines, "C2")["value"] == "declared"


def test_without_scripts_new_questions_are_pointed_out(officer, appraisal):
    hidden = drawn(officer.get(url(appraisal, "C")))
    response = officer.post(url(appraisal, "C"), hidden | {"C1": "yes"})
    assert response["Location"].endswith("?appeared=C2.C3.C4.C5.C6#q-C2")
    html = officer.get(response["Location"]).content.decode()
    assert "5 new questions appeared under C1." in html


def test_untouched_answers_of_an_old_page_conflict_with_nobody(officer, appraisal, ines, browse):
    ida = cast.member(ines.organisation, "Ida Colleague", Role.OFFICER)
    hidden = drawn(officer.get(url(appraisal)))
    theirs = browse(ida)
    theirs.post(url(appraisal), drawn(theirs.get(url(appraisal))) | {"A4": "yes"}, headers=HTMX)
    response = officer.post(url(appraisal), hidden | {"A2": "trl3"})
    assert response.status_code == 302
    assert (entry(ines, "A4")["value"], entry(ines, "A2")["value"]) == ("yes", "trl3")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_conflict_shows_both_and_saves_the_rest(officer, appraisal, ines, browse, headers):
    ida = cast.member(ines.organisation, "Ida Colleague", Role.OFFICER)
    hidden = drawn(officer.get(url(appraisal)))
    theirs = browse(ida)
    theirs.post(url(appraisal), drawn(theirs.get(url(appraisal))) | {"A2": "trl12"}, headers=HTMX)
    mine = {"A2": "trl7", "A2.note": "From the <b>plan</b>", "A4": "no"}
    response = officer.post(url(appraisal), hidden | mine, headers=headers)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Ida Colleague" in html
    assert "Two answers to this question" in html
    assert "From the &lt;b&gt;plan&lt;/b&gt;" in html
    assert (entry(ines, "A2")["value"], entry(ines, "A4")["value"]) == ("trl12", "no")
    again = hidden | drawn(response) | mine
    # Saving without choosing asks again.
    assert "Two answers" in officer.post(url(appraisal), again, headers=headers).content.decode()
    officer.post(url(appraisal), again | {"mine": "A2@1"}, headers=headers)
    assert (entry(ines, "A2")["value"], entry(ines, "A2")["by"]) == ("trl7", "Ines Officer")


def test_keeping_theirs_shows_theirs(officer, appraisal, ines, browse):
    ida = cast.member(ines.organisation, "Ida Colleague", Role.OFFICER)
    hidden = drawn(officer.get(url(appraisal)))
    theirs = browse(ida)
    theirs.post(url(appraisal), drawn(theirs.get(url(appraisal))) | {"A2": "trl12"}, headers=HTMX)
    mine = hidden | {"A2": "trl7", "theirs": "A2@1"}
    html = officer.post(url(appraisal), mine, headers=HTMX).content.decode()
    assert "Two answers" not in html
    assert re.search(r'value="trl12"[^>]*checked', html)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_clear_and_undo_save_the_rest_as_well(officer, appraisal, ines, headers):
    hidden = drawn(officer.get(url(appraisal)))
    hidden |= drawn(officer.post(url(appraisal), hidden | {"A2": "trl3"}, headers=HTMX))
    officer.post(
        url(appraisal), hidden | {"A2": "trl3", "A4": "no", "clear": "A2"}, headers=headers
    )
    assert (entry(ines, "A2")["value"], entry(ines, "A4")["value"]) == (None, "no")
    hidden = drawn(officer.get(url(appraisal)))
    officer.post(url(appraisal), hidden | {"A4": "no", "undo": "A2"}, headers=headers)
    assert entry(ines, "A2")["value"] == "trl3"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_undoing_one_answer_hides_no_conflict_or_problem_of_another(
    officer, appraisal, ines, browse, headers
):
    ida = cast.member(ines.organisation, "Ida Colleague", Role.OFFICER)
    officer.post(url(appraisal), drawn(officer.get(url(appraisal))) | {"A4": "no"}, headers=HTMX)
    hidden = drawn(officer.get(url(appraisal)))
    answered = {"A2": "trl12", "A4": "no"}
    theirs = browse(ida)
    theirs.post(url(appraisal), drawn(theirs.get(url(appraisal))) | answered, headers=HTMX)
    mine = hidden | {"A2": "trl7", "A3": ["none", "ai"], "A4": "no", "undo": "A4"}
    html = officer.post(url(appraisal), mine, headers=headers).content.decode()
    assert "Two answers to this question" in html
    assert re.search(r'value="ai"[^>]*checked', html), "what was refused is shown to be corrected"
    assert entry(ines, "A4")["value"] is None


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_undoing_never_undoes_what_a_colleague_changed_unseen(
    officer, appraisal, ines, browse, headers
):
    ida = cast.member(ines.organisation, "Ida Colleague", Role.OFFICER)
    for value in ("trl3", "trl46"):
        hidden = drawn(officer.get(url(appraisal)))
        officer.post(url(appraisal), hidden | {"A2": value}, headers=HTMX)
    hidden = drawn(officer.get(url(appraisal)))
    theirs = browse(ida)
    theirs.post(url(appraisal), drawn(theirs.get(url(appraisal))) | {"A2": "trl12"}, headers=HTMX)
    mine = hidden | {"A2": "trl46"}
    html = officer.post(url(appraisal), mine | {"undo": "A2"}, headers=headers).content.decode()
    assert "Two answers to this question" in html
    assert entry(ines, "A2")["value"] == "trl12"
    assert re.search(r'value="trl12"[^>]*checked', html) is None
    settles = re.search(r'name="mine" value="(A2@\d+)"', html).group(1)
    chosen = re.search(r'name="A2"[^>]*value="(\w+)"[^>]*checked', html).group(1)
    officer.post(url(appraisal), mine | {"A2": chosen, "mine": settles}, headers=headers)
    assert (chosen, entry(ines, "A2")["value"]) == ("trl46", "trl46")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_problem_keeps_what_was_typed(officer, appraisal, ines, headers):
    hidden = drawn(officer.get(url(appraisal)))
    typed = {"A3": ["none", "ai"], "A3.note": "Kept <i>as typed</i>", "A2": "nonsense"}
    html = officer.post(url(appraisal), hidden | typed, headers=headers).content.decode()
    assert "stand alone" in html
    assert "Choose one of the options" in html
    assert "Kept &lt;i&gt;as typed&lt;/i&gt;" in html
    assert re.search(r'value="ai"[^>]*checked', html)
    if not headers:
        assert 'href="#A3_0"' in html
    assert entry(ines, "A3") == {}


def test_countries_are_read_by_name_and_kept_where_unknown(officer, appraisal, ines):
    section = url(appraisal, "B")
    hidden = drawn(officer.get(section))
    html = officer.post(section, hidden | {"B2.other": "Japan\nAtlantis"}).content.decode()
    assert "“Atlantis” is not a country we know" in html
    assert "Atlantis</textarea>" in html
    officer.post(section, hidden | {"B2.other": "Japan\nUK\nde"})
    assert entry(ines, "B2")["value"] == ["JP", "GB", "DE"]


def test_the_register_offers_and_nobody_ticked_yet(officer, ines, baseline):
    from diligence.actions import partners, register

    with acting_for(ines.organisation):
        partner = partners.record(by=ines.actor, name="Kyoto University", country="JP")
        registered = register.partnership(by=ines.actor, partners=[partner], title="Qubits")
        appraisal = appraise.start(registered.pk, by=ines.actor)
        appraise.save(appraisal.pk, by=ines.actor, saves=LOW | {"T2": Save("yes")})
        appraise.finish_triage(appraisal.pk, by=ines.actor)
    section = url(appraisal, "B")
    response = officer.get(section)
    html = response.content.decode()
    assert re.search(r'value="Kyoto University"(?![^>]*checked)', html)
    assert "Japan (Kyoto University)" in html
    officer.post(section, drawn(response) | {"B1": ["Kyoto University"], "B2": ["JP"]})
    told = entry(ines, "B1")
    assert (told["value"], told["origin"]) == (["Kyoto University"], "carried")
    assert told["confirmed_by"] == "Ines Officer"


def test_evidence_comes_with_the_answers_and_goes(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal)))
    file = SimpleUploadedFile("plan.txt", b"The work plan of the project.", "text/plain")
    html = officer.post(
        url(appraisal), hidden | {"A2": "trl3", "A2.file": file}, headers=HTMX
    ).content.decode()
    assert "plan.txt" in html
    with acting_for(ines.organisation):
        kept = Attachment.objects.get()
    assert (kept.question, entry(ines, "A2")["value"]) == ("A2", "trl3")
    hidden = drawn(officer.get(url(appraisal)))
    officer.post(url(appraisal), hidden | {"A2": "trl3", "drop": f"A2@{kept.pk}"})
    with acting_for(ines.organisation):
        assert Attachment.objects.get().removed_at is not None


def test_a_refused_file_loses_nothing(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal)))
    file = SimpleUploadedFile("virus.exe", b"MZ" + bytes(50), "application/octet-stream")
    sent = hidden | {"A2": "trl3", "A2.note": "mine", "A2.file": file}
    html = officer.post(url(appraisal), sent).content.decode()
    assert "error-summary" in html
    assert entry(ines, "A2")["value"] == "trl3"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_answers_for_a_submitted_appraisal_are_shown_not_lost(officer, appraisal, ines, headers):
    hidden = drawn(officer.get(url(appraisal)))
    with acting_for(ines.organisation):
        appraise.save(appraisal.pk, by=ines.actor, saves=answers())
        appraise.submit(appraisal.pk, by=ines.actor)
    response = officer.post(url(appraisal), hidden | {"A2": "trl7"}, headers=headers)
    html = response.content.decode()
    assert "being scored" in html
    assert bool(headers) == ('id="refused" hx-swap-oob="true"' in html)


def test_hostile_posts_are_answered(officer, appraisal, ines):
    hostile = {
        "A2.seen": "99999999999999999999.zz",
        "A2": "trl\x003",
        "A2.note": "nul\x00",
        "page": "\x00",
        "clear": "A\x002",
        "undo": "Z1",
        "mine": "A2@x",
        "theirs": "@",
        "drop": "A2@not-a-file",
    }
    for headers in ({}, HTMX):
        assert officer.post(url(appraisal), hostile, headers=headers).status_code in (200, 302)


def test_unknown_sections_and_strangers_find_nothing(officer, appraisal, otto, browse):
    assert officer.get(url(appraisal, "Z")).status_code == 404
    assert officer.post(url(appraisal, "Z")).status_code == 404
    stranger = browse(otto)
    assert stranger.get(url(appraisal)).status_code == 404
    assert stranger.post(url(appraisal), {"A2.seen": "0.x", "A2": "trl3"}).status_code == 404


def test_a_steward_reads_the_answers(appraisal, stella, browse):
    reader = browse(stella)
    html = reader.get(url(appraisal)).content.decode()
    assert "No answer" in html
    assert 'name="A2"' not in html
    assert reader.post(url(appraisal), {"A2.seen": "0.x", "A2": "trl3"}).status_code == 403


def sent(captured: CaptureQueriesContext) -> list[str]:
    """The statements a request sends outside a test, whose own transaction adds savepoints."""
    told = [query["sql"] for query in captured.captured_queries]
    own = ("SAVEPOINT", "RELEASE", "SET LOCAL portal.acting_for = '';")
    return [sql[:90] for sql in told if not sql.startswith(own)]


def test_statements_are_few_and_do_not_grow(officer, appraisal, ines):
    hidden = drawn(officer.get(url(appraisal)))
    one = hidden | {"A2": "trl3"}
    whole = hidden | {id: save.value for id, save in answers().items() if id.startswith("A")}
    for answered in (one, whole):
        with CaptureQueriesContext(connection) as saving:
            officer.post(url(appraisal), answered)
        assert len(sent(saving)) == 8, "\n".join(sent(saving))
    with CaptureQueriesContext(connection) as saving:
        officer.post(url(appraisal), hidden | {"A2": "trl7"}, headers=HTMX)
    assert len(sent(saving)) <= 10, "\n".join(sent(saving))
    with CaptureQueriesContext(connection) as reading:
        officer.get(url(appraisal))
    assert len(sent(reading)) <= 14, "\n".join(sent(reading))


def test_triage_on_one_page_without_scripts(officer, ines, baseline):
    with acting_for(ines.organisation):
        registered = partnership()
    response = officer.post(reverse("diligence:appraisal-start", args=[registered.pk]))
    triage = response["Location"]
    hidden = drawn(officer.get(triage))
    missing = officer.post(triage, hidden | {"T1": "yes", "T3": "yes", "then": "finish"})
    html = missing.content.decode()
    assert html.count("Answer this question.") >= 8
    assert 'href="#T2_0"' in html
    hidden = drawn(missing)
    sent = hidden | {f"T{n}": "no" for n in range(2, 11)} | {"T1": "yes", "T4": "yes"}
    response = officer.post(triage, sent | {"then": "finish"})
    detail = officer.get(response["Location"]).content.decode()
    assert "asks for a referral to the national hub" in detail
    assert "minutes" in detail
    with acting_for(ines.organisation):
        told = Appraisal.objects.get()
        assert (told.state, told.triage_rule) == ("answering", "triage:T4")


def test_triage_says_where_it_leads_while_answering(officer, ines, baseline):
    with acting_for(ines.organisation):
        triage = appraise.start(partnership().pk, by=ines.actor)
    address = reverse("diligence:appraisal-triage", args=[triage.pk])
    hidden = drawn(officer.get(address))
    html = officer.post(address, hidden | {"T1": "no"}, headers=HTMX).content.decode()
    assert "out of scope" in html
    officer.post(address, hidden | {"T1": "no", "then": "finish"})
    html = officer.get(address).content.decode()
    assert "nothing to decide" in html
    assert "Reopen the triage" in html
    with acting_for(ines.organisation):
        assert Partnership.objects.get().appraisal_state == "out_of_scope"


def test_looking_at_pages_counts_as_work_only_for_who_appraises(
    officer, appraisal, ines, stella, browse
):
    from datetime import timedelta

    from portal import clock

    noon = clock.now()
    with clock.set_to(noon):
        officer.get(url(appraisal))
    with clock.set_to(noon + timedelta(minutes=4)):
        browse(stella).get(url(appraisal))
        officer.get(url(appraisal, "B"))
    with acting_for(ines.organisation):
        sheet = AnswerSheet.objects.get()
    assert 240 <= sheet.active_seconds["full"] <= 270
