"""Reads simulations of drafts: what was tried, what it gave, what the draft renamed until then."""

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from diligence.choices import WorkState
from diligence.domain.canonical import canonical_bytes, digest
from diligence.domain.edits import from_json
from diligence.domain.following import Renames, renames
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native
from diligence.models import Draft, DraftChange, QuestionnaireVersion, Simulation
from diligence.policy.simulating import UNDER_WAY
from portal.authority import Actor
from portal.enums import Permission


def visible(by: Actor) -> QuerySet[Simulation]:
    """Simulations of the organisation's drafts, for those who read drafts."""
    rows: QuerySet[Simulation] = Simulation.objects.select_related("draft")
    return rows if by.may(Permission.REVIEW) else rows.none()


def of_draft(by: Actor, draft: Draft) -> QuerySet[Simulation]:
    """Simulations of one draft, the latest first, without what was tried."""
    return visible(by).filter(draft=draft).defer("document", "partial")


def of_version(by: Actor, version: QuestionnaireVersion) -> QuerySet[Simulation]:
    """Finished simulations of exactly what was published as this edition, the latest first."""
    rows = visible(by).filter(version=version, state=WorkState.DONE)
    return rows.defer("document", "partial", "result")


def under_way(draft: Draft) -> Simulation | None:
    """The simulation of a draft that is waiting or running."""
    rows = Simulation.objects.filter(draft=draft, state__in=UNDER_WAY)
    found: Simulation | None = rows.defer("document", "result").first()
    return found


def tried(draft: Draft) -> str:
    """The digest of what a simulation of this draft would try now."""
    return digest(draft.document)


def questionnaire_of(simulation: Simulation) -> Questionnaire:
    """What the simulation tries, as it was when it was asked for. Raises QuestionnaireError."""
    return questionnaire_in(simulation.document)


def questionnaire_in(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a stored document. Raises QuestionnaireError."""
    return _loaded(canonical_bytes(document))


@lru_cache(maxsize=8)
def _loaded(document: bytes) -> Questionnaire:
    return native.loads(document)


def renamed(simulation: Simulation) -> Renames:
    """What the draft renamed up to the revision that is tried."""
    return renamed_by(simulation.draft_id, simulation.revision)


def renamed_by(draft: uuid.UUID, revision: int) -> Renames:
    """What a draft's changes renamed up to a revision."""
    rows = DraftChange.objects.filter(draft=draft, revision__lte=revision).order_by("revision")
    listed = rows.values_list("operations", flat=True)
    return renames(operation for operations in listed for operation in from_json(operations))
