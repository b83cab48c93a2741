"""A questionnaire that came from a file, with losses of many kinds; editions for paper."""

import io
from typing import TYPE_CHECKING

from diligence.actions import paper
from diligence.actions.draft_import import bring_in
from diligence.choices import WorkState
from diligence.models import Paper
from diligence.queries.questionnaires import current_version
from tests.diligence.exchange.forms import xlsform
from tests.stack.running import wait_for

if TYPE_CHECKING:
    from tests.browser.world import World

SURVEY = [
    ["type", "name", "label", "relevant", "default", "constraint", "appearance"],
    ["select_one yn", "guests", "Do <b>guests</b> come?", "", "yes", "", "minimal"],
    ["integer", "how_many", "How many?", "${guests} = 'yes'", "", ". > 0", ""],
    ["geopoint", "where", "Where is it?", "", "", "", ""],
    ["text", "why", "Why?", "count-selected(${guests}) > 3", "", "", ""],
]
CHOICES = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def rows(world: "World") -> None:
    """An XLSForm, imported by the steward; the edition in force for paper in every state."""
    data = xlsform(survey=SURVEY, choices=CHOICES)
    with world.acting("stella") as by:
        draft = bring_in(by, io.BytesIO(data), name="guests.xlsx", size=len(data))
    world.ids |= {"imported_draft": draft.pk}
    with world.stack.delivering(), world.acting("ines") as by:
        page = "<!doctype html><html lang=en><title>Blank</title><h1>Blank</h1>"
        made = paper.ask(current_version(), page, title="Blank", language="en", by=by)
    with world.acting("ines"):
        world.ids |= {"paper_done": made.pk} | {
            f"paper_{state}": _stopped(state, problem).pk
            for state, problem in (
                (WorkState.RUNNING, ""),
                (WorkState.FAILED, "PDF can't be made here: install libpango-1.0-0."),
            )
        }

    def done() -> bool:
        with world.acting("ines"):
            return bool(Paper.objects.filter(pk=made.pk, state=WorkState.DONE).exists())

    wait_for(done, seconds=60, told="the blank questionnaire is made")


def _stopped(state: WorkState, problem: str) -> Paper:
    """No worker is asked for it, so that it stays as it is."""
    return Paper.objects.create(
        version=current_version(), digest=f"{state:0<64}", title="Blank", language="en",
        state=state, problem=problem, done=7,
    )  # fmt: skip
