"""A member's own mail and calendar, the calendar itself, and the organisation's reminders."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diligence.actions import calendar, digest, remind
from diligence.choices import DigestRhythm
from diligence.domain.reminding import FARTHEST
from diligence.forms.workplan import ReminderForm, RhythmForm
from diligence.queries import due
from portal.enums import LinkPurpose, OrganisationKind, Permission
from portal.queries import members
from portal.views.base import ActingView
from portal.views.shared import SharedView


class Own(ActingView):
    """How this member is told what is due: by mail, and by calendar."""

    permission = Permission.DECIDE_LOW

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(RhythmForm(initial={"rhythm": digest.rhythm_of(self.actor)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RhythmForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        digest.choose(DigestRhythm(form.cleaned_data["rhythm"]), by=self.actor)
        messages.success(request, _("Your choice is saved."))
        return redirect("diligence:workplan-own")

    def _page(self, form: RhythmForm) -> HttpResponse:
        link = members.shared_link(LinkPurpose.CALENDAR, self.request.acting.membership.pk)
        return render(self.request, "diligence/workplan/own.html", {"form": form, "link": link})


class CalendarOpen(ActingView):
    """A new private address; it is shown on this answer and never again."""

    permission = Permission.DECIDE_LOW
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        link = calendar.open_address(by=self.actor)
        return render(request, "diligence/workplan/calendar_made.html", {"made": link})


class CalendarClose(ActingView):
    permission = Permission.DECIDE_LOW
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        calendar.close_address(by=self.actor)
        messages.success(request, _("The address of your calendar works no longer."))
        return redirect("diligence:workplan-own")


class Feed(SharedView):
    """The calendar, for whoever has its address."""

    purpose = LinkPurpose.CALENDAR

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        content = calendar.content(self.link.subject)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="ajar.ics"'
        return response


class Reminders(ActingView):
    """On which days the organisation is reminded, for each kind of thing that is due."""

    permission = Permission.MANAGE_SETTINGS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        current = getattr(request, "acting", None)
        if current is not None and current.organisation.kind != OrganisationKind.RESEARCH:
            raise Http404(_("Only research organisations have due dates here."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ReminderForm(offsets=due.offsets()))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "usual" in request.POST:
            remind.back_to_usual(by=self.actor)
            messages.success(request, _("The usual reminders are back."))
            return redirect("diligence:reminders")
        form = ReminderForm(request.POST, offsets=due.offsets())
        if not form.is_valid():
            return self._page(form)
        remind.set_offsets(form.offsets(), by=self.actor)
        messages.success(request, _("The reminders are saved."))
        return redirect("diligence:reminders")

    def _page(self, form: ReminderForm) -> HttpResponse:
        context = {"form": form, "farthest": FARTHEST}
        return render(self.request, "diligence/workplan/reminders.html", context)
