"""Drafts of questionnaires over the REST interface: the same actions as the pages."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import draft_comments, draft_publish, draft_review
from diligence.actions import drafts as actions
from diligence.api.draft_rows import conflict, found, told, whole
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
from diligence.domain.editing import EditError, from_json
from diligence.models import Draft, DraftChange, DraftComment, QuestionnaireVersion
from diligence.queries import drafts
from diligence.queries.sentences import spoken
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
        return Response(whole(row), status=status.HTTP_201_CREATED)


class OneDraft(APIView):
    """One draft: document, cases, and what the checks say."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(responses={200: QuestionnaireDraftShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(whole(found(request, pk)))


class Changes(ListAPIView[DraftChange]):
    """The history of a draft, and changing it."""

    permission: ClassVar[Permission] = Permission.REVIEW
    write_permission: ClassVar[Permission] = Permission.AUTHOR
    serializer_class = DraftChangeShape

    def get_queryset(self) -> QuerySet[DraftChange]:
        rows: QuerySet[DraftChange] = DraftChange.objects.none()
        if "pk" in self.kwargs:
            rows = DraftChange.objects.filter(draft=found(self.request, self.kwargs["pk"]))
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
        found(request, pk)
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
            return conflict(stale)
        except EditError as error:
            body = {
                "detail": spoken(error.problem),
                "place": error.place,
                "remedy": spoken(error.remedy),
            }
            return Response(body, status=status.HTTP_400_BAD_REQUEST)
        return Response(whole(row))


class Undo(APIView):
    """Take back a change, or bring back what was taken back last."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(
        request=DraftUndoSent,
        responses={200: QuestionnaireDraftShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        found(request, pk)
        sent = DraftUndoSent(data=request.data)
        sent.is_valid(raise_exception=True)
        by, given = actor_of(request), sent.validated_data
        if given["redo"]:
            return Response(whole(actions.redo(by, pk)))
        return Response(whole(actions.undo(by, pk, revision=given.get("revision"))))


class Review(APIView):
    """The steps of a draft's review, and taking one."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(responses={200: DraftReviewShape(many=True), 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(DraftReviewShape(found(request, pk).reviews.all(), many=True).data)

    @extend_schema(
        request=DraftReviewSent,
        responses={201: DraftReviewShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        found(request, pk)
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
            rows = drafts.comments(found(self.request, self.kwargs["pk"]), show="all")
        return rows

    @extend_schema(responses={200: DraftCommentShape(many=True), 404: RefusalShape})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=DraftCommentShape,
        responses={201: DraftCommentShape, 403: RefusalShape, 404: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        found(request, pk)
        sent = DraftCommentShape(data=request.data)
        sent.is_valid(raise_exception=True)
        row = draft_comments.add(actor_of(request), pk, **sent.validated_data)
        return Response(DraftCommentShape(row).data, status=status.HTTP_201_CREATED)


class Publish(APIView):
    """Publish what was approved."""

    step_up = True
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
        row = found(request, pk)
        sent = DraftPublishSent(data=request.data)
        sent.is_valid(raise_exception=True)
        if sent.validated_data["confirm"] != row.edition:
            raise ValidationError({"confirm": f"Repeat the edition: {row.edition}"})
        try:
            version = draft_publish.publish(actor_of(request), pk, sent.validated_data["note"])
        except draft_publish.Objections as objections:
            body = {"detail": objections.reason, "findings": told(objections.findings)}
            return Response(body, status=status.HTTP_409_CONFLICT)
        return Response(QuestionnaireRow(version).data, status=status.HTTP_201_CREATED)


def _edition(field: str, pk: uuid.UUID) -> QuestionnaireVersion:
    version = QuestionnaireVersion.objects.filter(pk=pk).first()
    if version is None:
        raise ValidationError({field: "There is no such edition."})
    return version
