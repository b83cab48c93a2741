"""Files that an organisation ticked: the hub's own copies, always a download."""

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from advisory.models import ReceivedFile
from advisory.queries.dossiers import Shown
from portal.authority import Refused
from portal.enums import Permission
from portal.views import download
from portal.views.base import ActingView, owned_or_404


class Download(ActingView):
    """The one door to a received file; those of other hubs are not there."""

    permission = Permission.ADVISE
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = owned_or_404(ReceivedFile, pk)
        try:
            return download.answer(row.stored_as, name=row.name, content_type=row.content_type)
        except FileNotFoundError:
            told = _("“%(name)s” is not in the hub's storage any more. Tell your operator.")
            raise Refused(told % {"name": row.name}) from None


def listed(shown: Shown) -> list[dict[str, object]]:
    """The files of a dossier, as the list of files takes them."""
    rows = ReceivedFile.objects.filter(dossier=shown.row)
    return [
        {
            "name": row.name,
            "url": reverse("advisory:received-file", args=[row.pk]),
            "size": row.size,
            "note": " · ".join(filter(None, [row.question, row.get_tlp_display()])),
            "hash": row.sha256,
        }
        for row in rows
    ]
