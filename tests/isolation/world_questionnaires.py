"""The questionnaires that an organisation of the world writes: a draft, and what belongs to it."""

from dataclasses import dataclass
from typing import Any

from diligence.actions import draft_comments, draft_review, drafts, paper, simulate
from diligence.domain.edits import Insert
from diligence.models import (
    CheckOverride,
    Draft,
    DraftChange,
    DraftComment,
    Paper,
    QuestionnaireChoice,
    Simulation,
)
from diligence.queries import questionnaires as published
from tests.cast import Member
from tests.factories.appraisals import CASES, answers_of
from tests.factories.drafts import approved


@dataclass(kw_only=True)
class Written:
    """Drafts of an organisation, and what was said and found of them."""

    draft: Draft
    """Being written; returned by a reviewer, with a comment and a reason to override a check."""
    offered: Draft
    """In review: asked for by the steward."""
    approved: Draft
    """Approved, with a reason for whatever the checks object to."""
    draft_discarded: Draft
    draft_change: DraftChange
    comment: DraftComment
    override: CheckOverride
    simulation: Simulation
    """Of the offered draft, waiting to be run."""
    level: QuestionnaireChoice
    paper: Paper
    """The edition in force for paper, waiting to be made."""


def questionnaires(mark: str, steward: Member, reviewer: Member) -> dict[str, Any]:
    """All that `Written` names, made by the steward and reviewed by somebody else."""
    draft, offered, ready, gone = (_draft(mark, steward, number) for number in (1, 2, 3, 4))
    by = steward.actor
    said = draft_comments.add(by, draft.pk, place="questions/L1", text=f"{mark} wonders")
    draft_review.ask(by, draft.pk, note=f"{mark} asks")
    draft_review.give_back(reviewer.actor, draft.pk, because=f"{mark} returns")
    override = CheckOverride.objects.create(
        draft=draft,
        check_code="driver",
        place="questions/L1",
        fingerprint="0" * 16,
        reason=f"{mark} knows",
        by=by.label,
        user_id=steward.user.pk,
    )
    draft_review.ask(by, offered.pk, note=f"{mark} asks again")
    approved(steward, reviewer, ready)
    drafts.discard(by, gone.pk)
    draft.refresh_from_db()
    offered.refresh_from_db()
    return {
        "draft": draft,
        "offered": offered,
        "approved": ready,
        "draft_discarded": gone,
        "draft_change": DraftChange.objects.get(draft=draft, revision=1),
        "comment": said,
        "override": override,
        "simulation": simulate.start(offered.pk, by=by),
        "level": _level(mark, steward),
        "paper": _paper(mark, steward),
    }


def _level(mark: str, steward: Member) -> QuestionnaireChoice:
    return QuestionnaireChoice.objects.create(
        level="baseline", because=f"{mark} chose", by=steward.actor.label
    )


def _paper(mark: str, steward: Member) -> Paper:
    version = published.current_version()
    page, title = f"<h1>{mark}</h1>", f"{mark} on paper"
    return paper.ask(version, page, title=title, language="en", by=steward.actor)


def _draft(mark: str, steward: Member, number: int) -> Draft:
    row = drafts.create(
        steward.actor,
        key=f"{mark.lower()}-{number}",
        title=f"{mark} questionnaire {number}",
        edition="1",
        parent=published.current_version(),
    )
    question = {
        "id": "L1", "section": "L", "text": f"{mark} sites?", "type": "text", "factor": "own",
        "scope": "partnership",
    }  # fmt: skip
    steps = [
        Insert("sections", {"id": "L", "title": f"{mark} sites"}),
        Insert("questions", question),
        Insert("cases", _case(mark)),
        Insert("translations", _german(mark)),
    ]
    what = f"{mark} added L1"
    return drafts.change(steward.actor, row.pk, steps, revision=0, what=what)


def _case(mark: str) -> dict[str, Any]:
    """A worked case of the baseline: a local question without points changes nothing of it."""
    return {**CASES["K29"], "title": f"{mark} case", "answers": answers_of("K29")}


def _german(mark: str) -> dict[str, Any]:
    text = {"place": "questions/L1/text", "text": f"{mark} Orte?", "of": "0" * 16}
    return {"language": "de", "texts": [text]}
