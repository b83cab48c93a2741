"""Keys without a constraint: each says why the database does not check it, and what does."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tests.isolation.world import owned_models

LABEL = "of the person a label names; kept when the person is gone, and never followed to a row"
KINDS = "names rows of several tables; each reading asks its own table, inside the wall"
HAT = "the membership that asked; looked up as one's own, and its end ends the work"

WITHOUT_KEY = {
    "AuditEvent.subject_id": "outlives what it is about; shown as it stands",
    "AuditSeal.last_id": "an event that may have been pruned since",
    "Invitation.unit_ids": "each is looked up among the organisation's units when it is accepted",
    "SharedLink.subject": KINDS,
    "LegalHold.subject_id": KINDS,
    "Disclosure.subject_id": KINDS,
    "Snooze.subject": KINDS,
    "Attachment.tlp_recipients": "people by key, compared with who asks and never followed",
    "Fact.replaces": "the fact before it, which retention may have removed",
    "Referral.consultation_id": "stands in the sender's rows, where no key of the hub's may reach",
    "ReceivedDossier.dossier_id": "stands in the sender's rows",
    "CountersignRequest.draft_id": "stands in the other hub's rows",
    "PolicySimulation.draft": "stands in another room's table, which reporting only reads",
    "Referral.assignee": "a member of the hub; compared with its members and never followed",
    **dict.fromkeys(("Simulation.member", "CarryOver.member", "ImportBatch.member"), HAT),
    **dict.fromkeys(("PolicySimulation.member", "KeptView.membership"), HAT),
    **dict.fromkeys(("DigestChoice.membership", "SavedView.membership"), HAT),
}
"""By model and field; labels of people (`user_id`, `…_user_id`, `…_user`) go without saying."""


def _is_label(name: str) -> bool:
    return name == "user_id" or name.endswith(("_user_id", "_user"))


def _loose() -> set[str]:
    found = set()
    for model in owned_models():
        for field in model._meta.concrete_fields:
            inner = field.base_field if isinstance(field, ArrayField) else field
            if field.primary_key or not isinstance(inner, models.UUIDField):
                continue
            if not isinstance(field, models.ForeignKey) and not _is_label(field.name):
                found.add(f"{model.__name__}.{field.name}")
    return found


def test_every_key_without_a_constraint_says_why():
    assert _loose() - WITHOUT_KEY.keys() == set(), "make it a foreign key, or say why not"
    assert WITHOUT_KEY.keys() - _loose() == set(), "listed without need"


def test_labels_of_people_are_kept_beside_their_name():
    """Otherwise it would be a key to follow, not a label."""
    bare = [
        f"{model.__name__}.{field.name}"
        for model in owned_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.UUIDField)
        and not isinstance(field, models.ForeignKey)
        and _is_label(field.name)
        and not any(
            each.name.endswith("by") or each.name in {"person", "signer", "author", "countersigner"}
            for each in model._meta.concrete_fields
        )
    ]
    assert bare == []


@pytest.mark.parametrize("reason", sorted({*WITHOUT_KEY.values(), LABEL}))
def test_reasons_are_sentences(reason: str):
    assert len(reason.split()) > 4
