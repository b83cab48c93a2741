"""Clear: record that a flag no longer stands, end such a record, and tell the register.

The score never changes. A clearance stands beside it, with kind, reason and evidence, and holds
until it is ended or its validity has run out.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import attach, decide
from diligence.choices import ClearanceKind, ReviewReason
from diligence.domain.gates import Gate
from diligence.models import Appraisal, Clearance, Partnership
from diligence.queries import appraisals, clearances, decisions, treatment
from portal import audit, clock
from portal.authority import Actor, Refused, require

LONGEST_REASON = 2000
LONGEST_END = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a flag no longer stands. A reference or a file must show it; `measure` proposed it."""

    kind: str
    reason: str
    reference: str = ""
    valid_until: date | None = None
    measure: str = ""
    files: "Sequence[File[bytes]]" = ()


def record(
    appraisal_id: uuid.UUID, flag: tuple[str, str, str], finding: Finding, *, by: Actor
) -> Clearance:
    """Record that one flag (question, option, code) no longer stands.

    Raises Appraisal.DoesNotExist, Refused (no such flag, cleared already), and ValidationError by
    field. Nothing is stored then, no file either.
    """
    appraisal = _locked(appraisal_id, by)
    require(policy.may_clear(by, appraisal))
    ground = decide.standing_ground(appraisal)
    gate = next((gate for gate in ground.now.gates if gate.key == flag), None)
    if gate is None:
        raise Refused(_("The result raises no such flag. Look at the result again."))
    if gate.cleared:
        raise Refused(_("This flag is cleared already."))
    _check(finding)
    # One whose validity ran out still stands in the way of the next one: it ends with it.
    for row in ground.clearances:
        if row.ended_at is None and (row.question, row.option, row.flag) == flag:
            _close(row, by, _("Its validity had run out."))
    cleared = _stored(appraisal, gate, finding, by)
    for upload in finding.files:
        attach.add(by=by, partnership=appraisal.partnership, upload=upload, clearance=cleared)
    told = {"kind": finding.kind, "reference": finding.reference, "measure": finding.measure}
    until = finding.valid_until.isoformat() if finding.valid_until else None
    _write_down("recorded", cleared, by, valid_until=until, **told)
    _follow(appraisal, by)
    return cleared


def end(clearance_id: uuid.UUID, *, by: Actor, because: str) -> Clearance:
    """Say that a clearance no longer holds: its flag stands again.

    Raises Clearance.DoesNotExist, ValidationError (no reason), and Refused (ended already).
    """
    found: Clearance = Clearance.objects.get(pk=clearance_id)
    try:
        appraisal = _locked(found.appraisal_id, by)
    except Appraisal.DoesNotExist:
        raise Clearance.DoesNotExist from None
    require(policy.may_clear(by, appraisal))
    row: Clearance = Clearance.objects.select_for_update(of=("self",)).get(pk=clearance_id)
    if row.ended_at is not None:
        raise Refused(_("This clearance was ended already."))
    reason = because.replace("\x00", "").strip()
    if not reason or len(reason) > LONGEST_END:
        raise ValidationError(
            {"because": _("Say why, in at most %(count)d characters.") % {"count": LONGEST_END}}
        )
    row.appraisal = appraisal
    _close(row, by, reason)
    _follow(appraisal, by)
    return row


def mirror(appraisal: Appraisal) -> None:
    """Repeat in the register whom standing legal flags ask, and until when clearances hold.

    Only the appraisal that counts speaks for its partnership; one without a score says nothing.
    """
    current = decisions.current_appraisal(appraisal.partnership)
    if current is None or current.pk != appraisal.pk:
        return
    ground = decisions.ground(appraisal, clock.today())
    if ground is None:
        return
    held = clearances.in_force(ground.clearances)
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        legal_checks=list(ground.now.legal),
        clearance_until=clearances.lapses_after(ground.now.gates, held, clock.today()),
    )


def _locked(appraisal_id: uuid.UUID, by: Actor) -> Appraisal:
    rows: QuerySet[Appraisal] = appraisals.without_answers(by)
    return rows.select_for_update(of=("self",), no_key=True).get(pk=appraisal_id)


def _check(finding: Finding) -> None:
    wrong: dict[str, str] = {}
    if finding.kind not in ClearanceKind.values:
        wrong["kind"] = _("Choose what kind of clearance this is.")
    if not finding.reason.strip():
        wrong["reason"] = _("Say why the flag no longer stands.")
    elif len(finding.reason) > LONGEST_REASON:
        wrong["reason"] = _("At most %(count)s characters.") % {"count": LONGEST_REASON}
    if not finding.reference.strip() and not finding.files:
        wrong["reference"] = _("Give a reference, or attach the document: somebody must find it.")
    if finding.valid_until is not None and finding.valid_until < clock.today():
        wrong["valid_until"] = _("This day is past: a clearance that ran out clears nothing.")
    if wrong:
        raise ValidationError(wrong)


def _stored(appraisal: Appraisal, gate: Gate, finding: Finding, by: Actor) -> Clearance:
    kept: Clearance = Clearance.objects.create(
        appraisal=appraisal,
        question=gate.question,
        option=gate.option,
        flag=gate.flag,
        kind=finding.kind,
        reason=finding.reason.replace("\x00", "").strip(),
        reference=finding.reference.replace("\x00", "").strip()[:200],
        measure=finding.measure if _proposes(appraisal, gate, finding.measure) else "",
        valid_until=finding.valid_until,
        at=clock.now(),
        by=by.label,
        user_id=by.user_id,
    )
    return kept


def _proposes(appraisal: Appraisal, gate: Gate, measure: str) -> bool:
    """Whether this measure of the treatment may propose to clear this flag."""
    return measure in treatment.proposals(appraisal, gate)


def _close(row: Clearance, by: Actor, because: str) -> None:
    row.ended_at, row.ended_by, row.ended_because = clock.now(), by.label, because
    row.save(update_fields=["ended_at", "ended_by", "ended_because"])
    _write_down("ended", row, by, because=because)


def _follow(appraisal: Appraisal, by: Actor) -> None:
    """What else a clearance changes: the register's mark, and perhaps the decision in force."""
    mirror(appraisal)
    decide.reconsider(appraisal.partnership_id, because=ReviewReason.CLEARANCE, by=by)


def _write_down(event: str, row: Clearance, by: Actor, **detail: Any) -> None:
    told = {
        "partnership": str(row.appraisal.partnership_id),
        "flag": row.flag,
        "question": row.question,
        **detail,
    }
    audit.record(f"clearance.{event}", row, by=by, detail=told)
