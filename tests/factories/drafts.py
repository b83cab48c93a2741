"""Drafts of questionnaires, made by the product's own actions."""

from typing import Any

from diligence.actions import draft_publish, draft_review
from diligence.actions import drafts as acts
from diligence.domain.edits import Insert
from diligence.models import CheckOverride, Draft, QuestionnaireVersion
from diligence.queries import drafts
from tests.cast import Member

LOCAL = {
    "id": "L1",
    "section": "L",
    "text": "Which of our sites takes part?",
    "type": "text",
    "factor": "own",
    "scope": "partnership",
}


def begun(by: Member, parent: QuestionnaireVersion, **given: Any) -> Draft:
    """Local additions over an edition: not changed yet."""
    names = {"key": "uni-local", "title": "Our questionnaire", "edition": "1"} | given
    return acts.create(by.actor, parent=parent, **names)


def with_question(by: Member, draft: Draft, id: str = "L1") -> Draft:
    """A section of our own with one question that scores nothing."""
    steps = [Insert("questions", LOCAL | {"id": id})]
    now = Draft.objects.get(pk=draft.pk).document
    if not any(section["id"] == "L" for section in now["sections"]):
        steps = [Insert("sections", {"id": "L", "title": "Our sites"}), *steps]
    return acts.change(by.actor, draft.pk, steps, revision=None, what=f"Added question {id}")


def reasoned(by: Member, draft: Draft) -> Draft:
    """A reason for whatever checks of judgement object to."""
    for finding in drafts.blocking(draft):
        CheckOverride.objects.update_or_create(
            draft=draft,
            check_code=finding.check,
            place=finding.place,
            defaults={
                "fingerprint": finding.fingerprint,
                "reason": f"Known and meant: {finding.check}",
                "by": by.actor.label,
                "user_id": by.user.pk,
            },
        )
    return draft


def approved(by: Member, second: Member, draft: Draft) -> Draft:
    """Asked for by one and approved by the other."""
    reasoned(by, draft)
    draft_review.ask(by.actor, draft.pk, note="Ready")
    draft = Draft.objects.get(pk=draft.pk)
    draft_review.approve(second.actor, draft.pk, digest=drafts.digest_now(draft), note="Read")
    return Draft.objects.get(pk=draft.pk)


def published(by: Member, second: Member, draft: Draft) -> QuestionnaireVersion:
    """Approved and published."""
    return draft_publish.publish(by.actor, approved(by, second, draft).pk, "First edition")
