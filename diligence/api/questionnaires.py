"""Published questionnaires over the REST interface."""

import json
import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.api.shapes import QuestionnaireRow, RefusalShape
from diligence.models import QuestionnaireVersion
from portal.enums import Permission


class Questionnaires(ListAPIView[QuestionnaireVersion]):
    """Editions the organisation may read."""

    permission: ClassVar[Permission] = Permission.VIEW_QUESTIONNAIRES
    serializer_class = QuestionnaireRow

    def get_queryset(self) -> QuerySet[QuestionnaireVersion]:
        return QuestionnaireVersion.objects.defer("document", "cases").order_by(
            "-published_at", "-id"
        )


class OneQuestionnaire(APIView):
    """One edition in the native format, exactly as published."""

    permission: ClassVar[Permission] = Permission.VIEW_QUESTIONNAIRES

    @extend_schema(responses={200: {"type": "object"}, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        version = QuestionnaireVersion.objects.filter(pk=pk).first()
        if version is None:
            raise Http404
        document: dict[str, Any] = json.loads(version.document)
        return Response(document)
