"""Our own key for a SAML provider: published, renewed, retired."""

import uuid
from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.actions import provider_keys, provider_rotation
from portal.enums import ProviderProtocol
from portal.models import IdentityProvider
from portal.queries import providers as reading
from portal.views.providers import Changing


class OwnKey(Changing):
    """Prepare the next key, sign with it, take the former one away: three steps, each undone by
    none of the others but the last."""

    reads_freely: ClassVar[bool] = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._saml(pk)
        spare = row.sp_spare_certificate
        context = {
            "provider": row,
            "addresses": reading.addresses(row.key, row.protocol),
            "present": provider_keys.described(row.sp_certificate) if row.sp_certificate else None,
            "spare": provider_keys.described(spare) if spare else None,
            "former": row.sp_spare_former,
        }
        return render(request, "portal/providers/key.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._saml(pk)
        what = request.POST.get("what")
        if what == "prepare":
            provider_rotation.prepare(pk, by=self.actor)
            messages.success(request, _("The next key is published. Nothing is signed with it."))
        elif what == "swap":
            provider_rotation.swap(pk, by=self.actor)
            messages.success(request, _("Requests are signed with the other key from now on."))
        elif what == "retire":
            provider_rotation.retire(pk, by=self.actor)
            messages.success(request, _("One key is left; the other opens nothing any more."))
        return redirect("portal:provider-key", pk=row.pk)

    def _saml(self, pk: uuid.UUID) -> IdentityProvider:
        row = self.found(pk)
        if row.protocol != ProviderProtocol.SAML:
            raise Http404(_("Only SAML has a key of ours. With OpenID there is the secret."))
        return row
