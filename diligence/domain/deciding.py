"""What an organisation may decide on one case, who in it, until when, and what is still missing.

The decision is the organisation's own. Advice is not binding: whether it came, is awaited or was
not followed never closes a course, and nothing follows from not following it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Authority, Band, Consulted, Course, Heed

MONTHS = {Band.LOW: 36, Band.MEDIUM: 24, Band.HIGH: 12}
"""For how long a decision to proceed is taken, unless its date says otherwise."""
LONGEST_YEARS = 5
LONGEST_REASONS = 4000
LONGEST_WHY = 2000

_ANSWERED = (Heed.FOLLOWED, Heed.PARTLY, Heed.NOT)

_HOLD = gettext_noop(
    "Information is missing: too many answers are “don't know”. Nothing may proceed until they "
    "are answered."
)
_NOT_DECIDABLE = gettext_noop(
    "Too much is unknown to decide to proceed. Answer the open questions, hold, or do not proceed."
)
_NO_MEASURE = gettext_noop("No measure is planned yet. Plan at least one on the treatment page.")
_UNPLANNED = gettext_noop(
    "Some chosen measures have no complete plan: %(measures)s. Say who is responsible and by when, "
    "or drop them."
)
_NOT_SHOWN = gettext_noop(
    "The band is high: look at the measures that could lower it before turning the partnership "
    "down. Open the treatment page once."
)
COURSE = gettext_noop("Choose what your organisation decides.")
REASONS = gettext_noop("Say why, so that colleagues understand it when you are not there.")
_TOO_LONG = gettext_noop("At most %(count)s characters.")
_EXPIRY = gettext_noop("Say until when the decision holds: a decision to proceed ends some day.")
_PAST = gettext_noop("Choose a day after today.")
_TOO_FAR = gettext_noop("A decision holds for at most %(years)s years: choose %(day)s or earlier.")
HEED = gettext_noop("Say whether the advice is followed. Not following it has no consequence.")
_NO_ADVICE = gettext_noop("There is no advice that could be followed.")
_WHY = gettext_noop("Say in a sentence where and why the advice is not followed.")
_WAIT = gettext_noop("Confirm that transfers stay blocked until the legal check is cleared.")


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision rests on, as far as it decides which courses are open.

    `refers`: the hub is to be asked (a referral stands, two dimensions are high, or the triage
    says so). `chosen` counts measures not dropped, `unplanned` names those without a full plan.
    `legal` lists whom standing legal flags ask.
    """

    band: Band
    refers: bool = False
    hold: bool = False
    decidable: bool = True
    measures_shown: bool = False
    chosen: int = 0
    unplanned: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    consulted: Consulted = Consulted.NOT_ASKED


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision somebody wants to take; None and "" where nothing was said."""

    course: Course | None
    reasons: str = ""
    expires_on: date | None = None
    heed: Heed | None = None
    heed_because: str = ""
    transfers_wait: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """Whether one course is open, and if not, why."""

    course: Course
    reason: Sentence | None = None

    def __bool__(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing or wrong in a draft: the field's name, and what to do about it."""

    field: str
    sentence: Sentence


def authority(case: Case) -> Authority:
    """Low cases are decided by an officer or a decider, all others by a decider."""
    if case.band is Band.LOW and not case.refers:
        return Authority.OFFICER
    return Authority.DECIDER


def courses(case: Case) -> tuple[Open, ...]:
    """Every course, in the order in which it is offered."""
    return tuple(Open(course, _closed(case, course)) for course in Course)


def heeds(case: Case) -> tuple[Heed, ...]:
    """What can be said about the advice: a choice where it was received, one word otherwise."""
    if case.consulted is Consulted.RECEIVED:
        return _ANSWERED
    if case.consulted is Consulted.NOT_ASKED:
        return (Heed.NOT_ASKED,)
    return (Heed.NONE_GIVEN,)


def heed_of(case: Case, draft: Draft) -> Heed:
    """What the decision says about the advice. Only for a draft without lacks."""
    possible = heeds(case)
    return draft.heed if draft.heed in possible and draft.heed else possible[0]


def expiry(band: Band, today: date) -> date:
    """The last day a decision to proceed holds, unless another one is chosen."""
    return _months_on(today, MONTHS[band])


def latest_expiry(today: date) -> date:
    return _months_on(today, 12 * LONGEST_YEARS)


def lacks(case: Case, draft: Draft, today: date) -> tuple[Lack, ...]:
    """All that keeps the draft from being a decision; nothing when it can be taken."""
    return (
        *_about_course(case, draft),
        *_about_reasons(draft),
        *_about_expiry(draft, today),
        *_about_advice(case, draft),
    )


def _closed(case: Case, course: Course) -> Sentence | None:
    if course.goes_ahead and not case.decidable:
        return Sentence(_NOT_DECIDABLE, {})
    if course.goes_ahead and case.hold:
        return Sentence(_HOLD, {})
    if course is Course.WITH_MEASURES:
        return _without_plan(case)
    if course is Course.DECLINE and case.band is Band.HIGH and not case.measures_shown:
        return Sentence(_NOT_SHOWN, {})
    return None


def _without_plan(case: Case) -> Sentence | None:
    if not case.chosen:
        return Sentence(_NO_MEASURE, {})
    if case.unplanned:
        return Sentence(_UNPLANNED, {"measures": ", ".join(case.unplanned)})
    return None


def _about_course(case: Case, draft: Draft) -> Iterator[Lack]:
    if draft.course is None:
        yield Lack("verdict", Sentence(COURSE, {}))
        return
    closed = _closed(case, draft.course)
    if closed is not None:
        yield Lack("verdict", closed)
    if draft.course.goes_ahead and case.legal and not draft.transfers_wait:
        yield Lack("transfers_wait", Sentence(_WAIT, {}))


def _about_reasons(draft: Draft) -> Iterator[Lack]:
    if not draft.reasons.strip():
        yield Lack("reasons", Sentence(REASONS, {}))
    elif len(draft.reasons) > LONGEST_REASONS:
        yield Lack("reasons", Sentence(_TOO_LONG, {"count": str(LONGEST_REASONS)}))


def _about_expiry(draft: Draft, today: date) -> Iterator[Lack]:
    if draft.expires_on is None:
        if draft.course is not None and draft.course.goes_ahead:
            yield Lack("expires_on", Sentence(_EXPIRY, {}))
        return
    latest = latest_expiry(today)
    if draft.expires_on <= today:
        yield Lack("expires_on", Sentence(_PAST, {}))
    elif draft.expires_on > latest:
        told = {"years": str(LONGEST_YEARS), "day": latest.isoformat()}
        yield Lack("expires_on", Sentence(_TOO_FAR, told))


def _about_advice(case: Case, draft: Draft) -> Iterator[Lack]:
    possible = heeds(case)
    if len(possible) == 1:
        if draft.heed is not None and draft.heed not in possible:
            yield Lack("followed", Sentence(_NO_ADVICE, {}))
        return
    if draft.heed not in possible:
        yield Lack("followed", Sentence(HEED, {}))
    elif draft.heed is not Heed.FOLLOWED and not draft.heed_because.strip():
        yield Lack("followed_because", Sentence(_WHY, {}))
    if len(draft.heed_because) > LONGEST_WHY:
        yield Lack("followed_because", Sentence(_TOO_LONG, {"count": str(LONGEST_WHY)}))


def _months_on(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("Every month has 28 days.")
