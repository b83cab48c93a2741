"""Objections over the REST interface: open and answered ones, recording one, answering one."""

import uuid
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence import policy
from diligence.actions import objections
from diligence.api.appraisals import in_http
from diligence.api.shapes import RefusalShape
from diligence.choices import ObjectionKind, ObjectionState
from diligence.models import Fact, Objection, Partner, Partnership
from diligence.queries import knowledge, partnerships
from diligence.queries import objections as queries
from diligence.queries.objections import About
from portal.api.base import actor_of
from portal.authority import Actor, require
from portal.enums import Permission
from portal.matrix import Needs

MOST = 500
"""Objections that one answer lists: more than anybody has open."""

KINDS = [("fact", "fact"), ("partner", "partner"), ("partnership", "partnership")]


class ObjectionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    fact = serializers.UUIDField(source="fact_id", allow_null=True)
    partner = serializers.UUIDField(source="partner_id", allow_null=True)
    partnership = serializers.UUIDField(source="partnership_id", allow_null=True)
    kind = serializers.ChoiceField(ObjectionKind.choices)
    text = serializers.CharField()
    by_whom = serializers.CharField(source="raised_by_whom")
    received_on = serializers.DateField(source="raised_on")
    due_on = serializers.DateField()
    state = serializers.ChoiceField(ObjectionState.choices)
    answer = serializers.CharField(allow_blank=True)
    decided_by = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class ObjectionSent(serializers.Serializer[Any]):
    about = serializers.ChoiceField(KINDS, help_text="What kind of row `row` is.")
    row = serializers.UUIDField()
    kind = serializers.ChoiceField(ObjectionKind.choices)
    text = serializers.CharField(max_length=2000)
    by_whom = serializers.CharField(max_length=200, help_text="A role is enough.")
    received_on = serializers.DateField()


class ObjectionAnswerSent(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        [each for each in ObjectionState.choices if each[0] != ObjectionState.OPEN]
    )
    answer = serializers.CharField(max_length=2000)


class Objections(APIView):
    """Open objections by due date (`?state=answered`: the others); recording one."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    needs: ClassVar[Needs] = {"post": (Permission.EDIT_REGISTER, Permission.MANAGE_PRIVACY)}

    @extend_schema(
        responses=ObjectionShape(many=True),
        parameters=[
            OpenApiParameter(
                "state", str, enum=["open", "answered"], description="Without it, the open ones."
            )
        ],
    )
    def get(self, request: Request) -> Response:
        answered = request.query_params.get("state") == "answered"
        rows = queries.listed(actor_of(request), answered=answered)[:MOST]
        return Response(ObjectionShape(rows, many=True).data)

    @extend_schema(
        request=ObjectionSent,
        responses={201: ObjectionShape, 400: RefusalShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request) -> Response:
        by = actor_of(request)
        require(policy.may_object(by, None))
        sent = ObjectionSent(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        about = _about(by, values.pop("about"), values.pop("row"))
        with in_http():
            row = objections.record(about, by=by, **values)
        return Response(ObjectionShape(row).data, status=status.HTTP_201_CREATED)


def _about(by: Actor, kind: str, key: uuid.UUID) -> About:
    rows: Any = {
        "fact": lambda: knowledge.seen_by(by),
        "partner": Partner.objects.all,
        "partnership": lambda: partnerships.visible_to(by),
    }[kind]()
    found: Fact | Partner | Partnership | None = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


class OneObjection(APIView):
    """One objection; answering it changes no value."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    needs: ClassVar[Needs] = {"post": (Permission.EDIT_REGISTER, Permission.MANAGE_PRIVACY)}

    @extend_schema(responses={200: ObjectionShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        row = queries.seen_by(actor_of(request)).filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(ObjectionShape(row).data)

    @extend_schema(
        operation_id="objections_answer",
        request=ObjectionAnswerSent,
        responses={200: ObjectionShape, 400: RefusalShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        by = actor_of(request)
        if not queries.seen_by(by).filter(pk=pk).exists():
            raise Http404
        require(policy.may_object(by, None))
        sent = ObjectionAnswerSent(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        try:
            row = objections.answer(pk, by=by, state=values["state"], text=values["answer"])
        except Objection.DoesNotExist:
            raise Http404 from None
        return Response(ObjectionShape(row).data)
