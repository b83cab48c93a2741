"""A questionnaire that came from a file, with losses of many kinds."""

import io
from typing import TYPE_CHECKING

from diligence.actions.draft_import import bring_in
from tests.diligence.exchange.forms import xlsform

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
    """An XLSForm, imported by the steward."""
    data = xlsform(survey=SURVEY, choices=CHOICES)
    with world.acting("stella") as by:
        draft = bring_in(by, io.BytesIO(data), name="guests.xlsx", size=len(data))
    world.ids |= {"imported_draft": draft.pk}
