"""Drafts of questionnaires over the REST interface: the same actions as the pages."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import draft_comments, draft_publish, draft_review
from diligence.actions import drafts as actions
from diligence.actions.drafts import spoken
from diligence.api.draft_shapes import (
    DraftBeginShape,
    DraftChangeSent,
    DraftChangeShape,
    DraftCommentShape,
    DraftConflictShape,
    DraftEditProblemShape,
    DraftObjectionShape,
    DraftPublishSent,
    DraftReviewSent,
    DraftReviewShape,
    DraftUndoSent,
    QuestionnaireDraftRow,
    QuestionnaireDraftShape,
)
from diligence.api.shapes import QuestionnaireRow, RefusalShape
from diligence.choices import ReviewStep
from diligence.domain.checks import Finding
from diligence.domain.editing import EditError, from_json
from diligence.models import Draft, DraftChange, DraftComment, QuestionnaireVersion
from diligence.queries import drafts
from portal.api.base import actor_of
from portal.enums import Permission

_NAMED = [
    OpenApiParameter("q", str, description="words in title, key, edition"),
    OpenApiParameter("state", str, description="writing, review, approved, published, discarded"),
]


class Drafts(ListAPIView[Draft]):
    """Open drafts of the organisation, and beginning one."""

    permission: ClassVar[Permission] = Permission.REVIEW
    write_permission: ClassVar[Permission] = Permission.AUTHOR
    serializer_class = QuestionnaireDraftRow

    def get_queryset(self) -> QuerySet[Draft]:
        given = self.request._request.GET
        text, state = (given.get(name, "").replace("\0", "") for name in ("q", "state"))
        return drafts.listed(actor_of(self.request), text=text, state=state)

    @extend_schema(parameters=_NAMED, responses=QuestionnaireDraftRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=DraftBeginShape, responses={201: QuestionnaireDraftShape, 403: RefusalShape}
    )
    def post(self, request: Request) -> Response:
        sent = DraftBeginShape(data=request.data)
        sent.is_valid(raise_exception=True)
        given = dict(sent.validated_data)
        for name, member in (("starts_from", "starts_from"), ("builds_on", "parent")):
            if name in given:
                given[member] = _edition(name, given.pop(name))
        if "packaged" in given:
            given["starts_from"] = given.pop("packaged")
        row = actions.create(actor_of(request), **given)
        return Response(_whole(row), status=status.HTTP_201_CREATED)


class OneDraft(APIView):
    """One draft: document, cases, and what the checks say."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(responses={200: QuestionnaireDraftShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_whole(_found(request, pk)))


class Changes(ListAPIView[DraftChange]):
    """The history of a draft, and changing it."""

    permission: ClassVar[Permission] = Permission.REVIEW
    write_permission: ClassVar[Permission] = Permission.AUTHOR
    serializer_class = DraftChangeShape

    def get_queryset(self) -> QuerySet[DraftChange]:
        rows: QuerySet[DraftChange] = DraftChange.objects.none()
        if "pk" in self.kwargs:
            rows = DraftChange.objects.filter(draft=_found(self.request, self.kwargs["pk"]))
        return rows

    @extend_schema(responses={200: DraftChangeShape(many=True), 404: RefusalShape})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=DraftChangeSent,
        responses={
            200: QuestionnaireDraftShape,
            400: DraftEditProblemShape,
            404: RefusalShape,
            409: DraftConflictShape,
        },
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        sent = DraftChangeSent(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        try:
            with transaction.atomic():
                row = actions.change(
                    actor_of(request),
                    pk,
                    from_json([dict(item) for item in given["operations"]]),
                    revision=given["revision"],
                    what=given["what"],
                )
        except actions.Stale as stale:
            body = {
                "detail": str(stale),
                "revision": stale.draft.revision,
                "changes": stale.changes,
            }
            return Response(DraftConflictShape(body).data, status=status.HTTP_409_CONFLICT)
        except EditError as error:
            told = {
                "detail": spoken(error.problem),
                "place": error.place,
                "remedy": spoken(error.remedy),
            }
            return Response(told, status=status.HTTP_400_BAD_REQUEST)
        return Response(_whole(row))


class Undo(APIView):
    """Take back a change, or bring back what was taken back last."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(
        request=DraftUndoSent,
        responses={200: QuestionnaireDraftShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        sent = DraftUndoSent(data=request.data)
        sent.is_valid(raise_exception=True)
        by, given = actor_of(request), sent.validated_data
        if given["redo"]:
            return Response(_whole(actions.redo(by, pk)))
        return Response(_whole(actions.undo(by, pk, revision=given.get("revision"))))


class Review(APIView):
    """The steps of a draft's review, and taking one."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(responses={200: DraftReviewShape(many=True), 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(DraftReviewShape(_found(request, pk).reviews.all(), many=True).data)

    @extend_schema(
        request=DraftReviewSent,
        responses={201: DraftReviewShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        sent = DraftReviewSent(data=request.data)
        sent.is_valid(raise_exception=True)
        by, given = actor_of(request), sent.validated_data
        if given["step"] == ReviewStep.ASKED:
            step = draft_review.ask(by, pk, note=given["note"])
        elif given["step"] == ReviewStep.RETURNED:
            step = draft_review.give_back(by, pk, because=given["note"])
        else:
            step = draft_review.approve(by, pk, digest=given["digest"], note=given["note"])
        return Response(DraftReviewShape(step).data, status=status.HTTP_201_CREATED)


class Comments(ListAPIView[DraftComment]):
    """What was said of a draft, and saying something."""

    permission: ClassVar[Permission] = Permission.REVIEW
    serializer_class = DraftCommentShape

    def get_queryset(self) -> QuerySet[DraftComment]:
        rows: QuerySet[DraftComment] = DraftComment.objects.none()
        if "pk" in self.kwargs:
            rows = drafts.comments(_found(self.request, self.kwargs["pk"]), show="all")
        return rows

    @extend_schema(responses={200: DraftCommentShape(many=True), 404: RefusalShape})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=DraftCommentShape,
        responses={201: DraftCommentShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        _found(request, pk)
        sent = DraftCommentShape(data=request.data)
        sent.is_valid(raise_exception=True)
        row = draft_comments.add(actor_of(request), pk, **sent.validated_data)
        return Response(DraftCommentShape(row).data, status=status.HTTP_201_CREATED)


class Publish(APIView):
    """Publish what was approved."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(
        request=DraftPublishSent,
        responses={
            201: QuestionnaireRow,
            403: RefusalShape,
            404: RefusalShape,
            409: DraftObjectionShape,
        },
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        row = _found(request, pk)
        sent = DraftPublishSent(data=request.data)
        sent.is_valid(raise_exception=True)
        if sent.validated_data["confirm"] != row.edition:
            raise ValidationError({"confirm": f"Repeat the edition: {row.edition}"})
        try:
            version = draft_publish.publish(actor_of(request), pk, sent.validated_data["note"])
        except draft_publish.Objections as objections:
            body = {"detail": objections.reason, "findings": _told(objections.findings)}
            return Response(body, status=status.HTTP_409_CONFLICT)
        return Response(QuestionnaireRow(version).data, status=status.HTTP_201_CREATED)


def _found(request: Request, pk: uuid.UUID) -> Draft:
    row = drafts.visible(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _edition(field: str, pk: uuid.UUID) -> QuestionnaireVersion:
    version = QuestionnaireVersion.objects.filter(pk=pk).first()
    if version is None:
        raise ValidationError({field: "There is no such edition."})
    return version


def _whole(row: Draft) -> dict[str, Any]:
    return {
        **QuestionnaireDraftRow(row).data,
        "document": row.document,
        "cases": row.cases,
        "digest": drafts.digest_now(row),
        "imported": row.imported,
        "findings": _told(drafts.examined(row).findings),
    }


def _told(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {
            "code": finding.check,
            "place": finding.place,
            "problem": spoken(finding.problem),
            "remedy": spoken(finding.remedy),
            "weight": finding.weight.value,
            "fingerprint": finding.fingerprint,
        }
        for finding in findings
    ]
