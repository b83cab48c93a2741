"""Try a ministry's draft on the appraisals of its Member State, and store what may be shown.

The worker counts as the collector; what is stored has passed the disclosure control. Work that is
killed begins anew: it depends on nothing but closed quarters, and stores its result once.
"""

import logging
import uuid
from typing import Any, Final

from django.utils.translation import gettext as _

from diligence.domain.vector_lanes import TooFineError
from diligence.queries import drafts, simulations
from portal import acting, audit, bells, clock
from portal.authority import Actor, Refused, Verdict, product, require
from portal.models import Organisation
from portal.tenancy import acting_for, acting_id
from reporting import policy
from reporting.choices import TrialState
from reporting.domain.periods import Quarter
from reporting.domain.trials import History, Queue, Tried, result, tried
from reporting.models import PolicySimulation
from reporting.queries import figures, rescoring, trials

logger = logging.getLogger(__name__)

BELL: Final = "policy_trial"


def start(draft_id: uuid.UUID, *, by: Actor) -> PolicySimulation:
    """Have a draft tried as it is now. Raises Refused; LookupError where there is no such draft."""
    # Two at once would each be one too many.
    Organisation.objects.select_for_update(no_key=True).get(pk=acting_id())
    draft = drafts.visible(by).filter(pk=draft_id).first()
    if draft is None:
        raise LookupError(f"There is no draft {draft_id}.")
    quarters = trials.quarters()
    require(verdict(by, quarters))
    if not drafts.examined(draft).sound:
        raise Refused(
            _(
                "The draft can’t be scored yet: the checks list what is missing or doesn’t fit. "
                "Repair that first, then try it."
            )
        )
    row: PolicySimulation = PolicySimulation.objects.create(
        draft=draft.pk,
        title=str(draft),
        revision=draft.revision,
        digest=simulations.tried(draft),
        document=draft.document,
        since=str(quarters[0]),
        period=str(quarters[-1]),
        asked_by=by.label,
        member=by.membership_id,
    )
    detail = {"draft": str(draft.pk), "digest": row.digest, "period": row.period}
    audit.record("policy_trial.started", row, by=by, detail=detail)
    bells.ring_later(BELL, row.pk)
    return row


def verdict(by: Actor, quarters: list[Quarter]) -> Verdict:
    """Whether a simulation can be started now, with the reason where not."""
    return policy.may_try(
        by,
        made=trials.made(str(quarters[-1])) if quarters else 0,
        most=trials.MOST,
        under_way=trials.under_way() is not None,
        quarters=len(quarters),
    )


def cancel(trial_id: uuid.UUID, *, by: Actor) -> PolicySimulation:
    """Stop a simulation. Raises PolicySimulation.DoesNotExist and Refused."""
    row: PolicySimulation = trials.visible(by).select_for_update().get(pk=trial_id)
    require(policy.may_cancel_trial(by, row.state))
    _end(row, TrialState.CANCELLED)
    audit.record("policy_trial.cancelled", row, by=by, detail={"draft": str(row.draft)})
    return row


# --- Made by the worker -------------------------------------------------------------------------
def run(trial_id: uuid.UUID, owner: uuid.UUID) -> bool:
    """Make a simulation, in steps; call it outside every transaction. Whether it was finished."""
    with acting_for(owner):
        row = _take(trial_id)
    if row is None:
        return False
    try:
        return _made(row, owner)
    except TooFineError as problem:
        with acting_for(owner):
            _fail(trial_id, str(problem))
        return False
    finally:
        figures.done()


def _take(trial_id: uuid.UUID) -> PolicySimulation | None:
    rows = PolicySimulation.objects.select_for_update().filter(pk=trial_id)
    row: PolicySimulation | None = rows.first()
    if row is None or row.state not in trials.UNDER_WAY:
        bells.silence(BELL, trial_id)
        return None
    by = acting.still(row.member) if row.member else None
    if by is None or not policy.may_cancel_trial(by, row.state):
        gone = _("%(name)s may no longer write drafts. A colleague can start a simulation.")
        _fail(trial_id, gone % {"name": row.asked_by})
        return None
    row.state, row.done, row.total = TrialState.RUNNING, 0, len(trials.earlier(row)) + 1
    row.save(update_fields=["state", "done", "total"])
    return row


def _made(row: PolicySimulation, owner: uuid.UUID) -> bool:
    with acting_for(owner):
        earlier = trials.earlier(row)
        history, queue = _read(row, earlier)
    found: list[Tried] = []
    for each in (*earlier, row):
        since, until = _window(each)
        found.append(tried(history, trials.questionnaire_of(each), since, until))
        with acting_for(owner):
            if not _told(row.pk, len(found)):
                return False
    told = result(history, found[-1], found[:-1], queue)
    with acting_for(owner):
        return _keep(row.pk, told)


def _read(row: PolicySimulation, earlier: list[PolicySimulation]) -> tuple[History, Queue | None]:
    """All that is counted, in the quarters of this simulation and of those it is compared with."""
    ministry = Organisation.objects.get(pk=acting_id())
    windows = [_window(each) for each in (*earlier, row)]
    since, until = min(w[0] for w in windows), max(w[1] for w in windows)
    told = {"demonstration": ministry.demonstration}
    return (
        rescoring.history(ministry.country, since, until, **told),
        rescoring.queue(ministry.country, _window(row)[1], **told),
    )


def _window(row: PolicySimulation) -> Any:
    first, last = Quarter.parse(row.since), Quarter.parse(row.period)
    return first.instants()[0], last.instants()[1]


def _told(trial_id: uuid.UUID, done: int) -> bool:
    """Note how far it is; False when somebody cancelled it meanwhile."""
    rows = PolicySimulation.objects.filter(pk=trial_id, state=TrialState.RUNNING)
    return bool(rows.update(done=done))


def _keep(trial_id: uuid.UUID, told: dict[str, Any]) -> bool:
    rows = PolicySimulation.objects.select_for_update()
    row: PolicySimulation | None = rows.filter(pk=trial_id, state=TrialState.RUNNING).first()
    if row is None:
        return False
    row.result = told
    _end(row, TrialState.DONE)
    audit.record("policy_trial.finished", row, by=product("Ajar"), detail={"draft": str(row.draft)})
    return True


def _fail(trial_id: uuid.UUID, problem: str) -> None:
    row = PolicySimulation.objects.select_for_update().get(pk=trial_id)
    row.problem = problem[:1000]
    _end(row, TrialState.FAILED)
    logger.warning("The simulation %s failed: %s", trial_id, problem)


def _end(row: PolicySimulation, state: TrialState) -> None:
    row.state, row.ended_at = state, clock.now()
    row.save(update_fields=["state", "ended_at", "result", "problem"])
    bells.silence(BELL, row.pk)
