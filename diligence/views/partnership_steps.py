"""Steps of a partnership's life: end, resume, discard, restore, and taking a change back."""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import register as actions
from diligence.forms.partnerships import EndForm
from diligence.models import Partnership, PartnershipChange
from diligence.queries import partnerships as register
from portal import clock
from portal.authority import require
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class _Step(ActingView):
    """A step is looked at first (GET) and taken then (POST)."""

    permission = Permission.EDIT_REGISTER
    template: ClassVar[str]

    def row(self, pk: uuid.UUID) -> Partnership:
        return owned_or_404(Partnership, pk, register.of_units(self.actor))

    def ask(self, row: Partnership, **more: Any) -> HttpResponse:
        context = {
            "partnership": row,
            "list_url": reverse("diligence:partnership-list"),
            "cancel_url": reverse("diligence:partnership-detail", args=[row.pk]),
            **more,
        }
        return render(self.request, self.template, context)

    def refused(self, row: Partnership, error: ValidationError) -> HttpResponseBase:
        """Back to the partnership, which says why the step could not be taken."""
        messages.error(self.request, " ".join(error.messages))
        return redirect("diligence:partnership-detail", row.pk)

    def done(self, row: Partnership, text: str) -> HttpResponseBase:
        messages.success(self.request, text)
        return redirect("diligence:partnership-detail", row.pk)


class PartnershipEnd(_Step):
    template = "diligence/partnership/end.html"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        require(policy.may_end(self.actor, row))
        form = EndForm(initial={"ends_on": clock.today()})
        return self._ask(row, form)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.row(pk)
        require(policy.may_end(self.actor, row))
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                actions.end(row.pk, by=self.actor, ends_on=form.cleaned_data["ends_on"])
            except ValidationError as error:
                form.add_error("ends_on", error.messages)
            else:
                step = row.history.latest("revision")
                undo = undo_button(request, reverse("diligence:partnership-undo", args=[step.pk]))
                text = format_html(_("Ended “{}”. {}"), row.title, undo)
                return self.done(row, text)
        return self._ask(row, form)

    def _ask(self, row: Partnership, form: EndForm) -> HttpResponse:
        return self.ask(row, form=form, confirm_label=_("End partnership"), danger=False)


class PartnershipResume(_Step):
    template = "diligence/partnership/resume.html"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        require(policy.may_resume(self.actor, row))
        return self.ask(row, confirm_label=_("Resume partnership"), danger=False)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.row(pk)
        resumed = actions.resume(row.pk, by=self.actor)
        text = _("“%(title)s” goes on. State: %(state)s.")
        words = {"title": resumed.title, "state": resumed.get_state_display()}
        return self.done(row, text % words)


class PartnershipDiscard(_Step):
    template = "diligence/partnership/discard.html"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        submitted = register.was_submitted(row.pk)
        require(policy.may_discard(self.actor, row, submitted=submitted))
        return self.ask(row, confirm_label=_("Discard partnership"))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.row(pk)
        actions.discard(row.pk, by=self.actor)
        undo = undo_button(request, reverse("diligence:partnership-restore", args=[row.pk]))
        messages.success(request, format_html(_("Discarded “{}”. {}"), row.title, undo))
        return redirect("diligence:partnership-list")


class PartnershipRestore(_Step):
    template = "diligence/partnership/restore.html"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        require(policy.may_restore(self.actor, row))
        return self.ask(row, confirm_label=_("Restore partnership"), danger=False)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.row(pk)
        try:
            actions.restore(row.pk, by=self.actor)
        except ValidationError as error:
            return self.refused(row, error)
        return self.done(row, _("“%(title)s” is back in the register.") % {"title": row.title})


class PartnershipUndo(_Step):
    """Takes one step of the history back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        change = owned_or_404(PartnershipChange, pk)
        row = self.row(change.partnership_id)
        try:
            actions.undo(change.pk, by=self.actor)
        except ValidationError as error:
            return self.refused(row, error)
        except Partnership.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("The change was taken back."))
        return redirect("diligence:partnership-history", row.pk)


def undo_button(request: HttpRequest, url: str) -> SafeString:
    """A small form for a message: takes back what the message says was done."""
    return format_html(
        '<form method="post" action="{}" class="cluster">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="button button--small">{}</button></form>',
        url,
        get_token(request),
        _("Undo"),
    )
