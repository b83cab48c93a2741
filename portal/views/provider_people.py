"""Who signs in through a provider; disconnecting one of them; removing the provider."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.actions import provider_people
from portal.enums import ProviderState
from portal.models import IdentityProvider, Membership
from portal.queries import provider_people as reading
from portal.queries import providers
from portal.views.providers import PAGE, Changing, SignInPage

NAMED = 20
"""So many are named on the page that asks whether to remove it; then it says how many more."""


class People(SignInPage):
    """Members whose accounts are connected, and whether they have another way in."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        page = Paginator(reading.connected(row), PAGE).get_page(request.GET.get("page"))
        return render(request, "portal/providers/people.html", {"provider": row, "page": page})


class Disconnect(Changing):
    def get(self, request: HttpRequest, pk: uuid.UUID, member: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        context = {
            "provider": row,
            "member": self._member(pk, member),
            "confirm_label": _("Disconnect"),
            "cancel_url": reverse("portal:provider-people", args=[pk]),
        }
        return render(request, "portal/providers/disconnect.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID, member: uuid.UUID) -> HttpResponse:
        row = provider_people.disconnect(pk, member, by=self.actor)
        messages.success(request, _("Disconnected: %s") % row.user.get_full_name())
        return redirect("portal:provider-people", pk=pk)

    def _member(self, pk: uuid.UUID, member: uuid.UUID) -> Membership:
        found = reading.connected(self.found(pk)).filter(pk=member).first()
        if found is None:
            raise Http404(_("This member is not connected with the sign-in."))
        return found


class RemoveProvider(Changing):
    """Says who loses their only way in, and asks."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.found(pk))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        if request.POST.get("confirmation", "").strip() != row.name:
            return self._page(row, _("This is not the name. Type it as it stands above."))
        members = provider_people.remove(pk, by=self.actor)
        told = ngettext(
            "Removed: %(name)s. %(count)d member was connected with it.",
            "Removed: %(name)s. %(count)d members were connected with it.",
            members,
        )
        messages.success(request, told % {"name": row.name, "count": members})
        return redirect("portal:providers")

    def _page(self, row: IdentityProvider, error: str = "") -> HttpResponse:
        if row.state == ProviderState.LIVE:
            messages.info(self.request, _("People sign in through it. Switch it off first."))
            return redirect("portal:provider-off", pk=row.pk)
        losing = reading.losing_access(row)
        count = losing.count()
        context = {
            "provider": row,
            "connected": reading.connected(row).count(),
            "losing": losing[:NAMED],
            "losing_count": count,
            "more": max(0, count - NAMED),
            "domains": [each for each in providers.domains() if each.provider_id == row.pk],
            "confirm_word": row.name,
            "confirm_error": error,
            "confirm_label": _("Remove it"),
            "cancel_url": reverse("portal:provider", args=[row.pk]),
        }
        return render(self.request, "portal/providers/remove.html", context)
