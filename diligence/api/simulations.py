"""Simulations of drafts on earlier appraisals over the REST interface: start, read, cancel."""

import uuid
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import simulate
from diligence.api import draft_rows
from diligence.api.shapes import RefusalShape
from diligence.models import Simulation
from diligence.queries import simulations
from portal.api.base import actor_of
from portal.enums import Permission


class SimulationRow(serializers.ModelSerializer[Simulation]):
    """A simulation without its result. `stale`: the draft was changed since."""

    stale = serializers.SerializerMethodField()

    class Meta:
        model = Simulation
        fields = (
            "id", "draft", "revision", "digest", "state", "asked_at", "asked_by", "ended_at",
            "done", "total", "problem", "version", "stale",
        )  # fmt: skip
        read_only_fields = fields

    def get_stale(self, row: Simulation) -> bool:
        known: dict[uuid.UUID, str] = self.context.get("tried_now", {})
        if row.draft_id not in known:
            known[row.draft_id] = simulations.tried(row.draft)
        return row.digest != known[row.draft_id]


class SimulationShape(SimulationRow):
    """A simulation with its result: every count in two readings, `least` and `most`."""

    result = serializers.JSONField(read_only=True, allow_null=True)

    class Meta:
        model = Simulation
        fields = (*SimulationRow.Meta.fields, "result")
        read_only_fields = fields


def _found(request: Request, pk: uuid.UUID) -> Simulation:
    row = simulations.visible(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _whole(request: Request, simulation: Simulation) -> dict[str, Any]:
    """The simulation; units side by side only for those who see all of them, as on its page."""
    told: dict[str, Any] = dict(SimulationShape(simulation).data)
    limited = actor_of(request).unit_ids is not None
    if limited and told["result"] and "split" in told["result"]:
        split = {name: rows for name, rows in told["result"]["split"].items() if name != "unit"}
        told["result"] = {**told["result"], "split": split}
    return told


class Simulations(ListAPIView[Simulation]):
    """The simulations of a draft, the latest first, and starting one."""

    permission: ClassVar[Permission] = Permission.REVIEW
    serializer_class = SimulationRow

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "tried_now": {}}

    def get_queryset(self) -> Any:
        draft = draft_rows.found(self.request, self.kwargs["pk"])
        rows = simulations.of_draft(actor_of(self.request), draft)
        # A draft may have megabytes, and a page has many simulations of it.
        return rows.defer("document", "partial", "result", "draft__document", "draft__cases")

    @extend_schema(responses={200: SimulationRow(many=True), 404: RefusalShape})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=None, responses={202: SimulationShape, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        draft = draft_rows.found(request, pk)
        started = simulate.start(draft.pk, by=actor_of(request))
        return Response(_whole(request, started), status=status.HTTP_202_ACCEPTED)


class OneSimulation(APIView):
    """One simulation: how far it is, and its result once it is done."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(responses={200: SimulationShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_whole(request, _found(request, pk)))


class CancelSimulation(APIView):
    """Stop a simulation that waits or runs; what it counted so far is dropped."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(
        request=None, responses={200: SimulationShape, 404: RefusalShape, 403: RefusalShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        stopped = simulate.cancel(_found(request, pk).pk, by=actor_of(request))
        return Response(_whole(request, stopped))
