"""Questionnaires of an organisation: which is in force, every edition, drafts, and a new one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import draft_start
from diligence.actions import drafts as actions
from diligence.forms.drafts import BeginForm, DraftFilterForm, EditionFilterForm
from diligence.models import Draft, QuestionnaireVersion
from diligence.policy import authoring
from diligence.queries import drafts, editions, questionnaires
from diligence.views.draft_frame import DraftPage, frame
from diligence.views.partnerships import page_number
from portal.authority import Refused, require
from portal.enums import OrganisationKind, Permission
from portal.views.base import ActingView

__all__ = ["Discard", "DraftList", "New", "Overview", "Restore", "frame"]

PER_PAGE = 25
FEW = 5
FIRST_PAGE = "diligence:draft-outline"
"""Where one lands after beginning a draft."""


class Overview(ActingView):
    """Which edition is in force and why, the drafts, and every edition that may be read."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = EditionFilterForm(request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        pages = Paginator[QuestionnaireVersion](editions.readable(text), PER_PAGE)
        context = {
            "page": pages.get_page(page_number(request)),
            "form": form,
            "text": text,
            "in_force": self._in_force(),
            "fills_in": self.request.acting.organisation.kind == OrganisationKind.RESEARCH,
            "may_read": authoring.may_read(self.actor),
            "may_begin": authoring.may_begin(self.actor),
            "first_page": FIRST_PAGE,
        }
        if context["may_read"]:
            context |= {
                "drafts": list(drafts.listed(self.actor)[:FEW]),
                "open": drafts.listed(self.actor).count(),
            }
        return render(request, "diligence/draft/overview.html", context)

    def _in_force(self) -> questionnaires.InForce | None:
        try:
            return questionnaires.in_force()
        except questionnaires.NoQuestionnaireError:
            return None


class DraftList(ActingView):
    """The organisation's drafts with their states."""

    permission = Permission.REVIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        form = DraftFilterForm(request.GET)
        given = form.cleaned_data if form.is_valid() else {}
        text, state = given.get("q", ""), given.get("state", "")
        pages = Paginator[Draft](drafts.listed(self.actor, text=text, state=state), PER_PAGE)
        context = {
            "page": pages.get_page(page_number(request)),
            "form": form,
            "narrowed": bool(text or state),
            "may_begin": authoring.may_begin(self.actor),
            "first_page": FIRST_PAGE,
        }
        return render(request, "diligence/draft/list.html", context)


class New(ActingView):
    """Begin a draft: from an edition, over one, from what comes with the product, or empty."""

    permission = Permission.AUTHOR

    def get(self, request: HttpRequest) -> HttpResponse:
        require(authoring.may_begin(self.actor))
        return self._page(self._form(initial=self._proposed(request.GET.get("start", ""))))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self._form(request.POST)
        if form.is_valid():
            try:
                row = actions.create(self.actor, **form.given())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The draft was begun. Nothing is published by that."))
                return redirect(FIRST_PAGE, row.pk)
        return self._page(form, status=422)

    def _form(self, *args: Any, **kwargs: Any) -> BeginForm:
        newest = editions.newest()
        own = [row for row in newest if row.owner_id == self.request.acting.organisation.pk]
        # The same content twice, as where a demonstration stands beside a real edition, is one.
        others = {row.digest: row for row in reversed(newest) if row not in own}
        return BeginForm(
            *args,
            own=own,
            others=[*others.values()][::-1],
            packaged=draft_start.packaged_names(),
            **kwargs,
        )

    def _proposed(self, start: str) -> dict[str, str]:
        """A link to this page may name what to begin with; title and key come from there."""
        known = {**self._form().editions, **self._form().parents}
        if start not in known:
            return {}
        row = known[start]
        own = start.startswith("edition:")
        return {"start": start} | ({"title": row.title, "key": row.key} if own else {})

    def _page(self, form: BeginForm, status: int = 200) -> HttpResponse:
        return render(self.request, "diligence/draft/new.html", {"form": form}, status=status)


class Discard(DraftPage):
    """Set a draft aside."""

    permission = Permission.AUTHOR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        if not (may := authoring.may_discard(self.actor, draft)):
            return _not_now(request, pk, may.reason)
        back = reverse("diligence:draft-history", args=[draft.pk])
        context = {"draft": draft, "confirm_label": _("Discard the draft"), "cancel_url": back}
        return render(request, "diligence/draft/discard.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            draft = actions.discard(self.actor, pk)
        except Refused as refusal:
            return _not_now(request, pk, refusal.reason)
        messages.success(request, _("“%(draft)s” was discarded.") % {"draft": draft})
        return redirect("diligence:draft-history", pk)


class Restore(DraftPage):
    """Bring a discarded draft back."""

    permission = Permission.AUTHOR
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            draft = actions.restore(self.actor, pk)
        except Refused as refusal:
            return _not_now(request, pk, refusal.reason)
        messages.success(request, _("“%(draft)s” is back.") % {"draft": draft})
        return redirect("diligence:draft-history", pk)


def _not_now(request: HttpRequest, pk: uuid.UUID, why: str) -> HttpResponse:
    """Back to the history, which tells who was there first, with the reason."""
    messages.error(request, why)
    return redirect("diligence:draft-history", pk)
