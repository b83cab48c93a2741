"""Advising over the REST interface: dossiers, notes, requests, drafts, countersigning, issuing."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from advisory.actions import advise, ask, countersign, drafting, notes
from advisory.actions.ask import Asked
from advisory.actions.drafting import UnfinishedError
from advisory.api import shapes_of_advice as shapes
from advisory.api.shapes import RefusedShape
from advisory.domain.advising import Draft
from advisory.models import Advice, AdviceDraft, CountersignRequest, Note, Referral
from advisory.queries import dossiers, drafts
from diligence.domain.guard import Treatments
from portal.api.base import actor_of
from portal.enums import Permission

MOST_REQUESTS = 200


@contextmanager
def in_http() -> Iterator[None]:
    """What an action raises, as the interface answers it: absent is 404, unfinished 400."""
    try:
        yield
    except ObjectDoesNotExist:
        raise Http404 from None
    except UnfinishedError as missing:
        named = {p.field: [str(p.text)] for p in missing.problems}
        raise ValidationError(named) from None


class _OfCase(APIView):
    """Something of one case; unknown cases and those of other hubs are both 404."""

    permission: ClassVar[Permission] = Permission.ADVISE

    def case(self, pk: uuid.UUID) -> Referral:
        found: Referral | None = Referral.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


def _sent(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    told = shape(data=request.data)
    told.is_valid(raise_exception=True)
    return dict(told.validated_data)


class Dossiers(_OfCase):
    """Every dossier of the case, the latest first."""

    @extend_schema(responses={200: shapes.ReceivedDossierShape(many=True), 404: RefusedShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        rows = dossiers.received(self.case(pk))
        found = [
            {
                "number": len(rows) - place,
                "digest": row.digest,
                "tlp": row.tlp,
                "received_at": row.received_at,
                "content": json.loads(row.content),
                "score": json.loads(row.score) if row.score else None,
            }
            for place, row in enumerate(rows)
        ]
        return Response(found)


class Notes(_OfCase):
    """Internal notes, the latest first. They never leave the hub."""

    @extend_schema(responses={200: shapes.NoteShape(many=True), 404: RefusedShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        rows = Note.objects.filter(referral=self.case(pk)).order_by("-at", "-id")
        return Response(shapes.NoteShape(rows, many=True).data)

    @extend_schema(request=shapes.NoteShape, responses={201: shapes.NoteShape, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        text = _sent(shapes.NoteShape, request)["text"]
        with in_http():
            note = notes.add(pk, text=text, by=actor_of(request))
        return Response(shapes.NoteShape(note).data, status=status.HTTP_201_CREATED)


class AskForInformation(_OfCase):
    """Put questions to the organisation; the clock stands still. DELETE withdraws them."""

    @extend_schema(request=shapes.AskShape, responses={204: None, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        told = _sent(shapes.AskShape, request)
        asked = [Asked(item["question"], item["text"]) for item in told["questions"]]
        with in_http():
            ask.ask(
                pk,
                questions=asked,
                message=told["message"],
                tlp=told["tlp"],
                treatments=_treatments(told),
                by=actor_of(request),
            )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None, 403: RefusedShape})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        with in_http():
            ask.withdraw(pk, by=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TheDraft(_OfCase):
    """The draft being worked on: 404 where there is none."""

    @extend_schema(responses={200: shapes.DraftShape, 404: RefusedShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return _drawn(self.case(pk))

    @extend_schema(request=shapes.DraftShape, responses={200: shapes.DraftShape, 403: RefusedShape})
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        told = _sent(shapes.DraftShape, request)
        says = Draft(
            recommendation=told["recommendation"],
            reasons=told["reasons"],
            measures=tuple(told["measures"]),
            shareable=told["shareable"],
            reference=told["reference"],
        )
        with in_http():
            label = told.get("tlp", "")
            by = actor_of(request)
            drafting.write(pk, says=says, revision=told["revision"], tlp=label, by=by)
        return _drawn(self.case(pk))


class Offer(_OfCase):
    """Put the draft to a second adviser here, or to another hub."""

    @extend_schema(request=shapes.OfferShape, responses={200: shapes.DraftShape, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        told = _sent(shapes.OfferShape, request)
        hub, said = told["hub"], _treatments(told)
        with in_http():
            if hub is None:
                drafting.offer(pk, by=actor_of(request))
            else:
                countersign.offer_elsewhere(pk, hub_id=hub, treatments=said, by=actor_of(request))
        return _drawn(self.case(pk))


class TakeBack(_OfCase):
    """Call back a draft that was offered or countersigned."""

    @extend_schema(request=None, responses={200: shapes.DraftShape, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        with in_http():
            drafting.take_back(pk, by=actor_of(request))
        return _drawn(self.case(pk))


class Countersign(_OfCase):
    """Put a second name to exactly what was read."""

    @extend_schema(request=shapes.SignShape, responses={200: shapes.DraftShape, 403: RefusedShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        signs = _sent(shapes.SignShape, request)["signs"]
        with in_http():
            countersign.sign(pk, signs=signs, by=actor_of(request))
        return _drawn(self.case(pk))


class Return(_OfCase):
    """Return the draft with comments."""

    @extend_schema(
        request=shapes.CommentShape, responses={200: shapes.DraftShape, 403: RefusedShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        because = _sent(shapes.CommentShape, request)["because"]
        with in_http():
            countersign.give_back(pk, because=because, by=actor_of(request))
        return _drawn(self.case(pk))


class Issued(_OfCase):
    """The advice issued on a case; POST issues the draft, once however often it is sent."""

    step_up = True

    @extend_schema(responses={200: shapes.AdviceShape(many=True), 404: RefusedShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response([_advice(row) for row in drafts.advice_of(self.case(pk))])

    @extend_schema(
        request=shapes.IssueShape, responses={201: shapes.AdviceShape, 403: RefusedShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        told = _sent(shapes.IssueShape, request)
        with in_http():
            row = advise.issue(
                pk,
                draft_id=told["draft"],
                signs=told["signs"],
                treatments=_treatments(told),
                by=actor_of(request),
            )
        return Response(_advice(row), status=status.HTTP_201_CREATED)


class CountersignRequests(APIView):
    """Drafts that other hubs sent for a second pair of eyes; ?state= narrows them."""

    permission: ClassVar[Permission] = Permission.ADVISE

    @extend_schema(responses={200: shapes.CountersignShape(many=True)})
    def get(self, request: Request) -> Response:
        rows = drafts.requests_here(request.query_params.get("state", ""))[:MOST_REQUESTS]
        return Response([_request(row) for row in rows])


class AnswerCountersign(APIView):
    """Countersign another hub's draft, or return it with comments."""

    permission: ClassVar[Permission] = Permission.ADVISE

    @extend_schema(
        request=shapes.CommentShape, responses={200: shapes.CountersignShape, 403: RefusedShape}
    )
    def post(self, request: Request, pk: uuid.UUID, answer: str) -> Response:
        by = actor_of(request)
        with in_http():
            if answer == "sign":
                row = countersign.sign_for(pk, by=by)
            else:
                because = _sent(shapes.CommentShape, request)["because"]
                row = countersign.give_back_for(pk, because=because, by=by)
        return Response(_request(row))


def _treatments(told: dict[str, Any]) -> Treatments:
    """What the body says about findings of personal data."""
    said = told.get("treatments", ())
    return Treatments(
        frozenset(one["finding"] for one in said if one["redact"]),
        {one["finding"]: one["because"] for one in said if not one["redact"]},
    )


def _drawn(referral: Referral) -> Response:
    draft = drafts.open_draft(referral)
    if draft is None:
        raise Http404
    return Response(shapes.DraftShape(_Signed(draft, drafts.digest_now(referral, draft))).data)


class _Signed:
    """A draft with the digest that a countersignature given now would stand for."""

    def __init__(self, draft: AdviceDraft, signs: str) -> None:
        self.signs = signs
        self._draft = draft

    def __getattr__(self, name: str) -> Any:
        return getattr(self._draft, name)


def _advice(row: Advice) -> dict[str, Any]:
    return dict(shapes.AdviceShape(row).data) | {"document": json.loads(row.document)}


def _request(row: CountersignRequest) -> dict[str, Any]:
    return dict(shapes.CountersignShape(row).data) | {"document": json.loads(row.document)}
