"""What is due on a partnership, when and why; and which days remind of it.

Only days and codes come in: no title, no partner, no country.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What is due; `choices.DueKind` gives each its label."""

    START = "start"
    APPRAISAL = "appraisal"
    REPLY = "reply"
    DECISION = "decision"
    EXPIRY = "expiry"
    MEASURE = "measure"
    CLEARANCE = "clearance"
    COLLEAGUE = "colleague"


class Because(StrEnum):
    """Why something is due on its day."""

    STARTS = "starts"
    STARTED = "started"
    TRIAGE = "triage"
    ANSWERS = "answers"
    UNKNOWN = "unknown"
    ASKED = "asked"
    NEEDED = "needed"
    RESULT = "result"
    TO_SEND = "to_send"
    ADVICE = "advice"
    REVIEW = "review"
    EXPIRES = "expires"
    PLANNED = "planned"
    EVIDENCE = "evidence"
    CLEARED = "cleared"
    REPLIED = "replied"
    LAPSES = "lapses"


class Effort(StrEnum):
    """What kind of work the next step is; how long it takes is measured or assumed."""

    TRIAGE = "triage"
    ANSWERS = "answers"
    DECIDE = "decide"
    REPLY = "reply"
    LOOK = "look"


class When(StrEnum):
    """How soon, seen from today. Weeks begin on Monday."""

    OVERDUE = "overdue"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    LATER = "later"


DAYS: Final = {
    Kind.APPRAISAL: 14,
    Kind.DECISION: 14,
    Kind.REPLY: 7,
    Kind.COLLEAGUE: 7,
}
"""Days after which something is due that has no day of its own."""

AHEAD: Final = {Kind.EXPIRY: 60, Kind.CLEARANCE: 30, Kind.MEASURE: 30, Kind.COLLEAGUE: 3}
"""Days before its day from which there is something to be done about it."""

ORDER: Final = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due. `since` is the day its reason speaks of, where there is one."""

    kind: Kind
    subject: uuid.UUID
    """The row that is due: partnership, appraisal, consultation, measure, clearance, request."""
    partnership: uuid.UUID
    due: date
    because: Because
    effort: Effort
    step: uuid.UUID
    """The row whose page is the next step."""
    since: date | None = None
    about: str = ""
    """A code or name that tells it from others of its kind: a measure, a flag, a colleague."""
    firm: bool = False
    """The day is the law's or the hub's: it passes for others too, whatever is put off here."""

    @property
    def place(self) -> tuple[date, int, uuid.UUID]:
        """By day; on one day, what comes first on the way."""
        return (self.due, ORDER[self.kind], self.subject)

    def is_ready(self, today: date) -> bool:
        """Whether anything can be done about it yet."""
        ahead = AHEAD.get(self.kind)
        if ahead is None or self.because in (Because.EVIDENCE, Because.REPLIED):
            return True
        return self.due - timedelta(days=ahead) <= today


def when(due: date, today: date) -> When:
    if due < today:
        return When.OVERDUE
    sunday = today + timedelta(days=6 - today.weekday())
    if due <= sunday:
        return When.WEEK
    return When.FORTNIGHT if due <= sunday + timedelta(days=14) else When.LATER


def _by_start(starts_on: date | None, since: date, kind: Kind) -> date:
    """The start, where it still lay ahead; or so many days after it came up."""
    if starts_on is not None and starts_on > since:
        return starts_on
    return since + timedelta(days=DAYS[kind])


def start(partnership: uuid.UUID, starts_on: date, today: date) -> Item:
    """A partnership that nobody has appraised: due by its start."""
    because = Because.STARTS if starts_on > today else Because.STARTED
    return Item(
        Kind.START, partnership, partnership, starts_on, because, Effort.TRIAGE, partnership
    )


def appraisal(
    row: uuid.UUID, partnership: uuid.UUID, *, triage: bool, begun: date, starts_on: date | None
) -> Item:
    """An appraisal somebody began: due by the start, or two weeks after it was begun."""
    return Item(
        Kind.APPRAISAL,
        row,
        partnership,
        _by_start(starts_on, begun, Kind.APPRAISAL),
        Because.TRIAGE if triage else Because.ANSWERS,
        Effort.TRIAGE if triage else Effort.ANSWERS,
        row,
        begun,
    )


def unknown(
    row: uuid.UUID, partnership: uuid.UUID, *, scored: date, starts_on: date | None
) -> Item:
    """A result that waits because too much is not known: its answers are to be completed."""
    due = _by_start(starts_on, scored, Kind.APPRAISAL)
    return Item(Kind.APPRAISAL, row, partnership, due, Because.UNKNOWN, Effort.ANSWERS, row, scored)


def reply(
    row: uuid.UUID, partnership: uuid.UUID, *, step: uuid.UUID, asked: date, needed: date | None
) -> Item:
    """The hub's question: a week, or the day the organisation itself named when that is earlier.

    While it is open the hub's clock stands still.
    """
    usual = asked + timedelta(days=DAYS[Kind.REPLY])
    because = Because.NEEDED if needed is not None and needed < usual else Because.ASKED
    due = min(usual, needed or usual)
    return Item(Kind.REPLY, row, partnership, due, because, Effort.REPLY, step, asked, firm=True)


@dataclass(frozen=True, slots=True)
class Case:
    """A result that waits for its decision. `advice_due`: the hub's own day while it is asked."""

    appraisal: uuid.UUID
    partnership: uuid.UUID
    scored: date
    starts_on: date | None = None
    advice_due: date | None = None
    to_send: bool = False


def decision(case: Case) -> Item:
    """A case to decide: by the start, or two weeks after its result or the day advice is due."""
    since = max(case.scored, case.advice_due or case.scored)
    because = Because.TO_SEND if case.to_send else Because.RESULT
    if case.advice_due is not None and not case.to_send:
        because = Because.ADVICE
    return Item(
        Kind.DECISION,
        case.appraisal,
        case.partnership,
        _by_start(case.starts_on, since, Kind.DECISION),
        because,
        Effort.DECIDE,
        case.appraisal,
        case.advice_due if because is Because.ADVICE else case.scored,
    )


def review(row: uuid.UUID, partnership: uuid.UUID, *, marked: date) -> Item:
    """A decision in force to be looked at again: two weeks after what it rests on changed."""
    due = marked + timedelta(days=DAYS[Kind.DECISION])
    return Item(Kind.DECISION, row, partnership, due, Because.REVIEW, Effort.DECIDE, row, marked)


def expiry(partnership: uuid.UUID, expires_on: date) -> Item:
    """The last day on which the decision in force holds."""
    return Item(
        Kind.EXPIRY,
        partnership,
        partnership,
        expires_on,
        Because.EXPIRES,
        Effort.DECIDE,
        partnership,
    )


def measure(row: uuid.UUID, partnership: uuid.UUID, *, due_on: date, done: bool, code: str) -> Item:
    """A measure by its day; one that is done waits for somebody to accept its evidence."""
    because = Because.EVIDENCE if done else Because.PLANNED
    return Item(Kind.MEASURE, row, partnership, due_on, because, Effort.LOOK, row, about=code)


def clearance(
    row: uuid.UUID, partnership: uuid.UUID, *, step: uuid.UUID, until: date, flag: str
) -> Item:
    """The last day a clearance holds; of a legal flag, transfers wait from the next day on."""
    legal = flag.startswith("LEGAL")
    return Item(
        Kind.CLEARANCE,
        row,
        partnership,
        until,
        Because.CLEARED,
        Effort.LOOK,
        step,
        about=flag,
        firm=legal,
    )


def colleague(
    row: uuid.UUID,
    partnership: uuid.UUID,
    *,
    step: uuid.UUID,
    name: str,
    replied: date | None,
    lapses: date,
) -> Item:
    """A reply to look at within a week; without one, the day on which the link lapses."""
    if replied is None:
        due, because = lapses, Because.LAPSES
    else:
        due, because = replied + timedelta(days=DAYS[Kind.COLLEAGUE]), Because.REPLIED
    return Item(
        Kind.COLLEAGUE, row, partnership, due, because, Effort.LOOK, step, replied, about=name
    )


def ordered(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.place)


def counted(items: Iterable[Item], today: date) -> Mapping[When, int]:
    """How many are due how soon; every `When` is there."""
    counts = dict.fromkeys(When, 0)
    for item in items:
        counts[when(item.due, today)] += 1
    return counts
