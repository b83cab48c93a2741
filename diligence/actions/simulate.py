"""Try a draft on the organisation's earlier appraisals: in chunks, each a transaction of its own.

A chunk's counts and the place it ends at are stored together. A worker that is killed loses one
chunk; whoever goes on begins after the last stored one, and nothing is counted twice.
"""

import logging
import uuid
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from diligence.choices import WorkState
from diligence.domain import simulating_triage
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.simulating import Tally, concluded, merged, tallied
from diligence.domain.vector_lanes import TooFineError
from diligence.exchange.reading import QuestionnaireError
from diligence.models import Draft, Simulation
from diligence.policy import simulating as policy
from diligence.queries import drafts, simulation_rows, simulations
from portal import acting, audit, bells, clock
from portal.authority import Actor, Refused, require
from portal.models import Organisation
from portal.tenancy import acting_for, acting_id

logger = logging.getLogger(__name__)

BELL: Final = "simulate"
CHUNK: Final = 2000
"""Appraisals between two looks at whether somebody cancelled."""
LEASE: Final = timedelta(seconds=30)


# --- Asked for ----------------------------------------------------------------------------------
def start(draft_id: uuid.UUID, *, by: Actor) -> Simulation:
    """Have the draft tried as it is now. Raises Draft.DoesNotExist and Refused.

    A draft that can't be read in full, or may not be scored yet, is refused with the reason.
    """
    draft = drafts.locked(draft_id)
    if not drafts.visible(by).filter(pk=draft.pk).exists():
        raise Draft.DoesNotExist
    kind = Organisation.objects.get(pk=acting_id()).kind
    going = simulations.under_way(draft) is not None
    require(policy.may_simulate(by, draft, kind, under_way=going))
    _require_sound(draft)
    simulation: Simulation = Simulation.objects.create(
        draft=draft,
        revision=draft.revision,
        digest=simulations.tried(draft),
        document=draft.document,
        state=WorkState.WAITING,
        asked_at=clock.now(),
        asked_by=by.label,
        member=by.membership_id,
        total=simulation_rows.tried(by, clock.now()).count(),
    )
    detail = {"draft": str(draft.pk), "revision": draft.revision, "digest": simulation.digest}
    audit.record("simulation.started", simulation, by=by, detail=detail)
    bells.ring_later(BELL, simulation.pk)
    return simulation


def _require_sound(draft: Draft) -> None:
    examined = drafts.examined(draft)
    if examined.questionnaire is None or not examined.sound:
        raise Refused(
            _(
                "The draft can’t be scored yet: the checks list what is missing or doesn’t fit. "
                "Repair that first, then try it."
            )
        )


def cancel(simulation_id: uuid.UUID, *, by: Actor) -> Simulation:
    """Stop a simulation. Raises Simulation.DoesNotExist, and Refused when it has ended."""
    rows = simulations.visible(by).select_for_update(of=("self",))
    simulation: Simulation = rows.get(pk=simulation_id)
    require(policy.may_cancel(by, simulation.state))
    _end(simulation, WorkState.CANCELLED)
    audit.record("simulation.cancelled", simulation, by=by, detail=_about(simulation))
    return simulation


# --- Worked through -----------------------------------------------------------------------------
def run(simulation_id: uuid.UUID, owner: uuid.UUID) -> int:
    """Go on to the end; call it outside every transaction. Returns how many rows were tried."""
    worked = 0
    while True:
        with acting_for(owner):
            done = step(simulation_id)
        if not done:
            return worked
        worked += done


def step(simulation_id: uuid.UUID) -> int:
    """One chunk, in the transaction of the caller; 0 when there is nothing more to do."""
    rows = Simulation.objects.select_for_update(of=("self",)).filter(pk=simulation_id)
    simulation: Simulation | None = rows.first()
    if simulation is None or simulation.state not in policy.UNDER_WAY:
        bells.silence(BELL, simulation_id)
        return 0
    by = acting.still(simulation.member) if simulation.member else None
    if by is None or not policy.may_cancel(by, simulation.state):
        gone = _("%(name)s may no longer read drafts. A colleague can start a simulation.")
        _fail(simulation, gone % {"name": simulation.asked_by})
        return 0
    try:
        return _chunk(simulation, by)
    except (TooFineError, QuestionnaireError) as error:
        _fail(simulation, str(error))
        return 0


def _chunk(simulation: Simulation, by: Actor) -> int:
    draft = simulations.questionnaire_of(simulation)
    partial: dict[str, Any] = simulation.partial or {"after": None, "tally": {}}
    after = uuid.UUID(partial["after"]) if partial["after"] else None
    part = simulation_rows.part(
        draft,
        by,
        until=simulation.asked_at,
        after=after,
        size=CHUNK,
        renames=simulations.renamed(simulation),
    )
    if part.last is None:
        _conclude(simulation, partial["tally"], by)
        return 0
    tally: Tally = merged(partial["tally"], _counted(draft, part))
    simulation.partial = {"after": str(part.last), "tally": tally}
    simulation.state = WorkState.RUNNING
    simulation.done = min(simulation.done + part.taken, simulation.total)
    simulation.save(update_fields=["partial", "state", "done"])
    bells.under_way(BELL, simulation.pk, leave_alone=LEASE)
    return part.taken


def _counted(draft: Questionnaire, part: simulation_rows.Part) -> Tally:
    """What a part adds: the triage, the scores, the answers that follow renamed questions."""
    found: Tally = {"left_out": part.left_out, "renamed": dict(part.renamed)}
    for scored in part.scored:
        found = merged(found, {"scored": tallied(draft, scored)})
    for triaged in part.triaged:
        found = merged(found, {"triage": simulating_triage.tallied(draft, triaged)})
    return found


def _conclude(simulation: Simulation, tally: Tally, by: Actor) -> None:
    told = concluded(tally.get("scored", {}))
    told |= {"left_out": tally.get("left_out", 0), "renamed": tally.get("renamed", {})}
    told["triage"] = None
    if triage := tally.get("triage"):
        full = told["burden"]["minutes"] if told["appraisals"] else None
        told["triage"] = simulating_triage.concluded(triage, full)
    simulation.result = told
    simulation.done = simulation.total
    _end(simulation, WorkState.DONE)
    audit.record("simulation.finished", simulation, by=by, detail=_about(simulation))


def _fail(simulation: Simulation, problem: str) -> None:
    simulation.problem = problem
    _end(simulation, WorkState.FAILED)
    logger.warning("Simulation %s failed: %s", simulation.pk, problem)


def _end(simulation: Simulation, state: WorkState) -> None:
    simulation.state, simulation.ended_at, simulation.partial = state, clock.now(), None
    simulation.save(update_fields=["state", "ended_at", "partial", "result", "problem", "done"])
    bells.silence(BELL, simulation.pk)


def _about(simulation: Simulation) -> dict[str, Any]:
    return {"draft": str(simulation.draft_id), "appraisals": simulation.done}
