"""Files that an organisation ticked: the hub's own copies, always a download."""

import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from advisory.models import ReceivedFile
from advisory.queries.dossiers import Shown
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class Download(ActingView):
    """The one door to a received file; those of other hubs are not there."""

    permission = Permission.ADVISE
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = owned_or_404(ReceivedFile, pk)
        try:
            content = default_storage.open(row.stored_as)
        except FileNotFoundError:
            told = _("“%(name)s” is not in the hub's storage any more. Tell your operator.")
            raise Refused(told % {"name": row.name}) from None
        response = FileResponse(
            content, as_attachment=True, filename=row.name, content_type=row.content_type
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        response.is_upload = True  # type: ignore[attr-defined]  # sandboxed by the middleware
        return response


def listed(shown: Shown) -> list[dict[str, object]]:
    """The files of a dossier, as the list of files takes them."""
    rows = ReceivedFile.objects.filter(dossier=shown.row)
    return [
        {
            "name": row.name,
            "url": reverse("advisory:received-file", args=[row.pk]),
            "size": row.size,
            "note": row.question,
            "hash": row.sha256,
        }
        for row in rows
    ]
