"""Partnerships and partners over the REST interface."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import partners as partner_records
from diligence.actions import register
from diligence.actions.partner_facts import Facts as PartnerFacts
from diligence.api.shapes import (
    PartnerShape,
    PartnershipEdit,
    PartnershipRow,
    PartnershipShape,
    RefusalShape,
)
from diligence.models import Partner, Partnership
from diligence.queries import partnerships
from diligence.queries.partnerships import RegisterFilter
from portal import looking
from portal.api.base import actor_of
from portal.authority import Actor
from portal.enums import Permission

FILTERS = [
    OpenApiParameter(name, str, description=text)
    for name, text in (
        ("q", "words in title, reference, code, partners, responsible"),
        ("state", "proposed, agreed, running, ended, discarded"),
        ("appraisal", "state of the appraisal"),
        ("outcome", "outcome of the appraisal"),
        ("unit", "id of a unit"),
        ("area", "EU critical technology area"),
        ("activity", "kind of activity"),
        ("starts_from", "first day of the start, ISO 8601"),
        ("starts_to", "last day of the start, ISO 8601"),
        ("ends_from", "first day of the end, ISO 8601"),
        ("ends_to", "last day of the end, ISO 8601"),
    )
]


class Partnerships(ListAPIView[Partnership]):
    """The register, and registering."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.EDIT_REGISTER
    serializer_class = PartnershipRow

    def get_queryset(self) -> QuerySet[Partnership]:
        wanted = RegisterFilter.from_query(self.request._request.GET)
        return partnerships.search(actor_of(self.request), wanted).select_related("unit")

    def paginate_queryset(self, queryset: Any) -> Any:
        """Unlike a page's list this one hands out every fact, so its rows have been seen."""
        rows = super().paginate_queryset(queryset)
        for row in rows or ():
            looking.note(row)
        return rows

    @extend_schema(parameters=FILTERS, responses=PartnershipRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=PartnershipShape, responses={201: PartnershipShape, 403: RefusalShape})
    def post(self, request: Request) -> Response:
        sent = PartnershipShape(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        by = actor_of(request)
        row = register.partnership(by=by, partners=_records(facts.pop("partners"), by), **facts)
        return Response(_whole(row), status=status.HTTP_201_CREATED)


class OnePartnership(APIView):
    """Read or change one partnership."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.EDIT_REGISTER

    @extend_schema(responses={200: PartnershipShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_whole(_found(request, pk)))

    @extend_schema(
        request=PartnershipEdit,
        responses={200: PartnershipShape, 404: RefusalShape, 409: RefusalShape},
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        sent = PartnershipEdit(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        revision = facts.pop("revision", None)
        if revision is None:
            needed = "Send the revision you last read, so that nobody's change is overwritten."
            return Response({"revision": [needed]}, status=status.HTTP_400_BAD_REQUEST)
        by = actor_of(request)
        given = facts.pop("partners", None)
        try:
            with transaction.atomic():  # a conflict leaves no partner records behind either
                records = None if given is None else _records(given, by)
                row = register.edit(pk, by=by, revision=revision, partners=records, **facts)
        except register.EditConflict as conflict:
            fields = {item.field: item.theirs for item in conflict.collisions}
            body = {
                "detail": str(conflict),
                "fields": {name: str(value) for name, value in fields.items()},
                "revision": conflict.current.revision,
            }
            return Response(body, status=status.HTTP_409_CONFLICT)
        return Response(_whole(row))


class Partners(ListAPIView[Partner]):
    """The organisation's records of its partners."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    serializer_class = PartnerShape

    def get_queryset(self) -> QuerySet[Partner]:
        rows: QuerySet[Partner] = Partner.objects.filter(merged_into__isnull=True)
        return rows


def _found(request: Request, pk: uuid.UUID) -> Partnership:
    row = partnerships.visible_to(actor_of(request)).select_related("unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    looking.note(row)
    return row


def _records(given: list[Mapping[str, Any]], by: Actor) -> list[Partner]:
    """The partners named, found again or recorded."""
    return partner_records.record_many([PartnerFacts(**facts) for facts in given], by=by)


def _whole(row: Partnership) -> dict[str, Any]:
    body: dict[str, Any] = dict(PartnershipRow(row).data)
    linked = [link.partner for link in partnerships.partners_of(row.pk)]
    body["partners"] = PartnerShape(linked, many=True).data
    return body
