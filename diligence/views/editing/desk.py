"""What every page of a draft's author shares: the draft, its locks, and how a change is saved."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import drafts
from diligence.domain.editing import EditError, Operation, differences
from diligence.domain.inheriting import limit_of, lock_of
from diligence.domain.questionnaire import Questionnaire
from diligence.models import Draft
from diligence.policy import authoring
from diligence.queries import drafts as draft_queries
from diligence.queries import questionnaires
from diligence.queries.removed import Removed, put_back, removed
from diligence.queries.sentences import spoken
from diligence.views import drafts as draft_pages
from portal.authority import Refused, Verdict
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class DeskView(ActingView):
    """A page of one draft; unknown and foreign drafts are 404."""

    permission = Permission.REVIEW
    write_permission = Permission.AUTHOR
    tab: ClassVar[str] = "outline"

    draft: Draft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Draft.DoesNotExist:
            raise Http404 from None

    def open(self, pk: uuid.UUID) -> None:
        """Find the draft, and what it builds on."""
        self.draft = owned_or_404(Draft, pk, draft_queries.visible(self.actor))
        self.document: dict[str, Any] = self.draft.document
        parent = self.draft.parent
        self.parent = questionnaires.definition(parent) if parent else None

    # --- What may be changed ---------------------------------------------------------------
    @property
    def may_change(self) -> Verdict:
        return authoring.may_change(self.actor, self.draft)

    def why_locked(self, place: str) -> str:
        """Why a place can't be changed, in words; '' where it can."""
        reason = lock_of(self.parent, place) if self.parent else None
        return spoken(reason) if reason else ""

    def how_far(self, place: str) -> str:
        """How far an inherited place may be changed, in words; '' where nothing limits it."""
        limit = limit_of(self.parent, place) if self.parent else None
        return spoken(limit) if limit else ""

    # --- Saving ----------------------------------------------------------------------------
    def posted_revision(self) -> int:
        """The revision that the page was drawn in."""
        told = self.request.POST.get("revision", "")
        return int(told) if told.isdecimal() and len(told) < 10 else self.draft.revision

    def save(self, operations: Sequence[Operation], what: str) -> None:
        """Store a change. Raises drafts.Stale when the same place was changed meanwhile."""
        self.draft = drafts.change(
            self.actor, self.draft.pk, operations, revision=self.posted_revision(), what=what
        )
        self.document = self.draft.document

    # --- Drawing ---------------------------------------------------------------------------
    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page inside the frame of the draft, with its tabs."""
        verdict = self.may_change
        context = {
            **draft_pages.frame(self.draft, self.actor, tab=self.tab),
            "draft": self.draft,
            "revision": self.draft.revision,
            "may_change": bool(verdict),
            "why_not": verdict.reason,
            **context,
        }
        return render(self.request, f"diligence/editor/{template}", context, status=status)

    def definition(self) -> Questionnaire | None:
        """The draft as a questionnaire; None while it can't be answered and scored."""
        examined = draft_queries.examined(self.draft)
        return examined.questionnaire if examined.sound else None


class EditPage(DeskView, ABC):
    """One form about one part of the draft. Subclasses say which part and what it becomes."""

    template: ClassVar[str]

    @abstractmethod
    def form(self, data: Any = None) -> forms.Form:
        """The part as it is in the draft, or as it was sent."""

    @abstractmethod
    def operations(self, form: Any) -> list[Operation]:
        """What the valid form changes."""

    @abstractmethod
    def what(self, form: Any) -> str:
        """The change in words, for the history."""

    @abstractmethod
    def after(self, form: Any) -> str:
        """Where to go once it is saved."""

    def context(self, form: Any) -> dict[str, Any]:
        return {}

    def find(self) -> None:
        """Find the part the page is about. Raises Http404 where there is none."""

    def asked(self) -> str:
        """The place of the part that the address names; '' where it names none."""
        return ""

    def elsewhere(self) -> str:
        """Where the author goes who leaves the part."""
        return reverse("diligence:draft-outline", args=[self.draft.pk])

    def get(self, request: HttpRequest, pk: uuid.UUID, **_named: str) -> HttpResponse:
        self.open(pk)
        self.find()
        return self.draw(self.form())

    def post(self, request: HttpRequest, pk: uuid.UUID, **_named: str) -> HttpResponse:
        self.open(pk)
        gone = self.find_or_earlier()
        form = self.form(self.posted())
        if gone is not None:
            return self._gone(form, gone)
        if not self.sound(form):
            return self.draw(form, status=422, revision=self.posted_revision())
        try:
            operations = self.operations(form)
            if operations:
                self.save(operations, self.what(form))
                messages.success(request, self.saved(form))
            else:
                messages.info(request, _("Nothing was different: the draft is as it was."))
        except drafts.Stale as stale:
            return self._conflict(form, stale)
        except (EditError, ValidationError, Refused) as error:
            form.add_error(None, reason_of(error))
            return self.draw(form, status=422, revision=self.posted_revision())
        return redirect(self.after(form))

    def sound(self, form: forms.Form) -> bool:
        return form.is_valid()

    def saved(self, form: Any) -> str:
        return _("Saved: %(what)s.") % {"what": self.what(form)}

    def draw(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        told = {"form": form, **self.context(form), **context}
        return self.page(self.template, status=status, **told)

    def _conflict(self, form: forms.Form, stale: drafts.Stale) -> HttpResponse:
        """Both versions, side by side: what was typed stays in the form."""
        self.open(self.draft.pk)
        gone = self.find_or_earlier()
        if gone is not None:
            return self._gone(form, gone)
        theirs = self.form()
        conflict = {"changes": stale.changes, "rows": _both(form, theirs)}
        return self.draw(form, status=409, conflict=conflict)

    # --- A part that a colleague took away --------------------------------------------------
    def find_or_earlier(self) -> Removed | None:
        """Find the part, or as it stood before a colleague took it away while it was edited."""
        try:
            self.find()
        except Http404:
            gone = removed(self.draft, self.asked(), self.posted_revision())
            if gone is None:
                raise
            self.document = gone.before
            self.find()
            return gone
        return None

    def posted(self) -> QueryDict:
        """What was sent; under its new name where a colleague renamed the part meanwhile."""
        data: QueryDict = self.request.POST
        if self.request.POST.get("renamed") and self.asked():
            data = data.copy()
            data["code" if "code" in data and "id" not in data else "id"] = self.kwargs["id"]
        return data

    def _gone(self, form: Any, gone: Removed) -> HttpResponse:
        """Who took the part away, with what was typed: to be put back with it, or left."""
        told = {"gone": self._of(gone), "revision": self.posted_revision()}
        if self.request.POST.get("again") != "back":
            form.is_valid()
            return self.draw(form, status=409, **told)
        if not self.sound(form):
            return self.draw(form, status=422, **told)
        try:
            steps = put_back(self.draft, gone, self.asked(), self.operations(form))
            what = _("Put back: %(what)s") % {"what": self.what(form)}
            seen = self.draft.revision
            self.draft = drafts.change(self.actor, self.draft.pk, steps, revision=seen, what=what)
        except (drafts.Stale, EditError, ValidationError, Refused) as error:
            form.add_error(None, reason_of(error))
            return self.draw(form, status=422, **told)
        self.document = self.draft.document
        messages.success(self.request, _("It is back, with what you typed."))
        return redirect(self.after(form))

    def _of(self, gone: Removed) -> dict[str, Any]:
        named = gone.renamed.partition("/")[2]
        route = self.request.resolver_match
        address = ""
        if named and route is not None:
            address = reverse(route.view_name, args=[self.draft.pk, named])
        return {
            "change": gone.change,
            "named": named,
            "address": address,
            "leave": self.elsewhere(),
        }

    def changed(self, place: str, before: Mapping[str, Any], after: Any) -> list[Operation]:
        """What has to be set for one object of the document to become another."""
        return list(differences(before, after, place))


def reason_of(error: Exception) -> str:
    """What an edit was refused for, and what to do about it, in words."""
    if isinstance(error, EditError):
        return f"{spoken(error.problem)} {spoken(error.remedy)}"
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(getattr(error, "reason", error))


def merged(before: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Any]:
    """An object of the document with some members replaced; None takes a member away."""
    return {name: v for name, v in {**before, **members}.items() if v not in (None, "", [], {})}


def _both(mine: forms.Form, theirs: forms.Form) -> list[dict[str, Any]]:
    """The fields in which what was typed differs from what stands there now."""
    rows = []
    for name in mine.fields:
        if name not in theirs.fields:
            continue
        typed, stored = mine[name].value(), theirs[name].value()
        if _plain(typed) != _plain(stored):
            label = mine.fields[name].label or name
            rows.append({"label": label, "mine": _plain(typed), "theirs": _plain(stored)})
    return rows


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else " ".join(str(value).split())
