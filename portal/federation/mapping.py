"""What rules make of claims: roles gained and lost, each with its because.

Only what rules gave is ever taken away; what a steward gave by hand stays a steward's to take.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.enums import ClaimTest, Role

_TESTS: Final[dict[str, Callable[[str, str], bool]]] = {
    ClaimTest.IS: lambda value, wanted: value == wanted,
    ClaimTest.STARTS: lambda value, wanted: value.startswith(wanted),
    ClaimTest.CONTAINS: lambda value, wanted: wanted in value,
}


@dataclass(frozen=True, slots=True)
class Rule:
    claim: str
    test: str
    value: str
    role: str
    unit: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """`value` is the claim's value that a rule met; empty where no rule met any."""

    role: str
    rule: Rule | None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a member holds afterwards, and how that differs from before."""

    roles: tuple[str, ...]
    granted: tuple[str, ...]
    gained: tuple[Because, ...] = ()
    lost: tuple[Because, ...] = ()
    kept: tuple[Because, ...] = ()
    """Roles of rules that stay as they are."""
    steward_stays: bool = False
    """No rule gives the role any more, but nobody else would be left to look after things."""
    units: frozenset[uuid.UUID] | None = None
    """Which units the work is limited to now (none: no limit); None: as before."""

    @property
    def is_one(self) -> bool:
        return bool(self.gained or self.lost)


def meets(rule: Rule, values: Mapping[str, Sequence[str]]) -> str:
    """The value by which the claims meet the rule; '' where they don't. Case makes no difference.

    A rule without a value is met by nothing.
    """
    wanted = rule.value.strip().casefold()
    test = _TESTS[rule.test]
    met = (value for value in values.get(rule.claim, ()) if test(value.casefold(), wanted))
    return next(met, "") if wanted else ""


def changes(
    values: Mapping[str, Sequence[str]],
    rules: Iterable[Rule],
    *,
    held: Sequence[str],
    granted: Collection[str],
    open_roles: Collection[str],
    last_steward: bool = False,
) -> Change:
    """What these claims make of a member. `granted`: those of the roles held that rules gave.

    `open_roles`: roles the organisation has rooms for; rules for others do nothing.
    `last_steward`: nobody else in the organisation is a steward.
    """
    every = list(rules)
    met = [(rule, meets(rule, values)) for rule in every if rule.role in open_roles]
    reasons: dict[str, Because] = {}
    for rule, value in met:
        if value:
            reasons.setdefault(rule.role, Because(rule.role, rule, value))
    before = [role for role in held if role in granted]
    gone = [role for role in before if role not in reasons]
    stays = last_steward and Role.STEWARD.value in gone
    if stays:
        gone.remove(Role.STEWARD.value)
    gained = [because for role, because in reasons.items() if role not in held]
    new = [because.role for because in gained]
    roles = (*(role for role in held if role not in gone), *new)
    given = (*(role for role in before if role not in gone), *new)
    return Change(
        roles=roles,
        granted=given,
        gained=tuple(gained),
        lost=tuple(Because(role, None) for role in gone),
        kept=tuple(reasons[role] for role in before if role in reasons),
        steward_stays=stays,
        units=_units(every, [rule for rule, value in met if value], roles, given),
    )


def _units(
    rules: Iterable[Rule], met: Sequence[Rule], roles: Collection[str], given: Collection[str]
) -> frozenset[uuid.UUID] | None:
    """Rules limit only whom rules alone gave roles: what a steward set by hand is left alone."""
    if not met or set(roles) != set(given) or all(rule.unit is None for rule in rules):
        return None
    named = frozenset(rule.unit for rule in met if rule.unit is not None)
    return frozenset() if any(rule.unit is None for rule in met) else named
