"""Whether the parts of a questionnaire fit together, before anyone may answer it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from diligence.domain.conditions import Compare, Condition, In, Includes, leaves, names
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import QuestionType

LEVELS = 4
LARGEST = Decimal(10_000)
SMALLEST = Decimal("0.0001")


class Kind(StrEnum):
    """What a defect is about."""

    FORMAT = "format"
    REFERENCE = "reference"
    CIRCULAR = "circular"
    COUNTRY = "country"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong, where, and what to do about it."""

    place: str
    problem: str
    remedy: str
    kind: Kind = Kind.FORMAT

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.remedy}"


def defects(questionnaire: Questionnaire) -> tuple[Defect, ...]:
    """Everything that keeps a questionnaire from being used; empty when it is sound."""
    checks: tuple[Callable[[Questionnaire], Iterable[Defect]], ...] = (
        _duplicates,
        _frame,
        _thresholds,
        _rules,
        _questions,
        _triage,
        _conditions,
        _circles,
        _flag_rules,
        _measures,
    )
    return tuple(defect for check in checks for defect in check(questionnaire))


def _duplicates(questionnaire: Questionnaire) -> Iterator[Defect]:
    lists = {
        "dimensions": [d.id for d in questionnaire.dimensions],
        "sides": [s.id for s in questionnaire.sides],
        "flags": [f.code for f in questionnaire.flags],
        "flag_rules": [r.id for r in questionnaire.flag_rules],
        "sections": [s.id for s in questionnaire.sections],
        "measures": [m.id for m in questionnaire.measures],
        "questions": [q.id for q in (*questionnaire.triage, *questionnaire.questions)],
    }
    for question in (*questionnaire.triage, *questionnaire.questions):
        lists[f"question {question.id}, options"] = list(question.codes)
    for place, ids in lists.items():
        for id, count in Counter(ids).items():
            if count > 1:
                yield Defect(place, f"“{id}” occurs {count} times.", "Give each its own id.")


def _frame(questionnaire: Questionnaire) -> Iterator[Defect]:
    if len(questionnaire.sides) != 2 or not questionnaire.dimensions:
        yield Defect("sides", "Every dimension has exactly two sides.", "Define two sides.")
        return
    for d in questionnaire.dimensions:
        if len(d.matrix) != LEVELS or any(len(row) != LEVELS for row in d.matrix):
            remedy = "Give four rows (levels 0 to 3) of four bands."
            yield Defect(f"dimension {d.id}, matrix", "The matrix is not 4 × 4.", remedy)
        elif not _never_falls(d.matrix):
            remedy = "Make each row and column rise or stay."
            yield Defect(f"dimension {d.id}, matrix", "A higher level gives a lower band.", remedy)


def _thresholds(questionnaire: Questionnaire) -> Iterator[Defect]:
    given = dict(questionnaire.thresholds)
    for axis in questionnaire.axes:
        steps = given.pop(axis, ())
        if len(steps) != LEVELS - 1 or list(steps) != sorted(set(steps)) or min(steps) <= 0:
            remedy = "Give three rising numbers above zero."
            yield Defect(f"thresholds {axis}", "The thresholds are not usable.", remedy)
    for axis in given:
        yield _no_axis(f"thresholds {axis}", axis, questionnaire)


def _rules(questionnaire: Questionnaire) -> Iterator[Defect]:
    if not 1 <= questionnaire.rules.unknown_floor <= questionnaire.rules.unknown_limit:
        remedy = "Set 1 ≤ unknown_floor ≤ unknown_limit."
        yield Defect("rules", "The limits of unknown answers contradict each other.", remedy)
    if questionnaire.rules.high_refer < 1:
        yield Defect("rules", "high_refer counts dimensions.", "Set it to 1 or more.")


def _never_falls(matrix: tuple[tuple[object, ...], ...]) -> bool:
    ranks = [[getattr(band, "rank", 0) for band in row] for row in matrix]
    lines = [*ranks, *([row[i] for row in ranks] for i in range(LEVELS))]
    return all(line == sorted(line) for line in lines)


def _no_axis(place: str, axis: str, questionnaire: Questionnaire) -> Defect:
    known = ", ".join(questionnaire.axes)
    remedy = f"Use one of {known}."
    return Defect(place, f"There is no axis “{axis}”.", remedy, Kind.REFERENCE)


def _questions(questionnaire: Questionnaire) -> Iterator[Defect]:
    sections = {section.id for section in questionnaire.sections}
    measures = {measure.id for measure in questionnaire.measures}
    for q in questionnaire.questions:
        place = f"question {q.id}"
        if q.section not in sections:
            remedy = "Add it or name another."
            yield Defect(place, f"There is no section “{q.section}”.", remedy, Kind.REFERENCE)
        for measure in q.measures:
            if measure not in measures:
                remedy = "Add it to the measures or drop it here."
                yield Defect(place, f"There is no measure “{measure}”.", remedy, Kind.REFERENCE)
        for axis, weight in q.feeds:
            if axis not in questionnaire.axes:
                yield _no_axis(place, axis, questionnaire)
            if not _usable(weight) or weight == 0:
                problem = f"The weight for {axis} is not usable."
                yield Defect(place, problem, _NUMBER_REMEDY, Kind.POINTS)
        yield from _options(q, questionnaire)


_NUMBER_REMEDY = "Use a number from 0 to 10000 with at most four decimals."


def _usable(value: Decimal) -> bool:
    return 0 <= value <= LARGEST and value % SMALLEST == 0


def _options(q: Question, questionnaire: Questionnaire) -> Iterator[Defect]:
    place = f"question {q.id}"
    flags = {flag.code for flag in questionnaire.flags}
    if q.type.has_options and not q.options:
        yield Defect(place, "A choice needs options.", "List them.")
    if not q.type.has_options and (q.options or q.feeds):
        remedy = "Remove options and feeds, or make it a choice."
        problem = f"A {q.type} answer is recorded and never scored."
        kind = Kind.COUNTRY if q.type.names_a_place_or_body else Kind.FORMAT
        yield Defect(place, problem, remedy, kind)
    if q.cap is not None and q.type is not QuestionType.MULTI:
        yield Defect(place, "Only a multi can have a cap.", "Remove the cap.")
    yield from _points(q)
    for option in q.options:
        for flag in option.flags:
            if flag not in flags:
                remedy = "Add it to the flags or use a listed one."
                where = f"{place}, option {option.code}"
                yield Defect(where, f"No flag “{flag}”.", remedy, Kind.REFERENCE)


def _points(q: Question) -> Iterator[Defect]:
    place = f"question {q.id}"
    for value in [o.points for o in q.options] + ([] if q.cap is None else [q.cap]):
        if not _usable(value):
            problem = f"{value} points are not usable."
            yield Defect(place, problem, _NUMBER_REMEDY, Kind.POINTS)
    for option in q.options:
        if option.route is not None:
            remedy = "Remove it; only triage options have a route."
            yield Defect(f"{place}, option {option.code}", "A route stands here.", remedy)


def _triage(questionnaire: Questionnaire) -> Iterator[Defect]:
    for q in questionnaire.triage:
        place = f"triage {q.id}"
        if not q.options or any(option.route is None for option in q.options):
            remedy = "Give each option next, out, full or refer."
            yield Defect(place, "An option has no route.", remedy)
        if q.feeds or q.condition or q.carries_flag or any(o.points for o in q.options):
            remedy = "Remove points, feeds, flags and condition."
            yield Defect(place, "Triage decides a route and scores nothing.", remedy)


def _conditions(questionnaire: Questionnaire) -> Iterator[Defect]:
    for q in questionnaire.questions:
        if q.condition is not None:
            yield from _condition(f"question {q.id}, condition", q.condition, questionnaire)


def _condition(place: str, condition: Condition, questionnaire: Questionnaire) -> Iterator[Defect]:
    for leaf in leaves(condition):
        if leaf.question not in questionnaire.positions:
            problem = f"There is no question “{leaf.question}”."
            yield Defect(place, problem, "Correct the name.", Kind.REFERENCE)
            continue
        q = questionnaire.question(leaf.question)
        if q.type.names_a_place_or_body:
            remedy = "Ask about the circumstance itself."
            problem = f"{q.id} names a {q.type}, which must decide nothing."
            yield Defect(place, problem, remedy, Kind.COUNTRY)
        yield from _leaf(place, leaf, q)


def _leaf(place: str, leaf: object, q: Question) -> Iterator[Defect]:
    multi = q.type is QuestionType.MULTI
    if isinstance(leaf, Includes) and not multi:
        yield Defect(place, f"{q.id} takes one answer.", f"Write ${{{q.id}}} = '{leaf.code}'.")
    if isinstance(leaf, Compare | In) and multi:
        remedy = f"Write selected(${{{q.id}}}, 'code')."
        yield Defect(place, f"{q.id} takes several answers.", remedy)
    if _orders_codes(leaf) and q.type is not QuestionType.DATE:
        remedy = "Compare with a number, without quotes."
        yield Defect(place, f"Codes of {q.id} have no order.", remedy)
    for code in _codes(leaf):
        if q.type.has_options and code not in q.codes:
            remedy = f"Use one of {', '.join(q.codes)}."
            problem = f"{q.id} has no option “{code}”."
            yield Defect(place, problem, remedy, Kind.REFERENCE)


def _orders_codes(leaf: object) -> bool:
    match leaf:
        case Compare(_, "<" | "<=" | ">" | ">=", str()):
            return True
        case _:
            return False


def _codes(leaf: object) -> tuple[str, ...]:
    match leaf:
        case Compare(_, "=" | "!=", str(code)):
            return (code,)
        case Includes(_, code):
            return (code,)
        case In(_, codes):
            return codes
        case _:
            return ()


def _circles(questionnaire: Questionnaire) -> Iterator[Defect]:
    placed: set[str] = set()
    for q in questionnaire.order:
        named = names(q.condition) if q.condition else frozenset()
        if not named & questionnaire.positions.keys() <= placed:
            where, remedy = f"question {q.id}, condition", "Break the circle."
            yield Defect(where, "It depends on itself.", remedy, Kind.CIRCULAR)
        placed.add(q.id)


def _flag_rules(questionnaire: Questionnaire) -> Iterator[Defect]:
    flags = {flag.code for flag in questionnaire.flags}
    for rule in questionnaire.flag_rules:
        place = f"flag rule {rule.id}"
        yield from _condition(f"{place}, when", rule.when, questionnaire)
        if rule.flag not in flags:
            problem = f"No flag “{rule.flag}”."
            yield Defect(place, problem, "Add it to the flags.", Kind.REFERENCE)
        if rule.question not in names(rule.when):
            remedy = "Let the condition look at that question."
            yield Defect(place, f"It flags {rule.question} without looking at it.", remedy)
        if rule.axis is not None and rule.axis not in questionnaire.axes:
            yield _no_axis(place, rule.axis, questionnaire)
        if not 0 <= rule.level < LEVELS or (rule.axis is None and rule.level):
            yield Defect(place, "The level is not usable.", "Give an axis and a level 1 to 3.")


def _measures(questionnaire: Questionnaire) -> Iterator[Defect]:
    flags = {flag.code for flag in questionnaire.flags}
    options = {
        f"{q.id}:{option.code}"
        for q in questionnaire.questions
        for option in q.options
        if option.flags
    }
    for measure in questionnaire.measures:
        place = f"measure {measure.id}"
        for axis, levels in measure.reduces:
            if axis not in questionnaire.axes:
                yield _no_axis(place, axis, questionnaire)
            if not 0 <= levels < LEVELS:
                yield Defect(place, f"{levels} levels cannot be reduced.", "Use 0 to 3.")
        for cleared in measure.clears:
            if cleared not in flags | options:
                remedy = "Name a flag, or question:option."
                yield Defect(place, f"“{cleared}” is no flag.", remedy, Kind.REFERENCE)
