"""Whether one group of questions alone reaches high, and how far the country context moves.

One group: only its points count, the answers to all others count for nothing. More points never
lower a level, so only the largest totals matter. Country context: the band with these answers is
compared with the band without them, over every total that the other answers can give.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.grid import Move
from diligence.domain.checks.space import Choice
from diligence.domain.checks.sums import Admits, Group, Sums, admitted, chosen
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _
from diligence.enums import Band, Factor

MOST_TOTALS = 400
"""Largest totals kept apart; beyond, their common upper bound stands for them."""

_ALONE = _(
    "“%(group)s” alone reaches high (%(reasons)s). Points of answers that carry a flag, and of "
    "legal questions, are not counted."
)
_ALONE_REMEDY = _(
    "Spread its points over more dimensions, raise a threshold, or let high need both sides."
)
_ONLY_FLAGGED = _(
    "“%(group)s” alone reaches high only through answers that carry a flag, which are exempt "
    "(%(reasons)s). Without them: %(without)s."
)
_NOTHING = _("Nothing needs to be done.")
_FACTORS = {
    Factor.OWN: _("Factor: own organisation"),
    Factor.DOMAIN: _("Factor: research domain"),
    Factor.COUNTRY: _("Factor: country context"),
    Factor.PARTNER: _("Factor: partner"),
}


@dataclass(frozen=True, slots=True)
class Most:
    """The highest band that a group reaches alone, the totals behind it, and whether it was shown
    or is an upper bound."""

    band: Band
    totals: Move
    exact: bool


def one_group(questionnaire: Questionnaire, sums: Sums) -> Iterator[Finding]:
    """A judgement for each factor and section that reaches high alone; a note where only flagged
    answers make it so."""
    for title, members, section in _groups(questionnaire):
        scoring = frozenset(q.id for q in members if q.feeds)
        counted = frozenset(q.id for q in members if q.feeds and not is_legal(questionnaire, q))
        without = most(sums, counted, lambda _question, choice: not choice.flags)
        if without.band is Band.HIGH:
            place = section or _heaviest(sums, members)
            told = {"group": title, "reasons": _reasons(sums, without)}
            problem, remedy = Sentence(_ALONE, told), Sentence(_ALONE_REMEDY, {})
            yield Finding("one_factor", place, problem, remedy, Weight.JUDGEMENT)
            continue
        with_flags = most(sums, scoring, lambda _question, _choice: True)
        if with_flags.band is Band.HIGH:
            place = section or _heaviest(sums, members)
            told = {
                "group": title,
                "reasons": _reasons(sums, with_flags),
                "without": without.band.value,
            }
            problem, remedy = Sentence(_ONLY_FLAGGED, told), Sentence(_NOTHING, {})
            yield Finding("one_factor", place, problem, remedy, Weight.NOTE)


def _groups(q: Questionnaire) -> Iterator[tuple[str, list[Question], str]]:
    """Title, questions and place; a factor has no place of its own."""
    if len({question.factor for question in q.questions}) > 1:
        for factor in Factor:
            members = [question for question in q.questions if question.factor is factor]
            yield _FACTORS[factor], members, ""
    if len(q.sections) > 1:
        for section in q.sections:
            title = f"{section.id} · {section.title}"
            yield title, list(q.section_of(section.id)), places.at("sections", section.id)


def _heaviest(sums: Sums, members: list[Question]) -> str:
    """The place of the question of a factor that can add most."""
    heaviest = max(members, key=lambda q: sum(worst_move(sums, q, lambda _q, c: not c.flags)))
    return places.at("questions", heaviest.id)


def is_legal(questionnaire: Questionnaire, question: Question) -> bool:
    """An option of it carries a flag for an authority, a funder or an ethics committee."""
    flags = {flag for option in question.options for flag in option.flags}
    return any(flag.legal for flag in questionnaire.flags if flag.code in flags)


def most(sums: Sums, counted: frozenset[str], admits: Admits) -> Most:
    """The highest band of these questions alone, over all admitted answers."""
    totals: set[Move] = {(0,) * len(sums.axes)}
    exact = sums.exact
    for group in sums.holding(counted):
        best = _largest(_of_group(sums, group, counted, admits))
        totals = _largest({_plus(one, other) for one in totals for other in best})
        if len(totals) > MOST_TOTALS:
            totals, exact = {tuple(map(max, zip(*totals, strict=True)))}, False
    ranked = max(sorted(totals), key=lambda total: overall(sums, total).rank)
    return Most(overall(sums, ranked), ranked, exact)


def _of_group(sums: Sums, group: Group, counted: frozenset[str], admits: Admits) -> Iterator[Move]:
    for case in admitted(group, lambda q, c: q.id not in counted or admits(q, c)):
        total: Move = (0,) * len(sums.axes)
        for question, choice in case.fixed:
            if question.id in counted:
                total = _plus(total, sums.move(question, choice))
        for question in case.free:
            if question.id in counted:
                total = _plus(total, worst_move(sums, question, admits))
        yield total


def worst_move(sums: Sums, question: Question, admits: Admits) -> Move:
    """What the admitted answer with the most points adds."""
    choices = chosen(sums.space, question, admits)
    worst = max(choices, key=_points, default=None)
    return (0,) * len(sums.axes) if worst is None else sums.move(question, worst)


def _points(choice: Choice) -> Decimal:
    return choice.points


def _plus(one: Move, other: Move) -> Move:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _largest(totals: Iterable[Move]) -> set[Move]:
    """The totals that no other one exceeds on all axes."""
    kept: set[Move] = set()
    for total in totals:
        if any(all(a <= b for a, b in zip(total, other, strict=True)) for other in kept):
            continue
        kept = {
            other for other in kept if not all(a <= b for a, b in zip(other, total, strict=True))
        } | {total}
    return kept


def overall(sums: Sums, totals: Move) -> Band:
    """The band of these totals, unknown answers aside."""
    ranks = [band.rank for band in dimension_bands(sums, totals)]
    if sums.questionnaire.rules.accumulate and min(ranks) >= Band.MEDIUM.rank:
        return Band.HIGH
    return next(band for band in Band if band.rank == max(ranks))


def dimension_bands(sums: Sums, totals: Move) -> list[Band]:
    found = []
    for index, dimension in enumerate(sums.questionnaire.dimensions):
        first, second = 2 * index, 2 * index + 1
        row = dimension.matrix[sums.level(first, totals[first])]
        found.append(row[sums.level(second, totals[second])])
    return found


def _reasons(sums: Sums, reached: Most) -> str:
    """The bands of the dimensions with the totals behind them."""
    said = []
    bands = dimension_bands(sums, reached.totals)
    for index, (dimension, band) in enumerate(
        zip(sums.questionnaire.dimensions, bands, strict=True)
    ):
        first, second = 2 * index, 2 * index + 1
        totals = (
            f"{sums.points(first, reached.totals[first]):f}"
            f" + {sums.points(second, reached.totals[second]):f}"
        )
        said.append(f"{dimension.id}: {totals} → {band.value}")
    return "; ".join(said)
