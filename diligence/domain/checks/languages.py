"""Whether the required translations are there and belong to the words as they stand."""

from collections.abc import Iterator, Mapping

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.language_names import named
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.translating import missing, stale
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

LISTED = 20
"""So many texts of a language are listed one by one, the others counted."""

_MISSING = _("The text has no translation into %(language)s.")
_STALE = _("The translation into %(language)s is of earlier words.")
_MORE = _("%(count)s more texts have no current translation into %(language)s.")
_NONE = _("Nothing is translated into %(language)s yet: %(count)s texts are missing.")
_TRANSLATE = _("Translate it, or take %(language)s off the required languages.")
_AGAIN = _("Translate the words as they are now.")


def translations(questionnaire: Questionnaire) -> Iterator[Finding]:
    """One finding for each text, or for the whole language where nothing is there."""
    for language in questionnaire.languages:
        absent, outdated = missing(questionnaire, language), stale(questionnaire, language)
        told: dict[str, str | Sentence] = {"language": named(language), "count": str(len(absent))}
        if absent and len(absent) == len(places.texts(questionnaire)):
            yield _finding("languages", _NONE, _TRANSLATE, told)
            continue
        listed = [(place, _MISSING, _TRANSLATE) for place in absent]
        listed += [(place, _STALE, _AGAIN) for place in outdated]
        for place, problem, remedy in listed[:LISTED]:
            text = places.at("translations", language, "texts", place)
            yield _finding(text, problem, remedy, told)
        if len(listed) > LISTED:
            told |= {"count": str(len(listed) - LISTED)}
            yield _finding("languages", _MORE, _TRANSLATE, told)


def _finding(place: str, problem: str, remedy: str, told: Mapping[str, str | Sentence]) -> Finding:
    said = Sentence(problem, told)
    return Finding("translation", place, said, Sentence(remedy, told), Weight.ERROR)
