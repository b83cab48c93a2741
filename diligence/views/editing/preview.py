"""The preview: the draft as an officer sees it, with the score appearing as one answers."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diligence.domain import places
from diligence.domain.cases import answers_of
from diligence.domain.questionnaire import Questionnaire
from diligence.forms.answers import Posted
from diligence.queries import drafts as draft_queries
from diligence.views.editing import trial
from diligence.views.editing.desk import DeskView
from diligence.views.editing.questions import finding_rows
from portal.enums import Permission


class Preview(DeskView):
    """Nothing is stored: the answers live in the form and nowhere else."""

    tab = "preview"
    # Answering here changes nothing, so whoever may read the draft may try it.
    write_permission = Permission.REVIEW

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        definition = self.definition()
        if definition is None:
            return self._not_yet()
        name = request.GET.get("case", "")
        index = places.index_of(list(self.draft.cases), name) if name else None
        posted: dict[str, Posted] = {}
        if index is not None:
            case = self.draft.cases[index]
            told = {**case.get("triage", {}), **answers_of(case)}
            posted = trial.as_posted(definition, told)
        return self._draw(definition, posted, case=name if index is not None else "")

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        definition = self.definition()
        if definition is None:
            return self._not_yet()
        posted = trial.posted_answers(definition, request.POST)
        if self.request.htmx:
            return self._fragments(definition, posted)
        return self._draw(definition, posted)

    def _draw(
        self, definition: Questionnaire, posted: dict[str, Posted], case: str = ""
    ) -> HttpResponse:
        return self.page(
            "preview.html",
            sections=trial.sections(definition, posted),
            told=trial.comes_to(self.draft, definition, posted),
            case=case,
            cases=[(c.get("id", ""), c.get("title", "")) for c in self.draft.cases],
            touched=bool(posted),
        )

    def _fragments(self, definition: Questionnaire, posted: dict[str, Posted]) -> HttpResponse:
        """The questions that came or went, and what the answers come to."""
        answers = trial.values_of(posted, definition.questions)
        shown = trial.asked(definition, answers)
        turned = [q for q in definition.questions if (q.id in shown) != (q.id in posted)]
        slots = [trial.slot(definition, question, posted, shown) for question in turned]
        context: dict[str, Any] = {
            "slots": slots,
            "told": trial.comes_to(self.draft, definition, posted),
            "draft": self.draft,
            "may_change": bool(self.may_change),
            "touched": True,
            "fragment": True,
        }
        return render(self.request, "diligence/editor/preview_changed.html", context)

    def _not_yet(self) -> HttpResponse:
        found = draft_queries.examined(self.draft).findings
        errors = [f for f in found if str(f.weight) == "error"]
        rows = finding_rows(self.draft, errors, "")
        heading = _("The draft can't be answered yet")
        return self.page("preview_not_yet.html", findings=rows, heading=heading)
