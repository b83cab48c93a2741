"""Drafts in every state that has a page: written and commented, in review, approved, discarded."""

from typing import TYPE_CHECKING, Any

from diligence.actions import draft_comments, draft_review, drafts
from diligence.domain.editing import Insert
from diligence.models import CheckOverride, Draft
from diligence.queries import drafts as found
from diligence.queries.questionnaires import BASELINE, current_version
from portal.authority import Actor

if TYPE_CHECKING:
    from tests.browser.world import World

SITES: dict[str, Any] = {
    "id": "L1",
    "section": "L",
    "text": "Which of our sites takes part?",
    "type": "text",
    "factor": "own",
    "scope": "partnership",
}


def rows(world: "World") -> None:
    """Written by the steward; the decider returned one and approved another."""
    with world.acting("stella") as stella:
        written, offered, ready, gone = (
            _draft(stella, name) for name in ("written", "offered", "ready", "gone")
        )
        drafts.undo(stella, written.pk)
        drafts.redo(stella, written.pk)
        draft_review.ask(stella, written.pk, note="Have a look, please.")
        draft_review.ask(stella, offered.pk, note="It is short.")
        _reasons(stella, ready)
        draft_review.ask(stella, ready.pk)
        drafts.discard(stella, gone.pk)
    with world.acting("dora") as dora:
        draft_comments.add(dora, written.pk, place="questions/L1/text", text="Which sites?")
        said = draft_comments.add(dora, written.pk, place="", text="Is this needed at all?")
        draft_comments.settle(dora, said.pk)
        draft_review.give_back(dora, written.pk, because="Say why it is asked.")
        digest = found.digest_now(Draft.objects.get(pk=ready.pk))
        draft_review.approve(dora, ready.pk, digest=digest, note="Clear.")
    world.ids |= {
        "written_draft": written.pk,
        "offered_draft": offered.pk,
        "approved_draft": ready.pk,
        "discarded_draft": gone.pk,
    }


def _draft(by: Actor, name: str) -> Draft:
    parent = current_version(BASELINE)
    row = drafts.create(by, key=f"uni-{name}", title=f"Ours, {name}", edition="1", parent=parent)
    steps = [
        Insert("sections", {"id": "L", "title": "Our sites"}),
        Insert("questions", SITES),
    ]
    return drafts.change(by, row.pk, steps, revision=0, what="Added question L1")


def _reasons(by: Actor, draft: Draft) -> None:
    """A reason for whatever checks of judgement object to."""
    for finding in found.blocking(draft):
        CheckOverride.objects.create(
            draft=draft,
            check_code=finding.check,
            place=finding.place,
            fingerprint=finding.fingerprint,
            reason="Known, and meant so.",
            by=by.label,
            user_id=by.user_id,
        )
