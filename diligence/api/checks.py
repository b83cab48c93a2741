"""The checks of a draft over the REST interface."""

import uuid
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import overriding
from diligence.api import draft_rows
from diligence.api.shapes import RefusalShape
from diligence.domain.checks import CHECKS, Weight
from diligence.domain.checks.overriding import LONGEST, SHORTEST
from diligence.models import CheckOverride
from diligence.queries import drafts, overrides
from portal.api.base import actor_of
from portal.enums import Permission


class ReasonRow(serializers.ModelSerializer[CheckOverride]):
    class Meta:
        model = CheckOverride
        fields = ("id", "check_code", "place", "fingerprint", "reason", "by", "at")


class FindingRow(serializers.Serializer[Any]):
    check = serializers.CharField()
    title = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    fingerprint = serializers.CharField()
    weight = serializers.ChoiceField([(weight.value, weight.value) for weight in Weight])
    problem = serializers.CharField()
    remedy = serializers.CharField()
    why = serializers.CharField(help_text="The reason of the check.")
    exempt = serializers.CharField(allow_blank=True)
    prevents_publishing = serializers.BooleanField()
    override = ReasonRow(allow_null=True)


class ChecksShape(serializers.Serializer[Any]):
    open = serializers.IntegerField(help_text="How many findings prevent publishing.")
    findings = FindingRow(many=True)


class OverrideShape(serializers.Serializer[Any]):
    """A reason for one finding of judgement, named by check, place and fingerprint."""

    check = serializers.CharField(max_length=60)
    place = serializers.CharField(max_length=300, allow_blank=True)
    fingerprint = serializers.CharField(max_length=16)
    reason = serializers.CharField(min_length=SHORTEST, max_length=LONGEST)


class Checks(APIView):
    """What the checks say of a draft; a reason to publish although one of judgement objects."""

    permission: ClassVar[Permission] = Permission.REVIEW
    write_permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(responses={200: ChecksShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        found = overrides.told(draft_rows.found(request, pk))
        shown = {"open": sum(item.open for item in found), "findings": [_row(i) for i in found]}
        return Response(shown)

    @extend_schema(request=OverrideShape, responses={201: ReasonRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = OverrideShape(data=request.data)
        sent.is_valid(raise_exception=True)
        draft = draft_rows.found(request, pk)
        row = overriding.give(actor_of(request), draft.pk, **sent.validated_data)
        return Response(ReasonRow(row).data, status=status.HTTP_201_CREATED)


class OneOverride(APIView):
    """Withdraw a reason: the check objects again."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(request=None, responses={204: None, 403: RefusalShape, 404: RefusalShape})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        seen = drafts.visible(actor_of(request)).values("pk")
        row = CheckOverride.objects.filter(pk=pk, draft__in=seen).first()
        if row is None:
            raise Http404
        overriding.withdraw(actor_of(request), row.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _row(item: overrides.Told) -> dict[str, Any]:
    finding, check = item.finding, CHECKS[item.finding.check]
    return {
        "check": finding.check,
        "title": check.title,
        "place": finding.place,
        "fingerprint": finding.fingerprint,
        "weight": finding.weight.value,
        "problem": item.problem,
        "remedy": item.remedy,
        "why": check.reason,
        "exempt": check.exempt,
        "prevents_publishing": item.open,
        "override": None if item.override is None else ReasonRow(item.override).data,
    }
