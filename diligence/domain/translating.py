"""A questionnaire in another of its languages, and what keeps it from being complete there.

A translation belongs to the words it was made from: where those have changed since, it is stale.
A stale translation is never shown, since it may ask something else than the question does now, and
an answer to it would be an answer to another question. The words of the questionnaire stand in its
place.
"""

from dataclasses import replace
from functools import lru_cache

from diligence.domain.places import at, fingerprint, texts
from diligence.domain.questionnaire import Help, Question, Questionnaire, Translated


def missing(questionnaire: Questionnaire, language: str) -> tuple[str, ...]:
    """Places of texts that have no translation into this language, in order."""
    if language == questionnaire.language:
        return ()
    known = translated(questionnaire, language)
    return tuple(place for place in texts(questionnaire) if place not in known)


def stale(questionnaire: Questionnaire, language: str) -> tuple[str, ...]:
    """Places whose words have changed since they were translated, in order."""
    if language == questionnaire.language:
        return ()
    known = translated(questionnaire, language)
    return tuple(
        place
        for place, text in texts(questionnaire).items()
        if place in known and known[place].of != fingerprint(text)
    )


def translated(questionnaire: Questionnaire, language: str) -> dict[str, Translated]:
    """All translations into one language by their place."""
    return {
        text.place: text
        for translation in questionnaire.translations
        if translation.language == language
        for text in translation.texts
    }


OWN_WORDS = ("title", "about")
"""Every edition has its own, so that their translations are nobody else's."""


def own_translations(child: Questionnaire, parent: Questionnaire) -> dict[str, tuple[str, ...]]:
    """Texts of the parent that the child translates itself, by language, in order of their place:
    the parent has none there, or another than it begins with, so that nobody above has read it."""
    inherited = [place for place in texts(parent) if place not in OWN_WORDS]
    found = {}
    for language in dict.fromkeys(t.language for t in child.translations):
        ours, theirs = translated(child, language), translated(parent, language)
        places = tuple(
            place
            for place in inherited
            if place in ours
            and (place not in theirs or not ours[place].text.startswith(theirs[place].text))
        )
        if places:
            found[language] = places
    return found


def is_complete(questionnaire: Questionnaire, language: str) -> bool:
    """Whether everything that people read can be read in this language, with nothing stale."""
    return not missing(questionnaire, language) and not stale(questionnaire, language)


@lru_cache(maxsize=64)
def offered(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Languages it can be filled in: its own first, then those it is complete in."""
    others = dict.fromkeys(t.language for t in questionnaire.translations)
    found = (language for language in others if is_complete(questionnaire, language))
    own = questionnaire.language
    return (own, *(language for language in found if language != own))


@lru_cache(maxsize=128)
def in_language(questionnaire: Questionnaire, language: str) -> Questionnaire:
    """The same questionnaire, its texts in this language where they are translated and not stale.

    What is asked is translated as one: a question whose text or one of whose options lacks its
    translation stays in the questionnaire's own words altogether, so that nobody chooses among
    options in two languages. Its help goes by itself, as one too. Codes, points and conditions are
    the same: answers mean the same in every language. `language` of the result is the one asked
    for; a language without any translation gives the words as they are.
    """
    if language == questionnaire.language:
        return questionnaire
    words = _Words(questionnaire, language)
    title, about = words.of("title", "about", was=(questionnaire.title, questionnaire.about))
    return replace(
        questionnaire,
        language=language,
        title=title,
        about=about,
        dimensions=tuple(
            replace(d, title=words.one(at("dimensions", d.id, "title"), d.title))
            for d in questionnaire.dimensions
        ),
        sides=tuple(
            replace(s, title=words.one(at("sides", s.id, "title"), s.title))
            for s in questionnaire.sides
        ),
        flags=tuple(
            replace(f, words=words.one(at("flags", f.code, "words"), f.words))
            for f in questionnaire.flags
        ),
        triage=tuple(words.question("triage", q) for q in questionnaire.triage),
        sections=tuple(
            replace(s, title=words.one(at("sections", s.id, "title"), s.title))
            for s in questionnaire.sections
        ),
        questions=tuple(words.question("questions", q) for q in questionnaire.questions),
        measures=tuple(
            replace(
                m,
                name=words.one(at("measures", m.id, "name"), m.name),
                evidence=words.one(at("measures", m.id, "evidence"), m.evidence),
                residual=words.one(at("measures", m.id, "residual"), m.residual),
            )
            for m in questionnaire.measures
        ),
    )


class _Words:
    """The usable translations of one language."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        source = texts(questionnaire)
        self._usable = {
            place: text.text
            for place, text in translated(questionnaire, language).items()
            if place in source and text.of == fingerprint(source[place])
        }

    def one(self, place: str, was: str) -> str:
        return self._usable.get(place, was)

    def of(self, *places: str, was: tuple[str, ...]) -> tuple[str, ...]:
        """All of these texts translated, or all as they were; an empty one needs none."""
        if any(text and place not in self._usable for place, text in zip(places, was, strict=True)):
            return was
        return tuple(self.one(place, text) for place, text in zip(places, was, strict=True))

    def question(self, list_: str, question: Question) -> Question:
        place = at(list_, question.id)
        options = [at(place, "options", code, "label") for code in question.codes]
        was = (question.text, question.short, *(option.label for option in question.options))
        text, short, *labels = self.of(at(place, "text"), at(place, "short"), *options, was=was)
        names = ("why", "how", "counts")
        told = (question.help.why, question.help.how, question.help.counts)
        help_ = self.of(*(at(place, "help", name) for name in names), was=told)
        return replace(
            question,
            text=text,
            short=short,
            options=tuple(
                replace(option, label=label)
                for option, label in zip(question.options, labels, strict=True)
            ),
            help=Help(*help_),
        )
