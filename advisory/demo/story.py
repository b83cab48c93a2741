"""What becomes of two years of cases: hubs advise, organisations answer, treat and decide.

It comes after the filing, by the product's own actions and with the running worker; the clock is
set to the day each step would have happened.
"""

from advisory.demo.advising import Desk
from diligence.demo.deciding import Board
from diligence.demo.filing import await_worker
from diligence.demo.replying import replies
from portal.demo import World
from portal.enums import OrganisationKind


def _desks(world: World) -> list[Desk]:
    return [Desk(world, office) for office in world.offices(OrganisationKind.HUB)]


def founding(world: World) -> None:
    """Every hub says what it answers for before the first case comes."""
    for desk in _desks(world):
        desk.open()


def chapter(world: World) -> None:
    desks = _desks(world)
    for desk in desks:
        desk.look_through()
    replies(world)
    await_worker(world)
    for desk in desks:
        desk.advise()
    for cast in world.cast():
        Board(world, cast).sit()
    await_worker(world)
