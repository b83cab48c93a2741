"""Publish a draft: what a second person approved becomes an edition that never changes."""

import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diligence.actions import draft_start
from diligence.choices import DraftState
from diligence.domain.canonical import canonical_bytes
from diligence.domain.checks import Finding
from diligence.domain.guard import found_in
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import gettext_noop
from diligence.exchange import native
from diligence.models import Draft, DraftReview, QuestionnaireVersion, Simulation
from diligence.policy import authoring
from diligence.queries import drafts, simulations
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.models import Organisation
from portal.tenancy import acting_id

LONGEST = 4000
_TWICE = gettext_noop("This edition is published already. Give the draft the next edition.")


class Objections(Refused):
    """The checks object; `findings` are what to repair, or to give a reason for."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        told = _("The checks object to %(count)d things. Nothing was published.")
        super().__init__(told % {"count": len(findings)})
        self.findings = tuple(findings)


def publish(by: Actor, draft_id: uuid.UUID, note: str) -> QuestionnaireVersion:
    """Publish exactly what was approved, to the audience of the organisation's kind.

    `note` says what is new. Raises Draft.DoesNotExist, Objections, and Refused (not approved, the
    approval lapsed, the edition exists already).
    """
    row = drafts.locked(draft_id)
    require(authoring.may_publish(by, row))
    told = _said(note)
    left = drafts.blocking(row)
    if left:
        raise Objections(left)
    approval = drafts.approval(row)
    if approval is None:
        raise Refused(_("What was approved is not what the draft says now. Ask for a new review."))
    questionnaire = _still_new(row)
    try:
        with transaction.atomic():
            version = _version(row, questionnaire, approval, by, told)
    except IntegrityError:
        raise Refused(_(_TWICE)) from None
    row.state, row.version, row.updated_at = DraftState.PUBLISHED, version, clock.now()
    row.save(update_fields=["state", "version", "updated_at"])
    # Those of earlier wordings tell of something else; they stay with the draft.
    Simulation.objects.filter(draft=row, digest=simulations.tried(row)).update(version=version)
    detail = {"draft": str(row.pk), "key": version.key, "edition": version.edition}
    detail |= {"digest": version.digest, "approved_by": approval.by}
    audit.record("questionnaire.published", version, by=by, detail=detail)
    return version


def _said(note: str) -> str:
    told = note.replace("\0", "").strip()
    if not told:
        raise Refused(_("Say in a few words what is new in this edition."))
    if len(told) > LONGEST:
        raise Refused(_("Use at most %(most)d characters.") % {"most": LONGEST})
    if found_in({"note": told}):
        raise Refused(
            _(
                "What is new names somebody, and is read wherever the edition is asked. "
                "Name a function instead of a person."
            )
        )
    return told


def _still_new(row: Draft) -> Questionnaire:
    """What the draft says, if it is the edition it was begun as and nobody published it since."""
    questionnaire = drafts.examined(row).questionnaire
    if questionnaire is None or draft_start.is_published(row.key, row.edition):
        raise Refused(_(_TWICE))
    if (questionnaire.id, questionnaire.edition) != (row.key, row.edition):
        raise Refused(_("The document has another key or edition than its draft. Begin anew."))
    if not draft_start.is_own(row.key):
        raise Refused(_("Another organisation publishes under this key meanwhile. Begin anew."))
    return questionnaire


def _version(
    row: Draft, questionnaire: Questionnaire, approval: DraftReview, by: Actor, note: str
) -> QuestionnaireVersion:
    audience, country = draft_start.audience_of(Organisation.objects.get(pk=acting_id()))
    version: QuestionnaireVersion = QuestionnaireVersion.objects.create(
        key=row.key,
        edition=row.edition,
        title=row.title,
        audience=audience,
        audience_country=country,
        document=canonical_bytes(native.dump(questionnaire)).decode(),
        digest=native.content_hash(questionnaire),
        cases=row.cases,
        published_at=clock.now(),
        published_by=by.label,
        reviewed_by=approval.by,
        authors=drafts.authors(row),
        note=note,
        overrides=drafts.override_documents(row),
        parent=row.parent,
        replaces=row.replaces,
    )
    return version
