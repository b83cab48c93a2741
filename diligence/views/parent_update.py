"""A newer edition of what a draft builds on: its differences, the conflicts, and taking it over."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions import parent_update as updating
from diligence.actions.drafts import Stale, spoken
from diligence.domain.differences import Change, Kind, summary
from diligence.domain.questionnaire import Questionnaire
from diligence.forms.levels import NextEditionForm, UpdateForm
from diligence.models import Draft
from diligence.policy import authoring
from diligence.queries import drafts, levels, parent_update, questionnaires
from diligence.views.consulting import with_problems
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

_LISTED = 200
"""Differences shown; the comparison of the two editions lists all."""
_KINDS = {
    Kind.WORDING: gettext_lazy("Worded anew"),
    Kind.HELP: gettext_lazy("Help"),
    Kind.OPTIONS: gettext_lazy("Options"),
    Kind.LOGIC: gettext_lazy("Logic"),
    Kind.POINTS: gettext_lazy("Points"),
    Kind.MEASURES: gettext_lazy("Measures"),
    Kind.ADDED: gettext_lazy("Added"),
    Kind.REMOVED: gettext_lazy("Removed"),
    Kind.MOVED: gettext_lazy("Moved"),
    Kind.TRANSLATION: gettext_lazy("Translation"),
}


class ParentUpdates(ActingView):
    """Own editions whose parent has a newer one; begin the next edition of one of them."""

    permission = Permission.AUTHOR

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(levels.offers(), "", None)

    def post(self, request: HttpRequest) -> HttpResponse:
        offers = levels.offers()
        wanted = request.POST.get("version", "")
        offer = next((one for one in offers if str(one.version.pk) == wanted), None)
        form = NextEditionForm(request.POST, auto_id=f"{wanted}-%s")
        if offer is None:
            messages.error(request, _("This edition builds on nothing newer. Choose a listed one."))
            return self._page(offers, "", None)
        if not form.is_valid():
            return self._page(offers, wanted, form)
        try:
            draft = updating.begin(self.actor, offer.version.pk, **form.cleaned_data)
        except ValidationError as problem:
            return self._page(offers, wanted, with_problems(form, problem))
        return redirect("diligence:draft-parent-update", pk=draft.pk)

    def _page(
        self, offers: list[levels.Offer], wanted: str, tried: NextEditionForm | None
    ) -> HttpResponse:
        listed = drafts.listed(self.actor)
        rows = []
        for offer in offers:
            key = str(offer.version.pk)
            mine = tried if key == wanted and tried is not None else None
            rows.append(
                {
                    "offer": offer,
                    "form": mine or NextEditionForm(auto_id=f"{key}-%s"),
                    "begun": list(listed.filter(replaces=offer.version)[:5]),
                }
            )
        context = {"rows": rows, "tried": tried}
        return render(self.request, "diligence/level/begin.html", context)


class ParentUpdate(ActingView):
    """Differences first, then what of ours conflicts, one by one."""

    permission = Permission.REVIEW
    write_permission = Permission.AUTHOR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self._draft(pk), None)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self._draft(pk)
        form = self._form(parent_update.prepared(draft), request.POST)
        # What was chosen first can raise a question of its own: a renamed part may lean on what
        # is gone.
        found = parent_update.prepared(draft, form.given())
        form = self._form(found, request.POST)
        if found is None or not form.is_valid():
            return self._page(draft, form)
        try:
            updating.accept(
                self.actor,
                pk,
                to=_key(request.POST.get("to", "")),
                chosen=form.chosen(),
                revision=_number(request.POST.get("revision", "")),
            )
        except Stale as stale:
            messages.error(request, str(stale))
            return self._page(self._draft(pk), None)
        told = _("The draft builds on %(edition)s now. Look at what the checks say.")
        messages.success(request, told % {"edition": found.after})
        return redirect("diligence:draft-parent-update", pk=pk)

    def _draft(self, pk: uuid.UUID) -> Draft:
        return owned_or_404(Draft, pk, drafts.visible(self.actor))

    def _form(self, found: parent_update.Prepared | None, data: Any = None) -> UpdateForm:
        conflicts = found.updated.conflicts if found else ()
        return UpdateForm(data, conflicts=conflicts, words=[spoken(c.what) for c in conflicts])

    def _page(self, draft: Draft, form: UpdateForm | None) -> HttpResponse:
        found = parent_update.prepared(draft)
        context: dict[str, Any] = {
            "draft": draft,
            "found": found,
            "form": form or self._form(found),
            "verdict": authoring.may_change(self.actor, draft),
        }
        if found is not None:
            kept = (
                questionnaires.definition(found.before),
                questionnaires.definition(found.after),
            )
            context |= {
                "summary": summary(found.changes),
                "changes": [_change(change, kept) for change in found.changes[:_LISTED]],
                "more": max(0, len(found.changes) - _LISTED),
                "own": len(found.updated.own),
            }
        return render(self.request, "diligence/level/update.html", context)


def _change(change: Change, editions: tuple[Questionnaire, Questionnaire]) -> dict[str, Any]:
    """One difference in words: what kind, of which part, and the words before and after."""
    before, after = (v if isinstance(v, str) else "" for v in (change.before, change.after))
    return {
        "kind": _KINDS[change.kind],
        "place": change.place,
        "of": _label(change, editions),
        "before": before,
        "after": after,
    }


def _label(change: Change, editions: tuple[Questionnaire, Questionnaire]) -> str:
    """What the part is called, where it is a question."""
    list_, _slash, id = change.subject.partition("/")
    for edition in editions:
        listed = edition.questions if list_ == "questions" else edition.triage
        found = next((q for q in listed if list_ in ("questions", "triage") and q.id == id), None)
        if found is not None:
            return f"{id} · {found.label}"
    return ""


def _key(text: str) -> uuid.UUID:
    """The edition that was shown; one that none has where the address was tampered with."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
