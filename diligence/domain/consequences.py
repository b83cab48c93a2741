"""What a question of a draft brings about, in words: its points, its flags, when it is asked.

Works on a draft's document, which may be faulty anywhere: what can't be read counts as absent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from diligence.domain.canonical import number
from diligence.domain.completing import explained
from diligence.domain.conditions import ConditionError, names, parse
from diligence.domain.draft_reading import Naming, members
from diligence.domain.questionnaire import UNKNOWN
from diligence.domain.wording import Sentence, gettext_noop

LEVELS = 4


@dataclass(frozen=True, slots=True)
class Adds:
    """The most that one question adds to an axis, and the level this alone reaches."""

    axis: str
    points: Decimal
    level: int


def axes_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The axes of a document and what each is called, dimension by dimension."""
    sides = members(document, "sides")
    return {
        f"{d.get('id')}.{side.get('id')}": f"{d.get('title') or d.get('id')}: {_side(side)}"
        for d in members(document, "dimensions")
        for side in sides
    }


def _side(side: Mapping[str, Any]) -> str:
    return str(side.get("title") or side.get("id"))


def decimal_of(value: object) -> Decimal | None:
    """A number of a document, exact; None where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        read = Decimal(str(value))
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def most(question: Mapping[str, Any]) -> Decimal:
    """The most points that answers to a question give, before weights."""
    points = [decimal_of(o.get("points")) or Decimal(0) for o in members(question, "options")]
    if question.get("type") != "multi":
        return max(points, default=Decimal(0))
    whole = sum((p for p in points if p > 0), Decimal(0))
    cap = decimal_of(question.get("cap"))
    return whole if cap is None else min(whole, cap)


def adds(document: Mapping[str, Any], question: Mapping[str, Any]) -> tuple[Adds, ...]:
    """What the gravest answer adds, axis by axis, in the order of the axes."""
    feeds = question.get("feeds")
    weights = feeds if isinstance(feeds, Mapping) else {}
    found = []
    for axis in axes_of(document):
        weight = decimal_of(weights.get(axis))
        if weight:
            points = most(question) * weight
            found.append(Adds(axis, points, _level(document, axis, points)))
    return tuple(found)


def _level(document: Mapping[str, Any], axis: str, points: Decimal) -> int:
    thresholds = document.get("thresholds")
    steps = thresholds.get(axis) if isinstance(thresholds, Mapping) else None
    known = [decimal_of(step) for step in steps] if isinstance(steps, list) else []
    return sum(1 for step in known if step is not None and points >= step)


def consequences(document: Mapping[str, Any], question: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """What the question brings about, the weightiest first."""
    return (
        *_points(document, question),
        *_flags(document, question),
        *_unknown(question),
        *_asked(document, question),
        *_opens(document, question),
    )


def _points(document: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Sentence]:
    found = adds(document, question)
    titles = axes_of(document)
    for item in found:
        told = {"points": str(number(item.points)), "axis": titles[item.axis]}
        if item.level:
            told["level"] = str(item.level)
            yield Sentence(
                gettext_noop(
                    "Adds up to %(points)s points to %(axis)s: alone enough for level %(level)s."
                ),
                told,
            )
        else:
            yield Sentence(gettext_noop("Adds up to %(points)s points to %(axis)s."), told)
    if not found and most(question):
        yield Sentence(
            gettext_noop("Its points go nowhere: give a weight to at least one axis."), {}
        )
    elif not found:
        yield Sentence(gettext_noop("Adds no points: the answer is recorded."), {})


def _flags(document: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Sentence]:
    words = {str(f.get("code")): str(f.get("words", "")) for f in members(document, "flags")}
    for option in members(question, "options"):
        flags = option.get("flags")
        for flag in flags if isinstance(flags, list) else ():
            told = {
                "option": str(option.get("label", "")),
                "words": words.get(str(flag), str(flag)),
            }
            yield Sentence(gettext_noop("“%(option)s” asks: %(words)s."), told)
    for rule in members(document, "flag_rules"):
        if rule.get("question") == question.get("id") and rule.get("question"):
            told = {"rule": str(rule.get("id")), "words": words.get(str(rule.get("flag")), "")}
            yield Sentence(gettext_noop("Rule %(rule)s can raise a flag here: %(words)s."), told)


def _unknown(question: Mapping[str, Any]) -> Iterator[Sentence]:
    for option in members(question, "options"):
        if option.get("code") == UNKNOWN and question.get("feeds"):
            told = {"option": str(option.get("label", ""))}
            yield Sentence(gettext_noop("“%(option)s” counts towards “information missing”."), told)


def _asked(document: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Sentence]:
    text = question.get("condition")
    if not isinstance(text, str) or not text.strip():
        yield Sentence(gettext_noop("It is always asked."), {})
        return
    told = explained(document, text, own=str(question.get("id", "")))
    if told.words is not None:
        yield Sentence(gettext_noop("It is asked only when %(words)s."), {"words": told.words})


def _opens(document: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Sentence]:
    naming = Naming(document)
    following = [
        id
        for id, other in naming.questions.items()
        if id != question.get("id") and str(question.get("id")) in named(other.get("condition"))
    ]
    if following:
        told = {"questions": ", ".join(following)}
        yield Sentence(
            gettext_noop("Its answer decides whether these are asked: %(questions)s."), told
        )


def named(text: object) -> frozenset[str]:
    """The questions a condition looks at; none where it can't be read."""
    if not isinstance(text, str) or not text.strip():
        return frozenset()
    try:
        return names(parse(text))
    except ConditionError:
        return frozenset()
