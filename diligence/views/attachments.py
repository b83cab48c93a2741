"""Pages of files: add several at once, download through the one door, remove and bring back."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.actions import attach, labels
from diligence.forms.labels import FileLabelForm
from diligence.models import Appraisal, Attachment, ChosenMeasure, Partnership
from diligence.queries import attachments, partnerships, treatment
from portal.enums import Permission, Tlp
from portal.views import download
from portal.views.base import ActingView, owned_or_404

MOST_AT_ONCE = 20
_UNDO = '{} <a href="{}">{}</a>'


def _back(request: HttpRequest, partnership_id: uuid.UUID, row: Attachment | None = None) -> str:
    """The page of this portal the form came from, or else where the file stands."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    if row is not None and row.measure_id is not None:
        return reverse("diligence:measure", args=[row.measure_id]) + "#files"
    if row is not None and row.clearance is not None:
        return reverse("diligence:treatment", args=[row.clearance.appraisal_id]) + "#flags-now"
    return reverse("diligence:partnership-detail", args=[partnership_id]) + "#files"


class Add(ActingView):
    """Keep one or more files with a partnership, or as evidence for an answer or a measure."""

    limit = "upload"
    permission = Permission.VIEW_REGISTER
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        partnership = owned_or_404(Partnership, pk, partnerships.visible_to(self.actor))
        appraisal, measure = self._appraisal(partnership), self._measure(partnership)
        uploads = [file for _name, files in request.FILES.lists() for file in files]
        if not uploads:
            messages.error(request, _("Choose a file first."))
        if len(uploads) > MOST_AT_ONCE:
            messages.error(
                request, _("Choose at most %(most)s files at once.") % {"most": MOST_AT_ONCE}
            )
            uploads = []
        kept = sum(self._kept(partnership, upload, appraisal, measure) for upload in uploads)
        if kept:
            told = ngettext("%(kept)s file was added.", "%(kept)s files were added.", kept)
            messages.success(request, told % {"kept": kept})
        return redirect(_back(request, partnership.pk))

    def _appraisal(self, partnership: Partnership) -> Appraisal | None:
        given = self.request.POST.get("appraisal", "")
        if not given:
            return None
        try:
            key = uuid.UUID(given)
        except ValueError:
            raise Http404 from None
        rows = Appraisal.objects.filter(partnership=partnership)
        found: Appraisal = owned_or_404(
            Appraisal, key, rows.select_related("partnership", "version")
        )
        return found

    def _measure(self, partnership: Partnership) -> ChosenMeasure | None:
        given = self.request.POST.get("measure", "")
        if not given:
            return None
        try:
            key = uuid.UUID(given)
        except ValueError:
            raise Http404 from None
        rows = treatment.visible_to(self.actor).filter(appraisal__partnership=partnership)
        found: ChosenMeasure = owned_or_404(ChosenMeasure, key, rows)
        return found

    def _kept(
        self,
        partnership: Partnership,
        upload: UploadedFile[bytes],
        appraisal: Appraisal | None,
        measure: ChosenMeasure | None,
    ) -> bool:
        question = self.request.POST.get("question", "") if appraisal is not None else ""
        label = FileLabelForm(self.request.POST)
        try:
            with transaction.atomic():
                row = attach.add(
                    by=self.actor,
                    partnership=partnership,
                    upload=upload,
                    appraisal=appraisal,
                    question=question,
                    measure=measure,
                    tlp=label.cleaned_data["tlp"] if label.is_valid() else Tlp.AMBER_STRICT,
                )
        except ValidationError as error:
            for message in error.messages:
                messages.error(self.request, message)
            return False
        if told := attach.told_unread(row):
            messages.warning(self.request, told)
        return True


class Download(ActingView):
    """The one door to a file: always a download, never a page."""

    permission = Permission.VIEW_REGISTER
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = owned_or_404(Attachment, pk, attachments.visible_to(self.actor))
        labels.require_opens(row, self.actor)
        try:
            return download.answer(row.stored_as, name=row.name, content_type=row.content_type)
        except FileNotFoundError:
            return render(
                request, "diligence/partnership/file_missing.html", {"row": row}, status=410
            )


class Remove(ActingView):
    """Take a file away (asked first where there is no JavaScript), or bring it back."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        wanted = "restore" in request.GET
        context = {
            "row": row,
            "restoring": wanted,
            "confirm_label": _("Bring back") if wanted else _("Remove file"),
            "cancel_url": _back(request, row.partnership_id, row),
            "danger": not wanted,
        }
        return render(request, "diligence/partnership/file_remove.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        if "restore" in request.GET:
            attach.restore(row.pk, by=self.actor)
            messages.success(request, _("“%(name)s” is back.") % {"name": row.told_name})
        else:
            attach.remove(row.pk, by=self.actor)
            told = _("“%(name)s” was removed.") % {"name": row.told_name}
            undo = reverse("diligence:attachment-remove", args=[row.pk]) + "?restore=1"
            messages.success(request, format_html(_UNDO, told, undo, _("Bring it back")))
        return redirect(_back(request, row.partnership_id, row))

    def _row(self, pk: uuid.UUID) -> Attachment:
        rows = attachments.visible_to(self.actor).select_related("partnership", "clearance")
        return owned_or_404(Attachment, pk, rows)
