"""Editions that build on the EU baseline, published as ministries and universities publish them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from diligence.choices import Audience
from diligence.domain.canonical import canonical_bytes
from diligence.domain.inheriting import ancestry
from diligence.domain.questionnaire import Option, Question, Questionnaire, Section
from diligence.enums import Factor, QuestionType
from diligence.exchange import native
from diligence.exchange.native import content_hash
from diligence.exchange.packaged import packaged
from diligence.models import QuestionnaireVersion
from portal.models import Organisation
from portal.tenancy import acting_for

BASELINE = packaged("eu-baseline")

OWN = Question(
    id="N1",
    section="N",
    text="Does the partnership use the national research network?",
    type=QuestionType.YNU,
    short="National network",
    options=(
        Option("no", "No"),
        Option("yes", "Yes", points=Decimal(40)),
        Option("unknown", "Don't know", points=Decimal(1)),
    ),
    feeds=(("KT.S", Decimal(1)), ("KT.P", Decimal(1))),
    measures=("M01",),
    factor=Factor.OWN,
)
"""Answered yes, both axes of the first dimension are at their highest level."""


def composed(
    parent: Questionnaire = BASELINE,
    id: str = "nl-core",
    edition: str = "1",
    own: Sequence[Question] = (OWN,),
    **changes: Any,
) -> Questionnaire:
    """The parent's document with a section of own questions; `changes` replace members."""
    sections = tuple(Section(id, f"Section {id}") for id in dict.fromkeys(q.section for q in own))
    known = {section.id for section in parent.sections}
    members: dict[str, Any] = {
        "id": id,
        "edition": edition,
        "title": f"{id} title",
        "sections": (*parent.sections, *(s for s in sections if s.id not in known)),
        "questions": (*parent.questions, *own),
        "lineage": ancestry(parent, content_hash(parent)),
    }
    return replace(parent, **(members | changes))


def routed(triage: Sequence[Question], id: str, code: str, step: Any) -> tuple[Question, ...]:
    """The triage with another route of one option."""
    return _changed(triage, id, lambda option: option.code == code, route=step)


def _changed(
    questions: Sequence[Question], id: str, which: Callable[[Option], bool], **values: Any
) -> tuple[Question, ...]:
    def one(question: Question) -> Question:
        options = tuple(replace(o, **values) if which(o) else o for o in question.options)
        return replace(question, options=options)

    return tuple(one(q) if q.id == id else q for q in questions)


def national(owner: Organisation, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """Published for the owner's Member State."""
    return _published(owner, questionnaire, Audience.MEMBER_STATE, owner.country)


def local(owner: Organisation, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """Published for the owner alone."""
    return _published(owner, questionnaire, Audience.ORGANISATION)


def _published(
    owner: Organisation, questionnaire: Questionnaire, audience: Audience, country: str = ""
) -> QuestionnaireVersion:
    """The row that publishing leaves, without what the checks would say of it."""
    above = questionnaire.lineage[0].digest if questionnaire.lineage else ""
    with acting_for(owner):
        version: QuestionnaireVersion = QuestionnaireVersion.objects.create(
            key=questionnaire.id,
            edition=questionnaire.edition,
            title=questionnaire.title,
            audience=audience,
            audience_country=country,
            document=canonical_bytes(native.dump(questionnaire)).decode(),
            digest=native.content_hash(questionnaire),
            published_by="Author",
            reviewed_by="Reviewer",
            parent=QuestionnaireVersion.objects.filter(digest=above).first(),
        )
    return version
