"""Whose translation people read: what an edition translates of the one it builds on."""

from dataclasses import dataclass

from diligence.domain.places import texts
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.translating import own_translations, translated
from diligence.models import QuestionnaireVersion
from diligence.queries import questionnaires

MOST = 20
"""So many texts of a language are shown at once; the page of the language shows the others."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One inherited text and its translation below the parent."""

    place: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """Inherited texts that are translated into a language below the parent, the first ones."""

    language: str
    count: int
    texts: tuple[Beside, ...]


def beside(child: Questionnaire, parent: QuestionnaireVersion | None) -> list[Own]:
    """What a draft translates of its parent's texts, each beside the original."""
    if parent is None:
        return []
    source = texts(child)
    found = []
    for language, listed in own_translations(child, questionnaires.definition(parent)).items():
        known = translated(child, language)
        shown = tuple(Beside(p, source.get(p, ""), known[p].text) for p in listed[:MOST])
        found.append(Own(language, len(listed), shown))
    return found


def translator(version: QuestionnaireVersion, language: str) -> QuestionnaireVersion | None:
    """The edition, this one or one above, that translates its parent's texts into the language by
    itself; None where the words are those of whoever asks the questions."""
    below: QuestionnaireVersion | None = version
    while below is not None and below.parent is not None:
        above = questionnaires.definition(below.parent)
        if language in own_translations(questionnaires.definition(below), above):
            return below
        below = below.parent
    return None
