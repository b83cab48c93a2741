"""Requests of people about their own data: the steward's list, and everybody's own page."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import bells, clock
from portal.actions import erasure, person_export, person_requests
from portal.authority import Refused
from portal.enums import PersonRequestKind, PersonRequestState
from portal.forms.privacy import OutcomeForm, RequestForm
from portal.models import Membership, PersonRequest, User
from portal.queries import members
from portal.queries import privacy as reading
from portal.views.account import sees_all
from portal.views.base import ActingView, owned_or_404
from portal.views.privacy_retention import PAGE, PrivacyView, with_problems


class Requests(PrivacyView):
    """Open requests by due date, or the closed ones."""

    def get(self, request: HttpRequest) -> HttpResponse:
        closed = request.GET.get("show") == "closed"
        page = Paginator(reading.requests(closed=closed), PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "closed": closed, "today": clock.today()}
        return render(request, "portal/privacy/requests.html", context)


class NewRequest(PrivacyView):
    """A steward writes down what somebody asked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(RequestForm(initial={"received_on": clock.today()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RequestForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            row = person_requests.record(by=self.actor, **form.cleaned_data)
        except ValidationError as problem:
            for name, told in problem.message_dict.items():
                form.add_error(name, told)
            return self._page(form)
        messages.success(request, _("Recorded. The answer is due on %s.") % row.due_on.isoformat())
        return redirect("portal:person-request", pk=row.pk)

    def _page(self, form: RequestForm) -> HttpResponse:
        return render(self.request, "portal/privacy/request_new.html", {"form": form})


class OneRequest(PrivacyView):
    """One request: what can be done about it, and its answer."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(pk, OutcomeForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        owned_or_404(PersonRequest, pk)
        form: Form = OutcomeForm(request.POST)
        if not form.is_valid():
            return self._page(pk, form)
        try:
            person_requests.close(pk, by=self.actor, outcome=form.cleaned_data["outcome"])
        except ValidationError as problem:
            return self._page(pk, with_problems(form, problem))
        messages.success(request, _("The request is answered."))
        return redirect("portal:person-requests")

    def _page(self, pk: uuid.UUID, form: Form) -> HttpResponse:
        row = owned_or_404(PersonRequest, pk)
        member = _member_of(row)
        bell = bells.of(person_requests.BELL, row.pk)
        context = {
            "row": row,
            "form": form,
            "member": member,
            "today": clock.today(),
            "own": person_export.is_own(row),
            "making": row.state == PersonRequestState.MAKING,
            "given_up": bell is not None and bells.given_up(bell),
            "copies": row.kind == PersonRequestKind.ACCESS,
            "erases": row.kind == PersonRequestKind.ERASURE,
            "closed": row.state == PersonRequestState.CLOSED,
        }
        return render(self.request, "portal/privacy/request.html", context)


def _member_of(row: PersonRequest) -> Membership | None:
    if row.user_id is None:
        return None
    rows = members.members(active=True) | members.members(active=False)
    return rows.filter(user_id=row.user_id).first()


class MakeCopy(PrivacyView):
    """Has the copy put together by the worker."""

    step_up = True
    limit = "export"

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        owned_or_404(PersonRequest, pk)
        person_requests.make_copy(pk, by=self.actor)
        return redirect("portal:person-request", pk=pk)


class FetchCopy(PrivacyView):
    """The copy as ZIP, for the steward to hand over."""

    step_up = True
    limit = "export"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        owned_or_404(PersonRequest, pk)
        try:
            row, data = person_export.fetch(pk, by=self.actor, own=False)
        except Refused as problem:
            messages.warning(request, problem.reason)
            return redirect("portal:person-request", pk=pk)
        return _zip(row, data)


def _zip(row: PersonRequest, data: bytes) -> HttpResponse:
    name = f"personal-data-{row.received_on.isoformat()}.zip"
    return HttpResponse(
        data,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


class Erase(PrivacyView):
    """Confirms an erasure: what changes, what stays and why. It can't be undone."""

    step_up = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(pk, "")

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        planned = erasure.plan(pk, by=self.actor)
        typed = request.POST.get("confirmation", "").strip()
        if typed.casefold() != planned.membership.user.email.casefold():
            return self._page(pk, _("Type the e-mail address as it stands above."))
        erased = erasure.erase(pk, by=self.actor)
        told = _("Erased. “%(label)s” stands where the name stood, in %(rows)s rows.")
        rows = sum(erased.counts.values())
        messages.success(request, told % {"label": erased.label, "rows": rows})
        return redirect("portal:person-requests")

    def _page(self, pk: uuid.UUID, problem: str) -> HttpResponse:
        planned = erasure.plan(pk, by=self.actor)
        user: User = planned.membership.user
        context = {
            "planned": planned,
            "user": user,
            "rows": sum(len(each.ids) for each in planned.found),
            "kept": sum(len(each.ids) for each in planned.stays),
            "problem": problem,
            "confirm_word": user.email if planned.verdict else "",
            "confirm_label": _("Erase for good"),
            "cancel_url": reverse("portal:member", args=[pk]),
        }
        return render(self.request, "portal/privacy/erase.html", context)


# --- One's own ----------------------------------------------------------------------------------
class OwnData(ActingView):
    """A copy of what is held about oneself: asked for here, fetched here."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(reading.own_requests(self._user.pk)[:20])
        making = [row for row in rows if row.state == PersonRequestState.MAKING]
        context = {
            "rows": rows,
            "making": making[0] if making else None,
            "ready": [row for row in rows if row.stored_as and person_export.is_own(row)],
            "here_only": self._here_only,
        }
        fragment = "progress" in request.GET
        template = "own_progress.html" if fragment else "own.html"
        return render(request, f"portal/privacy/{template}", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        person_requests.ask_for_own(self._user, by=self.actor, here_only=self._here_only)
        messages.success(request, _("Your copy is being put together. It takes a moment."))
        return redirect("portal:own-data")

    @property
    def _here_only(self) -> bool:
        """What an organisation's own sign-in opens is what that organisation holds."""
        return not sees_all(self.request)

    @property
    def _user(self) -> User:
        user: Any = self.request.user
        return user  # type: ignore[no-any-return]  # ActingView lets nobody else in


class FetchOwnCopy(ActingView):
    """One's own copy as ZIP."""

    permission = None
    step_up = True
    limit = "export"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            row, data = person_export.fetch(
                pk, by=self.actor, own=True, here_only=not sees_all(request)
            )
        except PersonRequest.DoesNotExist:
            messages.warning(request, _("There is no such copy of yours."))
        except Refused as problem:
            messages.warning(request, problem.reason)
        else:
            return _zip(row, data)
        return redirect("portal:own-data")
