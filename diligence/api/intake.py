"""Imports of spreadsheets over the REST interface: file, mapping, dry run, storing, undoing."""

import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import intake, intake_run, intake_try
from diligence.api.intake_shapes import (
    BatchRow,
    BatchShape,
    FileShape,
    ImportRowShape,
    MappingShape,
)
from diligence.api.shapes import RefusalShape
from diligence.choices import ImportRowState
from diligence.models import ImportBatch, ImportRow
from diligence.queries import intake as imports
from portal.api.base import actor_of
from portal.enums import Permission


def _found(request: Request, pk: uuid.UUID) -> ImportBatch:
    row = imports.visible_to(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _whole(batch: ImportBatch) -> dict[str, Any]:
    """The import with how many rows are in each state, and its mapping as it is or is guessed."""
    found = imports.suggestion(batch)
    told = {
        "columns": found.reading.columns,
        "dates": found.reading.dates,
        "decimal": found.reading.decimal,
        "default_state": found.reading.state,
        "words": found.reading.words,
    }
    body: dict[str, Any] = dict(BatchRow(batch).data)
    return body | {"mapping": told, "rows": imports.counts(batch)}


class Imports(ListAPIView[ImportBatch]):
    """The imports of the organisation, and bringing in a file."""

    permission: ClassVar[Permission] = Permission.EDIT_REGISTER
    serializer_class = BatchRow
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return imports.visible_to(actor_of(self.request))

    @extend_schema(
        request={"multipart/form-data": FileShape}, responses={201: BatchShape, 400: RefusalShape}
    )
    def post(self, request: Request) -> Response:
        sent = FileShape(data=request.data)
        sent.is_valid(raise_exception=True)
        batch = intake.upload(sent.validated_data["file"], by=actor_of(request))
        return Response(BatchShape(_whole(batch)).data, status=status.HTTP_201_CREATED)


class OneImport(APIView):
    """One import: its mapping (until it is said: as guessed), and its rows counted by state."""

    permission: ClassVar[Permission] = Permission.EDIT_REGISTER

    @extend_schema(responses={200: BatchShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(BatchShape(_whole(_found(request, pk))).data)


class ImportRows(ListAPIView[ImportRow]):
    """The rows of an import with their problems and changes."""

    permission: ClassVar[Permission] = Permission.EDIT_REGISTER
    serializer_class = ImportRowShape

    def get_queryset(self) -> QuerySet[ImportRow]:
        batch = _found(self.request, self.kwargs["pk"])
        return imports.rows(batch, self.request._request.GET.get("state", ""))

    @extend_schema(
        parameters=[OpenApiParameter("state", str, enum=ImportRowState.values)],
        responses={200: ImportRowShape(many=True), 404: RefusalShape},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ImportMapping(APIView):
    """Say what the columns are, and try every row dry."""

    permission: ClassVar[Permission] = Permission.EDIT_REGISTER

    @extend_schema(
        request=MappingShape, responses={200: BatchShape, 400: RefusalShape, 404: RefusalShape}
    )
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        sent = MappingShape(data=request.data)
        sent.is_valid(raise_exception=True)
        given = dict(sent.validated_data)
        given |= {"fields": given.pop("columns"), "state": given.pop("default_state")}
        batch = intake_try.map_columns(pk, by=actor_of(request), **given)
        return Response(BatchShape(_whole(batch)).data)


class ImportStore(APIView):
    """Have the rows stored that are new or change something; GET the import to follow it."""

    permission: ClassVar[Permission] = Permission.EDIT_REGISTER

    @extend_schema(request=None, responses={202: BatchShape, 403: RefusalShape, 404: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        batch = intake_run.store(pk, by=actor_of(request))
        return Response(BatchShape(_whole(batch)).data, status=status.HTTP_202_ACCEPTED)


class ImportUndo(APIView):
    """Have everything undone that the import stored; what was worked on since is kept."""

    permission: ClassVar[Permission] = Permission.EDIT_REGISTER

    @extend_schema(request=None, responses={202: BatchShape, 403: RefusalShape, 404: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        batch = intake_run.undo(pk, by=actor_of(request))
        return Response(BatchShape(_whole(batch)).data, status=status.HTTP_202_ACCEPTED)
