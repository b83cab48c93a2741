"""The facts of a partnership in JSON types: what history stores, compares and gives back."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypedDict

from django.db.models import Field

from diligence.models import Partnership
from portal.models import Unit


class Facts(TypedDict, total=False):
    """What a member states about a partnership; dates are days, money has two decimals."""

    title: str
    reference: str
    unit: Unit | None
    responsible: str
    state: str
    agreement_kind: str
    agreement_signed_on: date | None
    activities: list[str]
    technology_areas: list[str]
    starts_on: date | None
    ends_on: date | None
    funding_amount: Decimal | None
    funding_currency: str
    funding_source: str
    benefit: str


FIELDS: Final = tuple(Facts.__annotations__)


def plain(value: Any) -> Any:
    """A field's value in JSON types; texts without white space at their ends."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str):
        return value.strip()
    return list(value) if isinstance(value, list | tuple) else value


def facts_of(partnership: Partnership) -> dict[str, Any]:
    """Every fact, without the partners; the unit by its key."""
    return {name: plain(getattr(partnership, _attribute(name))) for name in FIELDS}


def set_fact(partnership: Partnership, name: str, value: Any) -> None:
    """Set one fact from its JSON value."""
    if name == "unit":
        partnership.unit_id = uuid.UUID(value) if value else None
    else:
        field: Field[Any, Any] = Partnership._meta.get_field(name)  # type: ignore[assignment]  # a column
        setattr(partnership, name, field.to_python(value))


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a caller gives them, in JSON types. Raises TypeError for an unknown fact."""
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise TypeError(f"A partnership has no {', '.join(sorted(unknown))}.")
    return {
        name: plain(getattr(value, "pk", None) if name == "unit" else value)
        for name, value in facts.items()
    }


def _attribute(name: str) -> str:
    return "unit_id" if name == "unit" else name
