"""Reads what hubs answer for, and who is in the directory."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import QuerySet

from advisory.models import Remit
from portal.countries import name_of
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_id

SENDERS: Final = (OrganisationKind.RESEARCH, OrganisationKind.FUNDER)
SUGGESTED: Final = 10


def own() -> QuerySet[Remit]:
    """The acting hub's remits: those in force first, then by when they began."""
    return Remit.objects.filter(owner_id=acting_id()).order_by("-active", "member_state", "since")


def acting_hub() -> Organisation:
    """The acting organisation's entry in the directory."""
    return Organisation.objects.get(pk=acting_id())


def states_served() -> list[tuple[str, str]]:
    """The Member States of the hub's remits in force, by name; its own where it has none yet."""
    codes: set[str] = set(own().filter(active=True).values_list("member_state", flat=True))
    codes = codes or {acting_hub().country}
    return sorted(((code, name_of(code)) for code in codes), key=lambda pair: pair[1])


def for_state(member_state: str, areas: Iterable[str]) -> Remit | None:
    """The hub's remit in force that fits best: for an area named, else for all, else any."""
    rows: Sequence[Remit] = list(own().filter(active=True, member_state=member_state))
    named = set(areas)
    ranked = sorted(rows, key=lambda row: _fit(row.technology_areas, named))
    return ranked[0] if ranked else None


def _fit(covered: Sequence[str], named: set[str]) -> int:
    if named & set(covered):
        return 0
    return 2 if covered else 1


def in_directory(name: str) -> uuid.UUID | None:
    """The one active organisation of exactly this name that could ask a hub, or None."""
    rows = Organisation.objects.filter(name__iexact=name, kind__in=SENDERS, active=True)
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def senders(text: str) -> list[Organisation]:
    """Organisations to suggest while a name is typed."""
    rows = Organisation.objects.filter(name__icontains=text, kind__in=SENDERS, active=True)
    return list(rows.order_by("name")[:SUGGESTED])
