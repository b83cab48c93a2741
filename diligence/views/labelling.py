"""The label of a file: read, and changed with a reason where it is lowered."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import labels
from diligence.forms.labels import RelabelForm
from diligence.models import Attachment
from diligence.queries import attachments
from diligence.views.consulting import with_problems
from portal.authority import require
from portal.enums import Permission
from portal.queries import members
from portal.views.base import ActingView, owned_or_404


class Label(ActingView):
    """Choose another label of the Traffic Light Protocol for a file."""

    permission = Permission.EDIT_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        named = [str(key) for key in row.tlp_recipients]
        return self._page(row, self._form(initial={"tlp": row.tlp, "recipients": named}))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row, form = self._row(pk), self._form(request.POST)
        if not form.is_valid():
            return self._page(row, form)
        told = form.cleaned_data
        try:
            labels.relabel(
                row.pk,
                told["tlp"],
                because=told["because"],
                recipients=[uuid.UUID(key) for key in told["recipients"]],
                by=self.actor,
            )
        except ValidationError as problem:
            return self._page(row, with_problems(form, problem))
        messages.success(request, _("The label is changed."))
        return redirect(_back(row))

    def _row(self, pk: uuid.UUID) -> Attachment:
        rows = attachments.visible_to(self.actor).select_related("partnership")
        row = owned_or_404(Attachment, pk, rows.filter(removed_at__isnull=True))
        require(policy.may_edit(self.actor, row.partnership))
        labels.require_opens(row, self.actor)
        return row

    def _form(self, *args: object, **more: object) -> RelabelForm:
        rows = members.members(active=True).select_related("user")
        named = [(str(row.user_id), row.user.name or row.user.email) for row in rows]
        return RelabelForm(*args, members=named, **more)

    def _page(self, row: Attachment, form: RelabelForm) -> HttpResponse:
        context = {
            "row": row,
            "form": form,
            "confirm_label": _("Change the label"),
            "cancel_url": _back(row),
            "danger": False,
        }
        return render(self.request, "diligence/partnership/file_label.html", context)


def _back(row: Attachment) -> str:
    return reverse("diligence:partnership-detail", args=[row.partnership_id]) + "#files"
