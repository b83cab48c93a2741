"""Whether a question that decides something names a country in its words or options."""

import re
from collections.abc import Iterator

from diligence.domain import places
from diligence.domain.checks.country_names import (
    ENDINGS,
    ORDINARY,
    SHORTEST_STEM,
    by_first_word,
    names_of,
    stems_of,
)
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.conditions import names
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _
from diligence.enums import Step

_NAMED = _("“%(country)s” is named where the answer scores, flags, routes or opens a question.")
_REMEDY = _("Ask about the circumstance itself, for any country; or say why the name is innocent.")

_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.:;!?…\n•–—\"“„«(])\s*$")
_WORD_BEFORE = re.compile(r"[^\W\d_]+ $")
LOOKED_BACK = 60
"""Signs before a name that are looked at, and longest name: texts without a blank can be long."""
_ECLIPSIS = 2
"""Most small letters that Irish grammar puts before a name."""


def named(questionnaire: Questionnaire) -> Iterator[Finding]:
    """One judgement for each text or translation and country."""
    opens = {name for q in questionnaire.questions if q.condition for name in names(q.condition)}
    opens |= {name for rule in questionnaire.flag_rules for name in names(rule.when)}
    texts: dict[str, str] = {}
    for list_, listed in (("triage", questionnaire.triage), ("questions", questionnaire.questions)):
        for question in listed:
            if question.id in opens or _decides(question):
                texts |= dict(_words(list_, question))
    for place, text in texts.items():
        yield from _findings(place, text, questionnaire.language)
    for translation in questionnaire.translations:
        for item in translation.texts:
            if item.place in texts:
                place = places.at("translations", translation.language, "texts", item.place)
                yield from _findings(place, item.text, translation.language)


def _findings(place: str, text: str, language: str) -> Iterator[Finding]:
    for country in countries_in(text, language.partition("-")[0].lower()):
        problem, remedy = Sentence(_NAMED, {"country": country}), Sentence(_REMEDY, {})
        yield Finding("country_named", place, problem, remedy, Weight.JUDGEMENT)


def _decides(question: Question) -> bool:
    routed = any(option.route not in (None, Step.NEXT) for option in question.options)
    return bool(question.feeds) or question.carries_flag or routed


def _words(list_: str, question: Question) -> Iterator[tuple[str, str]]:
    place = places.at(list_, question.id)
    yield places.at(place, "text"), question.text
    yield places.at(place, "short"), question.short
    for option in question.options:
        yield places.at(place, "options", option.code, "label"), option.label


def countries_in(text: str, language: str = "en") -> tuple[str, ...]:
    """Countries that a text in this language names, as they stand there, in order.

    Only whole words that begin with a capital letter are names. They are known in every official
    language of the Union, and with their case endings in the language of the text.
    """
    told = text.replace("’", "'")
    found: dict[str, None] = {}
    done = 0
    for match in _WORD.finditer(told):
        start = match.start() + _eclipsed(match.group(), language)
        if start < done or not told[start].isupper():
            continue
        name = _name_at(told, start, match.end(), language)
        if name:
            found.setdefault(text[start : start + len(name)])
            done = start + len(name)
    return tuple(found)


def _name_at(text: str, start: int, end: int, language: str) -> str:
    """The longest name that stands here; '' where none does."""
    word = text[start:end]
    for name in by_first_word().get(word, ()):
        after = text[start + len(name) : start + len(name) + 1]
        whole = text.startswith(name, start) and not (after.isalnum() or after == "_")
        if whole and (name not in ORDINARY or _surely(name, text, start, language)):
            return name
    return word if _with_ending(word, language) else ""


def _with_ending(word: str, language: str) -> bool:
    endings, stems = ENDINGS.get(language, frozenset()), stems_of(language)
    longest = min(len(word), LOOKED_BACK)
    return any(
        word[:cut] in stems and word[cut:] in endings for cut in range(SHORTEST_STEM, longest)
    )


def _surely(name: str, text: str, start: int, language: str) -> bool:
    """Whether a word that means something else as well can only be the country here.

    It is a name of this language, stands alone or inside a sentence, where a capital letter means
    something, and beside no other name, as a person's or a town's would.
    """
    if name not in names_of(language):
        return False
    before, after = text[:start], text[start + len(name) :]
    if not before.strip() and not after.strip(" .?!"):
        return True
    if _BEGINS.search(before[-LOOKED_BACK:]):
        return False
    # German writes every noun with a capital letter.
    return language == "de" or not (
        _named_before(before) or (after[:1] == " " and after[1:2].isupper())
    )


def _named_before(text: str) -> bool:
    found = _WORD_BEFORE.search(text[-LOOKED_BACK:])
    return found is not None and found.group()[0].isupper()


def _eclipsed(word: str, language: str) -> int:
    """How many small letters Irish puts before the name: “an tSín”, “sa bhFrainc”."""
    small = next((n for n, sign in enumerate(word) if sign.isupper()), 0)
    return small if language == "ga" and small <= _ECLIPSIS else 0
