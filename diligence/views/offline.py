"""Fill in offline: download an appraisal's workbook, read it back, look, and save."""

import io
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import offline
from diligence.actions.answer import KEEP, Conflict, Save, Saved
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Entry
from diligence.exchange.offline_reading import FILE_MAX
from diligence.exchange.tables import FileRefusedError
from diligence.forms.offline import HOURS, Carried, StaleError, WorkbookForm, opened
from diligence.forms.questions import in_words, other_than_page
from diligence.models import Appraisal
from diligence.queries import appraisals
from diligence.queries.sentences import spoken
from diligence.views.answering import AppraisalView
from diligence.views.blank import book
from diligence.views.papers import name_of
from portal.authority import require
from portal.enums import Permission
from portal.views.base import owned_or_404


class Offline(AppraisalView):
    """Download, choose the file, see what it would change, and save that."""

    limit = "upload"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.load(pk), WorkbookForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor))
        require(policy.may_answer(self.actor, appraisal))
        if request.POST.get("then") == "save":
            return self._save(appraisal)
        form = WorkbookForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(appraisal, form, status=422)
        file = form.cleaned_data["file"]
        try:
            tried = offline.try_out(pk, file, file.name, size=file.size, by=self.actor)
        except FileRefusedError as error:
            form.add_error("file", spoken(error.sentence))
            return self._page(appraisal, form, status=422)
        except ValidationError as error:
            form.add_error("file", error)
            return self._page(appraisal, form, status=422)
        return self._look(appraisal, tried)

    def _save(self, appraisal: Appraisal) -> HttpResponse:
        """Save what was looked at; whatever was changed online since is shown again."""
        try:
            carried = opened(
                self.request.POST.get("carried", ""), user=self._user, appraisal=str(appraisal.pk)
            )
        except StaleError:
            form = WorkbookForm()
            told = _("What was read is older than %(hours)s hours. Choose the workbook again.")
            messages.error(self.request, told % {"hours": HOURS})
            return self._page(appraisal, form, status=422)
        saves = carried.chosen(self.request.POST)
        saved = offline.take_in(
            appraisal.pk, carried.digest, saves, page=carried.page, by=self.actor
        )
        count = len(saved.changed)
        messages.success(
            self.request,
            ngettext("%(count)s answer is saved.", "%(count)s answers are saved.", count)
            % {"count": count},
        )
        if not (saved.conflicts or saved.problems):
            return redirect("diligence:appraisal-detail", appraisal.pk)
        left = {conflict.question: saves[conflict.question] for conflict in saved.conflicts}
        return self._show(appraisal, saved, left, carried.page, {"again": True})

    def _look(self, appraisal: Appraisal, tried: offline.Tried) -> HttpResponse:
        more = {
            "problems": tried.problems,
            "notes": tried.notes,
            "unchanged": tried.unchanged,
            "unread": tried.unread,
        }
        return self._show(appraisal, tried.saved, tried.saves, tried.page, more)

    def _show(
        self,
        appraisal: Appraisal,
        saved: Saved,
        saves: Mapping[str, Save],
        page: str,
        more: Mapping[str, Any],
    ) -> HttpResponse:
        """What a workbook changes (nothing yet, where it is looked at first) and its conflicts."""
        definition = self.shown(appraisal)
        questions = {q.id: q for q in (*definition.triage, *definition.questions)}
        changes = [] if "again" in more else _changes(questions, saved)
        carried = Carried(
            user=self._user,
            appraisal=str(appraisal.pk),
            digest=appraisal.version.digest,
            page=page,
            saves=saves,
            present={conflict.question: conflict.revision for conflict in saved.conflicts},
        )
        context = {
            **self._frame(appraisal, definition),
            **more,
            "changes": changes,
            "counts": _counts(changes),
            "conflicts": [_conflict(questions[c.question], c) for c in saved.conflicts],
            "carried": carried.sealed() if saves else "",
        }
        return render(self.request, "diligence/offline/look.html", context)

    @property
    def _user(self) -> str:
        return str(self.actor.user_id)

    def _frame(self, appraisal: Appraisal, definition: Questionnaire) -> dict[str, Any]:
        return {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "verdict": policy.may_answer(self.actor, appraisal),
            "lang": other_than_page(definition.language),
        }

    def _page(self, appraisal: Appraisal, form: WorkbookForm, status: int = 200) -> HttpResponse:
        frame = self._frame(appraisal, self.shown(appraisal))
        context = {**frame, "form": form, "size": FILE_MAX}
        return render(self.request, "diligence/offline/page.html", context, status=status)


class OfflineBook(AppraisalView):
    """The appraisal's workbook, with its answers as they are now."""

    permission = Permission.APPRAISE
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        appraisal = self.load(pk)
        stream = io.BytesIO()
        offline.write_appraisal(appraisal, self.shown(appraisal), stream, by=self.actor)
        name = f"{appraisal.partnership.code}-{name_of(appraisal.version)}.xlsx"
        return book(stream, name)


def _changes(questions: Mapping[str, Question], saved: Saved) -> list[dict[str, Any]]:
    return [
        _change(questions[id], saved.before.get(id, Entry()), saved.entries[id])
        for id in saved.changed
    ]


def _change(question: Question, before: Entry, after: Entry) -> dict[str, Any]:
    was, now = before.get("value"), after.get("value")
    if was == now:
        kind, label = "note", _("Note")
    elif was is None:
        kind, label = "new", _("New")
    elif now is None:
        kind, label = "cleared", _("Cleared")
    else:
        kind, label = "changed", _("Changed")
    return {
        "id": question.id,
        "text": question.text,
        "kind": kind,
        "label": label,
        "was": in_words(question, was),
        "now": in_words(question, now),
        "note": after.get("note", ""),
        "note_was": before.get("note", ""),
    }


def _counts(changes: list[dict[str, Any]]) -> dict[str, int]:
    kinds = [change["kind"] for change in changes]
    return {kind: kinds.count(kind) for kind in ("new", "changed", "cleared", "note")}


def _conflict(question: Question, conflict: Conflict) -> dict[str, Any]:
    theirs = conflict.theirs
    value = None if conflict.value is KEEP else conflict.value
    return {
        "id": question.id,
        "text": question.text,
        "mine": in_words(question, value),
        "my_note": conflict.note,
        "theirs": in_words(question, theirs.get("value")),
        "their_note": theirs.get("note", ""),
        "by": theirs.get("by", ""),
        "at": datetime.fromisoformat(theirs["at"]) if theirs.get("at") else None,
    }
