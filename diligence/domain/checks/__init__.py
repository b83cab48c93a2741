"""What a questionnaire is checked for before it is published.

`findings` is pure and deterministic. A questionnaire whose parts do not fit together is checked for
that and for its words; what its points and conditions amount to is asked when they fit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from diligence.domain import inheriting
from diligence.domain.checks import (
    balance,
    context,
    countries,
    drivers,
    languages,
    logic,
    mentioned,
    monotone,
    personal,
    reach,
    structure,
    worked,
)
from diligence.domain.checks.catalogue import CHECKS, Check
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.logic import Gates
from diligence.domain.checks.space import space_of
from diligence.domain.checks.sums import Sums
from diligence.domain.checks.work import TooLargeError
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.soundness import defects
from diligence.domain.wording import Sentence, gettext_noop

__all__ = ["CHECKS", "Check", "Finding", "Weight", "findings"]

_Part = Callable[[Questionnaire], Iterable[Finding]]

_ALWAYS: tuple[_Part, ...] = (
    structure.short_triage,
    structure.recorded_only,
    personal.personal,
    mentioned.mentioned,
    countries.named,
    languages.translations,
)
_ORDER = {Weight.ERROR: 0, Weight.JUDGEMENT: 1, Weight.NOTE: 2}


def findings(
    questionnaire: Questionnaire, *, cases: Iterable[Any] = (), parent: Questionnaire | None = None
) -> tuple[Finding, ...]:
    """Everything the checks say, errors first, then judgements and notes.

    `cases` are its worked cases, `parent` the edition it says it builds on. What the checks object
    to in the parent just the same is a note: the parent was published with a reason for it, and
    what is inherited cannot be changed.
    """
    found = {
        (finding.check, finding.place, str(finding.problem)): finding
        for finding in _found(questionnaire, list(cases), parent)
    }
    return tuple(sorted(found.values(), key=lambda finding: _ORDER[finding.weight]))


def _found(
    questionnaire: Questionnaire, cases: list[Any], parent: Questionnaire | None
) -> Iterator[Finding]:
    broken = defects(questionnaire)
    yield from structure.from_defects(broken, structure.skeleton(questionnaire))
    for part in _ALWAYS:
        yield from part(questionnaire)
    yield from mentioned.in_cases(cases)
    if parent is not None:
        yield from inheriting.composed(questionnaire, parent)
    if broken:
        return
    above = frozenset() if parent is None or defects(parent) else frozenset(amounts_to(parent))
    for finding in amounts_to(questionnaire):
        yield _as_inherited(finding) if finding in above else finding
    yield from worked.cases(questionnaire, cases)


def _as_inherited(finding: Finding) -> Finding:
    """What the parent was published with, for reasons that stand there, is only worth knowing."""
    return replace(finding, weight=Weight.NOTE)


_TOO_LARGE = Finding(
    "not_shown",
    "questions",
    Sentence(gettext_noop("Its conditions and points are too many to be worked out together."), {}),
    Sentence(
        gettext_noop(
            "Use simpler conditions, fewer different points, or points and thresholds with fewer "
            "decimals; then everything is checked."
        ),
        {},
    ),
    Weight.ERROR,
)
"""No matter of judgement: a reason would stand for checks that nobody has seen."""


@lru_cache(maxsize=32)
def amounts_to(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """What the conditions, points, thresholds and rules of a sound questionnaire lead to."""
    try:
        return tuple(_worked_out(questionnaire))
    except TooLargeError:
        return (_TOO_LARGE,)


def _worked_out(questionnaire: Questionnaire) -> Iterator[Finding]:
    space = space_of(questionnaire)
    gates = Gates(questionnaire, space)
    sums = Sums(questionnaire, space)
    yield from logic.conditions(questionnaire, gates)
    yield from reach.bands(questionnaire, sums)
    yield from monotone.worse_answers(questionnaire, gates)
    yield from balance.one_group(questionnaire, sums)
    yield from context.country_context(questionnaire, sums)
    yield from drivers.drivers(questionnaire, sums)
    yield from monotone.unknown_falls(questionnaire)
    yield from drivers.flags_alone(questionnaire)
