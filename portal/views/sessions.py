"""Where one is signed in, and ending it: for the person alone."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from portal import devices, sessions
from portal.matrix import Audience
from portal.sessions import Rule
from portal.views.account import YourRequest, sees_all

PAGE = 50


class Sessions(LoginRequiredMixin, View):
    """One's own sessions, the present one marked."""

    audience: ClassVar[Audience] = Audience.SIGNED_IN
    request: YourRequest

    def get(self, request: HttpRequest) -> HttpResponse:
        here, every = sessions.here(request), sees_all(self.request)
        rows: list[dict[str, Any]] = [
            {
                "id": row.pk,
                "label": devices.label_of(row.user_agent),
                "address": row.ip,
                "since": row.created_at,
                "seen": row.last_seen_at,
                "here": row.session_key == here,
            }
            for row in sessions.of_user(self.request.user)
            if every or row.session_key == here
        ]
        current = self.request.acting
        context = {
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "others": sum(not row["here"] for row in rows),
            "limited": not every,
            "rule": Rule.of(current.security if current else None),
        }
        return render(request, "portal/sessions/list.html", context)


class Stay(LoginRequiredMixin, View):
    """Tells a page how long its session still lasts; asked because somebody acts, it lasts on.

    With the token of forms, for whoever signed in anew in another window, and for whom they act.
    """

    audience: ClassVar[Audience] = Audience.SIGNED_IN
    request: YourRequest

    def get(self, request: HttpRequest) -> HttpResponse:
        current = self.request.acting
        rule = Rule.of(current.security if current else None)
        if not sessions.by_itself(request):
            sessions.touch(request.session)
        idle, most = sessions.left(request.session, rule)
        hat = str(current.membership.pk if current else self.request.user.pk)
        told = {"idle": idle, "most": most, "hat": hat, "token": get_token(request)}
        return JsonResponse(told)


class EndSession(LoginRequiredMixin, View):
    """Ends one of one's own sessions; the present one is ended by signing out."""

    audience: ClassVar[Audience] = Audience.SIGNED_IN
    request: YourRequest

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not sees_all(self.request):
            return render(request, "portal/stepup/bound.html", status=403)
        ended = sessions.end(self.request.user, pk, but=sessions.here(request))
        if ended is None:
            messages.info(request, _("That session had ended already."))
        else:
            messages.success(request, _("That session is ended: whoever uses it is signed out."))
        return redirect("portal:you-sessions")


class EndOtherSessions(LoginRequiredMixin, View):
    """Ends all of one's sessions but the present one."""

    audience: ClassVar[Audience] = Audience.SIGNED_IN
    request: YourRequest

    def post(self, request: HttpRequest) -> HttpResponse:
        if not sees_all(self.request):
            return render(request, "portal/stepup/bound.html", status=403)
        ended = sessions.end_others(self.request.user, but=sessions.here(request))
        told = ngettext(
            "%(count)d other session is ended.", "%(count)d other sessions are ended.", ended
        )
        messages.success(request, told % {"count": ended})
        return redirect("portal:you-sessions")
