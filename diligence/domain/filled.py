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
    """What a workbook holds for one question; `value` is None where it holds no answer.

    `readable` is False where the answer could not be read: then only the note counts, which is
    None where it could not be read either. `sheet`, `row` and `column` (a letter) say where the
    answer stands.
    """

    question: str
    value: object
    note: str | None
    sheet: str
    row: int
    column: str
    readable: bool = True


def fingerprint(value: object) -> str:
    """Tells whether an answer or a note is as it was written; nothing and '' are the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    elif isinstance(value, tuple):
        value = list(value)
    plain = None if value in ("", []) else value
    return blake2s(json.dumps(plain, ensure_ascii=True).encode(), digest_size=8).hexdigest()


NOTHING: Final = Mark(0, fingerprint(None), fingerprint(""))
"""The mark of a question that had neither answer nor note."""


def wanted(
    told: Iterable[Told], marks: Mapping[str, Mark], entries: Mapping[str, Entry]
) -> dict[str, Save]:
    """What is to be saved: every answer and note that was touched and is not there already."""
    found: dict[str, Save] = {}
    for item in told:
        mark = marks.get(item.question, NOTHING)
        now = entries.get(item.question, Entry())
        untouched = not item.readable or fingerprint(item.value) == mark.answer
        value = KEEP if untouched or item.value == now.get("value") else item.value
        as_it_is = item.note in (None, now.get("note", ""))
        note = None if as_it_is or fingerprint(item.note) == mark.note else item.note
        if value is KEEP and note is None:
            continue
        confirms = value is not KEEP and value is not None
        found[item.question] = Save(value, note, mark.revision, ORIGIN, confirms=confirms)
    return found


def page_of(workbook: str, user: str) -> str:
    """Names one person's copy of a workbook, as an open page is named: read back a second time, it
    does not conflict with what the same person read back from it before."""
    return blake2s(f"{workbook}:{user}".encode(), digest_size=4).hexdigest()
