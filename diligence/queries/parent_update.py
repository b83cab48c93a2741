"""Reads what a draft would become on a newer edition of the one it builds on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from diligence.domain.differences import Change, compare
from diligence.domain.updating import Choice, Conflict, Updated, update
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import questionnaires
from diligence.queries.levels import newer_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """The parent's two editions, what differs between them, and the draft on the newer one."""

    before: QuestionnaireVersion
    after: QuestionnaireVersion
    changes: tuple[Change, ...]
    updated: Updated

    def unsettled(self, chosen: Mapping[str, Choice]) -> tuple[Conflict, ...]:
        return self.updated.unsettled(chosen)


def prepared(draft: Draft, chosen: Mapping[str, Choice] | None = None) -> Prepared | None:
    """The update that is offered to a draft; None where its parent has no newer edition."""
    before, after = draft.parent, newer_of(draft.parent)
    if before is None or after is None:
        return None
    changes = compare(questionnaires.definition(before), questionnaires.definition(after))
    old, new = json.loads(before.document), json.loads(after.document)
    updated = update(draft.document, old, new, chosen)
    return Prepared(before, after, changes, updated)
