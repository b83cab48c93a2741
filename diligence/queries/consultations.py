"""Reads the organisation's own record of what it put to a hub."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from diligence.choices import OPEN_CONSULTATIONS
from diligence.models import Appraisal, Consultation
from diligence.queries import questionnaires
from diligence.queries.appraisals import UNREAD
from portal.authority import Actor


def visible_to(actor: Actor) -> QuerySet[Consultation]:
    """Consultations of the partnerships the actor sees in the register, the newest first."""
    rows: QuerySet[Consultation] = Consultation.objects.filter(
        partnership__discarded_at__isnull=True
    )
    if actor.unit_ids is None:
        return rows
    return rows.filter(partnership__unit_id__in=actor.unit_ids)


def locked(consultation_id: uuid.UUID) -> Consultation:
    """The consultation, locked after its appraisal, in the order in which everybody locks them.

    Raises Consultation.DoesNotExist.
    """
    rows = Consultation.objects.filter(pk=consultation_id)
    appraisal = rows.values_list("appraisal_id", flat=True).first()
    if appraisal is None:
        raise Consultation.DoesNotExist
    Appraisal.objects.select_for_update(no_key=True).only("id").get(pk=appraisal)
    found: Consultation = (
        rows.select_related("appraisal", "dossier")
        .defer("dossier__content")
        .select_for_update(of=("self",), no_key=True)
        .get()
    )
    return found


def open_of(appraisal_id: uuid.UUID, *, lock: bool = False) -> Consultation | None:
    """The consultation of an appraisal that still waits for something, if there is one."""
    rows = Consultation.objects.filter(appraisal_id=appraisal_id, state__in=OPEN_CONSULTATIONS)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found: Consultation | None = rows.select_related("dossier", "hub", "appraisal__version").first()
    return found


def latest_of(appraisal_id: uuid.UUID) -> Consultation | None:
    """The newest consultation of an appraisal, open or not."""
    rows = Consultation.objects.filter(appraisal_id=appraisal_id)
    found: Consultation | None = rows.select_related("dossier", "hub").first()
    return found


def of_partnership(partnership_id: uuid.UUID) -> list[Consultation]:
    """Every consultation on a partnership, the newest first."""
    return list(_shown(Consultation.objects.filter(partnership_id=partnership_id)))


def of_appraisal(appraisal_id: uuid.UUID) -> list[Consultation]:
    """Every consultation of one appraisal, the newest first."""
    return list(_shown(Consultation.objects.filter(appraisal_id=appraisal_id)))


def questions_of(row: Consultation) -> list[dict[str, str]]:
    """What the hub asks, in its words, and what the question it names is called; needs the
    appraisal's edition."""
    definition = questionnaires.definition(row.appraisal.version)
    triage = {question.id: question.text for question in definition.triage}
    asked: Iterable[Mapping[str, str]] = row.questions
    return [
        {
            "id": item["question"],
            "about": triage.get(item["question"]) or definition.question_label(item["question"]),
            "text": item["text"],
        }
        for item in asked
    ]


def _shown(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """With all that a page says of them."""
    rows = rows.select_related("dossier", "hub", "appraisal__partnership", "appraisal__version")
    return rows.defer("dossier__content", *(f"appraisal__{name}" for name in UNREAD))
