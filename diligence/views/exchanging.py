"""Questionnaires from files and to files: import with its losses, export of editions and drafts."""

import csv
import io
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from diligence.actions.draft_import import bring_in
from diligence.exchange import questionnaire_files
from diligence.exchange.exporting import ExportFormat
from diligence.exchange.losses import FormRefusedError, Loss
from diligence.exchange.spreadsheets import as_text
from diligence.exchange.tables import FileRefusedError
from diligence.forms.exchanging import QuestionnaireFileForm
from diligence.models import QuestionnaireVersion
from diligence.policy import authoring
from diligence.queries import exports, losses
from diligence.queries.sentences import spoken
from diligence.views.draft_frame import DraftPage
from diligence.views.partnerships import page_number
from portal.authority import Refused, require
from portal.enums import Permission
from portal.views.base import ActingView

PER_PAGE = 50
FAULTS_SHOWN = 100


class ImportQuestionnaire(ActingView):
    """Choose the file. It becomes a draft, or nothing at all."""

    limit = "upload"
    permission = Permission.AUTHOR

    def get(self, request: HttpRequest) -> HttpResponse:
        require(authoring.may_begin(self.actor))
        return self._page(QuestionnaireFileForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = QuestionnaireFileForm(request.POST, request.FILES)
        faults: tuple[Loss, ...] = ()
        if form.is_valid():
            given = dict(form.cleaned_data)
            file = given.pop("file")
            given["language"] = given["language"] or "en"
            try:
                row = bring_in(self.actor, file, name=file.name, size=file.size, **given)
            except FileRefusedError as error:
                form.add_error("file", spoken(error.sentence))
            except FormRefusedError as error:
                faults = error.faults
                form.add_error("file", _("The form contradicts itself; see the list below."))
            except ValidationError as error:
                _add(form, error)
            else:
                messages.success(request, _("The file became a draft. Nothing is published."))
                return redirect("diligence:draft-files", row.pk)
        return self._page(form, faults, status=422)

    def _page(
        self, form: QuestionnaireFileForm, faults: tuple[Loss, ...] = (), status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "size": questionnaire_files.FILE_MAX,
            "faults": [_fault(fault) for fault in faults[:FAULTS_SHOWN]],
            "more": max(0, len(faults) - FAULTS_SHOWN),
        }
        return render(self.request, "diligence/exchange/import.html", context, status=status)


def _add(form: QuestionnaireFileForm, error: ValidationError) -> None:
    """What is wrong by field; what names no field of the form stands at the file."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"file": error.messages}
    for name, problems in by_field.items():
        form.add_error(name if name in form.fields else "file", problems)


def _fault(fault: Loss) -> dict[str, Any]:
    place = " · ".join(str(part) for part in (fault.sheet, fault.row or "", fault.column) if part)
    return {"place": place, "what": fault.what, "why": _(fault.why) if fault.why else ""}


class DraftFiles(DraftPage):
    """What the import lost, and the formats the draft can be had in."""

    tab = "files"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        kind = request.GET.get("kind", "")
        counted = losses.counted(draft)
        if kind not in {name for name, _label, _count in counted}:
            kind = ""
        pages = Paginator(list(losses.losses(draft, kind)), PER_PAGE)
        format_ = (draft.imported or {}).get("format", "")
        return self.page(
            draft,
            "files",
            page=pages.get_page(page_number(request)),
            imported=draft.imported,
            format=losses.FORMATS.get(format_, format_),
            counted=counted,
            total=sum(count for _kind, _label, count in counted),
            kind=kind,
            unreadable=exports.refusal(draft),
        )


class DraftLosses(DraftPage):
    """The losses as CSV, safe to open in a spreadsheet."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        text = io.StringIO()
        text.write("\ufeff")
        writer = csv.writer(text)
        titles = (_("Kind"), _("Sheet"), _("Row"), _("Column"), _("What"), _("Why"))
        writer.writerow(titles)
        for loss in losses.losses(draft, request.GET.get("kind", "")):
            row = str(loss.row) if loss.row else ""
            cells = (loss.label, loss.sheet, row, loss.column, loss.what, loss.why)
            writer.writerow([as_text(cell) for cell in cells])
        return HttpResponse(
            text.getvalue(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="import-losses.csv"'},
        )


def _format(written: str) -> ExportFormat:
    try:
        return ExportFormat(written)
    except ValueError:
        raise Refused(_("Questionnaires come as json, xlsform or redcap.")) from None


def _file(name: str, form: ExportFormat, stream: io.BytesIO) -> FileResponse:
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"{get_valid_filename(name) or 'questionnaire'}.{form.extension}",
        content_type=form.content_type,
    )


class DraftExport(DraftPage):
    """The draft in one of the formats."""

    step_up = True
    limit = "export"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID, format: str) -> HttpResponseBase:
        draft = self.load(pk)
        form = _format(format)
        return _file(f"{draft.key}-{draft.edition}-draft", form, exports.of_draft(draft, form))


class EditionExports(ActingView):
    """The formats an edition can be had in."""

    permission = Permission.VIEW_QUESTIONNAIRES
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        context = {"version": edition(pk)}
        return render(request, "diligence/exchange/export.html", context)


class EditionExport(ActingView):
    """The edition in one of the formats."""

    step_up = True
    limit = "export"
    permission = Permission.VIEW_QUESTIONNAIRES
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID, format: str) -> HttpResponseBase:
        version = edition(pk)
        form = _format(format)
        return _file(f"{version.key}-{version.edition}", form, exports.of_edition(version, form))


def edition(pk: uuid.UUID) -> QuestionnaireVersion:
    """A published edition that the organisation may read, or 404."""
    version = QuestionnaireVersion.objects.filter(pk=pk).first()
    if version is None:
        raise Http404(_("There is no such questionnaire, or it is not for your organisation."))
    return version
