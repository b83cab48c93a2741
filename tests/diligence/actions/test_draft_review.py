"""Four eyes on a draft, and what publishing freezes."""

import json
from copy import deepcopy

import pytest
from django.db import DatabaseError, transaction

from diligence.actions import draft_comments, draft_publish, draft_review
from diligence.actions import drafts as acts
from diligence.choices import Audience, DraftState, ReviewStep
from diligence.domain.approving import unapproved
from diligence.domain.checks import Weight
from diligence.domain.editing import Remove
from diligence.domain.edits import Set
from diligence.models import CheckOverride, Draft, QuestionnaireVersion, Simulation
from diligence.queries import drafts, simulations
from diligence.queries.questionnaires import definition
from portal.authority import Refused, product
from portal.enums import Role
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for
from tests import cast
from tests.factories.drafts import approved, begun, published, reasoned, with_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(baseline, stella, acting_as):
    acting_as(stella)
    return with_question(stella, begun(stella, baseline))


def again(draft: Draft) -> Draft:
    found: Draft = Draft.objects.get(pk=draft.pk)
    return found


# --- Review -----------------------------------------------------------------------------------
def test_nobody_approves_what_they_wrote(draft, stella, dora):
    reasoned(stella, draft)
    draft_review.ask(stella.actor, draft.pk)
    digest = drafts.digest_now(again(draft))
    with pytest.raises(Refused, match="You wrote a part"):
        draft_review.approve(stella.actor, draft.pk, digest=digest)
    with pytest.raises(Refused, match="You wrote a part"):
        draft_review.give_back(stella.actor, draft.pk, because="No")
    step = draft_review.approve(dora.actor, draft.pk, digest=digest, note="Fine")
    assert (step.step, step.digest, step.by) == (ReviewStep.APPROVED, digest, "Dora Decider")
    assert again(draft).state == DraftState.APPROVED


def test_whoever_gave_a_reason_wrote_a_part(draft, stella, dora):
    reasoned(stella, draft)
    CheckOverride.objects.create(
        draft=draft, check_code="driver", place="x", fingerprint="0" * 16, reason="So",
        by="Dora Decider", user_id=dora.user.pk,
    )  # fmt: skip
    draft_review.ask(stella.actor, draft.pk)
    with pytest.raises(Refused, match="You wrote a part"):
        draft_review.give_back(dora.actor, draft.pk, because="No")


def test_an_officer_reviews_nothing(draft, stella, ines):
    draft_review.ask(stella.actor, draft.pk)
    with pytest.raises(Refused, match="does not include"):
        draft_review.give_back(ines.actor, draft.pk, because="No")


def test_returned_with_a_reason_and_asked_for_again(draft, stella, dora):
    draft_review.ask(stella.actor, draft.pk, note="First try")
    with pytest.raises(Refused, match="asked for already"):
        draft_review.ask(stella.actor, draft.pk)
    with pytest.raises(Refused, match="Say what has to change"):
        draft_review.give_back(dora.actor, draft.pk, because="  ")
    draft_review.give_back(dora.actor, draft.pk, because="Shorter, please")
    assert again(draft).state == DraftState.WRITING
    draft_review.ask(stella.actor, draft.pk)
    assert [s.step for s in draft.reviews.all()] == ["asked", "returned", "asked"]


def test_what_cannot_be_read_is_not_reviewed(draft, stella):
    acts.change(stella.actor, draft.pk, [Set("questions/L1/type", "nonsense")], revision=None,
                what="Broke it")  # fmt: skip
    with pytest.raises(Refused, match="read in full"):
        draft_review.ask(stella.actor, draft.pk)


def test_what_changed_after_it_was_read_is_not_approved(draft, stella, dora):
    reasoned(stella, draft)
    draft_review.ask(stella.actor, draft.pk)
    digest = drafts.digest_now(again(draft))
    CheckOverride.objects.filter(draft=draft).update(reason="Another reason")
    if CheckOverride.objects.filter(draft=draft).exists():
        with pytest.raises(Refused, match="changed after you read it"):
            draft_review.approve(dora.actor, draft.pk, digest=digest)
    with pytest.raises(Refused, match="changed after you read it"):
        draft_review.approve(dora.actor, draft.pk, digest="0" * 64)


def test_a_later_change_ends_the_approval(draft, stella, dora):
    approved(stella, dora, draft)
    assert drafts.approval(again(draft)) is not None
    step = [Set("questions/L1/short", "Sites")]
    acts.change(stella.actor, draft.pk, step, revision=None, what="Shortened")
    assert again(draft).state == DraftState.WRITING
    assert drafts.approval(again(draft)) is None
    assert AuditEvent.objects.filter(event="draft.review_lapsed").exists()
    with pytest.raises(Refused, match="second person has to approve"):
        draft_publish.publish(stella.actor, draft.pk, "New")


def test_a_reason_that_changes_ends_the_approval(stella, dora, acting_as):
    acting_as(stella)
    names = {"key": "our-own", "title": "Our own", "edition": "1"}
    draft = acts.create(stella.actor, starts_from="eu-baseline", **names)
    ready = approved(stella, dora, draft)
    assert drafts.standing(ready, drafts.examined(ready).findings)
    CheckOverride.objects.filter(draft=draft).update(reason="Something else")
    with pytest.raises(Refused, match="Ask for a new review"):
        draft_publish.publish(stella.actor, draft.pk, "New")


def test_only_a_person_reviews(draft):
    with pytest.raises(Refused, match="Only a person"):
        draft_review.ask(product("Machine"), draft.pk)


# --- Publish ----------------------------------------------------------------------------------
def test_exactly_what_was_approved_is_published(draft, stella, dora, baseline):
    ready = approved(stella, dora, draft)
    earlier, tried = (
        Simulation.objects.create(
            draft=draft, revision=1, digest=each, document={}, state="done", asked_by="Stella"
        )
        for each in ("0" * 64, simulations.tried(ready))
    )
    version = draft_publish.publish(stella.actor, draft.pk, "  Our sites  ")
    assert json.loads(version.document)["questions"][-1]["id"] == "L1"
    assert definition(version) == drafts.examined(ready).questionnaire
    assert (version.key, version.edition, version.title) == ("uni-local", "1", "Our questionnaire")
    assert (version.audience, version.audience_country) == (Audience.ORGANISATION, "")
    assert (version.authors, version.reviewed_by) == (["Stella Steward"], "Dora Decider")
    assert (version.note, version.parent, version.replaces) == ("Our sites", baseline, None)
    assert {entry["check"] for entry in version.overrides} == {
        row.check_code for row in ready.overrides.all()
    }
    for entry in version.overrides:
        assert {"check", "place", "problem", "reason", "by", "at"} <= entry.keys()
    assert (again(draft).state, again(draft).version) == (DraftState.PUBLISHED, version)
    earlier.refresh_from_db()
    tried.refresh_from_db()
    assert (tried.version, earlier.version) == (version, None)
    event = AuditEvent.objects.filter(event="questionnaire.published", by="Stella Steward").get()
    assert event.detail["digest"] == version.digest


def test_a_published_draft_stays_and_the_next_edition_follows_it(draft, stella, dora):
    version = published(stella, dora, draft)
    for act in (
        lambda: with_question(stella, draft, "L2"),
        lambda: acts.undo(stella.actor, draft.pk),
        lambda: acts.discard(stella.actor, draft.pk),
        lambda: draft_publish.publish(stella.actor, draft.pk, "Again"),
        lambda: draft_comments.add(dora.actor, draft.pk, place="", text="Late"),
    ):
        with pytest.raises(Refused, match="never changes"):
            act()
    names = {"key": "uni-local", "title": "Ours", "edition": "2"}
    following = acts.create(stella.actor, starts_from=version, **names)
    assert (following.replaces, following.parent) == (version, version.parent)
    assert definition(published(stella, dora, following)).edition == "2"


def test_the_same_edition_is_not_published_twice(draft, stella, dora, baseline):
    twin = with_question(stella, begun(stella, baseline))
    published(stella, dora, draft)
    ready = approved(stella, dora, twin)
    with pytest.raises(Refused, match="published already"):
        draft_publish.publish(stella.actor, ready.pk, "Again")


def test_what_the_checks_object_to_is_not_published(draft, stella, dora):
    approved(stella, dora, draft)
    row = again(draft)
    row.document["questions"][-1]["condition"] = "${Nope} = 'x'"
    row.save()
    with pytest.raises(draft_publish.Objections) as caught:
        draft_publish.publish(stella.actor, draft.pk, "New")
    assert any("Nope" in str(finding.problem) for finding in caught.value.findings)


def test_reasons_of_the_edition_above_count_for_what_is_inherited(draft, baseline):
    inherited = drafts.answered_above(draft, drafts.examined(draft).findings)
    reasons = {(r["check"], r["place"]) for r in baseline.overrides}
    assert {(found.check, found.place) for found in inherited} <= reasons
    assert not set(inherited) & set(drafts.blocking(draft))


def test_nothing_published_can_be_changed_in_the_database(draft, stella, dora):
    version = published(stella, dora, draft)
    rows = QuestionnaireVersion.objects.filter(pk=version.pk)
    for act in (lambda: rows.update(title="Other"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert QuestionnaireVersion.objects.get(pk=version.pk).title == version.title


def test_a_ministry_publishes_for_its_member_state(baseline, petra, ministry, ines):
    second = cast.member(ministry, "Milou Steward", Role.STEWARD)
    with acting_for(ministry, user=petra.user.pk):
        core = with_question(petra, begun(petra, baseline, key="nl-core"))
        version = published(petra, second, core)
        assert (version.audience, version.audience_country) == (Audience.MEMBER_STATE, "NL")
    with acting_for(ines.organisation):
        assert QuestionnaireVersion.objects.filter(pk=version.pk).exists()


# --- Cases ------------------------------------------------------------------------------------
def test_a_changed_outcome_of_a_case_needs_its_approval(baseline, acting_as):
    commission = Organisation.objects.get(pk=baseline.owner_id)
    carl = cast.member(commission, "Carl Analyst", Role.ANALYST)
    acting_as(carl)
    names = {"key": "eu-baseline", "title": baseline.title, "edition": "2027.1"}
    draft = acts.create(carl.actor, starts_from=baseline, **names)
    expected = draft.cases[0]["expected"] | {"outcome": "low"}
    name = draft.cases[0]["id"]
    step = [Set(f"cases/{name}/expected", expected)]
    acts.change(carl.actor, draft.pk, step, revision=0, what="Another result")
    told = [str(found.problem) for found in drafts.blocking(again(draft))]
    assert any("Nobody approved that" in problem for problem in told)
    acts.approve_case(carl.actor, draft.pk, name, expected=expected, because="Meant so")
    told = [str(found.problem) for found in drafts.blocking(again(draft))]
    assert not any("Nobody approved that" in problem for problem in told)
    case = again(draft).cases[0]
    assert case["approved"]["was"] == "refer"


def test_cases_that_went_are_noted():
    before = [{"id": "K1", "expected": {"outcome": "low"}}]
    gone = list(unapproved(before, []))
    assert [found.weight for found in gone] == [Weight.NOTE]
    after = deepcopy(before)
    after[0]["expected"]["outcome"] = "high"
    after[0]["approved"] = {"by": "A", "because": "B", "was": "medium"}
    assert [found.weight for found in unapproved(before, after)] == [Weight.ERROR]
    after[0]["approved"]["was"] = "low"
    assert list(unapproved(before, after)) == []


# --- Comments ---------------------------------------------------------------------------------
def test_comments_stand_at_places(draft, stella, dora):
    said = draft_comments.add(dora.actor, draft.pk, place="questions/L1/text", text=" Why? ")
    draft_comments.add(stella.actor, draft.pk, place="questions/L1/help/why", text="Because")
    assert said.text == "Why?"
    assert drafts.open_comments(draft) == {"questions/L1/text": 1, "questions/L1/help/why": 1}
    assert drafts.comments(draft, place="questions/L1").count() == 2
    draft_comments.settle(stella.actor, said.pk)
    with pytest.raises(Refused, match="settled already"):
        draft_comments.settle(stella.actor, said.pk)
    assert drafts.comments(draft, show="settled").get().settled_by == "Stella Steward"
    draft_comments.reopen(dora.actor, said.pk)
    with pytest.raises(Refused, match="is open"):
        draft_comments.reopen(dora.actor, said.pk)


def test_a_comment_outlives_its_place(draft, stella, dora):
    draft_comments.add(dora.actor, draft.pk, place="questions/L1", text="Needed?")
    acts.change(stella.actor, draft.pk, [Remove("questions/L1")], revision=None, what="Removed")
    assert drafts.open_comments(draft) == {"questions/L1": 1}
