"""Snapshots as collecting leaves them, made from invented counts without a collector."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from diligence.domain.canonical import canonical_bytes, digest
from portal import clock
from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.domain.composing import ENGINE, Facts, compose
from reporting.domain.rules import DisclosureClass
from reporting.domain.tables import DEFINITIONS, MEDIANS, TYPES, grouped
from reporting.domain.tallies import Tally, Tenant
from reporting.models import Snapshot

NAME = "organisation-0"


def tally(seed: str, organisations: int = 8, scale: int = 12) -> Tally:
    """Counts of one quarter: some organisations large, some without anything."""
    rng = random.Random(seed)
    tenants = {
        f"organisation-{at}": Tenant(TYPES[at % 3], ("small", "large")[at % 2])
        for at in range(organisations)
    }
    counts: dict[str, dict[str, dict[str, int]]] = {}
    cases = [each for each in grouped().values() if each[0].of is DisclosureClass.CASES]
    for members in cases:
        for at, organisation in enumerate(tenants):
            for _case in range(rng.randint(0, scale * (1 + at % 3))):
                _add(counts, members, organisation, tenants[organisation], rng)
    for each in DEFINITIONS:
        if each.counted:
            counts.setdefault(each.counted, {})
    counts["advice.days"] = {str(3 + at): {name: 2} for at, name in enumerate(tenants)}
    counts["triaged.minutes"] = {"10": dict.fromkeys(tenants, 9)}
    for each in MEDIANS:
        counts.setdefault(each.counted, {})
    return Tally(tenants, counts)


def _add(
    counts: dict[str, Any], members: list[Any], organisation: str, tenant: Tenant, rng: Any
) -> None:
    """One case of an organisation, in one category of each split."""
    for each in members:
        row = tenant.type if each.rows == TYPES else rng.choice(each.rows)
        of = counts.setdefault(each.counted, {}).setdefault(row, {})
        of[organisation] = of.get(organisation, 0) + 1


def facts(member_state: str, period: str) -> Facts:
    return Facts(member_state, period, clock.now())


def documents(periods: Sequence[str], member_state: str = "NL", **kept: Any) -> list[Any]:
    """The documents of quarters of one cycle, one after the other."""
    series: dict[str, Tally] = {}
    found: list[Any] = []
    for period in periods:
        series[period] = tally(period, **kept)
        made = compose(series, facts(member_state, period), found)
        found.append(json.loads(canonical_bytes(made)))
    return found


def snapshots(
    ministry: Organisation,
    periods: Sequence[str],
    *,
    before: Sequence[str] = (),
    spoil: Callable[[Any], None] | None = None,
    digest: str = "",
) -> list[Snapshot]:
    """Stored snapshots of a ministry. `before`: quarters that are stored already; `spoil`: what
    to do to each document before it is stored."""
    found = []
    made = documents([*before, *periods], ministry.country)[len(before) :]
    with acting_for(ministry):
        for document in made:
            if spoil:
                spoil(document)
            row = Snapshot(
                member_state=ministry.country,
                period=document["period"],
                document=canonical_bytes(document).decode(),
                digest=digest or _digest(document),
                engine=ENGINE,
            )
            row.save(force_insert=True)
            found.append(row)
    return found


_digest = digest
