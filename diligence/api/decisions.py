"""Measures, clearances and decisions over the REST interface."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import clear, decide, treat
from diligence.api.decision_shapes import (
    ChooseShape,
    ClearanceRow,
    DecideShape,
    DecisionRow,
    FindingShape,
    GroundShape,
    MeasureRow,
    MovedShape,
    PlanShape,
)
from diligence.api.shapes import ReasonShape, RefusalShape
from diligence.domain import basis
from diligence.domain.deciding import Draft, authority, courses
from diligence.domain.wording import Sentence
from diligence.enums import Course, Heed
from diligence.models import Appraisal, ChosenMeasure, Decision
from diligence.queries import appraisals, clearances, decisions, treatment
from portal import clock, looking
from portal.api.base import actor_of
from portal.enums import Permission


@contextmanager
def _in_http() -> Iterator[None]:
    """What is absent to this member is 404."""
    try:
        yield
    except ObjectDoesNotExist:
        raise Http404 from None


def _found(request: Request, pk: uuid.UUID) -> Appraisal:
    row: Appraisal | None = appraisals.without_answers(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    looking.note(row)
    return row


class Measures(APIView):
    """The measures of an appraisal's treatment, and choosing more from the catalogue."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.TREAT

    @extend_schema(responses={200: MeasureRow(many=True), 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(MeasureRow(treatment.of(_found(request, pk)), many=True).data)

    @extend_schema(request=ChooseShape, responses={201: MeasureRow(many=True), 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = ChooseShape(data=request.data)
        sent.is_valid(raise_exception=True)
        with _in_http():
            rows = treat.choose(pk, sent.validated_data["measures"], by=actor_of(request))
        return Response(MeasureRow(rows, many=True).data, status=status.HTTP_201_CREATED)


class OneMeasure(APIView):
    """One measure, and its plan."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.TREAT

    @extend_schema(responses={200: MeasureRow, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(MeasureRow(_measure(request, pk)).data)

    @extend_schema(request=PlanShape, responses={200: MeasureRow, 403: RefusalShape})
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        sent = PlanShape(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        revision = said.pop("revision")
        with _in_http():
            treat.plan(pk, treat.Plan(**said), by=actor_of(request), revision=revision)
        return Response(MeasureRow(_measure(request, pk)).data)


class _MeasureStep(APIView):
    """A step of one measure."""

    permission: ClassVar[Permission] = Permission.TREAT

    def step(self, request: Request, pk: uuid.UUID, move: Callable[[], object]) -> Response:
        with _in_http():
            move()
        return Response(MeasureRow(_measure(request, pk)).data)


class MeasureDone(_MeasureStep):
    @extend_schema(request=None, responses={200: MeasureRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return self.step(request, pk, lambda: treat.done(pk, by=actor_of(request)))


class MeasureAccept(_MeasureStep):
    @extend_schema(request=None, responses={200: MeasureRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return self.step(request, pk, lambda: treat.accept(pk, by=actor_of(request)))


class MeasureBack(_MeasureStep):
    @extend_schema(request=None, responses={200: MeasureRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return self.step(request, pk, lambda: treat.back(pk, by=actor_of(request)))


class MeasureDrop(_MeasureStep):
    @extend_schema(request=ReasonShape, responses={200: MeasureRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        because, by = _reason(request), actor_of(request)
        return self.step(request, pk, lambda: treat.drop(pk, by=by, because=because))


class MeasureRestore(_MeasureStep):
    @extend_schema(request=None, responses={200: MeasureRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return self.step(request, pk, lambda: treat.restore(pk, by=actor_of(request)))


class Clearances(APIView):
    """Recorded clearances of an appraisal's flags, and recording one."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.CLEAR

    @extend_schema(responses={200: ClearanceRow(many=True), 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(ClearanceRow(clearances.of(_found(request, pk)), many=True).data)

    @extend_schema(request=FindingShape, responses={201: ClearanceRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = FindingShape(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        flag = (said.pop("question"), said.pop("option"), said.pop("flag"))
        with _in_http():
            row = clear.record(pk, flag, clear.Finding(**said), by=actor_of(request))
        return Response(ClearanceRow(row).data, status=status.HTTP_201_CREATED)


class ClearanceEnd(APIView):
    """Say that a clearance no longer holds."""

    permission: ClassVar[Permission] = Permission.CLEAR

    @extend_schema(request=ReasonShape, responses={200: ClearanceRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        with _in_http():
            row = clear.end(pk, by=actor_of(request), because=_reason(request))
        return Response(ClearanceRow(row).data)


class Ground(APIView):
    """What a decision on an appraisal rests on now, and taking the decision on exactly that."""

    step_up = True
    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.DECIDE_LOW

    @extend_schema(responses={200: GroundShape, 403: RefusalShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_ground(decide.standing_ground(_found(request, pk))))

    @extend_schema(
        request=DecideShape, responses={201: DecisionRow, 403: RefusalShape, 409: MovedShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = DecideShape(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        try:
            with _in_http():
                taken = decide.decide(
                    pk, by=actor_of(request), draft=_draft(said), digest=said["digest"]
                )
        except decide.Moved as moved:
            body = {"detail": str(moved), "ground": _ground(moved.ground)}
            return Response(body, status=status.HTTP_409_CONFLICT)
        return Response(DecisionRow(taken).data, status=status.HTTP_201_CREATED)


class Decisions(ListAPIView[Decision]):
    """Every decision of the organisation, the newest first."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    serializer_class = DecisionRow

    def get_queryset(self) -> QuerySet[Decision]:
        rows = decisions.visible_to(actor_of(self.request))
        wanted = self.request.query_params.get("partnership", "")
        try:
            return rows.filter(partnership_id=uuid.UUID(wanted)) if wanted else rows
        except ValueError:
            return rows.none()


def _measure(request: Request, pk: uuid.UUID) -> ChosenMeasure:
    row = treatment.visible_to(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _reason(request: Request) -> str:
    sent = ReasonShape(data=request.data)
    sent.is_valid(raise_exception=True)
    because: str = sent.validated_data["because"]
    return because


def _draft(said: dict[str, Any]) -> Draft:
    followed = said.get("followed")
    return Draft(
        course=Course(said["verdict"]),
        reasons=said["reasons"],
        expires_on=said.get("expires_on"),
        heed=Heed(followed) if followed else None,
        heed_because=said.get("followed_because", ""),
        transfers_wait=said.get("transfers_wait", False),
    )


def _ground(ground: decisions.Ground) -> dict[str, Any]:
    case = ground.case(clock.today())
    return {
        "digest": ground.digest,
        "basis": ground.document,
        "authority": str(authority(case)),
        "band": ground.score.band,
        "target_band": str(ground.leaves.target.band),
        "actual_band": str(ground.leaves.actual.band),
        "outcome_then": ground.score.outcome,
        "outcome_now": str(ground.now.outcome),
        "consulted": str(case.consulted),
        "courses": [
            {"verdict": str(open_.course), "closed": _in_english(open_.reason)}
            for open_ in courses(case)
        ],
        "format": basis.FORMAT,
    }


def _in_english(reason: Sentence | None) -> str:
    return "" if reason is None else str(reason)
