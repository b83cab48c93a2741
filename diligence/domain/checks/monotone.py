"""Whether a worse answer could lower the outcome: by hiding a scored question or ending a flag.

Two known answers to one question are compared, one of them worse: not fewer points or flags, and
more of one. If other answers exist with which only the milder one has a scored question asked, or a
flag rule fire, the worse answer may come out better.
"""

from collections.abc import Iterator
from itertools import product

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.logic import Gates, different, truth
from diligence.domain.checks.space import Choice
from diligence.domain.conditions import Condition
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

MOST_COMBINATIONS = 5_000

_HIDES = _(
    "The worse answer “%(worse)s” to “%(label)s”, in place of “%(mild)s”, can hide “%(hidden)s”, "
    "whose answer counts."
)
_HIDES_REMEDY = _("Let the condition hold for the worse answer too, or swap the points.")
_ENDS = _(
    "The worse answer “%(worse)s” to “%(label)s”, in place of “%(mild)s”, can end the rule "
    "“%(rule)s” and its flag."
)
_UNTRIED = _("“%(label)s” depends on more combinations of answers than are tried.")
_UNTRIED_REMEDY = _("Make its condition simpler, or say why no worse answer can hide it.")
_FALLS = _(
    "From %(floor)s answers “don't know” on the band is at least medium: a “don't know” that "
    "becomes known, even as something bad, can lower the outcome."
)
_FALLS_REMEDY = _("Nothing needs to be done: the result page says so where it happens.")


def worse_answers(questionnaire: Questionnaire, gates: Gates) -> Iterator[Finding]:
    """One judgement for each pair of questions, and for each rule and question."""
    for question in questionnaire.questions:
        if question.condition is None or not _counts(question):
            continue
        place = places.at("questions", question.id, "condition")
        told = {"hidden": question.label, "label": question.label}
        yield from _undone(questionnaire, gates, question.condition, place, _HIDES, told)
    for rule in questionnaire.flag_rules:
        place = places.at("flag_rules", rule.id, "when")
        told = {"rule": rule.id, "label": rule.id}
        yield from _undone(questionnaire, gates, rule.when, place, _ENDS, told)


def _counts(question: Question) -> bool:
    """Its answers reach the outcome: by points, by a flag, or as a “don't know”."""
    return bool(question.feeds) or question.carries_flag or question.offers_unknown


def unknown_falls(questionnaire: Questionnaire) -> Iterator[Finding]:
    """A note where an unknown answer that becomes known can lower the outcome."""
    rules = questionnaire.rules
    if sum(q.offers_unknown for q in questionnaire.questions) >= rules.unknown_floor:
        told = {"floor": str(rules.unknown_floor)}
        problem, remedy = Sentence(_FALLS, told), Sentence(_FALLS_REMEDY, {})
        yield Finding("unknown_falls", "rules/unknown_floor", problem, remedy, Weight.NOTE)


def _undone(
    questionnaire: Questionnaire,
    gates: Gates,
    condition: Condition,
    place: str,
    problem: str,
    told: dict[str, str],
) -> Iterator[Finding]:
    """All changes for the worse that let what the condition opens close, as one finding."""
    needed = gates.needed(condition)
    order = gates.controllers(needed)
    sizes = 1
    for name in order:
        gates.space.work.spend(len(gates.space.choices[name]))
        sizes *= len(list(different(gates.space.choices[name])))
        if sizes > MOST_COMBINATIONS:
            break
    if sizes > MOST_COMBINATIONS or not gates.space.too_many.isdisjoint(order):
        said = Sentence(_UNTRIED, told)
        yield Finding("not_shown", place, said, Sentence(_UNTRIED_REMEDY, {}), Weight.JUDGEMENT)
        return
    for name in order:
        pair = _closing(gates, needed, order, name)
        if pair is None:
            continue
        worse, mild = (_shown(questionnaire, name, choice) for choice in pair)
        told |= {"label": questionnaire.question_label(name), "worse": worse, "mild": mild}
        remedy = Sentence(_HIDES_REMEDY, {})
        yield Finding("monotone", place, Sentence(problem, told), remedy, Weight.JUDGEMENT)
        return


def _closing(
    gates: Gates, needed: tuple[Condition, ...], order: tuple[str, ...], name: str
) -> tuple[Choice, Choice] | None:
    """A worse answer to `name` and a milder one, of which only the milder opens."""
    choices = gates.space.choices[name]
    gates.space.work.spend(len(choices) ** 2)
    pairs = _worse_pairs(choices)
    others = [other for other in order if other != name]
    if not pairs:
        return None
    cost = len(order) + len(pairs) + 2 * sum(map(gates.length, needed))
    for picked in product(*(different(gates.space.choices[other]) for other in others)):
        gates.space.work.spend(cost)
        chosen = dict(zip(others, picked, strict=True))
        opens: dict[object, bool] = {}
        for choice in different(gates.space.choices[name]):
            now = chosen | {name: choice}
            opens[choice.signature] = all(truth(c, now) is True for c in needed)
        for worse, mild in pairs:
            if opens[mild.signature] and not opens[worse.signature]:
                return worse, mild
    return None


def _worse_pairs(choices: tuple[Choice, ...]) -> list[tuple[Choice, Choice]]:
    """Of each two signatures, a worse and a milder known answer, where there are such."""
    found: dict[object, tuple[Choice, Choice]] = {}
    known = [choice for choice in choices if not choice.unknown]
    for mild in known:
        for worse in known:
            if mild.signature != worse.signature and _is_worse(worse, mild):
                found.setdefault((worse.signature, mild.signature), (worse, mild))
    return list(found.values())


def _is_worse(worse: Choice, mild: Choice) -> bool:
    not_less = worse.points >= mild.points and worse.flags >= mild.flags
    return not_less and (worse.points > mild.points or worse.flags > mild.flags)


def _shown(questionnaire: Questionnaire, name: str, choice: Choice) -> str:
    answer = choice.answer
    codes = answer if isinstance(answer, list) else [answer]
    return " + ".join(questionnaire.option_label(name, str(code)) for code in codes)
