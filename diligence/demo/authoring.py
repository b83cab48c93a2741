"""Questionnaires in the making: a national core in review, and local questions of a university.

Nothing of it is published: what is in force stays the EU baseline.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from diligence.actions import draft_comments, draft_review, drafts
from diligence.domain.editing import Insert, Operation, Set
from diligence.models import Draft
from diligence.queries import questionnaires
from portal import clock
from portal.authority import Actor
from portal.demo import World
from portal.enums import Role
from portal.tenancy import acting_for

MINISTRY: Final = "Federal Ministry for Research"
UNIVERSITY: Final = "Rheinau University"

YES_NO: Final = ("no", "No"), ("yes", "Yes"), ("unknown", "Don't know")


def write(world: World) -> None:
    """A ministry's national core and a university's local additions, over the last fortnight."""
    _national(world)
    _local(world)


def _national(world: World) -> None:
    """Returned once, changed, asked for again; one comment is still open."""
    author, reader = world.people[MINISTRY, Role.POLICY_OFFICER][:2]
    with acting_for(world.organisations[MINISTRY]):
        with clock.set_to(world.end - timedelta(days=12)):
            core = _begun(author, "de-core", "National core questionnaire", "2027.1")
            steps: list[Operation] = [
                Insert("sections", {"id": "N", "title": "National requirements"}),
                Insert("questions", _question("N1", "N", _REGISTER, "In the register")),
            ]
            _changed(author, core, steps, "Added question N1")
        with clock.set_to(world.end - timedelta(days=11)):
            draft_review.ask(author, core.pk, note="One question of our own, over the EU baseline.")
        with clock.set_to(world.end - timedelta(days=8)):
            draft_comments.add(reader, core.pk, place="questions/N1/text", text=_WONDER)
            draft_review.give_back(reader, core.pk, because=_RETURN)
        with clock.set_to(world.end - timedelta(days=6)):
            short = {"why": _WHY, "how": "Look the project up in the national register."}
            _changed(author, core, [Set("questions/N1/help", short)], "Explained question N1")
            two = [Insert("questions", _question("N2", "N", _CONTACT, "Contact named"))]
            _changed(author, core, two, "Added question N2")
        with clock.set_to(world.end - timedelta(days=4)):
            draft_comments.add(author, core.pk, place="questions/N1/text", text=_ANSWER)
            draft_review.ask(author, core.pk, note="Both questions now say why they are asked.")


def _local(world: World) -> None:
    """Two questions of the university's own, still being written."""
    steward = world.held_by(UNIVERSITY, Role.STEWARD)
    with acting_for(world.organisations[UNIVERSITY]):
        with clock.set_to(world.end - timedelta(days=5)):
            local = _begun(steward, "rheinau", "Rheinau questionnaire", "2027.1")
            steps: list[Operation] = [
                Insert("sections", {"id": "L", "title": "At Rheinau University"}),
                Insert("questions", _question("L1", "L", _SITES, "Shared facilities")),
            ]
            _changed(steward, local, steps, "Added question L1")
        with clock.set_to(world.end - timedelta(days=2)):
            more = [Insert("questions", _question("L2", "L", _GUESTS, "Guest accounts"))]
            _changed(steward, local, more, "Added question L2")


def _begun(by: Actor, key: str, title: str, edition: str) -> Draft:
    parent = questionnaires.current_version(questionnaires.BASELINE)
    return drafts.create(by, key=key, title=title, edition=edition, parent=parent)


def _changed(by: Actor, draft: Draft, steps: Sequence[Operation], what: str) -> None:
    drafts.change(by, draft.pk, steps, revision=None, what=what)


def _question(id: str, section: str, text: str, short: str) -> dict[str, Any]:
    """A question that is recorded and scores nothing."""
    return {
        "id": id,
        "section": section,
        "text": text,
        "short": short,
        "type": "ynu",
        "options": [{"code": code, "label": label} for code, label in YES_NO],
        "factor": "own",
        "scope": "partnership",
        "help": {"why": _WHY},
    }


_REGISTER = "Is the project entered in the national register of international cooperations?"
_CONTACT = "Is a contact for research security named in the agreement?"
_SITES = "Does the partner use one of our shared facilities?"
_GUESTS = "Do people of the partner get guest accounts in our network?"
_WHY = "So that whoever answers for it later finds the cooperation again."
_WONDER = "Does this hold for agreements that were signed before the register opened?"
_RETURN = "Please say under the question why it is asked, and what to do for older agreements."
_ANSWER = "Older agreements are entered when they are renewed; the help says so now."
