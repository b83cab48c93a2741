"""What is due over the REST interface, and putting it off."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import put_off
from diligence.actions.put_off import LONGEST_REASON
from diligence.api.shapes import RefusalShape
from diligence.choices import DueKind
from diligence.domain import due as domain
from diligence.domain.due import Item, When
from diligence.queries import due, due_words
from portal import clock
from portal.api.base import actor_of
from portal.enums import Permission


class SnoozeShape(serializers.Serializer[Any]):
    """A thing put off: until when, why and by whom."""

    id = serializers.UUIDField(read_only=True)
    kind = serializers.ChoiceField(DueKind.choices, read_only=True)
    subject = serializers.UUIDField(read_only=True)
    until = serializers.DateField(read_only=True)
    because = serializers.CharField(read_only=True)
    by = serializers.CharField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)


class DueShape(serializers.Serializer[Any]):
    """One thing that is due."""

    kind = serializers.ChoiceField(DueKind.choices)
    subject = serializers.UUIDField(
        help_text="the partnership, appraisal, consultation, measure, clearance or request"
    )
    partnership = serializers.UUIDField()
    code = serializers.CharField()
    due = serializers.DateField()
    when = serializers.ChoiceField([each.value for each in When])
    because = serializers.CharField(help_text="why it is due on that day, in words")
    firm = serializers.BooleanField(help_text="the day is the law's or the hub's")
    url = serializers.CharField(help_text="the page of the next step")
    put_off = SnoozeShape(allow_null=True)


class PutOffShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(DueKind.choices)
    subject = serializers.UUIDField()
    until = serializers.DateField()
    because = serializers.CharField(max_length=LONGEST_REASON)
    knowing = serializers.BooleanField(
        default=False, help_text="needed where a day set by law or by the hub goes by meanwhile"
    )


class DuePages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 500


_QUERY = (
    OpenApiParameter("kind", str, enum=DueKind.values),
    OpenApiParameter("unit", uuid.UUID),
    OpenApiParameter("partnership", uuid.UUID),
)


class Due(GenericAPIView[Any]):
    """All that is due and this member can move on, the earliest first; the put-off included."""

    permission: ClassVar[Permission] = Permission.DECIDE_LOW
    pagination_class = DuePages
    serializer_class = DueShape

    @extend_schema(parameters=[*_QUERY], responses={200: DueShape(many=True), 400: RefusalShape})
    def get(self, request: Request) -> Response:
        today, unit = clock.today(), _key(request, "unit")
        kind = request.query_params.get("kind", "")
        if kind and kind not in DueKind.values:
            raise ValidationError({"kind": [f"Choose one of {', '.join(DueKind.values)}."]})
        wanted = due.Wanted(
            kind=kind,
            units=frozenset({unit}) if unit else None,
            partnership=_key(request, "partnership"),
        )
        found: Any = due.items(actor_of(request), today, wanted)
        page: list[Item] = self.paginate_queryset(found) or []
        rows, snoozes = due.partnerships_of(page), due.snoozed(today)
        told = [
            {
                "kind": item.kind.value,
                "subject": item.subject,
                "partnership": item.partnership,
                "code": rows[item.partnership].code,
                "due": item.due,
                "when": domain.when(item.due, today).value,
                "because": due_words.why(item, today),
                "firm": item.firm,
                "url": due_words.address(item),
                "put_off": snoozes.get((item.kind, item.subject)),
            }
            for item in page
        ]
        return self.get_paginated_response(DueShape(told, many=True).data)


class PutOff(APIView):
    """Let something due rest until a day, for everybody and for a reason."""

    permission: ClassVar[Permission] = Permission.DECIDE_LOW

    @extend_schema(
        request=PutOffShape,
        responses={201: SnoozeShape, 400: RefusalShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request) -> Response:
        sent = PutOffShape(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            row = put_off.put_off(by=actor_of(request), **sent.validated_data)
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(SnoozeShape(row).data, status=status.HTTP_201_CREATED)


class TakeBack(APIView):
    """What was put off is due again."""

    permission: ClassVar[Permission] = Permission.DECIDE_LOW

    @extend_schema(request=None, responses={200: SnoozeShape, 404: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        try:
            row = put_off.take_back(pk, by=actor_of(request))
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(SnoozeShape(row).data)


def _key(request: Request, name: str) -> uuid.UUID | None:
    text = request.query_params.get(name, "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise ValidationError({name: ["This is no id."]}) from None
