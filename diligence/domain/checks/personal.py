"""Whether a question asks for an attribute of a person, in any of the Union's languages.

Questions, options, help and their translations are read in their own language and in English; stems
that are long enough to be unmistakable are looked for in every language. In a help text, a word
after a negation in the same clause rules the attribute out instead of asking for it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.personal_words import EVERYWHERE, NEGATIONS, SUBJECT_MATTER, WORDS
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

PERSONAL_TAGS = frozenset({"personal", "person", "personal data", "special category"})
SUBJECT_TAG = "subject matter"
UNMISTAKABLE = 8
"""Letters from which a stem is looked for in texts of any language."""
REACH = 8
"""Words after a negation that it still rules out."""

_NAMES = {
    "nationality": _("nationality or citizenship"),
    "birth": _("date or place of birth"),
    "ethnicity": _("ethnic origin or race"),
    "religion": _("religion or belief"),
    "politics": _("political opinion"),
    "cv": _("curriculum vitae"),
    "passport": _("passport"),
    "permit": _("residence permit or visa"),
    "family": _("family"),
    "gender": _("gender or sex"),
    "age": _("age"),
}
_ASKS = _("“%(word)s” speaks of an attribute of persons: %(attribute)s.")
_REMEDY = _(
    "Ask about the circumstance of the partnership itself. Where the words speak of the subject of "
    "the work, tag the question “subject-matter”."
)
_TAGGED = _("The question is tagged “%(word)s”: it asks for something about a person.")
_TAGGED_REMEDY = _("Remove the question. A tag alone cannot make it admissible.")
_SUBJECT = _(
    "“%(word)s” (%(attribute)s) is said to speak of the subject of the work, not of its people."
)
_SUBJECT_REMEDY = _("Confirm with a reason that nobody is asked for it, or reword the question.")

_WORD = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[.;:!?()\n]+")

Phrase = tuple[tuple[str, bool], ...]
"""Stems with whether each is the whole word."""


def personal(questionnaire: Questionnaire) -> Iterator[Finding]:
    """One finding for each text and attribute, and for each tag that says so."""
    tags = {
        q.id: tuple(map(_plain, q.tags)) for q in (*questionnaire.triage, *questionnaire.questions)
    }
    for place, text, language in _texts(questionnaire):
        _list, id, *rest = places.parts(place)
        subject = SUBJECT_TAG in tags.get(id, ())
        for attribute, word in attributes(text, language, helping="help" in rest):
            yield _finding(place, attribute, word, subject=subject and attribute in SUBJECT_MATTER)
    for list_, listed in (("triage", questionnaire.triage), ("questions", questionnaire.questions)):
        for question in listed:
            for tag in tags[question.id]:
                if tag in PERSONAL_TAGS or attributes(tag, questionnaire.language, helping=False):
                    told = {"word": tag}
                    problem, remedy = Sentence(_TAGGED, told), Sentence(_TAGGED_REMEDY, {})
                    place = places.at(list_, question.id)
                    yield Finding("personal", place, problem, remedy, Weight.ERROR)


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, str, str]]:
    """Place, text and language of all words of questions; translations stand at their source."""
    own = places.texts(questionnaire)
    for place, text in own.items():
        if place.startswith(("triage/", "questions/")):
            yield place, text, questionnaire.language
    for translation in questionnaire.translations:
        for item in translation.texts:
            if item.place in own and item.place.startswith(("triage/", "questions/")):
                yield item.place, item.text, translation.language


def _finding(place: str, attribute: str, word: str, *, subject: bool) -> Finding:
    told = {"word": word, "attribute": _NAMES[attribute]}
    if subject:
        problem, remedy = Sentence(_SUBJECT, told), Sentence(_SUBJECT_REMEDY, {})
        return Finding("subject_matter", place, problem, remedy, Weight.JUDGEMENT)
    return Finding("personal", place, Sentence(_ASKS, told), Sentence(_REMEDY, {}), Weight.ERROR)


@lru_cache(maxsize=16_384)
def attributes(text: str, language: str, *, helping: bool) -> tuple[tuple[str, str], ...]:
    """The attributes a text names, each with the word, once; `helping` heeds negations."""
    base = language.partition("-")[0].lower()
    found: dict[str, str] = {}
    for clause in _CLAUSE.split(text):
        words = _WORD.findall(clause)
        plain = [_plain(word) for word in words]
        ruled_out = _ruled_out(plain, base) if helping else frozenset()
        for index in range(len(plain)):
            if index in ruled_out:
                continue
            for attribute in _named(plain, index, base):
                found.setdefault(attribute, words[index])
    return tuple(found.items())


def _ruled_out(words: list[str], language: str) -> frozenset[int]:
    negations = _negations(language) | _negations("en")
    return frozenset(
        later
        for index, word in enumerate(words)
        if word in negations
        for later in range(index + 1, index + 1 + REACH)
    )


def _named(words: list[str], index: int, language: str) -> Iterator[str]:
    known = _phrases(language)
    for length in range(1, min(len(words[index]), _longest(language)) + 1):
        for attribute, phrase in known.get(words[index][:length], ()):
            if _matches(phrase, words[index : index + len(phrase)]):
                yield attribute


def _matches(phrase: Phrase, words: list[str]) -> bool:
    return len(words) == len(phrase) and all(
        word == stem if whole else word.startswith(stem)
        for (stem, whole), word in zip(phrase, words, strict=True)
    )


@cache
def _phrases(language: str) -> dict[str, list[tuple[str, Phrase]]]:
    """What is looked for in a text of this language, by the first stem."""
    found: dict[str, list[tuple[str, Phrase]]] = {}
    for attribute, by_language in WORDS.items():
        listed = {_EVERY: EVERYWHERE.get(attribute, "")} | dict(by_language)
        for own, stems in listed.items():
            for phrase in filter(None, map(_phrase, stems.split(","))):
                long = len(phrase) > 1 or len(phrase[0][0]) >= UNMISTAKABLE
                if own in (language, "en", _EVERY) or long:
                    found.setdefault(phrase[0][0], []).append((attribute, phrase))
    return found


@cache
def _longest(language: str) -> int:
    """Letters of the longest first stem."""
    return max(map(len, _phrases(language)))


_EVERY = "*"


def _phrase(stems: str) -> Phrase:
    return tuple((_plain(stem.rstrip(".")), stem.endswith(".")) for stem in stems.split())


@cache
def _negations(language: str) -> frozenset[str]:
    return frozenset(map(_plain, NEGATIONS.get(language, "").split()))


def _plain(word: str) -> str:
    """Small letters without accents; separators of tags as spaces."""
    split = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[-_]+", " ", bare).split())
