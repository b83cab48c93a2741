"""What personal data is processed for: the lines of an organisation's record of processing."""

from dataclasses import dataclass

from django.utils.functional import Promise

from portal.enums import OrganisationKind
from portal.rooms import registered


@dataclass(frozen=True, slots=True)
class Processing:
    """One activity of Art. 30. `retention` names the classes whose periods apply to it."""

    key: str
    title: Promise
    purpose: Promise
    people: Promise
    data: Promise
    recipients: Promise
    measures: Promise
    retention: tuple[str, ...]
    kinds: frozenset[OrganisationKind] = frozenset(OrganisationKind)


def activities(kind: str) -> list[Processing]:
    """The activities of an organisation of this kind, in the order of the mission."""
    found = (each for provide in registered("processing") for each in provide())
    return [each for each in found if kind in each.kinds]
