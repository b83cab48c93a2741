"""The demonstration's data protection: what a steward said, what people asked, what is held.

At the end of everything, as every night, what has had its time goes.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from portal import clock
from portal.actions import holds, person_requests, privacy_settings, retention
from portal.authority import Actor
from portal.demo import DOMAIN, World
from portal.enums import PersonRequestKind, Role
from portal.tenancy import acting_for

NAME: Final = "Rheinau University"
"""Whose steward can be looked over the shoulder."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of somebody who is named in a case; `answered` days ago, if it was."""

    kind: PersonRequestKind
    person: str
    days: int
    note: str
    answered: int = 0
    outcome: str = ""


ASKED: Final = (
    Asked(
        PersonRequestKind.ACCESS,
        "Lena Hofstetter",
        75,
        "By letter; named as contact of a partner.",
        answered=61,
        outcome="Sent a copy of the two places where she is named, by registered letter.",
    ),
    Asked(
        PersonRequestKind.OBJECTION,
        "Marek Havel",
        26,
        "Says that he left the partner and is not its contact any more.",
    ),
    Asked(
        PersonRequestKind.RECTIFICATION,
        "Sofia Lindqvist",
        6,
        "The name of her institute is out of date.",
    ),
)


def closing(world: World) -> None:
    """One steward's two months; then the night's run everywhere."""
    organisation = world.organisations[NAME]
    steward = world.held_by(NAME, Role.STEWARD)
    with acting_for(organisation):
        _said(world, steward)
        for asked in ASKED:
            _ask(world, asked, steward)
    for one in world.organisations.values():
        retention.run(one.pk)


def _said(world: World, steward: Actor) -> None:
    with clock.set_to(world.end - timedelta(days=90)):
        privacy_settings.save(
            by=steward,
            controller=f"{NAME}, represented by its president",
            contact=f"privacy@{DOMAIN}",
            officer="Office of the data protection officer",
            basis="Article 6(1)(e) GDPR with the state’s act on universities",
            processors="University computing centre: runs this installation",
        )
    with clock.set_to(world.end - timedelta(days=40)):
        holds.place(
            by=steward,
            subject_type="portal.unit",
            called=world.units[NAME][0].name,
            reason="Audit of the faculty’s projects by the court of auditors, until it reports.",
        )


def _ask(world: World, asked: Asked, steward: Actor) -> None:
    with clock.set_to(world.end - timedelta(days=asked.days)):
        row = person_requests.record(
            by=steward,
            kind=asked.kind,
            person=asked.person,
            email="",
            received_on=clock.today(),
            note=asked.note,
        )
    if asked.answered:
        with clock.set_to(world.end - timedelta(days=asked.answered)):
            person_requests.close(row.pk, by=steward, outcome=asked.outcome)
