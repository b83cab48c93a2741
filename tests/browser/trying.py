"""Drafts tried on earlier appraisals: a result, other states, and those of a ministry."""

import json
import uuid
from typing import TYPE_CHECKING

from diligence.actions import drafts, simulate
from diligence.choices import WorkState
from diligence.domain.editing import Set
from diligence.models import Draft, Simulation
from diligence.queries.questionnaires import current_version, definition
from portal import bells, clock
from portal.authority import Actor
from reporting.actions import simulate as national
from reporting.choices import TrialState
from reporting.models import PolicySimulation
from tests.stack.running import wait_for

if TYPE_CHECKING:
    from tests.browser.world import World


def rows(world: "World") -> None:
    """The steward's, worked by the portal's own worker; those in between are set as they stand."""
    with world.acting("stella") as by:
        tried, stale = _draft(by, "tried", harder=True), _draft(by, "stale")
        world.ids |= {"tried_draft": tried.pk, "trial_stale": stale.pk}
        for state in (WorkState.RUNNING, WorkState.CANCELLED, WorkState.FAILED):
            world.ids[f"trial_{state}"] = _stopped(by, state).pk
    with world.stack.delivering(), world.acting("stella") as by:
        for draft in (tried, stale):
            simulate.start(draft.pk, by=by)

    def done() -> bool:
        with world.acting("stella"):
            found = Simulation.objects.filter(draft__in=[tried.pk, stale.pk])
            return found.filter(state=WorkState.DONE).count() == 2

    wait_for(done, seconds=60, told="both drafts are tried")
    with world.acting("stella") as by:
        reword = [Set("questions/A2/text", "How ready is the technology?")]
        drafts.change(by, stale.pk, reword, revision=None, what="Changed question A2")
    world.ids |= _national(world)


def _draft(by: Actor, name: str, *, harder: bool = False) -> Draft:
    version = current_version()
    row = drafts.create(
        by,
        key=f"trial-{name}",
        title=f"To be tried, {name}",
        edition="1",
        document=json.loads(version.document),
    )
    if not harder:
        return row
    steps = [
        Set(f"questions/A2/options/{code}/points", 30)
        for code in definition(version).question("A2").codes
    ]
    return drafts.change(by, row.pk, steps, revision=None, what="Changed question A2")


def _stopped(by: Actor, state: WorkState) -> Draft:
    draft = _draft(by, state)
    trial = simulate.start(draft.pk, by=by)
    ended = None if state is WorkState.RUNNING else clock.now()
    problem = "The points of C1 are too fine." if state is WorkState.FAILED else ""
    Simulation.objects.filter(pk=trial.pk).update(
        state=state, done=12, total=54, ended_at=ended, problem=problem
    )
    # No worker is asked, so that it stays as it is.
    bells.silence(simulate.BELL, trial.pk)
    return draft


def _national(world: "World") -> dict[str, uuid.UUID]:
    """A ministry's: one was tried, though so little stands behind it that nothing may be shown."""
    with world.stack.delivering(), world.acting("petra") as by:
        tried, untried = _draft(by, "nation", harder=True), _draft(by, "nation-later")
        trial = national.start(tried.pk, by=by)

    def done() -> bool:
        with world.acting("petra"):
            return PolicySimulation.objects.filter(pk=trial.pk, state=TrialState.DONE).exists()

    wait_for(done, seconds=60, told="the national draft is tried")
    return {"national_draft": tried.pk, "untried_draft": untried.pk}
