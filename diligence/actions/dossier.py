"""Dossiers: frozen as they were confirmed; and what every step of a consultation has in common."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from diligence.actions import decide, labels, leaving
from diligence.actions.marked import refuse_texts
from diligence.choices import AppraisalState, DossierKind, ReviewReason
from diligence.domain import dossier as dossiers
from diligence.domain import guard
from diligence.domain.dossier import Built, Case
from diligence.domain.guard import Found, Treatments
from diligence.models import Appraisal, Consultation, Dossier, Partnership
from diligence.queries import appraisals
from diligence.queries.dossier import case_of
from diligence.queries.leaving import Looked, looked
from portal import audit, clock
from portal.actions import disclosures
from portal.authority import Actor, Refused
from portal.enums import Tlp

MOST_FILES = 20
LARGEST = 100 * 1024 * 1024
"""How many files may travel with a dossier, and how many bytes they have together."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the officer confirmed: the digest of the dossier shown, and the items ticked in it.

    `reply` answers a hub's open question in words; it travels with the answers. `treatments` say
    what becomes of personal data in all of these. `tlp` is the label of the dossier and of the
    reply; files have labels of their own.
    """

    digest: str
    included: frozenset[str]
    send_if_required: bool = False
    reply: str = ""
    treatments: Treatments = field(default_factory=Treatments)
    tlp: str = Tlp.AMBER_STRICT


class ChangedError(Refused):
    """What would travel is not what was shown; the present dossier must be looked at first."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What would travel is different from what you were shown. "
                "Look at it as it stands now, then confirm it."
            )
        )


def freeze(
    appraisal: Appraisal, kind: DossierKind, confirmed: Confirmed | None, *, by: Actor
) -> Dossier:
    """Store the dossier of the present answers. Without a confirmation nothing is ticked in it.

    Raises ChangedError where it differs from what was confirmed, OpenFindings where nobody has
    answered for personal data in it, ValidationError where the ticked files are too many or
    too large, and Refused where it is TLP:RED or a ticked text carries a marking.
    """
    label = confirmed.tlp if confirmed else Tlp.AMBER_STRICT
    labels.require_leaves(label)
    included = confirmed.included if confirmed else frozenset[str]()
    treatments = confirmed.treatments if confirmed else Treatments()
    case = case_of(appraisal, kind)
    found = looked(case, included).at(included) if included else ()
    leaves = _redacted(case, found, treatments)
    # A marking that the organisation added later counts for what was written before, too.
    refuse_texts(text for key, text in dossiers.texts(leaves).items() if key in included)
    built = dossiers.build(leaves, included)
    if confirmed is not None and built.digest != confirmed.digest:
        raise ChangedError
    treated = leaving.answered(found, treatments)
    _check_files(built.content["files"])
    stored: Dossier = Dossier.objects.create(
        partnership_id=appraisal.partnership_id,
        appraisal=appraisal,
        kind=kind,
        submission=built.content["submission"],
        content=built.text,
        digest=built.digest,
        send_if_required=confirmed is not None and confirmed.send_if_required,
        tlp=label,
        prepared_at=clock.now(),
        prepared_by=by.label,
        user_id=by.user_id,
    )
    leaving.record(disclosures.DOSSIER, stored.pk, treated, by=by)
    return stored


def preview(case: Case, included: frozenset[str], treatments: Treatments, told: Looked) -> Built:
    """The dossier as it would be frozen with these ticks and redactions."""
    return dossiers.build(_redacted(case, told.at(included), treatments), included)


def _redacted(case: Case, found: Sequence[Found], treatments: Treatments) -> Case:
    return dossiers.with_texts(case, guard.redacted(dossiers.texts(case), found, treatments))


def _check_files(files: Sequence[Mapping[str, Any]]) -> None:
    size = sum(file["size"] for file in files)
    if len(files) <= MOST_FILES and size <= LARGEST:
        return
    told = _(
        "%(count)d files with %(size)s are ticked; at most %(most)d files with %(largest)s travel "
        "with a dossier. Untick some, or put several documents into one."
    )
    raise ValidationError(
        {
            "include": told
            % {
                "count": len(files),
                "size": filesizeformat(size),
                "most": MOST_FILES,
                "largest": filesizeformat(LARGEST),
            }
        }
    )


def reopen_for(appraisal_id: uuid.UUID, questions: Sequence[str], *, by: Actor) -> tuple[str, ...]:
    """Open a scored appraisal for exactly these questions of it; the caller holds its lock.

    Returns those it was opened for: none where it is not scored, or another one is under way.
    """
    rows = Appraisal.objects.select_related("version").defer(*appraisals.UNREAD[:2])
    appraisal: Appraisal = rows.get(pk=appraisal_id)
    known = tuple(dict.fromkeys(questions))
    other = appraisals.under_way(appraisal.partnership_id, but=appraisal.pk)
    if appraisal.state != AppraisalState.SCORED or other is not None or not known:
        return ()
    changes: dict[str, Any] = {"state": AppraisalState.ANSWERING, "only_questions": list(known)}
    changes |= {"outcome": "", "band": "", "hold": False, "scored_at": None}
    changes |= {"submitted_at": None, "submitted_by": "", "baseline_outcome": ""}
    changes |= {"baseline_band": ""}
    Appraisal.objects.filter(pk=appraisal_id).update(**changes)
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        appraisal_state=AppraisalState.ANSWERING, outcome=""
    )
    told = {"partnership": str(appraisal.partnership_id), "questions": list(known)}
    audit.record("appraisal.reopened_by_hub", appraisal, by=by, detail=told)
    decide.reconsider(appraisal.partnership_id, because=ReviewReason.APPRAISAL, by=by)
    return known


def record(
    event: str, row: Consultation, by: Actor, detail: dict[str, Any], *, mirror: bool = True
) -> None:
    """Write a step of the consultation down, and repeat its state in the register."""
    if mirror:
        Partnership.objects.filter(pk=row.partnership_id).update(consultation_state=row.state)
    told = {
        "partnership": str(row.partnership_id),
        "appraisal": str(row.appraisal_id),
        **detail,
    }
    audit.record(f"consultation.{event}", row, by=by, detail=told)
