"""In which ways a question can be answered, and how mild or grave a result can become by it.

Answers that no condition, no rule and no point tells apart count as one way. Points and weights
are never negative and matrices never fall, so among ways that show the same questions the one with
fewest points (and no flag) is the mildest and the one with most the gravest: only questions that
others look at have to be tried in every way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from diligence.domain.answers import Answers
from diligence.domain.canonical import number
from diligence.domain.conditions import Compare, Condition, In, Includes, evaluator, leaves
from diligence.domain.questionnaire import EXCLUSIVE_CODES, UNKNOWN, Question, Questionnaire
from diligence.domain.result import Score
from diligence.domain.scoring import AnswersError, score, score_so_far
from diligence.domain.visibility import Gate, gates
from diligence.enums import Outcome, QuestionType

MOST_COMBINATIONS = 512
"""So many combinations of answers that show or hide questions are tried; beyond, a bound stands."""


@dataclass(frozen=True, slots=True)
class Way:
    """One answer standing for all that decide the same: `says` is what conditions read in it."""

    answer: object
    points: Decimal
    flagged: bool
    says: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """The mildest and the gravest outcome possible, and whether each comes with a flag.

    Not `exact`: there were too many combinations, and the true ones lie within.
    """

    lowest: Outcome
    highest: Outcome
    flagged: tuple[bool, bool]
    exact: bool = True

    @property
    def width(self) -> int:
        """How many outcomes apart the two are; 0: settled."""
        return self.highest.rank - self.lowest.rank


def codes_of(answer: object) -> tuple[str, ...]:
    listed = answer if isinstance(answer, list | tuple) else (answer,)
    return tuple(str(code) for code in listed if code is not None)


@lru_cache(maxsize=2048)
def ways(questionnaire: Questionnaire, id: str) -> tuple[Way, ...]:
    """Every known answer to a question, one for all that decide the same; never "don't know".

    Empty for a question whose answer decides nothing. Raises KeyError for an unknown id.
    """
    question = questionnaire.question(id)
    if id not in questionnaire.required:
        return ()
    looks = _looking_at(questionnaire).get(id, ())
    found: dict[object, Way] = {}
    for answer, points, flagged in _answers(question, looks):
        says = tuple(evaluator(look)({id: answer}) for look in looks)
        found.setdefault((points, flagged, says), Way(answer, points, flagged, says))
    return tuple(sorted(found.values(), key=lambda way: (way.points, way.flagged)))


@lru_cache(maxsize=64)
def _looking_at(questionnaire: Questionnaire) -> dict[str, tuple[Condition, ...]]:
    """By question, the comparisons of conditions and flag rules that read its answer."""
    conditions = [q.condition for q in questionnaire.questions if q.condition]
    conditions += [rule.when for rule in questionnaire.flag_rules]
    found: dict[str, dict[Condition, None]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            found.setdefault(leaf.question, {})[leaf] = None
    return {id: tuple(looks) for id, looks in found.items()}


_Answer = tuple[object, Decimal, bool]


def _answers(question: Question, looks: tuple[Condition, ...]) -> Iterator[_Answer]:
    if question.type is QuestionType.MULTI:
        yield from _several(question, looks)
    elif question.options:
        for option in question.options:
            if option.code != UNKNOWN:
                yield option.code, option.points, bool(option.flags)
    else:
        for value in _values(question.type, looks):
            yield value, Decimal(0), False


def _several(question: Question, looks: tuple[Condition, ...]) -> Iterator[_Answer]:
    """Choices of several: one for each sum of points, flag or none, and codes looked for."""
    named = {look.code for look in looks if isinstance(look, Includes)}
    reached: dict[tuple[Decimal, bool, frozenset[str]], tuple[str, ...]] = {}
    for option in question.options:
        flagged = bool(option.flags)
        if option.code in EXCLUSIVE_CODES:
            if option.code != UNKNOWN:
                yield [option.code], _capped(option.points, question.cap), flagged
            continue
        seen = frozenset({option.code} & named)
        alone = (_capped(option.points, question.cap), flagged, seen)
        longer = [
            ((_capped(points + option.points, question.cap), known or flagged, told | seen), codes)
            for (points, known, told), codes in reached.items()
        ]
        for state, codes in [(alone, ()), *longer]:
            if state not in reached or len(reached[state]) > len(codes) + 1:
                reached[state] = (*codes, option.code)
    for (points, flagged, _told), chosen in reached.items():
        yield list(chosen), points, flagged


def _capped(points: Decimal, cap: Decimal | None) -> Decimal:
    return points if cap is None else min(points, cap)


def _values(type: QuestionType, looks: tuple[Condition, ...]) -> Iterator[object]:
    """Written values on each side of every value that a condition compares with."""
    told = [look.value for look in looks if isinstance(look, Compare)]
    listed = [code for look in looks if isinstance(look, In) for code in look.codes]
    if type is QuestionType.NUMBER:
        yield from map(number, _around([value for value in told if isinstance(value, Decimal)]))
    elif type is QuestionType.DATE:
        days = [Decimal(_day(value)) for value in [*told, *listed] if isinstance(value, str)]
        yield from (date.fromordinal(int(day)).isoformat() for day in _around(days) if day >= 1)
    else:
        texts = [str(value) for value in [*told, *listed]]
        yield from texts
        yield "…".join(["", *texts, ""])  # unlike any of them


def _day(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return 1


def _around(values: Iterable[Decimal]) -> Iterator[Decimal]:
    known = sorted(set(values)) or [Decimal(0)]
    yield known[0] - 1
    for value, after in zip(known, [*known[1:], known[-1] + 2], strict=True):
        yield value
        yield (value + after) / 2


def extent(questionnaire: Questionnaire, fixed: Answers) -> Extent:
    """How mild and how grave it can become when `fixed` stands and all else asked becomes known.

    Answers in `fixed`, "don't know" among them, are taken as they are; questions that are asked
    then and have no answer there may be answered in every known way.
    """
    free = [
        gate
        for gate in gates(questionnaire)
        if gate.question in questionnaire.required and gate.question not in fixed
    ]
    pairs = _settled(questionnaire, free, dict(fixed), dict(fixed))
    first = next(pairs)
    if len(first[0]) == len(fixed):  # None of the free questions is asked.
        return _of(scored(questionnaire, fixed))
    least = score_so_far(questionnaire, fixed)
    found: list[Score] = []
    for tried, (mildest, gravest) in enumerate(chain([first], pairs)):
        if tried == MOST_COMBINATIONS:
            # Nothing missing adds anything at the mildest; at the gravest a flag may be among it.
            return Extent(least.outcome, Outcome.REFER, (bool(least.flags), True), exact=False)
        found.append(scored(questionnaire, mildest))
        found.append(scored(questionnaire, gravest))
        reached = {result.outcome for result in found}
        if least.outcome in reached and Outcome.REFER in reached:
            break  # It can be neither milder nor graver.
    return _between(found)


def scored(questionnaire: Questionnaire, answers: Answers) -> Score:
    """The score; of what is usable where the answers are not complete."""
    try:
        return score(questionnaire, answers)
    except AnswersError:
        return score_so_far(questionnaire, answers)


def _of(result: Score) -> Extent:
    flagged = bool(result.flags)
    return Extent(result.outcome, result.outcome, (flagged, flagged))


def _between(scores: list[Score]) -> Extent:
    ranked = sorted(scores, key=lambda score: (score.outcome.rank, bool(score.flags)))
    first, last = ranked[0], ranked[-1]
    return Extent(first.outcome, last.outcome, (bool(first.flags), bool(last.flags)))


def _settled(
    questionnaire: Questionnaire,
    free: list[Gate],
    low: dict[str, object],
    high: dict[str, object],
) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Pairs of answers, mildest and gravest, one for each way of showing and hiding questions.

    Both of a pair say the same to every condition, so they show the same questions.
    """
    if not free:
        yield low, high
        return
    id, rest = free[0].question, free[1:]
    if not extremes(questionnaire, id) or not _asked(questionnaire, free[0], low):
        yield from _settled(questionnaire, rest, low, high)
        return
    for mildest, gravest in extremes(questionnaire, id):
        yield from _settled(
            questionnaire, rest, low | {id: mildest.answer}, high | {id: gravest.answer}
        )


@lru_cache(maxsize=2048)
def extremes(questionnaire: Questionnaire, id: str) -> tuple[tuple[Way, Way], ...]:
    """The mildest and the gravest of the ways that say the same to every condition."""
    grouped: dict[tuple[bool | None, ...], list[Way]] = {}
    for way in ways(questionnaire, id):
        grouped.setdefault(way.says, []).append(way)
    return tuple(
        (
            min(alike, key=lambda way: (way.flagged, way.points)),
            max(alike, key=lambda way: (way.flagged, way.points)),
        )
        for alike in grouped.values()
    )


def _asked(questionnaire: Questionnaire, gate: Gate, answers: Answers) -> bool:
    if gate.holds is None:
        return True
    known = _gate_of(questionnaire)
    return gate.holds(answers) is True and all(
        _asked(questionnaire, known[name], answers) for name in gate.names
    )


@lru_cache(maxsize=64)
def _gate_of(questionnaire: Questionnaire) -> dict[str, Gate]:
    return {gate.question: gate for gate in gates(questionnaire)}
