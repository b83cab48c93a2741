"""Whose questionnaire the organisation fills in: what is in force, why, and what would change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diligence.actions import levels as choosing
from diligence.choices import QuestionnaireLevel
from diligence.forms.levels import LevelForm
from diligence.policy import levels as policy
from diligence.queries import levels, questionnaires
from diligence.queries.questionnaires import InForce
from diligence.views.consulting import with_problems
from portal.enums import Permission
from portal.views.base import ActingView

_SHOWN = 20
"""Earlier choices listed."""


class QuestionnaireLevels(ActingView):
    permission = Permission.VIEW_QUESTIONNAIRES
    write_permission = Permission.AUTHOR

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(None)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            choosing.choose(self.actor, **form.cleaned_data)
        except ValidationError as problem:
            return self._page(with_problems(form, problem))
        now = questionnaires.in_force()
        told = _("New appraisals start on %(edition)s from now on.")
        messages.success(request, told % {"edition": now.version})
        return redirect("diligence:questionnaire-level")

    def _form(self, data: Any = None) -> LevelForm:
        published = [str(level) for level in questionnaires.newest_by_level()]
        row = questionnaires.choice()
        present = row.level if row is not None and row.level in published else choosing.NEAREST
        return LevelForm(data, published=published, initial={"level": present})

    def _page(self, form: LevelForm | None) -> HttpResponse:
        now = _in_force()
        kind = self.request.acting.organisation.kind
        context = {
            "now": now,
            "levels": levels.listed(now),
            "form": form or self._form(),
            "verdict": policy.may_choose(self.actor, kind),
            "elsewhere": levels.under_way_elsewhere(now.version) if now else 0,
            "history": [_earlier(event) for event in levels.history()[:_SHOWN]],
            "offers": levels.offers() if self.actor.may(Permission.AUTHOR) else [],
        }
        return render(self.request, "diligence/level/page.html", context)


def _in_force() -> InForce | None:
    try:
        return questionnaires.in_force()
    except questionnaires.NoQuestionnaireError:
        return None


def _earlier(event: Any) -> dict[str, Any]:
    labels = {each.value: each.label for each in QuestionnaireLevel}
    nearest = _("The nearest level that has an edition")
    return {
        "at": event.at,
        "by": event.by,
        "level": labels.get(event.detail["level"], nearest),
        "because": event.detail["because"],
    }
