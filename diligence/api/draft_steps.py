"""Steps of a draft over REST that need no content: set aside, brought back, comments settled."""

import uuid
from typing import ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import draft_comments, drafts
from diligence.api import draft_rows
from diligence.api.draft_shapes import DraftCommentShape, QuestionnaireDraftRow
from diligence.api.shapes import RefusalShape
from diligence.models import DraftComment
from diligence.queries import drafts as queries
from portal.api.base import actor_of
from portal.enums import Permission

_DRAFT = {200: QuestionnaireDraftRow, 403: RefusalShape, 404: RefusalShape}
_COMMENT = {200: DraftCommentShape, 403: RefusalShape, 404: RefusalShape}


class Discard(APIView):
    """Set a draft aside; it can be brought back."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(request=None, responses=_DRAFT)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        row = drafts.discard(actor_of(request), draft_rows.found(request, pk).pk)
        return Response(QuestionnaireDraftRow(row).data)


class Restore(APIView):
    """Bring a discarded draft back to be written on."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(request=None, responses=_DRAFT)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        row = drafts.restore(actor_of(request), draft_rows.found(request, pk).pk)
        return Response(QuestionnaireDraftRow(row).data)


class Settle(APIView):
    """Say that nothing of a comment is left to answer."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(request=None, responses=_COMMENT)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        row = draft_comments.settle(actor_of(request), _comment(request, pk).pk)
        return Response(DraftCommentShape(row).data)


class Reopen(APIView):
    """Say that a comment is not settled after all."""

    permission: ClassVar[Permission] = Permission.REVIEW

    @extend_schema(request=None, responses=_COMMENT)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        row = draft_comments.reopen(actor_of(request), _comment(request, pk).pk)
        return Response(DraftCommentShape(row).data)


def _comment(request: Request, pk: uuid.UUID) -> DraftComment:
    seen = queries.visible(actor_of(request)).values("pk")
    row: DraftComment | None = DraftComment.objects.filter(pk=pk, draft__in=seen).first()
    if row is None:
        raise Http404
    return row
