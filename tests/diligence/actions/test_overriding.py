"""Reasons to publish although a check of judgement objects: given by name, and withdrawn."""

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import draft_review, overriding
from diligence.actions import drafts as acts
from diligence.choices import DraftState
from diligence.domain.checks import Finding, Weight
from diligence.domain.edits import Set
from diligence.models import CheckOverride, Draft
from diligence.queries import drafts, overrides
from portal.authority import Refused, product
from portal.models import AuditEvent
from tests.factories.drafts import approved, reasoned

pytestmark = pytest.mark.django_db
REASON = "The unit knows this and means it so."


@pytest.fixture
def draft(baseline, stella, acting_as) -> Draft:
    """The baseline under another key: all its own weaknesses are open."""
    acting_as(stella)
    return acts.create(
        stella.actor, key="ours", title="Ours", edition="1", starts_from="eu-baseline"
    )


def again(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def judged(draft: Draft, check: str = "driver") -> Finding:
    found = drafts.examined(again(draft)).findings
    return next(f for f in found if f.check == check and f.weight is Weight.JUDGEMENT)


def give(by, draft: Draft, finding: Finding, reason: str = REASON, **other: str) -> CheckOverride:
    named = {"check": finding.check, "place": finding.place, "fingerprint": finding.fingerprint}
    return overriding.give(by.actor, draft.pk, **(named | other), reason=reason)


def test_a_reason_settles_exactly_one_finding(draft, stella):
    before = drafts.blocking(draft)
    finding = judged(draft)
    given = give(stella, draft, finding)
    after = drafts.blocking(again(draft))
    assert set(before) - set(after) == {finding}
    assert (given.by, given.user_id, given.reason) == (stella.actor.label, stella.user.pk, REASON)
    event = AuditEvent.objects.get(event="draft.check_overridden")
    assert event.detail["place"] == finding.place


def test_another_reason_takes_its_place(draft, stella):
    finding = judged(draft)
    give(stella, draft, finding)
    give(stella, draft, finding, "We have thought about it once more.")
    assert CheckOverride.objects.get().reason == "We have thought about it once more."


def test_when_the_finding_changes_the_reason_counts_no_more(draft, stella):
    finding = judged(draft, "country_context")
    give(stella, draft, finding)
    steps = [Set("questions/I1/feeds", {"INT.P": 2})]
    acts.change(stella.actor, draft.pk, steps, revision=None, what="I1 weighs more")
    assert finding.place in {f.place for f in drafts.blocking(again(draft))}
    (told,) = (t for t in overrides.told(again(draft)) if t.finding.check == "country_context")
    assert told.override is None
    assert told.earlier is not None
    with pytest.raises(Refused, match="something else now"):
        give(stella, draft, finding)


def test_a_reason_for_what_is_repaired_is_idle(draft, stella):
    give(stella, draft, judged(draft))
    steps = [Set("questions/H2/measures", ["M31"])]
    acts.change(stella.actor, draft.pk, steps, revision=None, what="A measure for H2")
    row = again(draft)
    assert [idle.place for idle in overrides.idle(row, overrides.told(row))] == ["questions/H2"]
    assert drafts.override_documents(row) == []


def test_errors_and_notes_take_no_reason(draft, stella):
    steps = [Set("questions/A4/text", "Which nationality do the guests have?")]
    acts.change(stella.actor, draft.pk, steps, revision=None, what="A bad question")
    found = drafts.examined(again(draft)).findings
    for weight in (Weight.ERROR, Weight.NOTE):
        finding = next(f for f in found if f.weight is weight)
        with pytest.raises(Refused, match="no matter of judgement"):
            give(stella, draft, finding)


@pytest.mark.parametrize("reason", ["", "  ", "Because.", "x" * 2_001, "\0" * 50])
def test_a_reason_says_something(draft, stella, reason):
    with pytest.raises(ValidationError) as refused:
        give(stella, draft, judged(draft), reason)
    assert "reason" in refused.value.message_dict


def test_only_authors_and_only_persons_give_reasons(draft, dora):
    with pytest.raises(Refused):
        give(dora, draft, judged(draft))
    finding = judged(draft)
    with pytest.raises(Refused, match="Only a person"):
        overriding.give(
            product("a task"),
            draft.pk,
            check=finding.check,
            place=finding.place,
            fingerprint=finding.fingerprint,
            reason=REASON,
        )


def test_withdrawn_the_check_objects_again(draft, stella):
    finding = judged(draft)
    given = give(stella, draft, finding)
    overriding.withdraw(stella.actor, given.pk)
    assert finding in drafts.blocking(again(draft))
    assert AuditEvent.objects.filter(event="draft.override_withdrawn").exists()


def test_a_reason_changed_after_the_approval_lets_it_lapse(draft, stella, dora):
    approved(stella, dora, draft)
    given = CheckOverride.objects.first()
    overriding.withdraw(stella.actor, given.pk)
    assert again(draft).state == DraftState.WRITING
    reasoned(stella, draft)
    draft_review.ask(stella.actor, draft.pk)
    give(stella, draft, judged(draft))
    assert again(draft).state == DraftState.WRITING
    assert AuditEvent.objects.filter(event="draft.review_lapsed").count() == 2


def test_a_published_or_discarded_draft_takes_no_reason(draft, stella):
    finding = judged(draft)
    acts.discard(stella.actor, draft.pk)
    with pytest.raises(Refused):
        give(stella, draft, finding)
