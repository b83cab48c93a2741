"""The pages of questions: the triage on one page, then one section a page."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import appraise
from diligence.actions.appraise import IncompleteError
from diligence.choices import AppraisalState
from diligence.domain.progress import Progress, progress
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Entry, values
from diligence.domain.triage import triage
from diligence.enums import Route
from diligence.forms.questions import other_than_page
from diligence.models import Appraisal
from diligence.queries import appraisals, minutes
from diligence.views.answering import AnswerPage, Turn, asked_in, new_page
from diligence.views.wording import (
    fill_time,
    progress_items,
    reasons_in_words,
    register_facts,
)
from portal.views.base import owned_or_404


class Section(AnswerPage):
    """One section of the full questionnaire."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.section: str = kwargs["section"]

    def questions(self, definition: Questionnaire) -> Sequence[Question]:
        return definition.section_of(self.section)

    def get(self, request: HttpRequest, pk: uuid.UUID, section: str) -> HttpResponse:
        self.appraisal = self.load(pk)
        turn = Turn()
        if request.GET.get("at", "") in self._ids():
            turn.focus = request.GET["at"]
        return self._page(turn, self.appraisal.sheet.entries, request.GET.get("appeared", ""))

    def post(self, request: HttpRequest, pk: uuid.UUID, section: str) -> HttpResponse:
        self.appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        self._ids()
        turn = self.take(request, self.appraisal)
        if turn.saved is None:
            if self.request.htmx:
                return self.fragments(turn)
            self.appraisal = owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor))
            return self._page(turn, self.appraisal.sheet.entries)
        told = self._progress(turn.saved.entries)
        if self.request.htmx:
            return self.fragments(turn, progress=progress_items(self.appraisal, told, self.section))
        if not turn.clean:
            return self._page(turn, turn.saved.entries)
        return self._onward(request, turn, told)

    def _ids(self) -> set[str]:
        definition = self.shown(self.appraisal)
        ids = {question.id for question in self.questions(definition)}
        if not ids:
            raise Http404
        return ids

    def _progress(self, entries: Mapping[str, Entry]) -> Progress:
        definition = self.shown(self.appraisal)
        return progress(definition, values(entries, definition.questions))

    def _onward(self, request: HttpRequest, turn: Turn, told: Progress) -> HttpResponse:
        """After a save without scripts: to what appeared, else to where the person wants to go."""
        here = reverse("diligence:appraisal-section", args=[self.appraisal.pk, self.section])
        definition = self.shown(self.appraisal)
        asked = asked_in(told)
        appeared = [
            question.id
            for question in self.opened(self.appraisal, definition)
            if question.id in asked and question.id not in turn.posted
        ]
        if turn.focus:
            return redirect(f"{here}?at={turn.focus}#q-{turn.focus}")
        if request.POST.get("then") == "stay" or (appeared and turn.posted):
            query = f"?appeared={'.'.join(appeared)}#q-{appeared[0]}" if appeared else ""
            return redirect(f"{here}{query}")
        if request.POST.get("then") == "overview":
            return redirect("diligence:appraisal-detail", self.appraisal.pk)
        following = _after(definition, self.section)
        if following:
            return redirect("diligence:appraisal-section", self.appraisal.pk, following)
        return redirect("diligence:appraisal-check", self.appraisal.pk)

    def _page(self, turn: Turn, entries: Mapping[str, Entry], appeared: str = "") -> HttpResponse:
        definition = self.shown(self.appraisal)
        told = self._progress(entries)
        slots = self.drawn(definition, entries, asked_in(told), turn)
        here = next(item for item in told.sections if item.id == self.section)
        new = [slot for slot in slots if slot["id"] in appeared.split(".") and slot["question"]]
        context = {
            "appraisal": self.appraisal,
            "partnership": self.appraisal.partnership,
            "verdict": policy.may_answer(self.actor, self.appraisal),
            "may": bool(policy.may_answer(self.actor, self.appraisal)),
            "section": here,
            "lang": other_than_page(definition.language),
            "slots": slots,
            "closed": any(slot["closed"] for slot in slots),
            "errors": self.errors(slots, turn),
            "saved": turn.saved,
            "page": new_page(),
            "progress": progress_items(self.appraisal, told, self.section),
            "facts": register_facts(self.appraisal.partnership),
            "appeared": _appeared(definition, new),
            "previous": _after(definition, self.section, step=-1),
            "following": _after(definition, self.section),
        }
        return render(self.request, "diligence/appraisal/section.html", context)


class Triage(AnswerPage):
    """The ten questions that decide whether an appraisal is needed; afterwards, what they said."""

    def questions(self, definition: Questionnaire) -> Sequence[Question]:
        return definition.triage

    def asked(self, definition: Questionnaire, entries: Mapping[str, Entry]) -> frozenset[str]:
        return frozenset(question.id for question in definition.triage)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.appraisal = self.load(pk)
        turn = Turn(focus=request.GET.get("at", ""))
        return self._page(turn, self.appraisal.sheet.entries)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        turn = self.take(request, self.appraisal)
        if turn.saved is None:
            if self.request.htmx:
                return self.fragments(turn)
            self.appraisal = owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor))
            return self._page(turn, self.appraisal.sheet.entries)
        if self.request.htmx:
            return self.fragments(turn, so_far=self._so_far(turn.saved.entries))
        if not turn.clean:
            return self._page(turn, turn.saved.entries)
        here = reverse("diligence:appraisal-triage", args=[pk])
        if turn.focus:
            return redirect(f"{here}?at={turn.focus}#q-{turn.focus}")
        if request.POST.get("then") == "finish":
            return self._finish(turn)
        messages.success(request, _("Your answers are saved. Come back when you know more."))
        return redirect("diligence:partnership-detail", self.appraisal.partnership_id)

    def _finish(self, turn: Turn) -> HttpResponse:
        assert turn.saved is not None  # noqa: S101 - only called after a clean save
        try:
            result = appraise.finish_triage(self.appraisal.pk, by=self.actor)
        except IncompleteError as refusal:
            missing = {p.question: _("Answer this question.") for p in refusal.problems}
            turn.problems |= missing
            return self._page(turn, turn.saved.entries)
        if result.route is Route.FULL:
            return redirect("diligence:appraisal-detail", self.appraisal.pk)
        return redirect("diligence:appraisal-triage", self.appraisal.pk)

    def _so_far(self, entries: Mapping[str, Entry]) -> dict[str, Any]:
        definition = self.shown(self.appraisal)
        result = triage(definition, values(entries, definition.triage))
        return {
            "route": result.route.value,
            "refer": result.refer,
            "because": reasons_in_words(definition, result),
            "left": len(result.missing),
        }

    def _page(self, turn: Turn, entries: Mapping[str, Entry]) -> HttpResponse:
        definition = self.shown(self.appraisal)
        open_ = self.appraisal.state == AppraisalState.TRIAGE
        slots = self.drawn(definition, entries, self.asked(definition, entries), turn)
        other = None if open_ else appraisals.under_way(self.appraisal.partnership_id)
        context = {
            "appraisal": self.appraisal,
            "partnership": self.appraisal.partnership,
            "slots": slots,
            "may": open_ and bool(policy.may_answer(self.actor, self.appraisal)),
            "verdict": policy.may_answer(self.actor, self.appraisal),
            "errors": self.errors(slots, turn),
            "saved": turn.saved,
            "page": new_page(),
            "so_far": self._so_far(entries),
            "facts": register_facts(self.appraisal.partnership),
            "ended": self.appraisal.state
            in (AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE),
            "reopen": policy.may_reopen(
                self.actor, self.appraisal, under_way=other not in (None, self.appraisal)
            ),
            "time": fill_time(minutes.typical(), len(definition.required)) if open_ else None,
        }
        return render(self.request, "diligence/appraisal/triage.html", context)


def _after(definition: Questionnaire, section: str, step: int = 1) -> str:
    """The id of the next section (or the one before), or ''."""
    ids = [item.id for item in definition.sections]
    place = ids.index(section) + step
    return ids[place] if 0 <= place < len(ids) else ""


def _appeared(definition: Questionnaire, new: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The sentence about questions that a save brought into view."""
    if not new:
        return {}
    cause = new[0]["question"].follows
    told = ngettext(
        "%(count)d new question appeared.", "%(count)d new questions appeared.", len(new)
    ) % {"count": len(new)}
    if cause:
        told = ngettext(
            "%(count)d new question appeared under %(cause)s.",
            "%(count)d new questions appeared under %(cause)s.",
            len(new),
        ) % {"count": len(new), "cause": cause}
    label = definition.question_label(cause) if cause else ""
    return {"text": told, "label": label, "href": f"#q-{new[0]['id']}"}
