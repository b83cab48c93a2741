"""Is this file one of our editions? By its hash, among the reports one may read."""

import hashlib
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reporting.forms.reports import VerifyForm
from reporting.queries import reports
from reporting.views.reports import ReportView

NAMED_WITHIN: Final = 20 * 1024 * 1024
"""How much of a file is searched for the name of an edition, in bytes."""


class Verify(ReportView):
    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET.get("sha256", "")
        if not given:
            return self._page(VerifyForm())
        return self._answer(VerifyForm({"sha256": given}))

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._answer(VerifyForm(request.POST, request.FILES))

    def _answer(self, form: VerifyForm) -> HttpResponse:
        if not form.is_valid():
            return self._page(form, status=422)
        upload = form.cleaned_data["file"]
        if upload:
            sha256, data = _read(upload)
        else:
            sha256, data = form.cleaned_data["sha256"], b""
        found = reports.verify(sha256, data)
        return self._page(VerifyForm(), found=found, sha256=sha256)

    def _page(self, form: VerifyForm, status: int = 200, **more: object) -> HttpResponse:
        context = {"form": form, **more}
        return render(self.request, "reporting/publication/verify.html", context, status=status)


def _read(upload: "UploadedFile[bytes]") -> tuple[str, bytes]:
    """The hash of an upload, and its bytes as far as they are searched."""
    digest, kept = hashlib.sha256(), bytearray()
    for part in upload.chunks():
        digest.update(part)
        if len(kept) < NAMED_WITHIN:
            kept += part
    return digest.hexdigest(), bytes(kept)
