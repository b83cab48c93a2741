"""Whether a question that decides something names a country in its words or options."""

import re
from collections.abc import Iterator
from functools import cache

from diligence.domain import places
from diligence.domain.checks.country_names import NAMES
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.conditions import names
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _
from diligence.enums import Step

_NAMED = _("“%(country)s” is named where the answer scores, flags, routes or opens a question.")
_REMEDY = _("Ask about the circumstance itself, for any country; or say why the name is innocent.")

_CAPITAL = re.compile(r"\b[A-ZÅ]\w+")


def named(questionnaire: Questionnaire) -> Iterator[Finding]:
    """One judgement for each text and country; only names in English are known."""
    opens = {name for q in questionnaire.questions if q.condition for name in names(q.condition)}
    opens |= {name for rule in questionnaire.flag_rules for name in names(rule.when)}
    for list_, listed in (("triage", questionnaire.triage), ("questions", questionnaire.questions)):
        for question in listed:
            if question.id in opens or _decides(question):
                for place, text in _words(list_, question):
                    for country in countries_in(text):
                        problem = Sentence(_NAMED, {"country": country})
                        remedy = Sentence(_REMEDY, {})
                        yield Finding("country_named", place, problem, remedy, Weight.JUDGEMENT)


def _decides(question: Question) -> bool:
    routed = any(option.route not in (None, Step.NEXT) for option in question.options)
    return bool(question.feeds) or question.carries_flag or routed


def _words(list_: str, question: Question) -> Iterator[tuple[str, str]]:
    place = places.at(list_, question.id)
    yield places.at(place, "text"), question.text
    for option in question.options:
        yield places.at(place, "options", option.code, "label"), option.label


def countries_in(text: str) -> tuple[str, ...]:
    """Countries that the text names, in order."""
    starts = _by_first_word()
    found = {
        name: None
        for match in _CAPITAL.finditer(text)
        for name in starts.get(match.group(), ())
        if re.match(rf"{re.escape(name)}\b", text[match.start() :])
    }
    return tuple(found)


@cache
def _by_first_word() -> dict[str, list[str]]:
    starts: dict[str, list[str]] = {}
    for name in sorted(NAMES):
        found = _CAPITAL.match(name)
        if found:
            starts.setdefault(found.group(), []).append(name)
    return starts
