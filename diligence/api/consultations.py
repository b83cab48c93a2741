"""Where a case leads, its dossier, and its consultation over the REST interface."""

import json
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import send
from diligence.actions.dossier import Confirmed, preview
from diligence.api.appraisals import found_or_404, in_http, reason_in, treatments_in
from diligence.api.shapes import (
    ConsultationShape,
    DossierShape,
    ReasonShape,
    RefusalShape,
    ReplyShape,
    RouteShape,
    SendShape,
)
from diligence.choices import AppraisalState
from diligence.domain import dossier as dossiers
from diligence.domain.guard import Found, Treatments
from diligence.domain.wording import spoken
from diligence.models import Appraisal, Consultation, Dossier
from diligence.queries import consultations, dossier, routes
from diligence.queries.leaving import looked
from portal.api.base import actor_of
from portal.enums import Permission, Tlp


class Dossiers(APIView):
    """The dossier as it would travel while the answers are open; then the latest frozen one."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(
        parameters=[
            OpenApiParameter("include", str, many=True, description="keys of offered items"),
            OpenApiParameter("redact", str, many=True, description="keys of findings"),
            OpenApiParameter("kind", str, enum=["full", "triage"]),
        ],
        responses={200: DossierShape, 404: RefusalShape, 409: RefusalShape},
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        appraisal = found_or_404(request, pk)
        if appraisal.state == AppraisalState.ANSWERING:
            return Response(_preview(request, appraisal))
        stored = dossier.stored_of(pk)
        if not stored:
            detail = "There is no dossier: the appraisal was never submitted."
            return Response({"detail": detail}, status=status.HTTP_409_CONFLICT)
        return Response(_frozen(stored[0]))


class Route(APIView):
    """Where the present submission leads, or the triage before it, with every rule that fired."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: RouteShape, 404: RefusalShape, 409: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        appraisal = found_or_404(request, pk)
        row = routes.of_submission(appraisal, appraisal.submission)
        if row is None:
            detail = "The present answers lead nowhere yet: submit them, or wait for the score."
            return Response({"detail": detail}, status=status.HTTP_409_CONFLICT)
        shape = {
            "submission": row.submission,
            "leads_to": row.leads_to,
            "rule": row.rule,
            "because": routes.reasons_of(row),
            "legal": row.document["legal"],
            "unknown": row.document["unknown"],
            "routed_at": row.routed_at,
        }
        return Response(RouteShape(shape).data)


class Consultations(APIView):
    """The newest consultation of an appraisal."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: ConsultationShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        row = consultations.latest_of(found_or_404(request, pk).pk)
        if row is None:
            raise Http404
        return Response(ConsultationShape(row).data)


class _Step(APIView):
    """A step of the open consultation of an appraisal."""

    permission: ClassVar[Permission] = Permission.REFER

    def step(
        self, request: Request, pk: uuid.UUID, act: Callable[[uuid.UUID], Consultation]
    ) -> Response:
        row = consultations.open_of(found_or_404(request, pk).pk)
        if row is None:
            raise Http404
        with in_http():
            act(row.pk)
        return _newest(pk)


class Send(APIView):
    """Send a case to the hub: its frozen dossier, or the triage dossier confirmed here."""

    step_up = True
    permission: ClassVar[Permission] = Permission.REFER

    @extend_schema(
        request=SendShape,
        responses={200: ConsultationShape, 400: RefusalShape, 403: RefusalShape, 409: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = SendShape(data=request.data)
        sent.is_valid(raise_exception=True)
        told = sent.validated_data
        digest, included = told.get("digest"), frozenset(told.get("include", ()))
        treatments = treatments_in(told)
        confirmed = None
        if digest:
            confirmed = Confirmed(digest, included, treatments=treatments, tlp=told["tlp"])
        with in_http():
            send.send(
                pk,
                by=actor_of(request),
                confirmed=confirmed,
                treatments=treatments,
                needed_by=told.get("needed_by"),
                needed_because=told.get("needed_because", ""),
            )
        return _newest(pk)


class Recall(_Step):
    @extend_schema(request=ReasonShape, responses={200: ConsultationShape, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        because, by = reason_in(request), actor_of(request)
        return self.step(request, pk, lambda row: send.recall(row, by=by, because=because))


class Reply(_Step):
    step_up = True

    @extend_schema(request=ReplyShape, responses={200: ConsultationShape, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = ReplyShape(data=request.data)
        sent.is_valid(raise_exception=True)
        told = sent.validated_data
        said = {"reply": told.get("reply", ""), "treatments": treatments_in(told)}
        said["tlp"] = told.get("tlp", Tlp.AMBER_STRICT)
        by = actor_of(request)
        return self.step(request, pk, lambda row: send.answer(row, by=by, **said))


def _newest(pk: uuid.UUID) -> Response:
    return Response(ConsultationShape(consultations.latest_of(pk)).data)


def _preview(request: Request, appraisal: Appraisal) -> dict[str, Any]:
    triage = request.query_params.get("kind") == dossiers.TRIAGE
    case = dossier.case_of(appraisal, dossiers.TRIAGE if triage else dossiers.FULL)
    included = frozenset(request.query_params.getlist("include"))
    told = looked(case, included)
    redact = frozenset(request.query_params.getlist("redact"))
    built = preview(case, included, Treatments(redact), told)
    return {
        "frozen": False,
        "kind": case.kind,
        "submission": case.submission,
        "digest": built.digest,
        "content": built.content,
        "offered": [
            {"key": item.key, "kind": item.kind, "about": item.label, "text": item.text}
            for item in dossiers.items(case)
        ],
        "personal_data": [_found(one) for one in told.found],
        "tlp": Tlp.AMBER_STRICT,
        "send_if_required": False,
    }


def _found(one: Found) -> dict[str, Any]:
    return {
        "key": one.key,
        "place": one.place,
        "kind": str(one.kind),
        "words": one.words,
        "because": spoken(one.because, _),
        "certain": one.certain,
        "in_text": bool(one.spans),
    }


def _frozen(row: Dossier) -> dict[str, Any]:
    return {
        "frozen": True,
        "kind": row.kind,
        "submission": row.submission,
        "digest": row.digest,
        "content": json.loads(row.content),
        "offered": [],
        "personal_data": [],
        "tlp": row.tlp,
        "send_if_required": row.send_if_required,
    }
