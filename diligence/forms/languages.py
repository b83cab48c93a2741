"""In which of its languages a member reads a questionnaire; the portal's own stays as it is.

Answers are codes, so nothing of them depends on it. Only languages that the edition is complete in
are offered.
"""

from typing import Any, Final

from django.conf.locale import LANG_INFO
from django.http import HttpRequest

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.translating import in_language, offered
from diligence.models import QuestionnaireVersion
from diligence.queries import own_translations, questionnaires

SESSION_KEY: Final = "questionnaire_language"


def chosen(request: HttpRequest, version: QuestionnaireVersion) -> Questionnaire:
    """The edition in the language chosen by `?lang=`, kept for the session; else in its own."""
    definition = questionnaires.definition(version)
    known = offered(definition)
    asked = request.GET.get("lang", "")
    if asked in known:
        if request.session.get(SESSION_KEY) != asked:
            request.session[SESSION_KEY] = asked
        return in_language(definition, asked)
    kept = request.session.get(SESSION_KEY, "")
    return in_language(definition, kept) if kept in known else definition


def choices(request: HttpRequest, version: QuestionnaireVersion) -> list[dict[str, Any]]:
    """The languages offered, each with its own name; empty where there is no choice."""
    known = offered(questionnaires.definition(version))
    if len(known) < 2:
        return []
    present = chosen(request, version).language
    return [
        {"code": code, "name": name_of(code), "current": code == present, "url": f"?lang={code}"}
        for code in known
    ]


def whose(request: HttpRequest, version: QuestionnaireVersion) -> QuestionnaireVersion | None:
    """The edition whose own translation of inherited questions is read; None where none is."""
    if len(offered(questionnaires.definition(version))) < 2:
        return None
    return own_translations.translator(version, chosen(request, version).language)


def name_of(code: str) -> str:
    """What a language calls itself; its code where nobody knows."""
    info: Any = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.split("-")[0].lower()) or {}
    return str(info.get("name_local", code))
