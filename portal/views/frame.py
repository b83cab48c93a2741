"""The frame's own pages: start, search, and switching the acting organisation."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.generic import View

from portal import acting, rooms
from portal.authority import Refused
from portal.models import Membership
from portal.tenancy import known_as
from portal.views.base import ActingView

SEARCH_LIMIT = 20


class Start(ActingView):
    """What needs you today, made of the sections that the rooms provide."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        given = rooms.start_sections(request)
        sections = [
            render_to_string(
                section.template, section.context | {"section": section.context}, request
            )
            for section in given
        ]
        headline = next((section.headline for section in given if section.headline), "")
        return render(request, "portal/start.html", {"sections": sections, "headline": headline})


class Search(ActingView):
    """One box for whatever the rooms of this member find."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()[:200]
        hits = rooms.search(request, text, SEARCH_LIMIT) if text else []
        return render(
            request,
            "portal/search.html",
            {"q": text, "hits": hits, "full": len(hits) >= SEARCH_LIMIT},
        )


class Switch(View):
    """Act for another organisation one is a member of."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("account_login")
        try:
            chosen = uuid.UUID(request.POST.get("membership", ""))
        except ValueError:
            raise Refused(_("Choose one of your organisations.")) from None
        with known_as(request.user.pk):
            membership = Membership.objects.filter(
                pk=chosen, user=request.user, active=True, owner__active=True
            ).first()
        if membership is None:
            raise Refused(_("You are not an active member of that organisation."))
        bound = acting.bound_to(request)
        if bound is not None and membership.owner_id != bound:
            raise Refused(
                _(
                    "You came through the sign-in of one organisation, and work for it alone until "
                    "you sign out. To act for another, sign in with your own password or passkey."
                )
            )
        acting.choose(request, membership)
        return redirect("portal:start")
