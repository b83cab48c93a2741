"""Which hub answers for a case: by Member State, technology areas and outcome.

The narrowest remit that covers the case is taken; among equals the one in force longest. Sender,
partner and country of the partner are no arguments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from diligence.domain.wording import Sentence, gettext_noop

_NONE = gettext_noop("No hub answers for %(member_state)s on this portal.")
_NOT_THESE = gettext_noop(
    "Hubs of %(member_state)s are on this portal, but none answers for this case "
    "(areas: %(areas)s; outcome: %(outcome)s)."
)
_MATCH = gettext_noop(
    "%(hub)s answers for %(member_state)s (areas: %(areas)s; outcomes: %(outcomes)s)."
)
_HAS = gettext_noop("%(hub)s has this case already.")
ALL = gettext_noop("all")


@dataclass(frozen=True, slots=True)
class Remit:
    """What a hub answers for; empty areas or outcomes mean all. Days are working days."""

    id: UUID
    hub_id: UUID
    hub_name: str
    member_state: str
    areas: frozenset[str]
    outcomes: frozenset[str]
    target_days: int
    since: datetime

    def covers(self, areas: frozenset[str], outcome: str) -> bool:
        """One shared area is enough: a case in two areas is not to fall between two hubs."""
        in_area = not self.areas or bool(self.areas & areas)
        return in_area and (not self.outcomes or outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Match:
    hub_id: UUID
    hub_name: str
    remit_id: UUID
    target_days: int
    because: Sentence


@dataclass(frozen=True, slots=True)
class NoMatch:
    because: Sentence


def find(
    remits: Iterable[Remit], member_state: str, areas: Sequence[str], outcome: str
) -> Match | NoMatch:
    """The hub for this case. A triage dossier has no outcome and counts as `refer`."""
    wanted, headline = frozenset(areas), outcome or "refer"
    here = [remit for remit in remits if remit.member_state == member_state]
    fitting = [remit for remit in here if remit.covers(wanted, headline)]
    if not fitting:
        told = {"member_state": member_state, "areas": _listed(wanted), "outcome": headline}
        return NoMatch(Sentence(_NOT_THESE if here else _NONE, told))
    best = min(fitting, key=lambda remit: _order(remit, wanted))
    return Match(best.hub_id, best.hub_name, best.id, best.target_days, _because(best))


def already(hub: str) -> Sentence:
    """Why a hub that has the case gets what comes after, whatever became of its remit."""
    return Sentence(_HAS, {"hub": hub})


def _order(remit: Remit, areas: frozenset[str]) -> tuple[bool, int, int, bool, int, datetime, UUID]:
    """Named areas before all, more of the case's areas before fewer, narrower before wider."""
    return (
        not remit.areas,
        -len(remit.areas & areas),
        len(remit.areas),
        not remit.outcomes,
        len(remit.outcomes),
        remit.since,
        remit.id,
    )


def _because(remit: Remit) -> Sentence:
    return Sentence(
        _MATCH,
        {
            "hub": remit.hub_name,
            "member_state": remit.member_state,
            "areas": _listed(remit.areas),
            "outcomes": _listed(remit.outcomes),
        },
    )


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes)) or ALL
