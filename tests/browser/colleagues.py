"""Colleagues of University A: one who has a draft, one who has replied, one who reads a result."""

from typing import TYPE_CHECKING

from diligence.actions import colleague, contribute
from diligence.actions.colleague import Letter
from diligence.actions.contribute import Given
from diligence.models import Proposal
from portal.authority import bearer

if TYPE_CHECKING:
    from tests.browser.world import World

ASKED = ["A1", "A2", "A4", "B1", "B2", "I5"]


def rows(world: "World") -> None:
    """Links and what came back by them, on one appraisal that is being answered."""
    case = world.partnership("Glaciers from orbit", "Kauri Bay University", country="NZ")
    appraisal = world.appraised(case, "K29", A2="trl7")
    with world.acting("ines") as by:
        letter = Letter("Lee Researcher", message="Until Friday, please.", shows_title=True)
        drafting, link = colleague.ask(appraisal.pk, ASKED, letter, by=by)
        given = {"A2": Given("trl3", "Early days"), "I5": Given("A time series")}
        contribute.keep(drafting.pk, given, by=bearer("Lee"))
        replied, sent = colleague.ask(appraisal.pk, ASKED, Letter("Kim Curator"), by=by)
        contribute.keep(replied.pk, given | {"A4": Given("yes")}, by=bearer("Kim"))
        contribute.send(replied.pk, by=bearer("Kim"))
        parts = ["result"]
        shared = Letter("Rosa Reader", message="As promised.", shows_title=True)
        _row, result = colleague.share(world.ids["scored"], parts, shared, by=by)
        world.ids |= {
            "asking": appraisal.pk,
            "asked_one": replied.pk,
            "reply": Proposal.objects.get(request=replied, question="A2").pk,
            "ask_secret": link.secret,
            "sent_secret": sent.secret,
            "result_secret": result.secret,
        }
