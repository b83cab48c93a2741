"""What would X see? Choosing a role, and what it opens beside what the steward may open."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import matrix, seeing
from portal.enums import Permission, Role, permissions_of, roles_open_to
from portal.forms.members import ROLE_HINTS
from portal.queries import members as reading
from portal.views.base import ActingView


class SeeAs(forms.Form):
    """Roles and units to look with; no unit: the whole organisation."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: as somebody who works for the whole organisation."),
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        self.hints = {str(role): hint for role, hint in ROLE_HINTS.items()}
        self.fields["roles"].choices = [  # type: ignore[attr-defined]  # a choice field
            (role.value, role.label) for role in roles_open_to(kind)
        ]
        units = [(str(row.pk), row.name) for row in reading.units().filter(active=True)]
        self.fields["units"].choices = units  # type: ignore[attr-defined]
        if not units:
            del self.fields["units"]


class SeeingAs(ActingView):
    """The choice, and the list of what each role opens."""

    permission = Permission.MANAGE_MEMBERS
    step_up = True
    reads_freely = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, SeeAs(kind=self.request.acting.organisation.kind))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SeeAs(request.POST, kind=self.request.acting.organisation.kind)
        if not form.is_valid():
            return self._page(request, form)
        units = [uuid.UUID(key) for key in form.cleaned_data.get("units", [])]
        seeing.begin(
            request, self.request.acting, roles=form.cleaned_data["roles"], units=units or None
        )
        return redirect("portal:start")

    def _page(self, request: HttpRequest, form: SeeAs) -> HttpResponse:
        kind = self.request.acting.organisation.kind
        context = {"form": form, "roles": [self._opens(role) for role in roles_open_to(kind)]}
        return render(request, "portal/seeing/choose.html", context)

    def _opens(self, role: Role) -> dict[str, Any]:
        """What one role may do, and which of it the steward will not see for lack of their own."""
        acting = self.request.acting
        theirs = permissions_of(acting.organisation.kind, [role.value])
        lines = [
            line for line in matrix.lines(acting.organisation.kind) if line.permission in theirs
        ]
        return {
            "label": role.label,
            "seen": [line for line in lines if line.permission in acting.actor.permissions],
            "unseen": [line for line in lines if line.permission not in acting.actor.permissions],
            "addresses": sorted(
                {matrix.plain(entry.address) for line in lines for entry in line.entries}
            ),
        }


class StopSeeing(ActingView):
    """Back to one's own eyes; where nothing was chosen it changes nothing."""

    permission = None
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if seeing.end(request, self.actor):
            messages.success(request, _("You see with your own roles again."))
        return redirect("portal:start")
