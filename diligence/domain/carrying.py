"""Nothing asked twice: which answers are known from before, and which of them may be offered.

An offer is never an answer: it enters the sheet when somebody confirms it. Whatever is not offered
although something is known says why it is asked again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from diligence.domain.answers import problem_with
from diligence.domain.canonical import canonical_bytes
from diligence.domain.questionnaire import UNKNOWN, Question, Questionnaire
from diligence.domain.validity import asked_as, last_day, validity
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import AskedAgain, Factor, KnownFrom, Scope


@dataclass(frozen=True, slots=True)
class Known:
    """One answer known from before.

    `since` is the day it was stated, `until` the last day on which it holds (None: as long as the
    register says so). `asked_as` tells as what it was asked, '' where nobody was asked. `about`
    names the partner or unit, `together_with` the other partners it was given for. `because` says
    what in the register leads to it. `fact` and `appraisal` are keys of its source, or ''.
    `lacking` names partners of whom it is not known, `said` what each partner's answer is where
    they differ.
    """

    question: str
    value: object
    source: KnownFrom
    since: date
    until: date | None = None
    asked_as: str = ""
    by: str = ""
    about: str = ""
    together_with: tuple[str, ...] = ()
    fact: str = ""
    appraisal: str = ""
    because: Sentence | None = None
    lacking: tuple[str, ...] = ()
    said: tuple[tuple[str, object], ...] = ()
    handmade: bool = False

    @property
    def key(self) -> str:
        """Binds a confirmation to what was shown: another value or source has another key."""
        told = [self.question, self.value, self.source.value, self.since.isoformat()]
        bound = canonical_bytes([*told, self.fact, self.appraisal])
        return sha256(bound).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Offer:
    """A known answer that may be confirmed as the answer to `question`."""

    question: Question
    known: Known


@dataclass(frozen=True, slots=True)
class Again:
    """Something is known of `question`, and yet it is asked: why."""

    question: Question
    known: Known
    reason: AskedAgain
    because: Sentence


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered and what is asked again, each in question order."""

    offers: tuple[Offer, ...] = ()
    again: tuple[Again, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What the officer said at the start: sections that changed, and whether other partners take
    part than in the earlier appraisal."""

    sections: frozenset[str] = frozenset()
    other_partners: bool = False


_STALE = gettext_noop("Too old to carry: it held until %(until)s.")
_REWORDED = gettext_noop("The question or its options have been worded anew since.")
_CHANGED = gettext_noop("You said that this changed.")
_TRIAGE = gettext_noop("You said that something changed, so the triage is answered anew.")
_UNKNOWN = gettext_noop("It was answered “don't know” then.")
_DIFFERS = gettext_noop("Your partners differ in this.")
_PARTLY = gettext_noop("This is not known of %(partners)s.")
_OTHERS = gettext_noop("Other partners take part than then.")


def offered(
    questionnaire: Questionnaire,
    questions: Iterable[Question],
    known: Mapping[str, Sequence[Known]],
    said: Said,
    today: date,
) -> Offered:
    """What to offer of these questions, which are asked now and have no answer yet.

    `known` lists what each source says, the one to be believed first. The first that can be
    carried is offered; where none can, the first says why.
    """
    offers: list[Offer] = []
    again: list[Again] = []
    for question in questions:
        refused: Again | None = None
        for item in known.get(question.id, ()):
            why = _why_again(questionnaire, question, item, said, today)
            if why is None:
                offers.append(Offer(question, item))
                refused = None
                break
            refused = refused or Again(question, item, *why)
        if refused is not None:
            again.append(refused)
    return Offered(tuple(offers), tuple(again))


_Why = tuple[AskedAgain, Sentence] | None


def _why_again(
    questionnaire: Questionnaire, question: Question, known: Known, said: Said, today: date
) -> _Why:
    found = _unfit(question, known)
    if found is not None or known.source is KnownFrom.REGISTER:
        return found
    return _too_old(questionnaire, question, known, today) or _moved_on(question, known, said)


def _unfit(question: Question, known: Known) -> _Why:
    """Why the value can't answer this question at all."""
    if _is_unknown(known.value):
        return AskedAgain.NOT_KNOWN, Sentence(_UNKNOWN, {})
    reworded = known.asked_as and known.asked_as != asked_as(question)
    if reworded or problem_with(question, known.value, required=True):
        return AskedAgain.REWORDED, Sentence(_REWORDED, {})
    return None


def _too_old(questionnaire: Questionnaire, question: Question, known: Known, today: date) -> _Why:
    holds = validity(questionnaire, question)
    if not holds.months:
        return AskedAgain.NEVER, holds.because
    if known.until is None or known.until < today:
        until = known.until or known.since
        return AskedAgain.STALE, Sentence(_STALE, {"until": until.isoformat()})
    return None


def _moved_on(question: Question, known: Known, said: Said) -> _Why:
    """Why what was true then may not be true of this case now."""
    if said.sections and not question.section:
        return AskedAgain.SAID_CHANGED, Sentence(_TRIAGE, {})
    if question.section in said.sections:
        return AskedAgain.SAID_CHANGED, Sentence(_CHANGED, {})
    if known.lacking:
        return AskedAgain.PARTLY, Sentence(_PARTLY, {"partners": ", ".join(known.lacking)})
    if known.said:
        return AskedAgain.DIFFERS, Sentence(_DIFFERS, {})
    if said.other_partners and known.source is KnownFrom.PARTNERSHIP and _of_partners(question):
        return AskedAgain.OTHER_PARTNERS, Sentence(_OTHERS, {})
    return None


def _is_unknown(value: object) -> bool:
    return value in (UNKNOWN, [UNKNOWN], (UNKNOWN,))


def _of_partners(question: Question) -> bool:
    """Whether the answer depends on who the partners are. The triage asks about them throughout."""
    return not question.section or question.factor in (Factor.PARTNER, Factor.COUNTRY)


def teaches(
    questionnaire: Questionnaire, question: Question, value: object, since: date
) -> date | None:
    """The last day on which this answer holds as a fact of a partner or unit; None where it
    teaches nothing: it belongs to the partnership, it is "don't know", or it is never carried."""
    if question.scope not in (Scope.PARTNER, Scope.UNIT) or _is_unknown(value):
        return None
    months = validity(questionnaire, question).months
    return last_day(since, months) if months else None


def of_all_partners(known: Mapping[str, Known], partners: Sequence[str]) -> Known:
    """What is known of one question about several partners as one: the oldest statement counts.

    `known` pairs a partner's name with what is known of it. Where a partner lacks it, or they
    differ, the result says so and can't be offered.
    """
    oldest = min(known.values(), key=lambda item: (item.until or item.since, item.since))
    lacking = tuple(name for name in partners if name not in known)
    answers = tuple((name, known[name].value) for name in partners if name in known)
    differ = any(value != answers[0][1] for _name, value in answers)
    about = ", ".join(name for name in partners if name in known)
    others = tuple(name for name in oldest.together_with if name not in partners)
    return replace(
        oldest,
        about=about,
        together_with=others,
        lacking=lacking,
        said=answers if differ else (),
    )


CONFIRMING_SECONDS = 15
ASSUMED_SECONDS = 60
_MEASURED = gettext_noop(
    "The median of %(cases)s appraisals here is %(minutes)s minutes for %(questions)s questions; "
    "reading and confirming a known answer is taken as %(seconds)s seconds."
)
_ASSUMED = gettext_noop(
    "Assumed: a minute for an answer, %(seconds)s seconds to read and confirm a known one. Too few "
    "appraisals have been measured here yet."
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What carrying spared: `answers` that were confirmed instead of found, `minutes` about."""

    answers: int
    minutes: int
    measured: bool
    because: Sentence


def saved(carried: int, *, questions: int, typical: int | None, cases: int) -> Saved:
    """Minutes that `carried` answers spared.

    `typical` is the median of measured minutes of a full appraisal with so many `questions`, None
    where too few were measured; then a minute an answer is assumed, and the result says so.
    """
    seconds = {"seconds": str(CONFIRMING_SECONDS)}
    measured = typical is not None and questions > 0
    if typical is not None and questions > 0:
        each = typical * 60 / questions
        told = {"cases": str(cases), "minutes": str(typical), "questions": str(questions)}
        because = Sentence(_MEASURED, seconds | told)
    else:
        each = ASSUMED_SECONDS
        because = Sentence(_ASSUMED, seconds)
    spared = max(0.0, each - CONFIRMING_SECONDS) * carried / 60
    return Saved(carried, round(spared), measured, because)
