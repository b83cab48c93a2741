"""What a dossier is made of, what was stored, and what goes out to a hub."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from diligence.choices import AppraisalState
from diligence.domain import dossier as dossiers
from diligence.domain.dossier import Case, File
from diligence.domain.names import normalise
from diligence.models import (
    Appraisal,
    Attachment,
    Consultation,
    Dossier,
    Partnership,
    QuestionnaireVersion,
    Score,
)
from diligence.queries import objections, partnerships, questionnaires
from diligence.queries.facts import plain
from portal.enums import Tlp
from portal.models import Organisation
from portal.queries import files as stored
from portal.tenancy import acting_id

FACTS = (
    "code",
    "state",
    "agreement_kind",
    "agreement_signed_on",
    "activities",
    "technology_areas",
    "starts_on",
    "ends_on",
)
"""Coded facts of the register that always travel."""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A ticked file: where its bytes are kept here, and what they must be."""

    name: str
    content_type: str
    size: int
    sha256: str
    question: str
    stored_as: str
    tlp: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One consultation as its hub may know it: everything here was confirmed, or is its score.

    `text` is the canonical content, byte for byte, `digest` its SHA-256, `score` the score's
    document or '' for a triage dossier. `partners` are (name, normalised name, ROR id, PIC).
    `hub_id` is set once a hub has it; `reply` answers that hub's question in words.
    """

    consultation_id: uuid.UUID
    dossier_id: uuid.UUID
    owner_id: uuid.UUID
    owner_name: str
    member_state: str
    kind: str
    content: Mapping[str, Any]
    text: str
    digest: str
    score: str
    title: str
    band: str
    outcome: str
    baseline_outcome: str
    baseline_band: str
    hold: bool
    flags: tuple[str, ...]
    technology_areas: tuple[str, ...]
    partners: tuple[tuple[str, str, str, str], ...]
    files: tuple[OutgoingFile, ...]
    rule: str
    needed_by: date | None
    needed_because: str
    state: str
    hub_id: uuid.UUID | None
    reply: str
    tlp: str
    reply_tlp: str
    answered: bool
    closed_because: str


def case_of(appraisal: Appraisal, kind: str) -> Case:
    """Everything a dossier of this appraisal can be made of now; needs its sheet and edition."""
    partnership = appraisal.partnership
    organisation = Organisation.objects.get(pk=acting_id())
    version = appraisal.version
    triage = kind == dossiers.TRIAGE
    # While the answers are open, the dossier is that of the submission to come.
    submission = appraisal.submission + (appraisal.state == AppraisalState.ANSWERING)
    return Case(
        kind=kind,
        submission=0 if triage else submission,
        organisation={"name": organisation.name, "member_state": organisation.country},
        questionnaire=questionnaires.definition(version),
        version={
            "key": version.key,
            "edition": version.edition,
            "title": version.title,
            "digest": version.digest,
        }
        | _baseline(version),
        entries=appraisal.sheet.entries,
        facts={name: plain(getattr(partnership, name)) for name in FACTS} | _objected(partnership),
        words={
            name: getattr(partnership, name).strip()
            for name in (dossiers.TITLE, dossiers.BENEFIT, dossiers.RESPONSIBLE)
        },
        partners=[
            {
                "name": link.partner.name,
                "country": str(link.partner.country),
                "kind": link.partner.kind,
                "ror_id": link.partner.ror_id,
                "pic": link.partner.pic,
            }
            for link in partnerships.partners_of(partnership.pk)
        ],
        files=_files(appraisal),
    )


def _objected(partnership: Partnership) -> dict[str, Any]:
    """That somebody objects to something in it, where somebody does; in no words of theirs."""
    partners = [link.partner_id for link in partnerships.partners_of(partnership.pk)]
    found = objections.travelling(partnership.pk, partners)
    return {"objections": found} if found else {}


def _baseline(version: QuestionnaireVersion) -> dict[str, Any]:
    """The edition of the EU baseline that another edition builds on: the score that travels names
    the outcome under both."""
    lineage = questionnaires.definition(version).lineage
    if not lineage or lineage[-1].id != questionnaires.BASELINE:
        return {}
    return {"baseline": {"edition": lineage[-1].edition, "digest": lineage[-1].digest}}


def _files(appraisal: Appraisal) -> list[File]:
    """Files kept with the partnership and as evidence of this appraisal, those removed aside, and
    those that are TLP:RED, which never travel, or that a scanner has not seen or refused."""
    rows = Attachment.objects.filter(
        partnership_id=appraisal.partnership_id,
        removed_at__isnull=True,
        measure__isnull=True,
        clearance__isnull=True,
    ).exclude(tlp=Tlp.RED)
    mine = [row for row in rows if row.appraisal_id in (None, appraisal.pk)]
    held = stored.held_back(row.stored_as for row in mine)
    return [
        File(str(row.pk), row.name, row.content_type, row.size, row.sha256, row.question)
        for row in mine
        if row.stored_as not in held
    ]


def of_submission(appraisal: Appraisal) -> Dossier | None:
    """The dossier frozen when the present answers were submitted."""
    rows = Dossier.objects.filter(appraisal=appraisal, kind=dossiers.FULL)
    found: Dossier | None = rows.filter(submission=appraisal.submission).first()
    return found


def newer_than(consultation: Consultation | None) -> Dossier | None:
    """The dossier of scored answers that the consultation's hub has not been sent yet, if any."""
    if consultation is None:
        return None
    scored = Score.objects.filter(appraisal_id=consultation.appraisal_id).first()
    if scored is None or scored.submission <= consultation.dossier.submission:
        return None
    rows = Dossier.objects.filter(appraisal_id=consultation.appraisal_id, kind=dossiers.FULL)
    found: Dossier | None = rows.filter(submission=scored.submission).first()
    return found


def stored_of(appraisal_id: uuid.UUID) -> list[Dossier]:
    """Every dossier frozen of an appraisal, the newest first."""
    return list(Dossier.objects.filter(appraisal_id=appraisal_id))


def outgoing(consultation_id: uuid.UUID) -> Outgoing:
    """What the hub may know of a consultation, from frozen rows only.

    Raises Consultation.DoesNotExist.
    """
    rows = Consultation.objects.select_related("dossier", "owner")
    row: Consultation = rows.get(pk=consultation_id)
    content = json.loads(row.dossier.content)
    scores = Score.objects.filter(appraisal_id=row.appraisal_id)
    score = scores.filter(submission=row.dossier.submission).first()
    result = json.loads(score.document) if score else {}
    return Outgoing(
        consultation_id=row.pk,
        dossier_id=row.dossier_id,
        owner_id=acting_id(),
        owner_name=row.owner.name,
        member_state=str(row.owner.country),
        kind=row.dossier.kind,
        content=content,
        text=row.dossier.content,
        digest=row.dossier.digest,
        score=score.document if score else "",
        title=content["partnership"].get(dossiers.TITLE, ""),
        band=result.get("band", ""),
        outcome=result.get("outcome", ""),
        baseline_outcome=score.baseline_outcome if score else "",
        baseline_band=score.baseline_band if score else "",
        hold=result.get("hold", False),
        flags=tuple(f"{flag['flag']}:{flag['question']}" for flag in result.get("flags", ())),
        technology_areas=tuple(content["partnership"]["technology_areas"]),
        partners=_outgoing_partners(content),
        files=_outgoing_files(row, content),
        rule=row.rule,
        needed_by=row.needed_by,
        needed_because=row.needed_because,
        state=row.state,
        hub_id=row.hub_id,
        reply=row.reply,
        tlp=row.dossier.tlp,
        reply_tlp=row.reply_tlp,
        answered=row.answered_at is not None,
        closed_because=row.closed_because,
    )


def _outgoing_partners(content: Mapping[str, Any]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (partner["name"], normalise(partner["name"]), partner["ror_id"], partner["pic"])
        for partner in content["partners"]
    )


def _outgoing_files(row: Consultation, content: Mapping[str, Any]) -> tuple[OutgoingFile, ...]:
    """The ticked files as they are kept here; removed since or not, they were confirmed."""
    ids = [
        uuid.UUID(key.removeprefix("file:"))
        for key in content["included"]
        if key.startswith("file:")
    ]
    if not ids:
        return ()
    kept = Attachment.objects.filter(pk__in=ids, partnership_id=row.partnership_id)
    return tuple(
        OutgoingFile(
            item.name,
            item.content_type,
            item.size,
            item.sha256,
            item.question,
            item.stored_as,
            item.tlp,
        )
        # What was labelled red after it was confirmed stays here all the same.
        for item in kept.exclude(tlp=Tlp.RED)
    )
