"""Imports of University A in every state that has a page."""

from typing import TYPE_CHECKING

from diligence.actions import intake_run
from diligence.models import ImportBatch
from tests.factories import sheets

if TYPE_CHECKING:
    from tests.browser.world import World

FIRST = (
    ("Reference", "Title", "Partner", "Country", "Start date", "Status"),
    ("IMP-1", "Lichens of the far north", "Midorizawa Institute", "JP", "2026-01-01", "running"),
    ("IMP-2", "Letters of a botanist", "Kauri Bay University", "NZ", "2024-01-01", "agreed"),
)
SECOND = (
    FIRST[0],
    ("IMP-1", "Lichens and mosses of the far north", "Midorizawa Institute", "JP", "", ""),
    ("IMP-2", "Letters of a botanist", "Kauri Bay University", "NZ", "", ""),
    ("IMP-3", "Salt and stone", "Midorizawa Institut", "JP", "soon", ""),
    ("IMP-4", "Old maps", "Olkeri Agency; Baramho Institute", "KE", "", "verlobt"),
    ("IMP-5", "Tides", "Midorizawa Institut", "JP", "", ""),
)


def rows(world: "World") -> None:
    """One stored, one undone, one tried dry with all that can be said of a row, one under way."""
    with world.acting("ines") as by:
        undone = sheets.stored(by, sheets.text(FIRST), "first try.csv")
        sheets.worked(intake_run.undo(undone.pk, by=by))
        done = sheets.stored(by, sheets.text(FIRST), "partnerships 2025.csv")
        tried = sheets.checked(by, sheets.book(SECOND), "partnerships 2026.xlsx")
        running = sheets.checked(by, sheets.text(SECOND), "under way.csv")
        # No worker is asked, so that it stays under way.
        ImportBatch.objects.filter(pk=running.pk).update(state="running", total=5, done=2)
        world.ids |= {
            "import": tried.pk,
            "import_row": tried.rows.get(number=4).pk,
            "import_done": done.pk,
            "import_undone": undone.pk,
            "import_running": running.pk,
        }
