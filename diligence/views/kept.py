"""Kept views of a list: the part under the list, and what changes them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import kept_views
from diligence.forms.workplan import ViewNameForm
from diligence.models import KeptView
from diligence.queries import kept
from portal.authority import Actor
from portal.enums import Permission
from portal.views.base import ActingView


def section(actor: Actor, page: str, query: QueryDict) -> dict[str, Any]:
    """What `diligence/kept/views.html` shows beneath a list."""
    now = kept.canonical(page, query)
    views = [
        {
            "id": row.pk,
            "name": row.name,
            "url": _address(page, row.query),
            "current": row.query == now,
        }
        for row in kept.of(actor, page)
    ]
    return {"kept_views": views, "kept_page": page, "kept_query": now}


def _address(page: str, query: str) -> str:
    base = reverse(kept.LISTS[page].url)
    return f"{base}?{query}" if query else base


class KeepView(ActingView):
    """Keep the list as it is narrowed now."""

    permission = Permission.VIEW_REGISTER
    http_method_names = ["post"]

    def post(self, request: HttpRequest, page: str) -> HttpResponseBase:
        if page not in kept.LISTS:
            raise Http404
        query = kept.canonical(page, QueryDict(request.POST.get("query", "")[:4000]))
        try:
            row = kept_views.keep(page, request.POST.get("name", ""), query, by=self.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": row.name})
        return redirect(_address(page, query))


class KeptViewPage(ActingView):
    """Rename a view, or remove it. One that is not the member's own is not there."""

    permission = Permission.VIEW_REGISTER

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except KeptView.DoesNotExist:
            messages.error(request, _("That view is not here any more."))
            return redirect("diligence:partnership-list")

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = kept.own(self.actor, pk)
        return self._page(row, ViewNameForm(initial={"name": row.name}))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = kept.own(self.actor, pk)
        if "remove" in request.POST:
            kept_views.forget(pk, by=self.actor)
            messages.success(request, _("Removed the view “%(name)s”.") % {"name": row.name})
            return redirect(kept.LISTS[row.page].url)
        form = ViewNameForm(request.POST)
        if not form.is_valid():
            return self._page(row, form)
        try:
            row = kept_views.rename(pk, form.cleaned_data["name"], by=self.actor)
        except ValidationError as error:
            form.add_error("name", error.messages)
            return self._page(row, form)
        messages.success(request, _("It is called “%(name)s” now.") % {"name": row.name})
        return redirect(_address(row.page, row.query))

    def _page(self, row: KeptView, form: ViewNameForm) -> HttpResponse:
        context = {"view": row, "form": form, "list_url": _address(row.page, row.query)}
        return render(self.request, "diligence/kept/edit.html", context)
