"""The pages on whose questionnaire is filled in, and on a newer edition of what one builds on."""

from dataclasses import replace

import pytest
from django.urls import reverse

from diligence.actions import drafts, score
from diligence.domain.edits import Insert, Set
from diligence.models import QuestionnaireChoice
from diligence.queries import questionnaires
from portal.tenancy import acting_for
from tests.diligence.actions.test_parent_update import OWN_QUESTION
from tests.factories import levels
from tests.factories.appraisals import submitted

pytestmark = pytest.mark.django_db
LEVEL = "/questionnaires/level/"


@pytest.fixture
def national(baseline, ministry):
    return levels.national(ministry, levels.composed())


def _read(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_says_what_is_in_force_and_what_would_change(national, browse, stella):
    page = _read(browse(stella).get(LEVEL))
    assert "nl-core title 1" in page
    assert "published for your Member State" in page
    assert "1 question less" in page
    assert "There was none: the nearest level" in page


def test_a_choice_is_stored_with_its_reason_and_shown(national, browse, stella, university_a):
    client = browse(stella)
    sent = {"level": "baseline", "because": "Faculties first."}
    page = _read(client.post(LEVEL, sent, follow=True))
    assert "EU baseline: research-security appraisal 2026.1 from now on" in page
    assert "Faculties first." in page
    with acting_for(university_a):
        assert QuestionnaireChoice.objects.get().level == "baseline"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"level": "own", "because": "x"}, "own is not one of the available choices"),
        ({"level": "baseline", "because": " "}, "This field is required"),
        ({}, "This field is required"),
    ],
)
def test_what_is_no_choice_is_told_at_its_field(national, browse, stella, sent, told):
    page = _read(browse(stella).post(LEVEL, sent))
    assert told in page


def test_without_a_questionnaire_the_page_says_what_to_do(browse, stella):
    assert "load_questionnaire" in _read(browse(stella).get(LEVEL))


def test_who_may_not_choose_reads_why(national, browse, ines, petra):
    for member in (ines, petra):
        page = _read(browse(member).get(LEVEL))
        assert "nl-core title 1" in page
        assert 'name="because"' not in page
    assert browse(ines).post(LEVEL, {"level": "baseline", "because": "x"}).status_code == 403
    assert browse(petra).post(LEVEL, {"level": "baseline", "because": "x"}).status_code == 403


def test_a_newer_parent_leads_to_a_draft_and_its_conflicts(
    national, ministry, university_a, browse, stella
):
    core = questionnaires.definition(national)
    own = levels.local(university_a, levels.composed(core, "uni", own=()))
    levels.national(ministry, levels.composed(edition="2"))
    client = browse(stella)
    assert "Take nl-core title 2 over in a draft" in _read(client.get(LEVEL))
    url = reverse("diligence:parent-updates")
    sent = {"version": str(own.pk), "edition": "1"}
    assert "published already" in _read(client.post(url, sent))
    page = _read(client.post(url, {"version": str(own.pk), "edition": "2"}, follow=True))
    assert "What nl-core title 2 changes" in page
    assert "Nothing. The draft can take the edition over" in page
    assert "was begun already" in _read(client.get(url))
    assert "builds on nothing newer" in _read(client.post(url, {"version": "x", "edition": "3"}))


def _draft(stella, university_a, national):
    with acting_for(university_a):
        row = drafts.create(stella.actor, key="uni", title="Uni", edition="1", parent=national)
        question = OWN_QUESTION | {"condition": "${N1} = 'yes'"}
        return drafts.change(
            stella.actor, row.pk, [Insert("questions", question)], revision=0, what="Ours"
        )


def test_each_conflict_is_asked_and_nothing_is_chosen_beforehand(
    national, ministry, university_a, browse, stella
):
    draft = _draft(stella, university_a, national)
    newer = levels.national(
        ministry, levels.composed(edition="2", own=(), questions=levels.BASELINE.questions)
    )
    client, url = browse(stella), reverse("diligence:draft-parent-update", args=[draft.pk])
    page = client.get(url)
    text = _read(page)
    assert "refers to what the new edition no longer has: questions/N1" in text
    assert "checked" not in text
    sent = {"to": str(newer.pk), "revision": str(draft.revision)}
    assert "This field is required" in _read(client.post(url, sent))
    (name,) = page.context["form"].fields
    done = _read(client.post(url, sent | {name: "keep"}, follow=True))
    assert "The draft builds on nl-core title 2 now" in done
    assert "The draft is up to date" in done


def test_a_choice_that_raises_a_question_of_its_own_is_asked_about(
    national, ministry, university_a, browse, stella
):
    with acting_for(university_a):
        row = drafts.create(stella.actor, key="uni", title="Uni", edition="1", parent=national)
        question = OWN_QUESTION | {"id": "N2", "condition": "${N1} = 'yes'"}
        drafts.change(stella.actor, row.pk, [Insert("questions", question)], revision=0, what="N2")
    theirs = replace(levels.OWN, id="N2")
    newer = levels.national(ministry, levels.composed(edition="2", own=(theirs,)))
    client, url = browse(stella), reverse("diligence:draft-parent-update", args=[row.pk])
    (first,) = client.get(url).context["form"].fields
    sent = {"to": str(newer.pk), "revision": "1", first: "rename"}
    page = client.post(url, sent)
    names = list(page.context["form"].fields)
    assert names[0] == first
    assert len(names) == 2
    done = _read(client.post(url, sent | {names[1]: "keep"}, follow=True))
    assert "The draft builds on" in done


def test_another_authors_change_meanwhile_is_told(national, ministry, university_a, browse, stella):
    draft = _draft(stella, university_a, national)
    newer = levels.national(ministry, levels.composed(edition="2"))
    with acting_for(university_a):
        drafts.change(stella.actor, draft.pk, [Set("edition", "5")], revision=1, what="Edition")
    client, url = browse(stella), reverse("diligence:draft-parent-update", args=[draft.pk])
    page = _read(client.post(url, {"to": str(newer.pk), "revision": "1"}, follow=True))
    assert "builds on nl-core title 2 now" in page or "meanwhile" in page


def test_the_result_names_which_outcome_it_shows(national, university_a, browse, ines):
    with acting_for(university_a):
        appraisal = submitted(ines.actor, "K29", change={"N1": "yes"})
        score.run(appraisal.pk)
    url = reverse("diligence:appraisal-result", args=[appraisal.pk])
    page = _read(browse(ines).get(url))
    assert "Outcome under “nl-core title 1”." in page
    assert "Under the EU baseline 2026.1:" in page
    decision = _read(browse(ines).get(reverse("diligence:decision", args=[appraisal.pk])))
    assert "Under the EU baseline 2026.1:" in decision


def test_the_baselines_own_result_is_not_cluttered(baseline, university_a, browse, ines):
    with acting_for(university_a):
        appraisal = submitted(ines.actor, "K29")
        score.run(appraisal.pk)
    page = _read(browse(ines).get(reverse("diligence:appraisal-result", args=[appraisal.pk])))
    assert "Under the EU baseline" not in page
