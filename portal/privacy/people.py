"""Columns that name people: what a copy of their data and its erasure go through.

A column that holds a name, an address or the key of a person and is registered nowhere fails a
test over the whole schema, so nobody adds one without saying what it is.
"""

import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from portal.rooms import registered


class Part(StrEnum):
    """In which part somebody is named."""

    WORK = "work"
    """Who did something in the organisation's work."""
    AUTHOR = "author"
    """Who decided, advised, confirmed or published: stays with the case unless the organisation
    says otherwise."""
    NAMED = "named"
    """Somebody whom others named: responsible for something, asked, or to be reached."""
    OWN = "own"
    """Rows that are the person's alone and go with them."""


@dataclass(frozen=True, slots=True)
class Names:
    """Columns of a model that together name one person.

    `key` holds the user's id, or the membership's where `by_membership`. Rows without a key are
    known by the name alone.
    """

    model: str
    what: Promise
    label: str = ""
    key: str = ""
    email: str = ""
    part: Part = Part.WORK
    by_membership: bool = False

    @property
    def of(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column in (self.label, self.key, self.email) if column)


@dataclass(frozen=True, slots=True)
class Standing:
    """A column in which a name may stand after an erasure, and why that is lawful."""

    model: str
    column: str
    why: Promise


Rewriter = Callable[[uuid.UUID, Collection[str], str], int]
"""(user, what they are called, label) → how many documents were rewritten."""


@dataclass(frozen=True, slots=True)
class PersonData:
    """What a room says of people in its tables. `nobody` lists columns that look as if they named
    somebody and don't, with what they hold."""

    names: tuple[Names, ...] = ()
    standing: tuple[Standing, ...] = ()
    nobody: tuple[tuple[str, str], ...] = ()
    rewriters: tuple[Rewriter, ...] = ()
    """For names inside documents that may still change."""


def all_names() -> Iterator[Names]:
    for provide in registered("person_data"):
        yield from provide().names


def all_standing() -> Iterator[Standing]:
    for provide in registered("person_data"):
        yield from provide().standing


def all_rewriters() -> Iterator[Rewriter]:
    for provide in registered("person_data"):
        yield from provide().rewriters


def nobody() -> set[str]:
    """Columns ("diligence.Partner.name") that name no person."""
    return {column for provide in registered("person_data") for column, _why in provide().nobody}
