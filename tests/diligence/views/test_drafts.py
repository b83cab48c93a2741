"""Pages of drafts: overview, begin, history, comments, review, publish."""

import pytest
from django.urls import reverse

from diligence.actions import drafts as acts
from diligence.choices import DraftState
from diligence.domain.edits import Set
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts
from portal.enums import Role
from portal.tenancy import acting_for
from tests import cast
from tests.factories.drafts import approved, begun, reasoned, with_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(baseline, stella):
    with acting_for(stella.organisation, user=stella.user.pk):
        return with_question(stella, begun(stella, baseline))


def at(name, *args):
    return reverse(f"diligence:{name}", args=args)


def said(response):
    return response.content.decode()


# --- Overview ---------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ines", "dora", "stella", "ada", "petra", "carl"])
def test_everybody_reads_which_edition_is_in_force_and_why(baseline, browse, request, who):
    response = browse(request.getfixturevalue(who)).get(at("questionnaires"))
    assert response.status_code == 200
    text = said(response)
    assert f"{baseline.title} {baseline.edition}" in text
    assert "EU baseline" in text
    assert 'href="/questionnaires/"' in text, "the navigation leads here"


def test_without_an_edition_the_page_says_what_to_do(browse, ines):
    text = said(browse(ines).get(at("questionnaires")))
    assert "No questionnaire is in force yet" in text
    assert "Nothing is published yet" in text


def test_editions_are_searched(baseline, browse, ines):
    client = browse(ines)
    assert baseline.edition in said(client.get(at("questionnaires"), {"q": "baseline commission"}))
    assert "No edition matches" in said(client.get(at("questionnaires"), {"q": "zebra"}))


def test_officers_see_no_drafts(draft, browse, ines):
    assert "Our questionnaire" not in said(browse(ines).get(at("questionnaires")))
    for name in ("draft-list", "draft-new"):
        assert browse(ines).get(at(name)).status_code == 403
    assert browse(ines).get(at("draft-history", draft.pk)).status_code == 403


def test_the_costs_do_not_grow_with_the_rows(
    baseline, browse, stella, draft, django_assert_max_num_queries
):
    client = browse(stella)
    pages = [at("questionnaires"), at("draft-list"), at("draft-history", draft.pk)]
    counts = {}
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(40) as few:
            client.get(page)
        counts[page] = len(few)
    with acting_for(stella.organisation, user=stella.user.pk):
        for number in range(12):
            begun(stella, baseline, key=f"other-{number}")
            with_question(stella, draft, f"M{number}")
    for page in pages:
        with django_assert_max_num_queries(counts[page]):
            client.get(page)


# --- Begin ------------------------------------------------------------------------------------
def test_a_draft_is_begun_over_an_edition(baseline, browse, stella):
    client = browse(stella)
    page = said(client.get(at("draft-new"), {"start": f"over:{baseline.pk}"}))
    assert f"Build on {baseline}" in page
    given = {"start": f"over:{baseline.pk}", "key": "uni-a", "title": "Ours", "edition": "1"}
    response = client.post(at("draft-new"), given)
    with acting_for(stella.organisation):
        draft = Draft.objects.get()
    assert response.status_code == 302
    assert str(draft.pk) in response.url
    assert draft.parent_id == baseline.pk


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"key": "Bad key"}, "key"), ({"edition": ""}, "edition"), ({"title": ""}, "title"),
        ({"start": "over:nothing"}, "start"), ({"key": "eu-baseline"}, "key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(baseline, browse, stella, given, field):
    wanted = {"start": "empty", "key": "uni-a", "title": "Ours", "edition": "1", "language": "en"}
    response = browse(stella).post(at("draft-new"), wanted | given)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert 'value="1"' in said(response) or field == "edition", "nothing typed is lost"


def test_drafts_are_searched_and_narrowed(draft, browse, stella):
    client = browse(stella)
    assert "Our questionnaire" in said(client.get(at("draft-list"), {"q": "our"}))
    assert "No draft matches" in said(client.get(at("draft-list"), {"state": "published"}))


# --- History ----------------------------------------------------------------------------------
def test_the_history_tells_who_changed_what_and_takes_it_back(draft, browse, stella):
    client = browse(stella)
    text = said(client.get(at("draft-history", draft.pk)))
    assert "Added question L1" in text
    assert "Begun, building on" in text
    client.post(at("draft-undo", draft.pk), {"revision": "1"})
    text = said(client.get(at("draft-history", draft.pk)))
    assert "Took back: Added question L1" in text
    client.post(at("draft-undo", draft.pk), {"step": "redo"})
    assert "Brought back: Added question L1" in said(client.get(at("draft-history", draft.pk)))


@pytest.mark.parametrize("revision", ["0", "77", "x", "9" * 30])
def test_what_cannot_be_taken_back_says_why(draft, browse, stella, revision):
    address = at("draft-undo", draft.pk)
    response = browse(stella).post(address, {"revision": revision}, follow=True)
    assert response.status_code == 200
    assert [str(message.level_tag) for message in response.context["messages"]] == ["error"]


def test_a_draft_is_discarded_and_restored(draft, browse, stella):
    client = browse(stella)
    assert "Discard this draft" in said(client.get(at("draft-discard", draft.pk)))
    client.post(at("draft-discard", draft.pk))
    assert "Restore the draft" in said(client.get(at("draft-history", draft.pk)))
    client.post(at("draft-restore", draft.pk))
    with acting_for(stella.organisation):
        assert Draft.objects.get(pk=draft.pk).state == DraftState.WRITING


# --- Comments ---------------------------------------------------------------------------------
def test_comments_are_made_settled_and_reopened(draft, browse, stella, dora):
    client = browse(dora)
    address = at("draft-comments", draft.pk)
    client.post(address, {"place": "questions/L1", "text": "Do we need this?\n<b>"})
    text = said(client.get(address))
    assert "Do we need this?" in text
    assert "<b>" not in text
    with acting_for(dora.organisation):
        comment = Draft.objects.get(pk=draft.pk).comments.get()
    client.post(at("draft-comment", comment.pk), {"step": "settle"})
    assert "Do we need this?" not in said(client.get(address))
    assert "settled by Dora Decider" in said(client.get(address, {"show": "settled"}))
    browse(stella).post(at("draft-comment", comment.pk), {"step": "reopen"})
    assert "Do we need this?" in said(client.get(address))
    assert client.post(at("draft-comment", comment.pk), {"step": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [({"text": " "}, "text"), ({"text": "a", "place": "nowhere/at/all"}, "place"),
     ({"text": "x" * 5000}, "text")],
)  # fmt: skip
def test_a_comment_that_says_nothing_is_refused(draft, browse, stella, given, field):
    response = browse(stella).post(at("draft-comments", draft.pk), given)
    assert response.status_code == 422
    assert field in response.context["form"].errors


# --- Review and publish -----------------------------------------------------------------------
def test_from_asking_to_publishing(draft, browse, stella, dora, baseline):
    author, second = browse(stella), browse(dora)
    review = at("draft-review", draft.pk)
    with acting_for(stella.organisation, user=stella.user.pk):
        reasoned(stella, draft)
    assert "Ask for a review" in said(author.get(review))
    author.post(review, {"note": "Please look at L1"})
    assert "You wrote a part of this draft" in said(author.get(review))
    page = second.get(review)
    assert "Please look at L1" in said(page)
    assert "1 question differs from" in said(page)
    digest = page.context["digest"]
    verdict = at("draft-verdict", draft.pk)
    assert second.post(verdict, {"verdict": "return", "digest": digest}).status_code == 422
    assert second.post(verdict, {"verdict": "approve", "digest": "0" * 64}).status_code == 422
    assert second.post(verdict, {"verdict": "approve", "digest": digest}).status_code == 302
    publish = at("draft-publish", draft.pk)
    assert "never changes" in said(author.get(publish))
    assert author.post(publish, {"note": "First", "confirmation": "2"}).status_code == 422
    assert author.post(publish, {"note": "", "confirmation": "1"}).status_code == 422
    response = author.post(publish, {"note": "First", "confirmation": "1"})
    with acting_for(stella.organisation):
        version = QuestionnaireVersion.objects.get(key="uni-local")
    assert response.url == at("questionnaire-detail", version.pk)
    assert said(author.get(response.url))
    assert (version.published_by, version.reviewed_by) == ("Stella Steward", "Dora Decider")
    assert "It was published" in said(author.get(at("draft-history", draft.pk)))
    again = author.post(publish, {"note": "Once more, with feeling", "confirmation": "1"})
    assert again.status_code == 409
    assert "what is published never changes" in said(again)
    assert "Once more, with feeling" in said(again)


def test_a_later_change_ends_the_approval_and_the_page_says_so(draft, browse, stella, dora):
    with acting_for(stella.organisation, user=stella.user.pk):
        approved(stella, dora, draft)
        step = [Set("questions/L1/short", "Sites")]
        acts.change(stella.actor, draft.pk, step, revision=None, what="Shortened")
    client = browse(stella)
    text = said(client.get(at("draft-review", draft.pk)))
    assert "the approval has lapsed" in text
    refused = client.get(at("draft-publish", draft.pk))
    assert refused.status_code == 409
    assert "A second person has to approve this draft first" in said(refused)


def test_what_the_checks_object_to_stands_on_the_page(draft, browse, stella):
    with acting_for(stella.organisation, user=stella.user.pk):
        step = [Set("questions/L1/condition", "${Nope} = 'x'")]
        acts.change(stella.actor, draft.pk, step, revision=None, what="Broke it")
    text = said(browse(stella).get(at("draft-review", draft.pk)))
    assert "The checks object to" in text
    assert "Nope" in text


def test_another_organisations_draft_is_not_there(draft, browse, university_b):
    stranger = cast.member(university_b, "Sten Steward", Role.STEWARD)
    client = browse(stranger)
    for name in ("draft-history", "draft-comments", "draft-review", "draft-discard"):
        assert client.get(at(name, draft.pk)).status_code == 404
    for name in ("draft-undo", "draft-restore", "draft-verdict", "draft-publish"):
        assert client.post(at(name, draft.pk), {}).status_code == 404


def test_unsettled_comments_are_shown_before_publishing(draft, browse, stella, dora):
    with acting_for(stella.organisation, user=stella.user.pk):
        approved(stella, dora, draft)
    browse(dora).post(at("draft-comments", draft.pk), {"text": "Wait"})
    text = said(browse(stella).get(at("draft-publish", draft.pk)))
    assert "Comments not settled" in text
    with acting_for(stella.organisation):
        assert drafts.open_comments(Draft.objects.get(pk=draft.pk)) == {"": 1}


# --- Refused: the page as it is, with the reason in its place ----------------------------------
def test_an_approval_of_something_else_is_told_with_what_was_written(draft, browse, stella, dora):
    with acting_for(stella.organisation, user=stella.user.pk):
        row = approved(stella, dora, draft)
        row.document["questions"][-1]["short"] = "Sites, as nobody read it"
        row.save()
    sent = {"note": "First edition", "confirmation": "1"}
    answer = browse(stella).post(at("draft-publish", draft.pk), sent)
    assert answer.status_code == 409
    assert "What was approved is not what the draft says now" in said(answer)
    assert "First edition" in said(answer)


def test_asking_twice_keeps_the_second_note(draft, browse, stella, dora):
    client, review = browse(stella), at("draft-review", draft.pk)
    client.post(review, {"note": "Please look"})
    answer = client.post(review, {"note": "Look at L1 above all"})
    assert answer.status_code == 409
    assert "A review is asked for already" in said(answer)
    assert "Look at L1 above all" in said(answer)


def test_one_s_own_change_is_not_approved(draft, browse, stella):
    client = browse(stella)
    client.post(at("draft-review", draft.pk), {})
    sent = {"verdict": "approve", "digest": "0" * 64, "note": "Fine with me"}
    answer = client.post(at("draft-verdict", draft.pk), sent)
    assert answer.status_code == 409
    assert "You wrote a part of this draft" in said(answer)
    assert "Fine with me" in said(answer)


def test_approving_twice_says_that_it_is_approved(draft, browse, stella, dora):
    with acting_for(stella.organisation, user=stella.user.pk):
        approved(stella, dora, draft)
    sent = {"verdict": "approve", "digest": "0" * 64, "note": "Once more"}
    answer = browse(dora).post(at("draft-verdict", draft.pk), sent)
    assert answer.status_code == 409
    assert "Nobody asks for a review of this draft now" in said(answer)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("draft-review", {"note": "Kept words"}),
        ("draft-verdict", {"verdict": "return", "note": "Kept words", "digest": "0" * 64}),
        ("draft-publish", {"note": "Kept words", "confirmation": "1"}),
        ("draft-comments", {"text": "Kept words"}),
    ],
)
def test_a_discarded_draft_says_how_it_comes_back(draft, browse, stella, name, given):
    client = browse(stella)
    client.post(at("draft-discard", draft.pk))
    answer = client.post(at(name, draft.pk), given)
    assert answer.status_code == 409
    assert "This draft was discarded. Restore it first." in said(answer)
    assert "Kept words" in said(answer)
    assert at("draft-history", draft.pk) in said(answer)


@pytest.mark.parametrize("name", ["draft-discard", "draft-undo"])
def test_what_a_discarded_draft_refuses_is_told_in_its_history(draft, browse, stella, name):
    client = browse(stella)
    client.post(at("draft-discard", draft.pk))
    answer = client.post(at(name, draft.pk), {}, follow=True)
    assert answer.status_code == 200
    assert "This draft was discarded" in said(answer)
    client.post(at("draft-restore", draft.pk))
    again = client.post(at("draft-restore", draft.pk), follow=True)
    assert "This draft is not discarded" in said(again)


def test_a_comment_settled_by_a_colleague_is_told(draft, browse, stella):
    client = browse(stella)
    client.post(at("draft-comments", draft.pk), {"text": "Why?"})
    with acting_for(stella.organisation):
        comment = Draft.objects.get(pk=draft.pk).comments.get()
    client.post(at("draft-comment", comment.pk), {"step": "settle"})
    again = client.post(at("draft-comment", comment.pk), {"step": "settle"}, follow=True)
    assert "This comment is settled already" in said(again)


def test_who_may_not_publish_at_all_is_told_so(draft, browse, dora):
    assert browse(dora).get(at("draft-publish", draft.pk)).status_code == 403
