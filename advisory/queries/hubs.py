"""Reads which hubs answer for what, as the search for a case's hub takes it."""

from advisory.domain import remit as remits
from advisory.models import Remit
from portal.enums import OrganisationKind


def in_force() -> list[remits.Remit]:
    """Every remit in force of every hub on this portal."""
    rows = Remit.objects.filter(
        active=True, owner__active=True, owner__kind=OrganisationKind.HUB
    ).select_related("owner")
    return [
        remits.Remit(
            id=row.pk,
            hub_id=row.owner.pk,
            hub_name=row.owner.name,
            member_state=row.member_state,
            areas=frozenset(row.technology_areas),
            outcomes=frozenset(row.bands),
            target_days=row.target_days,
            since=row.since,
        )
        for row in rows
    ]
