"""The register to take along: CSV or XLSX of what the list shows, on all its pages."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from diligence.actions import export
from diligence.domain.tlp import DEFAULT, NAMES
from diligence.exchange.spreadsheets import Format
from diligence.queries.partnerships import RegisterFilter
from portal import clock
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView

LABEL = NAMES[DEFAULT].replace(":", "-").replace("+", "-")
"""The label as a file's name can hold it: a CSV has no other place that programs don't read."""


class RegisterExport(ActingView):
    """`?format=csv|xlsx` and the parameters of the list."""

    step_up = True
    limit = "export"
    permission = Permission.EXPORT
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        try:
            form = Format(request.GET.get("format", "csv"))
        except ValueError:
            raise Refused(_("The register is exported as csv or xlsx.")) from None
        # A file rather than a stream of rows: after this request's transaction there are none.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        wanted = RegisterFilter.from_query(request.GET)
        try:
            export.register(by=self.actor, wanted=wanted, form=form, stream=file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"register-{clock.today().isoformat()}-{LABEL}.{form}",
            content_type=form.content_type,
        )
