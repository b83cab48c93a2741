"""What is open while answers are "don't know", and which one of them would settle the outcome.

A question that need not be answered feeds nothing, flags nothing and shows nothing, so leaving it
unanswered leaves nothing open: only "don't know" does.
"""

from dataclasses import dataclass
from fractions import Fraction

from diligence.domain.answers import Answers
from diligence.domain.possible import Extent, extent, ways
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import Score
from diligence.domain.visibility import asked_answers
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Outcome


@dataclass(frozen=True, slots=True)
class Unknown:
    """One question answered "don't know".

    `alone`: what answering only it can lead to. `left`: the widest that stays open, in outcomes,
    once it is known and the others are not. `ends_hold`: information is no longer missing then.
    """

    question: str
    alone: Extent
    left: int
    mean: Fraction
    ends_hold: bool

    @property
    def settles(self) -> bool:
        """Whether, whatever its answer, nothing else that is unknown matters any more."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Settling:
    """`open`: what all of them together can lead to; None where nothing is unknown.

    `first` is the question whose answer narrows that most; "" where none does by itself.
    """

    outcome: Outcome
    unknowns: tuple[Unknown, ...]
    open: Extent | None
    first: str
    because: Sentence

    @property
    def settling(self) -> tuple[str, ...]:
        """Each of these would settle the outcome by itself."""
        if self.open is None or not self.open.width:
            return ()
        return tuple(unknown.question for unknown in self.unknowns if unknown.settles)


_NOTHING = gettext_noop("No answer is “don't know”: nothing is left open.")
_SAME = gettext_noop("Whatever the unknown answers are, the outcome stays the same.")
_CERTAIN = gettext_noop(
    "Whatever the unknown answers are, the outcome they lead to is the same; it differs from "
    "today's only because so much is unknown."
)
_ONE = gettext_noop("Knowing %(question)s settles the outcome, whatever its answer.")
_ANY = gettext_noop("Any one of %(questions)s settles the outcome, whatever its answer.")
_NARROWS = gettext_noop(
    "No single answer settles the outcome; knowing %(question)s narrows it most."
)
_NONE = gettext_noop(
    "No single answer settles or narrows the outcome: several must become known together."
)


def settling(questionnaire: Questionnaire, answers: Answers, result: Score) -> Settling:
    """What the answers "don't know" leave open. `result` is the score of these answers."""
    known = asked_answers(questionnaire, answers)
    unknown = result.unknown_questions
    if not unknown:
        return Settling(result.outcome, (), None, "", Sentence(_NOTHING, {}))
    sure = {id: answer for id, answer in known.items() if id not in unknown}
    whole = extent(questionnaire, sure)
    floor = questionnaire.rules.unknown_floor
    ends = result.hold and len(unknown) - 1 < floor
    found = tuple(_unknown(questionnaire, known, sure, id, ends) for id in unknown)
    first = _first(found, whole)
    because = _because(result.outcome, found, whole, first)
    return Settling(result.outcome, found, whole, first, because)


def _unknown(
    questionnaire: Questionnaire,
    known: Answers,
    sure: Answers,
    id: str,
    ends: bool,
) -> Unknown:
    others = {name: answer for name, answer in known.items() if name != id}
    # Where "don't know" is the only answer there is, it stays.
    possible = [way.answer for way in ways(questionnaire, id)] or [known[id]]
    alone = joined([extent(questionnaire, {**others, id: answer}) for answer in possible])
    then = [extent(questionnaire, {**sure, id: answer}).width for answer in possible]
    return Unknown(id, alone, max(then), Fraction(sum(then), len(then)), ends)


def joined(extents: list[Extent]) -> Extent:
    """From the mildest of all to the gravest of all."""
    low = min(extents, key=lambda item: (item.lowest.rank, item.flagged[0]))
    high = max(extents, key=lambda item: (item.highest.rank, item.flagged[1]))
    exact = all(item.exact for item in extents)
    return Extent(low.lowest, high.highest, (low.flagged[0], high.flagged[1]), exact)


def _first(found: tuple[Unknown, ...], whole: Extent) -> str:
    """The one that leaves least open at worst, then on average; questions in their order."""
    best = min(found, key=lambda unknown: (unknown.left, unknown.mean))
    narrows = (best.left, best.mean) < (whole.width, Fraction(whole.width))
    return best.question if narrows else ""


def _because(now: Outcome, found: tuple[Unknown, ...], whole: Extent, first: str) -> Sentence:
    if not whole.width:
        return Sentence(_SAME if whole.lowest is now else _CERTAIN, {})
    settle = [unknown.question for unknown in found if unknown.settles]
    if len(settle) > 1:
        return Sentence(_ANY, {"questions": ", ".join(settle)})
    if settle:
        return Sentence(_ONE, {"question": settle[0]})
    return Sentence(_NARROWS, {"question": first}) if first else Sentence(_NONE, {})
