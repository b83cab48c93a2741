"""Referrals over the REST interface: the queue, one case, take, assign, release."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from advisory.actions import triage
from advisory.api.shapes import (
    AssignShape,
    NamedPartnerShape,
    ReferralRow,
    ReferralShape,
    RefusedShape,
)
from advisory.domain.queue import Tab
from advisory.models import Referral
from advisory.queries import queue, referrals
from advisory.queries.queue import QueueFilter
from portal import clock
from portal.api.base import actor_of
from portal.enums import Permission

FILTERS = [
    OpenApiParameter(name, str, description=text)
    for name, text in (
        ("tab", "to_take, mine, waiting, drafted, open (the default), closed"),
        ("q", "words in code, sender, partners, title"),
        ("state", "state of the referral"),
        ("band", "low, medium, high, none"),
        ("flag", "REFER, LEGAL-EXPORT, LEGAL-FDI, LEGAL-FUNDER, LEGAL-ETHICS, none"),
        ("area", "EU critical technology area"),
        ("assignee", "me, nobody, or a membership"),
        ("overdue", "yes"),
        ("source", "portal, telephone, mail, visit"),
    )
]


class Referrals(ListAPIView[Referral]):
    """The hub's cases, the latest received first; by cursor, and never counted."""

    permission: ClassVar[Permission] = Permission.ADVISE
    serializer_class = ReferralRow

    def get_queryset(self) -> QuerySet[Referral]:
        wanted = QueueFilter.from_query(self.request._request.GET, default=Tab.OPEN)
        me = actor_of(self.request).membership_id
        return queue.search(wanted, me=me, today=clock.today())

    @extend_schema(parameters=FILTERS, responses=ReferralRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneReferral(APIView):
    """A case as the queue knows it. What its organisation sent is read at `…/dossiers/`."""

    permission: ClassVar[Permission] = Permission.ADVISE

    @extend_schema(responses={200: ReferralShape, 404: RefusedShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_whole(_found(pk)))


class _Step(APIView):
    """A step with one case; the case as it stands afterwards."""

    permission: ClassVar[Permission] = Permission.ADVISE

    def step(self, pk: uuid.UUID, act: Callable[[], Referral]) -> Response:
        _found(pk)
        return Response(ReferralRow(act()).data)


class Take(_Step):
    @extend_schema(request=None, responses={200: ReferralRow, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return self.step(pk, lambda: triage.take(pk, by=actor_of(request)))


class Assign(_Step):
    @extend_schema(request=AssignShape, responses={200: ReferralRow, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = AssignShape(data=request.data)
        sent.is_valid(raise_exception=True)
        to: uuid.UUID = sent.validated_data["to"]
        return self.step(pk, lambda: triage.assign(pk, by=actor_of(request), to=to))


class Release(_Step):
    @extend_schema(request=None, responses={200: ReferralRow, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return self.step(pk, lambda: triage.release(pk, by=actor_of(request)))


def _found(pk: uuid.UUID) -> Referral:
    row = referrals.by_key(pk)
    if row is None:
        raise Http404
    return row


def _whole(row: Referral) -> dict[str, Any]:
    body: dict[str, Any] = dict(ReferralRow(row).data)
    body |= {
        "summary": row.summary,
        "rule": row.rule,
        "remit_because": row.remit_because,
        "closed_because": row.closed_because,
    }
    body["named"] = NamedPartnerShape(referrals.partners_of(row.pk), many=True).data
    return body
