"""The dashboard over an organisation's own rows: live, because nobody else reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from advisory.queries import uptake as hub
from diligence.queries import minutes
from diligence.queries import uptake as research
from portal import clock
from portal.authority import Actor
from reporting.domain.periods import SHOWN, Quarter
from reporting.queries.dashboard import Figure

YEAR: Final = timedelta(days=365)
SOON: Final = timedelta(days=30)
SOON_AT_HUB: Final = timedelta(days=7)

Points = list[tuple[str, Figure]]


@dataclass(frozen=True, slots=True)
class Research:
    """What a research organisation reads of itself: each a set of counts by name."""

    register: dict[str, int]
    work: dict[str, Any]
    decisions: dict[str, int]
    measures: dict[str, int]
    consultations: dict[str, int]
    advice: dict[str, Any]
    registered: Points
    scored: Points
    burden: Sequence[minutes.Burden]


@dataclass(frozen=True, slots=True)
class Hub:
    """What a hub reads of its own cases."""

    load: dict[str, int]
    received: dict[str, int]
    answered: dict[str, Any]
    advice: dict[str, int]
    course: Points


def of_research(actor: Actor) -> Research:
    """Nine statements, whatever the size of the register."""
    today, since, quarters = clock.today(), clock.now() - YEAR, _quarters()
    begins = quarters[0].instants()[0]
    return Research(
        register=research.register(actor, since, today),
        work=research.work(actor, since),
        decisions=research.decisions(actor, since),
        measures=research.measures(actor, today, today + SOON),
        consultations=research.consultations(actor, today),
        advice=research.advice(actor, since),
        registered=_points(quarters, research.registered_by_quarter(actor, begins)),
        scored=_points(quarters, research.scored_by_quarter(actor, begins)),
        burden=minutes.burden(actor),
    )


def of_hub() -> Hub:
    """Five statements, whatever the length of the queue."""
    now, today, quarters = clock.now(), clock.today(), _quarters()
    return Hub(
        load=hub.load(
            today, today + SOON_AT_HUB, (now - timedelta(days=30), now - timedelta(days=91))
        ),
        received=hub.received(now - YEAR),
        answered=hub.answered(now - YEAR),
        advice=hub.advice(now - YEAR),
        course=_points(quarters, hub.received_by_quarter(quarters[0].instants()[0])),
    )


def _quarters() -> list[Quarter]:
    """The last eight quarters, the running one included, oldest first."""
    found = [Quarter.of(clock.today())]
    while len(found) < SHOWN:
        found.insert(0, found[0].previous())
    return found


def _points(quarters: list[Quarter], counted: dict[date, int]) -> Points:
    return [(str(each), Figure(counted.get(each.starts_on, 0))) for each in quarters]
