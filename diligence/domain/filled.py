"""What a workbook that was filled in offline wants of an appraisal, compared with what it began as.

A workbook remembers, for every question, the revision it was written at and fingerprints of the
answer and the note it was written with. What still has its fingerprint was not touched: it wants
nothing, whatever others answered meanwhile.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from typing import Final

from diligence.domain.sheet import KEEP, Entry, Save

ORIGIN: Final = "offline"
"""How an answer came to be that was read back from a workbook."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a workbook was written with: the revision, and fingerprints of answer and note."""

    revision: int
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a workbook holds for one question that may have been touched.

    `value` is KEEP where the answer was not touched or can't be read, None where there is none;
    `note` is None where it was not touched. `revision` is the one the workbook was written at.
    `sheet`, `row` and `column` (a letter) say where the answer stands.
    """

    question: str
    value: object
    note: str | None
    revision: int
    sheet: str
    row: int
    column: str


def fingerprint(content: object) -> str:
    """Tells whether a cell, or the options that are ticked, are as they were written."""
    told = json.dumps(content or None, ensure_ascii=True)
    return blake2s(told.encode(), digest_size=8).hexdigest()


NOTHING: Final = Mark(0, fingerprint(""), fingerprint(""))
"""The mark of a question that had neither answer nor note."""


def wanted(told: Iterable[Told], entries: Mapping[str, Entry]) -> dict[str, Save]:
    """What is to be saved: every answer and note that was touched and is not there already."""
    found: dict[str, Save] = {}
    for item in told:
        now = entries.get(item.question, Entry())
        value = KEEP if item.value == now.get("value") else item.value
        note = None if item.note == now.get("note", "") else item.note
        if value is KEEP and note is None:
            continue
        confirms = value is not KEEP and value is not None
        found[item.question] = Save(value, note, item.revision, ORIGIN, confirms=confirms)
    return found


def page_of(workbook: str, user: str) -> str:
    """Names one person's copy of a workbook, as an open page is named: read back a second time, it
    does not conflict with what the same person read back from it before."""
    return blake2s(f"{workbook}:{user}".encode(), digest_size=4).hexdigest()
