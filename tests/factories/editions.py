"""Later editions of the EU baseline, as a Commission's stewards would publish them.

They are made without the checks of publishing, which would object to many an edit that a test
needs.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from diligence.domain.canonical import canonical_bytes
from diligence.domain.places import fingerprint, texts
from diligence.domain.questionnaire import Question, Questionnaire, Translated, Translation
from diligence.exchange import native
from diligence.exchange.packaged import packaged
from diligence.models import QuestionnaireVersion
from portal import clock
from portal.models import Organisation
from portal.tenancy import acting_for

Edit = Callable[[Questionnaire], Questionnaire]


def with_question(id: str, **members: Any) -> Edit:
    """The edit that changes members of one question, of the triage or of a section."""

    def changed(listed: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(replace(q, **members) if q.id == id else q for q in listed)

    return lambda q: replace(q, triage=changed(q.triage), questions=changed(q.questions))


def without_question(id: str) -> Edit:
    return lambda q: replace(q, questions=tuple(x for x in q.questions if x.id != id))


def with_new(question: Question) -> Edit:
    return lambda q: replace(q, questions=(*q.questions, question))


def translated(language: str) -> Edit:
    """The edit that translates everything; put it last."""

    def edit(q: Questionnaire) -> Questionnaire:
        listed = tuple(
            Translated(place, f"[{language}] {text}", fingerprint(text))
            for place, text in texts(q).items()
        )
        return replace(q, translations=(*q.translations, Translation(language, listed)))

    return edit


def of_baseline(*edits: Edit, edition: str = "2.0") -> Questionnaire:
    q = replace(packaged("eu-baseline"), edition=edition)
    for edit in edits:
        q = edit(q)
    return q


def published(
    commission: Organisation,
    *edits: Edit,
    edition: str = "2.0",
    published_at: datetime | None = None,
) -> QuestionnaireVersion:
    """Another edition for everybody: in force from now on, or an earlier one where it says when."""
    questionnaire = of_baseline(*edits, edition=edition)
    with acting_for(commission):
        row: QuestionnaireVersion = QuestionnaireVersion.objects.create(
            key=questionnaire.id,
            edition=questionnaire.edition,
            title=questionnaire.title,
            document=canonical_bytes(native.dump(questionnaire)).decode(),
            digest=native.content_hash(questionnaire),
            published_by="Commission",
            published_at=published_at or clock.now(),
        )
        return row
