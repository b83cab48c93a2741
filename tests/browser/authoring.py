"""A questionnaire that stands alone, as its authors find it in the running portal."""

from typing import TYPE_CHECKING

from diligence.actions import drafts
from diligence.domain.editing import Insert, Set

if TYPE_CHECKING:
    from tests.browser.world import World


def rows(world: "World") -> None:
    """A draft with all of the baseline, and a language to translate into."""
    with world.acting("stella") as by:
        draft = drafts.create(
            by, key="whole", title="Whole questionnaire", edition="1", starts_from="eu-baseline"
        )
        steps = (
            Insert("translations", {"language": "de", "texts": []}),
            Set("languages", ["de"]),
        )
        drafts.change(by, draft.pk, steps, revision=None, what="Added German")
    world.ids |= {"whole_draft": draft.pk}
