"""Rows that the pages of ways in are about."""

from typing import TYPE_CHECKING

from portal.actions import people
from portal.models import JoinRequest
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from tests.browser.world import World


def rows(world: "World") -> None:
    """Somebody who asks to join University A."""
    with world.acting("stella"):
        nora = people.add(
            email="nora.newcomer@university-a.example", name="Nora Newcomer", password=PASSWORD
        )
        world.ids["join_request"] = JoinRequest.objects.create(user=nora).pk
