"""What is known from before over the REST interface: offers, confirming them, facts."""

import uuid
from collections.abc import Collection
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import carry
from diligence.api.appraisals import found_or_404, in_http
from diligence.api.known_shapes import ConfirmedShape, ConfirmShape, FactShape, KnownOffersShape
from diligence.api.shapes import RefusalShape
from diligence.domain.carrying import Known
from diligence.forms.known import openable, say
from diligence.models import Partner
from diligence.queries import knowledge, known
from portal.api.base import actor_of
from portal.enums import Permission
from portal.models import Unit


class Offers(APIView):
    """What is known of the questions that are asked now and have no answer. Nothing of it is an
    answer before it is confirmed."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: KnownOffersShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        offered = known.offered_to(found_or_404(request, pk))
        seen = openable(offered, actor_of(request))
        offers = [_known(item.known, seen) | {"key": item.known.key} for item in offered.offers]
        again = [
            _known(item.known, seen) | {"reason": item.reason.value, "because": say(item.because)}
            for item in offered.again
        ]
        return Response({"offers": offers, "again": again})


def _known(item: Known, seen: Collection[str]) -> dict[str, Any]:
    return {
        "question": item.question,
        "value": item.value,
        "known_from": item.source.value,
        "about": item.about,
        "together_with": list(item.together_with) if item.appraisal in seen else [],
        "by": item.by,
        "since": item.since.isoformat(),
        "until": item.until.isoformat() if item.until else None,
        "because": say(item.because) if item.because else "",
    }


class Confirm(APIView):
    """Confirm offered answers, each by its key: what is known otherwise by now is not taken."""

    permission: ClassVar[Permission] = Permission.APPRAISE

    @extend_schema(
        request=ConfirmShape,
        responses={200: ConfirmedShape, 403: RefusalShape, 404: RefusalShape, 409: ConfirmedShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        sent = ConfirmShape(data=request.data)
        sent.is_valid(raise_exception=True)
        with in_http():
            told = carry.confirm(pk, by=actor_of(request), shown=sent.validated_data["keys"])
        body = {"confirmed": list(told.confirmed), "moved": list(told.moved)}
        code = status.HTTP_409_CONFLICT if told.moved else status.HTTP_200_OK
        return Response(body, status=code)


class PartnerFacts(APIView):
    """What is known of a partner now, in question order; merged records count as one."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: FactShape(many=True), 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        partner = Partner.objects.select_related("merged_into").filter(pk=pk).first()
        if partner is None:
            raise Http404
        facts = knowledge.of_partner(partner.survivor())
        seen = knowledge.visible_sources(actor_of(request), facts)
        for fact in facts:
            if fact.appraisal_id not in seen:
                # Who works with whom in another unit is told on that unit's pages alone.
                fact.together_with = []
        return Response(FactShape(facts, many=True).data)


class UnitFacts(APIView):
    """What is known of a unit now, in question order; a unit one does not work for is 404."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: FactShape(many=True), 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        unit = Unit.objects.filter(pk=pk).first()
        if unit is None or not actor_of(request).works_on(unit.pk):
            raise Http404
        return Response(FactShape(knowledge.of_unit(unit), many=True).data)
