"""The way back: a stored snapshot is read for one audience, and only with its audit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from diligence.domain.canonical import digest
from diligence.domain.wording import gettext_noop
from reporting.domain.cells import TOTAL
from reporting.domain.composing import SCHEMA, Value
from reporting.domain.rules import Audience


class NotAudited(Exception):  # noqa: N818 - says what it is, as Refused does
    """The snapshot must not be shown; the message says why."""


_NOT_COUNTED: Final[Mapping[str, Any]] = {"rows": [], "cells": {}, "shares": {}}


@dataclass(frozen=True, slots=True)
class Published:
    """What one audience may read of a snapshot. `quarters`: those of the trend, oldest first."""

    audience: Audience
    member_state: str
    period: str
    cycle: str
    quarters: tuple[str, ...]
    of_cycle: tuple[str, ...]
    taken_at: datetime
    engine: str
    questionnaires: Sequence[Mapping[str, Any]]
    withheld: Mapping[str, int]
    numbers: int
    tables: Mapping[str, Any]
    medians: Mapping[str, Mapping[str, Value]]

    @property
    def hidden(self) -> int:
        """How many numbers of the cycle's tables are withheld."""
        return sum(self.withheld.values())

    def _table(self, name: str) -> Mapping[str, Any]:
        """A table of the menu; an empty one where an earlier release did not count it."""
        found: Mapping[str, Any] = self.tables.get(name, _NOT_COUNTED)
        return found

    def rows(self, table: str) -> tuple[str, ...]:
        return tuple(self._table(table)["rows"])

    def at(self, table: str, row: str = TOTAL, column: str = "") -> Value:
        """A number, or why there is none; of the snapshot's own quarter unless another is named.

        A column that is not there was not provided.
        """
        value: Value = self._table(table)["cells"].get(row, {}).get(column or self.period)
        return value

    def share(self, table: str, row: str, column: str = "") -> Value:
        """Percent of the column's total, or why there is none."""
        value: Value = self._table(table)["shares"].get(row, {}).get(column or self.period)
        return value

    def median(self, name: str, column: str = "") -> Value:
        return self.medians[name].get(column or self.period)


def opened(text: str, stored_digest: str, audience: Audience) -> Published:
    """A stored document for one audience.

    Raises NotAudited when it is not what was stored, or holds no result of an audit that passed
    for exactly these figures.
    """
    if sha256(text.encode()).hexdigest() != stored_digest:
        raise NotAudited(gettext_noop("The stored figures are not those that were collected."))
    return _read(text, audience)


@lru_cache(maxsize=32)
def _read(text: str, audience: Audience) -> Published:
    """The same bytes are read once a process: a snapshot never changes."""
    document = json.loads(text)
    if document.get("schema") != SCHEMA:
        raise NotAudited(gettext_noop("The figures were stored in a form unknown to this release."))
    given = document["audiences"].get(audience.value, {})
    audit = given.get("audit", {})
    body = {"tables": given.get("tables"), "medians": given.get("medians")}
    if audit.get("passed") is not True or audit.get("checksum") != digest(body):
        raise NotAudited(gettext_noop("There is no result of the disclosure audit for them."))
    return Published(
        audience=audience,
        member_state=document["member_state"],
        period=document["period"],
        cycle=document["cycle"],
        quarters=(*document["before"], *document["quarters"]),
        of_cycle=tuple(document["quarters"]),
        taken_at=datetime.fromisoformat(document["taken_at"]),
        engine=document["engine"],
        questionnaires=document["questionnaires"],
        withheld=audit["withheld"],
        numbers=audit["numbers"],
        tables=given["tables"],
        medians=given["medians"],
    )
