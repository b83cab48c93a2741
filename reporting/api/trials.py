"""Simulations of a ministry's drafts on its Member State's appraisals: start, read, cancel."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.domain.simulating import LEAST, MOST
from portal.api.base import actor_of
from portal.enums import Permission
from reporting.actions import simulate
from reporting.domain.cells import TOTAL
from reporting.domain.rows import BEFORE
from reporting.models import PolicySimulation
from reporting.queries import trials
from reporting.queries.dashboard import Status

READINGS: Final = (BEFORE, LEAST, MOST)


# --- Shapes -------------------------------------------------------------------------------------
class TrialRefusalShape(serializers.Serializer[Any]):
    detail = serializers.CharField(help_text="Why, in a sentence.")


class TrialRow(serializers.ModelSerializer[PolicySimulation]):
    """A simulation without its result. `since`, `period`: its first and last closed quarter."""

    class Meta:
        model = PolicySimulation
        fields: tuple[str, ...] = (
            *("id", "draft", "title", "revision", "digest", "since", "period", "state"),
            *("asked_at", "asked_by", "ended_at", "done", "total", "problem"),
        )
        read_only_fields = fields


class TrialFigureShape(serializers.Serializer[Any]):
    value = serializers.IntegerField(allow_null=True, help_text="Rounded to five.")
    status = serializers.ChoiceField([str(Status.FINAL), str(Status.CONFIDENTIAL)])


class TrialTableRowShape(serializers.Serializer[Any]):
    row = serializers.CharField()
    values = serializers.DictField(child=TrialFigureShape(), help_text="By outcome.")


class TrialTableShape(serializers.Serializer[Any]):
    reading = serializers.ChoiceField(READINGS)
    split = serializers.CharField(help_text="What the rows are: before, technology or type.")
    rows = TrialTableRowShape(many=True)


class TrialShape(TrialRow):
    """A simulation with the tables that passed the disclosure control, if any did."""

    tables = serializers.SerializerMethodField()

    class Meta(TrialRow.Meta):
        fields = (*TrialRow.Meta.fields, "tables")
        read_only_fields = fields

    @extend_schema_field(TrialTableShape(many=True))
    def get_tables(self, trial: PolicySimulation) -> list[dict[str, Any]]:
        """Nothing else of the result: what is no table was cleared for the page beside them."""
        told: Mapping[str, Any] = (trial.result or {}).get("tables") or {}
        return list(_tables(told))


class TrialSent(serializers.Serializer[Any]):
    draft = serializers.UUIDField()


def _tables(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for reading in READINGS:
        for split, table in told.get(reading, {}).items():
            rows = [
                {"row": row, "values": {n: _figure(v) for n, v in table["cells"][row].items()}}
                for row in (*table["rows"], TOTAL)
            ]
            yield {"reading": reading, "split": split, "rows": rows}


def _figure(value: int | str) -> dict[str, Any]:
    """All that is withheld looks the same: which rule withheld it is nobody's business."""
    if isinstance(value, int):
        return {"value": value, "status": str(Status.FINAL)}
    return {"value": None, "status": str(Status.CONFIDENTIAL)}


# --- Routes -------------------------------------------------------------------------------------
class Trials(ListAPIView[PolicySimulation]):
    """The ministry's simulations, the latest first, and starting one."""

    permission: ClassVar[Permission] = Permission.VIEW_FIGURES
    serializer_class = TrialRow

    def get_queryset(self) -> QuerySet[PolicySimulation]:
        rows = trials.visible(actor_of(self.request)).defer("document", "result")
        wanted = self.request.query_params.get("draft", "")
        return rows.filter(draft=_key(wanted)) if wanted else rows

    @extend_schema(
        parameters=[OpenApiParameter("draft", str, description="Only simulations of this draft.")],
        responses={200: TrialRow(many=True), 403: TrialRefusalShape},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=TrialSent,
        responses={
            202: TrialShape,
            403: TrialRefusalShape,
            404: OpenApiResponse(TrialRefusalShape, description="There is no such draft."),
        },
    )
    def post(self, request: Request) -> Response:
        sent = TrialSent(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            row = simulate.start(sent.validated_data["draft"], by=actor_of(request))
        except LookupError:
            raise Http404 from None
        return Response(TrialShape(row).data, status=status.HTTP_202_ACCEPTED)


class OneTrial(APIView):
    """One simulation: how far it is, and its tables once it is done."""

    permission: ClassVar[Permission] = Permission.VIEW_FIGURES

    @extend_schema(responses={200: TrialShape, 404: TrialRefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(TrialShape(_found(request, pk)).data)


class CancelTrial(APIView):
    """Stop a simulation that waits or runs; it does not count among those that are possible."""

    permission: ClassVar[Permission] = Permission.VIEW_FIGURES

    @extend_schema(
        request=None, responses={200: TrialShape, 403: TrialRefusalShape, 404: TrialRefusalShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        row = simulate.cancel(_found(request, pk).pk, by=actor_of(request))
        return Response(TrialShape(row).data)


def _found(request: Request, pk: uuid.UUID) -> PolicySimulation:
    row = trials.visible(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValidationError({"draft": _("Give the id of a draft.")}) from None
