"""Move a running appraisal to another edition, or all of them in a task.

Nothing published changes, and nothing submitted moves. Each appraisal is a transaction of its own,
together with the note of the run that it was moved: a worker that is killed leaves whole
appraisals behind, and whoever goes on begins with the next one.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from diligence.actions.appraise import TRIAGED, close_stage, mirror
from diligence.actions.route import follow_triage
from diligence.choices import AppraisalState, WorkState
from diligence.domain import carrying_over
from diligence.domain.carrying_over import Again, Plan
from diligence.domain.sheet import Entry, Stamp, values
from diligence.domain.triage import TriageResult, triage
from diligence.models import (
    AnswerSheet,
    Appraisal,
    CarryOver,
    CarryReport,
    ColleagueRequest,
    QuestionnaireVersion,
)
from diligence.policy import versions as policy
from diligence.queries import appraisals, baseline
from diligence.queries import carry_over as queries
from diligence.queries.carry_over import Offered, said
from portal import acting, audit, bells, clock
from portal.authority import Actor, Refused, require
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

BELL: Final = "carry_over"
LEASE: Final = timedelta(seconds=20)
"""How long one appraisal may take before somebody else is asked to go on."""


# --- One appraisal ------------------------------------------------------------------------------
def one(appraisal_id: uuid.UUID, *, by: Actor, version_id: uuid.UUID | None = None) -> CarryReport:
    """Move an appraisal to the edition in force.

    `version_id` is the edition that was looked at: where another one came into force since, it is
    refused. Raises Appraisal.DoesNotExist, and Refused where it stays on its edition.
    """
    appraisal = appraisals.without_answers(by).get(pk=appraisal_id)
    require(policy.may_carry_over(by, appraisal))
    version = queries.edition_in_force()
    if version is None or version.digest == appraisal.version.digest:
        raise Refused(_("This appraisal runs on the edition in force: there is nothing to do."))
    if version_id is not None and version.pk != version_id:
        raise Refused(
            _("Another edition came into force meanwhile. Look at what would change, once more.")
        )
    return _move(appraisal_id, version, by=by)


def _move(
    appraisal_id: uuid.UUID,
    version: QuestionnaireVersion,
    *,
    by: Actor,
    run: CarryOver | None = None,
) -> CarryReport:
    # Requests before answers: the order in which a colleague's reply is taken in.
    requests = list(
        ColleagueRequest.objects.select_for_update()
        .filter(appraisal_id=appraisal_id)
        .order_by("pk")
    )
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    appraisal.sheet = sheet
    require(policy.can_be_carried(appraisal))
    offered = queries.offer(appraisal, version)
    require(offered.verdict)
    report = _report(appraisal, offered, sheet.entries, by, run)
    stamp = Stamp(by.label, str(by.user_id) if by.user_id else None, report.at.isoformat())
    sheet.entries = carrying_over.carried(offered.plan, sheet.entries, _earlier(offered), stamp)
    sheet.to_ask = [id for id in sheet.to_ask if id not in offered.plan.gone]
    sheet.updated_at = report.at
    sheet.save(update_fields=["entries", "to_ask", "updated_at"])
    appraisal.version = version
    appraisal.said_changed = _still_there(appraisal.said_changed, offered)
    appraisal.save(update_fields=["version", "said_changed"])
    _forget_drafts(requests, offered.plan)
    redone = _triage_again(sheet, offered)
    _record(appraisal, offered, report, by, redone=redone)
    return report


def _report(
    appraisal: Appraisal,
    offered: Offered,
    entries: Mapping[str, Entry],
    by: Actor,
    run: CarryOver | None,
) -> CarryReport:
    planned = offered.plan
    document = {
        "copied": [question.id for question in planned.copied],
        "asked_again": [
            {"question": item.question.id, "why": item.why.template, "was": item.was}
            for item in planned.asked_again
        ],
        "archived": [{"question": item.question.id, "was": item.was} for item in planned.archived],
        "new": [question.id for question in planned.new],
    }
    report: CarryReport = CarryReport.objects.create(
        appraisal=appraisal,
        carry_over=run,
        before=appraisal.version,
        after=offered.version,
        document=document,
        at=clock.now(),
        by=by.label,
    )
    return report


def _earlier(offered: Offered) -> dict[str, dict[str, Any]]:
    """How each answer that is asked again is shown beside its question."""
    edition = f"{offered.before.title} {offered.before.edition}"
    return {item.question.id: _shown(item, edition) for item in offered.plan.asked_again}


def _shown(item: Again, edition: str) -> dict[str, Any]:
    was = item.was or Entry()
    return {
        "edition": edition,
        "why": item.why.template,
        "said": said(item.earlier, was.get("value")),
        "note": was.get("note", ""),
        "by": was.get("by", ""),
        "at": was.get("at", ""),
    }


def _still_there(said_changed: Any, offered: Offered) -> Any:
    """What was said to have changed, of the sections that the other edition has."""
    if said_changed is None:
        return None
    known = {section.id for section in offered.after.sections}
    return {**said_changed, "sections": [id for id in said_changed["sections"] if id in known]}


def _forget_drafts(requests: Sequence[ColleagueRequest], planned: Plan) -> None:
    """What a colleague typed by a link that is closed now, to words that changed since."""
    for row in requests:
        kept = {id: told for id, told in row.draft.items() if id not in planned.touched}
        if kept != row.draft:
            row.draft = kept
            row.save(update_fields=["draft"])


def _triage_again(sheet: AnswerSheet, offered: Offered) -> bool:
    """Follow the other edition's triage where it differs; whether it is to be finished anew."""
    appraisal = sheet.appraisal
    if appraisal.state != AppraisalState.ANSWERING:
        return False
    differs = carrying_over.triage_again(offered.before, offered.after, sheet.entries)
    if carrying_over.is_to_be_redone(differs):
        close_stage(sheet)
        appraisal.state = AppraisalState.TRIAGE
        appraisal.triaged_at, appraisal.baseline_route = None, ""
        appraisal.triage_rule, appraisal.triage_refers = "", False
    else:
        _follow(appraisal, differs)
        answers = values(sheet.entries, offered.after.triage)
        result = differs or triage(offered.after, answers)
        appraisal.baseline_route = baseline.route_under(appraisal.version, result, answers)
    appraisal.save(update_fields=[*TRIAGED, "full_minutes"])
    mirror(appraisal)
    return appraisal.state == AppraisalState.TRIAGE


def _follow(appraisal: Appraisal, result: TriageResult | None) -> None:
    if result is None or (result.rule, result.refer) == (
        appraisal.triage_rule,
        appraisal.triage_refers,
    ):
        return
    appraisal.triage_rule, appraisal.triage_refers = result.rule, result.refer
    follow_triage(appraisal, result)


def _record(
    appraisal: Appraisal, offered: Offered, report: CarryReport, by: Actor, *, redone: bool
) -> None:
    told = queries.counts(report.document)
    detail = {
        "partnership": str(appraisal.partnership_id),
        "report": str(report.pk),
        "before": str(report.before),
        "after": str(report.after),
        "digest": offered.version.digest,
        "triage": "anew" if redone else "stands",
        **told,
    }
    audit.record("appraisal.carried_over", appraisal, by=by, detail=detail)


# --- All appraisals -----------------------------------------------------------------------------
def start(*, by: Actor, version_id: uuid.UUID) -> CarryOver:
    """Have every open appraisal that the member sees moved to the edition in force, in a task.

    `version_id` is the edition that was looked at. Raises Refused: none is to move, a run is under
    way, or another edition came into force.
    """
    require(policy.may_carry_all(by))
    version = queries.edition_in_force()
    if version is None or version.pk != version_id:
        raise Refused(
            _("Another edition came into force meanwhile. Look at what would change, once more.")
        )
    if queries.under_way() is not None:
        raise Refused(_("Appraisals are being moved already. Wait for that, or stop it."))
    waiting = [str(key) for key in queries.movable(by, version).values_list("pk", flat=True)]
    if not waiting:
        raise Refused(_("No open appraisal runs on another edition: there is nothing to do."))
    run: CarryOver = CarryOver.objects.create(
        version=version,
        state=WorkState.WAITING,
        asked_by=by.label,
        member=by.membership_id,
        waiting=waiting,
        total=len(waiting),
    )
    detail = {"after": str(version), "digest": version.digest, "appraisals": len(waiting)}
    audit.record("carry_over.started", run, by=by, detail=detail)
    bells.ring_later(BELL, run.pk)
    return run


def cancel(run_id: uuid.UUID, *, by: Actor) -> CarryOver:
    """Stop after the appraisal of this moment; those that were moved stay moved.

    Raises CarryOver.DoesNotExist and Refused.
    """
    run: CarryOver = queries.visible_to(by).select_for_update(of=("self",)).get(pk=run_id)
    require(policy.may_cancel(by, run))
    _end(run, WorkState.CANCELLED)
    audit.record("carry_over.cancelled", run, by=by, detail={"done": run.done, "total": run.total})
    return run


def run(run_id: uuid.UUID, owner: uuid.UUID) -> int:
    """Move what is left of a run; call it outside every transaction. Returns how many were taken
    up."""
    taken = 0
    while True:
        with acting_for(owner):
            if not step(run_id):
                return taken
        taken += 1


def step(run_id: uuid.UUID) -> bool:
    """One appraisal, in the transaction of the caller; False when nothing is left to be moved."""
    rows = CarryOver.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    found: CarryOver | None = (
        rows.defer("waiting", "version__document", "version__cases").filter(pk=run_id).first()
    )
    if found is None or found.state not in policy.UNDER_WAY:
        bells.silence(BELL, run_id)
        return False
    by = acting.still(found.member) if found.member else None
    if by is None or not policy.may_carry_all(by):
        _end(found, WorkState.FAILED)
        return False
    key = _next(found)
    if key is None:
        _end(found, WorkState.DONE)
        told = {"moved": found.done - len(found.refused), "refused": len(found.refused)}
        audit.record("carry_over.finished", found, by=by, detail=told)
        return False
    _take(found, key, by)
    found.state, found.done = WorkState.RUNNING, found.done + 1
    found.save(update_fields=["state", "done", "refused"])
    bells.under_way(BELL, run_id, leave_alone=LEASE)
    return True


def _next(found: CarryOver) -> str | None:
    """The id of the appraisal that is next; the others stay in the database."""
    if found.done >= found.total:
        return None
    rows = CarryOver.objects.filter(pk=found.pk)
    key: str | None = rows.values_list(f"waiting__{found.done}", flat=True).get()
    return key


def _take(found: CarryOver, key: str, by: Actor) -> None:
    try:
        with transaction.atomic():
            _move(uuid.UUID(key), found.version, by=by, run=found)
    except Refused as refusal:
        found.refused = [*found.refused, {"appraisal": key, "because": refusal.reason}]
    except Appraisal.DoesNotExist:
        because = _("It is no longer among the appraisals that %(name)s sees.")
        told = {"appraisal": key, "because": because % {"name": found.asked_by}}
        found.refused = [*found.refused, told]


def _end(found: CarryOver, state: WorkState) -> None:
    found.state, found.ended_at = state, clock.now()
    found.save(update_fields=["state", "ended_at"])
    bells.silence(BELL, found.pk)
