"""The steward's record: sealed, and copies of it in every state."""

from typing import TYPE_CHECKING

from portal.actions import sealing
from portal.enums import RecordExportState, RecordFormat
from portal.models import RecordExport

if TYPE_CHECKING:
    from tests.browser.world import World


def rows(world: "World") -> None:
    """What the world recorded is sealed; the copies are set as they stand."""
    with world.acting("stella") as by:
        sealing.seal_new()
        for state in RecordExportState:
            row = RecordExport.objects.create(
                format=RecordFormat.CSV,
                state=state,
                total=120,
                done=40,
                by=by.label,
                user_id=by.user_id,
                problem="The disk is full." if state == RecordExportState.FAILED else "",
            )
            world.ids[f"record_{state}"] = row.pk
        world.ids["record_copy"] = world.ids["record_ready"]
