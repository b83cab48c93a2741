"""When somebody is reminded, what fits into a day, and until when something may be put off."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from diligence.domain.due import Because, Effort, Item, Kind
from diligence.domain.wording import Sentence, gettext_noop
from diligence.domain.working_days import is_working_day, working_day_before

DEFAULTS: Final[Mapping[Kind, tuple[int, ...]]] = {
    Kind.START: (30, 7, 0, -7),
    Kind.APPRAISAL: (7, 0, -7),
    Kind.REPLY: (7, 3, 0, -3),
    Kind.DECISION: (14, 3, 0, -7),
    Kind.EXPIRY: (60, 30, 7, 0),
    Kind.MEASURE: (30, 7, 0, -7),
    Kind.CLEARANCE: (30, 7, 0),
    Kind.COLLEAGUE: (3, 0),
}
"""Days before (or, negative, after) the day itself, where an organisation has set nothing."""

FARTHEST: Final = 365
MOST: Final = 10
LONGEST: Final = timedelta(days=180)
"""How far ahead something may be put off."""

TOLD: Final = timedelta(days=14)
"""After so long a pause, a digest begins anew instead of telling all of it."""

MINUTES_A_DAY: Final = 20
WORTH_BEGINNING: Final = 10
"""Minutes that must be left for work that will not be finished in them."""

ASSUMED: Final[Mapping[Effort, int]] = {
    Effort.TRIAGE: 5,
    Effort.ANSWERS: 45,
    Effort.DECIDE: 10,
    Effort.REPLY: 15,
    Effort.LOOK: 5,
}
"""Minutes of a step where too few were measured to say."""


class OffsetsError(ValueError):
    """A list of days that can't be read; `sentence` names what is wrong and the remedy."""

    def __init__(self, template: str, **values: str) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


def offsets_from(text: str) -> tuple[int, ...]:
    """The days written as “30, 7, 0, -7”, the earliest first, each once. Raises OffsetsError."""
    days = set()
    for part in re.split(r"[,;\s]+", text.strip().replace("−", "-")):
        if not part:
            continue
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", part):
            raise OffsetsError(
                gettext_noop("“%(part)s” is no number of days. Write whole numbers: 30, 7, 0, -7."),
                part=part[:20],
            )
        if abs(int(part)) > FARTHEST:
            raise OffsetsError(
                gettext_noop("%(part)s days are too many: at most %(most)s before or after."),
                part=part,
                most=str(FARTHEST),
            )
        days.add(int(part))
    if len(days) > MOST:
        raise OffsetsError(
            gettext_noop("These are %(count)s reminders; at most %(most)s are kept for one kind."),
            count=str(len(days)),
            most=str(MOST),
        )
    return tuple(sorted(days, reverse=True))


def written(offsets: Iterable[int]) -> str:
    """As `offsets_from` reads it."""
    return ", ".join(str(days) for days in offsets)


def is_reminded(offsets: Iterable[int], due: date, *, after: date, until: date) -> bool:
    """Whether one of the reminders falls on a day after `after`, up to and including `until`."""
    return any(after < due - timedelta(days=days) <= until for days in offsets)


def is_digest_day(today: date, member_state: str, *, weekly: bool) -> bool:
    """Whether a digest is made today: on working days, or on the first of each week."""
    if not is_working_day(today, member_state):
        return False
    monday = today - timedelta(days=today.weekday())
    return not weekly or working_day_before(today, member_state) < monday


def told_since(today: date, latest: date | None, *, weekly: bool) -> date:
    """The day up to which everything was told: that of the latest digest, unless it is long ago."""
    usual = today - timedelta(days=7 if weekly else 1)
    if latest is None or today - latest > TOLD:
        return usual
    return latest


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to take up today. `part`: it will be begun or gone on with, and not finished."""

    item: Item
    minutes: int
    part: bool = False


def suggested(
    items: Sequence[Item],
    takes: Mapping[Effort, int],
    today: date,
    minutes: int = MINUTES_A_DAY,
) -> tuple[Suggestion, ...]:
    """What fits into so many minutes: the earliest due first, what doesn't fit is passed over.

    Answers are saved as they are given, so an appraisal that is longer than what is left is
    offered in part, last, where enough is left to get anywhere. `items` come in order.
    """
    left, found = minutes, []
    ready = [item for item in items if item.is_ready(today) and item.because is not Because.LAPSES]
    for item in ready:
        need = max(takes[item.effort], 1)
        if need <= left:
            found.append(Suggestion(item, need))
            left -= need
        elif item.effort is Effort.ANSWERS and left >= WORTH_BEGINNING:
            found.append(Suggestion(item, left, part=True))
            left = 0
        if not left:
            break
    return tuple(found)


def why_not_until(until: date, today: date) -> Sentence | None:
    """Why nothing can be put off until that day; None where it can."""
    if until <= today:
        return Sentence(gettext_noop("Choose a day after today."), {})
    if until - today > LONGEST:
        return Sentence(
            gettext_noop("That is too far ahead: put it off by at most %(days)s days."),
            {"days": str(LONGEST.days)},
        )
    return None


def passes_a_firm_day(item: Item, until: date) -> bool:
    """Whether the law's or the hub's day goes by meanwhile: that has to be said."""
    return item.firm and until > item.due
