"""A partnership's history in words: which field went from what to what."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Field
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.choices import (
    Activity,
    AgreementKind,
    ChangeKind,
    PartnershipState,
    TechnologyArea,
)
from diligence.models import Partner, Partnership, PartnershipChange
from diligence.queries.facts import FIELDS
from portal.models import Unit

_CHOICES: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "state": dict(PartnershipState.choices),
    "agreement_kind": dict(AgreementKind.choices),
    "activities": dict(Activity.choices),
    "technology_areas": dict(TechnologyArea.choices),
}
_ORDER: Final = ("title", "partners", *FIELDS)
_DAYS: Final = {"agreement_signed_on", "starts_on", "ends_on"}
_LABELS: Final = {
    "partners": gettext_lazy("Partners"),
    "discarded": gettext_lazy("Discarded"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a step: its label, and the value before and after; empty means none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the history as a reader sees it."""

    change: PartnershipChange
    title: str
    lines: tuple[Line, ...]


def label_of(name: str) -> str:
    """What a field of a partnership is called."""
    known = _LABELS.get(name)
    if known is not None:
        return str(known)
    field: Field[Any, Any] = Partnership._meta.get_field(name)  # type: ignore[assignment]  # a column
    return str(capfirst(str(field.verbose_name)))


class Words:
    """Values of steps in words. Loads the units and partners they name: two statements in all."""

    def __init__(self, steps: Iterable[Mapping[str, Sequence[Any]]]) -> None:
        units: set[str] = set()
        partners: set[str] = set()
        for step in steps:
            units.update(key for key in step.get("unit", ()) if key)
            for keys in step.get("partners", ()):
                partners.update(keys or ())
        self._names: dict[str, str] = {
            str(key): name
            for model, keys in ((Unit, units), (Partner, partners))
            if keys
            for key, name in model.objects.filter(pk__in=[uuid.UUID(key) for key in keys])
            .values_list("pk", "name")
            .iterator()
        }

    def value(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name == "discarded":
            return _("Yes") if value else _("No")
        if name in _DAYS:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        if name == "funding_amount":
            return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)
        if isinstance(value, list):
            return "; ".join(self._one(name, part) for part in value)
        return self._one(name, value)

    def _one(self, name: str, value: str) -> str:
        if name in {"unit", "partners"}:
            return self._names.get(value, _("no longer on record"))
        return str(_CHOICES.get(name, {}).get(value, value))


def described(changes: Sequence[PartnershipChange]) -> list[Entry]:
    """The steps in words, in the order given."""
    words = Words(change.changes for change in changes)
    return [
        Entry(change, str(ChangeKind(change.kind).label), _lines(change.changes, words))
        for change in changes
    ]


def _lines(step: Mapping[str, Sequence[Any]], words: Words) -> tuple[Line, ...]:
    """The fields in the order of the form, whatever order they were stored in."""
    return tuple(
        Line(label_of(name), *(words.value(name, value) for value in step[name]))
        for name in sorted(step, key=_place)
    )


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)
