"""All answers of one appraisal, and how what several people save is brought together.

Every question has a revision that counts its saves. A save names the revision it saw; where
somebody else has saved since, and wanted something different, both values are kept apart as a
conflict and nothing of that question is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypedDict

from diligence.domain.answers import Problem, problem_with, shown
from diligence.domain.questionnaire import Question
from diligence.enums import ProblemCode, QuestionType

LONGEST_TEXT = 4000
LONGEST_NAME = 300
MOST_NAMES = 50
LARGEST_NUMBER = 10**15


class Keep(Enum):
    """Says that a save leaves the value as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP


class Entry(TypedDict, total=False):
    """What is known of one answer; `value` is None where it was cleared."""

    value: object
    note: str
    revision: int
    by: str
    user: str | None
    at: str
    origin: str
    confirmed_by: str
    page: str
    known: Mapping[str, str]
    """Where a carried answer comes from: `from`, `about`, `since`, `until`, `fact`, `appraisal`,
    `by`; the keys of its source are '' where it has none."""
    earlier: Mapping[str, Any]
    """What was answered before an edition worded the question otherwise: `edition`, `why`, `said`,
    `note`, `by`, `at`; empty where nothing was. It stands until the question is answered anew."""


@dataclass(frozen=True, slots=True)
class Save:
    """What one person wants one question to hold.

    `value` None clears the answer, KEEP leaves it; `note` None leaves the note. `revision` is the
    one the person saw; None overwrites whatever is there. `confirms` puts the person's name to an
    answer that was carried over or contributed; `by` is whose answer it is, where it is not the
    person's who saves it.
    """

    value: object = KEEP
    note: str | None = None
    revision: int | None = None
    origin: str = "typed"
    confirms: bool = False
    by: str = ""
    known: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who saves, when (ISO 8601), and on which open page, if on one."""

    by: str
    user: str | None
    at: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people want one question to hold different things.

    `revision` is the present one: a save that names it settles the conflict.
    """

    question: str
    value: object
    note: str
    theirs: Entry
    revision: int


Change = tuple[dict[str, object], dict[str, object]]
"""What a question held before and after: value and note."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`entries` holds the changed ones only."""

    entries: dict[str, Entry]
    changes: dict[str, Change]
    conflicts: tuple[Conflict, ...]


def values(entries: Mapping[str, Entry], questions: Iterable[Question]) -> dict[str, object]:
    """The answers given to these questions, as the evaluators take them."""
    found = ((question.id, entries.get(question.id)) for question in questions)
    return {
        id: entry["value"]
        for id, entry in found
        if entry is not None and entry.get("value") is not None
    }


def revision_of(entries: Mapping[str, Entry], question: str) -> int:
    entry = entries.get(question)
    return entry.get("revision", 0) if entry else 0


def merge(entries: Mapping[str, Entry], saves: Mapping[str, Save], stamp: Stamp) -> Merged:
    """Bring saves of sound values into the entries. Wanting what is there already is no change.

    A page never conflicts with its own earlier save: it may send the next one before it has heard
    of the new revision.
    """
    changed: dict[str, Entry] = {}
    changes: dict[str, Change] = {}
    conflicts: list[Conflict] = []
    for id, save in saves.items():
        now = entries.get(id, Entry())
        value, note = now.get("value"), now.get("note", "")
        wanted = value if save.value is KEEP else save.value
        wanted_note = note if save.note is None else save.note
        if (wanted, wanted_note) == (value, note):
            if save.confirms and _unconfirmed(now):
                changed[id] = now | Entry(confirmed_by=stamp.by, revision=now["revision"] + 1)
                changes[id] = _change(value, note, value, note)
            continue
        if _others_saved_since(now, save, stamp):
            theirs = revision_of(entries, id)
            conflicts.append(Conflict(id, wanted, wanted_note, now, theirs))
            continue
        changed[id] = _entry(now, save, wanted, wanted_note, stamp)
        changes[id] = _change(value, note, wanted, wanted_note)
    return Merged(changed, changes, tuple(conflicts))


def _change(value: object, note: str, wanted: object, wanted_note: str) -> Change:
    return {"value": value, "note": note}, {"value": wanted, "note": wanted_note}


def _unconfirmed(entry: Entry) -> bool:
    return entry.get("origin", "typed") != "typed" and not entry.get("confirmed_by")


def _others_saved_since(now: Entry, save: Save, stamp: Stamp) -> bool:
    if save.revision is None or save.revision == now.get("revision", 0):
        return False
    return not stamp.page or now.get("page") != stamp.page


def _entry(now: Entry, save: Save, value: object, note: str, stamp: Stamp) -> Entry:
    written = Entry(
        value=value,
        note=note,
        revision=now.get("revision", 0) + 1,
        by=save.by or stamp.by,
        user=None if save.by else stamp.user,
        at=stamp.at,
        page=stamp.page,
        origin=save.origin,
        confirmed_by=stamp.by if save.confirms and save.origin != "typed" else "",
    )
    if save.value is KEEP and now:
        # A note does not make the answer beside it the note-writer's.
        for key in ("by", "user", "at", "origin", "confirmed_by"):
            written[key] = now[key]
        if "known" in now:
            written["known"] = now["known"]
        if "earlier" in now:
            written["earlier"] = now["earlier"]
    elif save.known is not None:
        written["known"] = save.known
    return written


def normal(question: Question, value: object) -> object:
    """One spelling for one meaning: nothing chosen is None, choices stand in option order."""
    if value is KEEP:
        return value
    if isinstance(value, str):
        stripped = value.strip()
        return stripped or None
    if isinstance(value, list | tuple):
        listed = list(value)
        if question.type is QuestionType.MULTI and set(map(str, listed)) <= set(question.codes):
            listed.sort(key=lambda code: question.codes.index(str(code)))
        return listed or None
    return value


def problem_of_save(question: Question, save: Save) -> Problem | None:
    """Why this save cannot be stored: the value does not answer the question, or is too much."""
    if save.value is not KEEP and save.value is not None:
        found = problem_with(question, save.value, required=False) or _too_much(question, save)
        if found is not None:
            return found
    return _unfit(question.id, save.note or "", LONGEST_TEXT, "The note")


def _too_much(question: Question, save: Save) -> Problem | None:
    value = save.value
    if question.type is QuestionType.NUMBER:
        if isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
            text = "The number is too large."
            return Problem(question.id, text, ProblemCode.MALFORMED)
        return None
    if question.options or question.type is QuestionType.DATE:
        return None
    if isinstance(value, list | tuple):
        if len(value) > MOST_NAMES:
            text = f"List at most {MOST_NAMES}."
            return Problem(question.id, text, ProblemCode.MALFORMED)
        found = (_unfit(question.id, str(name), LONGEST_NAME, shown(name)) for name in value)
        return next((problem for problem in found if problem), None)
    return _unfit(question.id, str(value), LONGEST_TEXT, "The text")


def _unfit(question: str, text: str, longest: int, what: str) -> Problem | None:
    if len(text) > longest:
        message = f"{what} is longer than {longest} characters."
        return Problem(question, message, ProblemCode.MALFORMED)
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        message = f"{what} contains characters that cannot be stored."
        return Problem(question, message, ProblemCode.MALFORMED)
    return None
