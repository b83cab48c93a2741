"""Questionnaires from files and to files, over the REST interface."""

import uuid
from typing import Any, ClassVar

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions.draft_import import bring_in
from diligence.api.shapes import RefusalShape
from diligence.exchange.exporting import ExportFormat
from diligence.exchange.losses import FormRefusedError, LossKind
from diligence.exchange.tables import FileRefusedError
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts, exports
from diligence.queries.sentences import spoken
from portal.api.base import actor_of
from portal.enums import Permission

_FORMAT = OpenApiParameter(
    "form", str, OpenApiParameter.PATH, enum=[form.value for form in ExportFormat]
)
_FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file, as an attachment.")
FAULTS_SHOWN = 100


class QuestionnaireFileShape(serializers.Serializer[Any]):
    """One file, as multipart/form-data; names given here count before the file's own."""

    file = serializers.FileField(
        allow_empty_file=True,
        help_text="JSON, XLSForm (XLSX, XLS, CSV) or REDCap (CSV, project XML)",
    )
    language = serializers.RegexField(
        r"^[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*$",
        required=False,
        default="en",
        help_text="Of texts whose language the file doesn't tell.",
    )
    title = serializers.CharField(required=False, default="", max_length=200)
    key = serializers.CharField(required=False, default="", max_length=60)
    edition = serializers.CharField(required=False, default="", max_length=30)


class LossShape(serializers.Serializer[Any]):
    """One thing that was left out or changed; `row` is 0 for the whole sheet or form."""

    kind = serializers.ChoiceField([kind.value for kind in LossKind])
    sheet = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField()


class ImportedQuestionnaireShape(serializers.Serializer[Any]):
    """The draft that a file became."""

    draft = serializers.UUIDField(source="pk")
    key = serializers.CharField()
    title = serializers.CharField()
    edition = serializers.CharField()
    filename = serializers.CharField(source="imported.filename")
    format = serializers.ChoiceField(["ajar", "xlsform", "redcap"], source="imported.format")
    losses = LossShape(many=True, source="imported.losses")


class FaultyFormShape(serializers.Serializer[Any]):
    """Why a form was not imported: every place where it contradicts itself, at most a hundred."""

    detail = serializers.CharField()
    faults = LossShape(many=True)


class ImportQuestionnaire(APIView):
    """A questionnaire from a file: a draft, with everything that could not be kept."""

    limit = "upload"
    permission: ClassVar[Permission] = Permission.AUTHOR
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": QuestionnaireFileShape},
        responses={201: ImportedQuestionnaireShape, 400: FaultyFormShape, 403: RefusalShape},
    )
    def post(self, request: Request) -> Response:
        sent = QuestionnaireFileShape(data=request.data)
        sent.is_valid(raise_exception=True)
        given = dict(sent.validated_data)
        file = given.pop("file")
        try:
            row = bring_in(actor_of(request), file, name=file.name, size=file.size, **given)
        except FileRefusedError as error:
            raise ValidationError({"file": [spoken(error.sentence)]}) from None
        except FormRefusedError as error:
            told = {
                "detail": _("The form contradicts itself; each place is listed."),
                "faults": [fault.as_json() for fault in error.faults[:FAULTS_SHOWN]],
            }
            return Response(told, status=status.HTTP_400_BAD_REQUEST)
        return Response(ImportedQuestionnaireShape(row).data, status=status.HTTP_201_CREATED)


def _format(written: str) -> ExportFormat:
    try:
        return ExportFormat(written)
    except ValueError:
        raise Http404 from None


def _file(name: str, form: ExportFormat, stream: Any) -> FileResponse:
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"{name}.{form.extension}",
        content_type=form.content_type,
    )


class EditionExport(APIView):
    """An edition as JSON (its own bytes), XLSForm or REDCap data dictionary."""

    limit = "export"
    permission: ClassVar[Permission] = Permission.VIEW_QUESTIONNAIRES

    @extend_schema(parameters=[_FORMAT], responses={200: _FILE, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID, form: str) -> FileResponse:
        version = QuestionnaireVersion.objects.filter(pk=pk).first()
        if version is None:
            raise Http404
        wanted = _format(form)
        name = f"{version.key}-{version.edition}"
        return _file(name, wanted, exports.of_edition(version, wanted))


class DraftExport(APIView):
    """A draft as JSON (with its worked cases), XLSForm or REDCap data dictionary."""

    limit = "export"
    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(
        parameters=[_FORMAT], responses={200: _FILE, 403: RefusalShape, 404: RefusalShape}
    )
    def get(self, request: Request, pk: uuid.UUID, form: str) -> FileResponse:
        draft: Draft | None = drafts.visible(actor_of(request)).filter(pk=pk).first()
        if draft is None:
            raise Http404
        wanted = _format(form)
        name = f"{draft.key}-{draft.edition}-draft"
        return _file(name, wanted, exports.of_draft(draft, wanted))
