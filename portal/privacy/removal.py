"""What goes with a row: everything whose key leads to it, worked out before anything is removed.

Keys that protect say that nobody deletes by accident. Retention removes on purpose, so it follows
every key, protecting or not; only keys that may be empty and are named in `cut` are emptied
instead, because what they stand in is kept for reasons of its own.
"""

import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Field, ForeignObjectRel

from portal.privacy import kept

Rows = dict[type[models.Model], set[uuid.UUID]]


@dataclass(slots=True)
class Removal:
    """Rows by model, keys to be emptied, files whose bytes go, and what else is done at the end."""

    rows: Rows = field(default_factory=dict)
    emptied: list[tuple[type[models.Model], str, set[uuid.UUID]]] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    """Names in the store of files that go though their rows stay."""
    then: Callable[[], None] | None = None

    @property
    def ids(self) -> set[uuid.UUID]:
        return set[uuid.UUID]().union(*self.rows.values())

    @property
    def counts(self) -> dict[str, int]:
        """Rows to be removed, by the model's label."""
        return {model._meta.label_lower: len(ids) for model, ids in self.rows.items() if ids}

    def files(self) -> list[str]:
        """Names in the store of the files that only these rows hold."""
        return self.stored + sorted(
            name
            for model, ids in self.rows.items()
            if _has(model, "stored_as")
            for name in _objects(model).filter(pk__in=ids).values_list("stored_as", flat=True)
            if name
        )

    def carry_out(self) -> None:
        """Remove them, beside a `RetentionRun` of the same transaction."""
        for model, name, ids in self.emptied:
            _objects(model).filter(pk__in=ids).update(**{name: None})
        for model, ids in self.rows.items():
            kept.remove(model, ids)
        if self.then is not None:
            self.then()


def of(
    model: type[models.Model], ids: Collection[uuid.UUID], *, cut: Collection[str] = ()
) -> Removal:
    """These rows and all that hangs on them. `cut` names keys ("diligence.Fact.appraisal")."""
    removal = Removal({model: set(ids)})
    waiting = [(model, set(ids))]
    while waiting:
        above, keys = waiting.pop()
        for child, name, empties in _below(above, cut):
            found = set(
                _objects(child).filter(**{f"{name}__in": keys}).values_list("pk", flat=True)
            )
            if empties:
                removal.emptied.append((child, name, found))
                continue
            new = found - removal.rows.get(child, set())
            if new:
                removal.rows.setdefault(child, set()).update(new)
                waiting.append((child, new))
    return removal


def _below(
    model: type[models.Model], cut: Collection[str]
) -> Iterator[tuple[type[models.Model], str, bool]]:
    """Models with a key to this one, the key's name, and whether it is emptied."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        child: Any = relation.related_model
        name = relation.field.name
        empties = relation.on_delete is models.SET_NULL or f"{child._meta.label}.{name}" in cut
        yield child, name, empties


def _has(model: type[models.Model], name: str) -> bool:
    return any(isinstance(each, Field) and each.name == name for each in model._meta.get_fields())


def _objects(model: type[models.Model]) -> Any:
    manager: Any = model
    return manager.objects
