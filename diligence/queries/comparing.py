"""Two editions to be compared, or a draft and an edition: whoever may read both."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from diligence.domain.differences import Change, compare
from diligence.domain.questionnaire import Questionnaire
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts, questionnaires
from portal.authority import Actor
from portal.enums import Permission


class NothingToCompareError(LookupError):
    """No edition or draft that the member may read has this key."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of both. `definition` is None where a draft can't be read at present."""

    pk: uuid.UUID
    label: str
    definition: Questionnaire | None
    version: QuestionnaireVersion | None = None
    draft: Draft | None = None


def side(actor: Actor, key: uuid.UUID) -> Side:
    """The edition or draft with this key. Raises NothingToCompareError."""
    version = readable(actor).filter(pk=key).first()
    if version is not None:
        return of_version(version)
    draft = drafts.visible(actor).filter(pk=key).first()
    if draft is None:
        raise NothingToCompareError
    return of_draft(draft)


def of_version(version: QuestionnaireVersion) -> Side:
    definition = questionnaires.definition(version)
    return Side(version.pk, str(version), definition, version=version)


def of_draft(draft: Draft) -> Side:
    return Side(draft.pk, str(draft), drafts.examined(draft).questionnaire, draft=draft)


def readable(actor: Actor) -> QuerySet[QuestionnaireVersion]:
    """Editions that the member may read, by questionnaire and the newest first."""
    rows: QuerySet[QuestionnaireVersion] = QuestionnaireVersion.objects.defer("document", "cases")
    if not actor.may(Permission.VIEW_QUESTIONNAIRES):
        return rows.none()
    return rows.order_by("key", "-published_at", "-id")


def changes(before: Side, after: Side) -> tuple[Change, ...]:
    """Every difference. Raises ValueError where one of both can't be read."""
    if before.definition is None or after.definition is None:
        raise ValueError("A draft that can't be read can't be compared.")
    return compare(before.definition, after.definition)


def narrowed(found: Iterable[Change], *, kind: str = "", language: str = "") -> list[Change]:
    """Those of one kind, and of one language."""
    return [
        change
        for change in found
        if kind in ("", change.kind.value) and language in ("", change.language)
    ]


def earlier_of(draft: Draft) -> QuestionnaireVersion | None:
    """What a draft is compared with first: the edition it follows, or the one it builds on."""
    return draft.replaces or draft.parent
