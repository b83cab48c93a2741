"""Why a result is what it is, over the REST interface."""

import uuid
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.api.appraisals import found_or_404
from diligence.api.shapes import RefusalShape
from diligence.queries import decisions, explained, results
from portal import clock
from portal.enums import Permission


class ResultExplained(APIView):
    """What would change the result of the last submission, how firm it is, and its certificate.

    Measures, clearances and questions to check; never which answer would give another result.
    """

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: {"type": "object"}, 404: RefusalShape, 409: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        appraisal = found_or_404(request, pk)
        try:
            ground = decisions.ground(appraisal, clock.today())
            if ground is None or ground.score.submission != appraisal.submission:
                detail = "There is no score of the present answers: submit them, or wait for it."
                return Response({"detail": detail}, status=status.HTTP_409_CONFLICT)
            told = results.explained(ground.score, appraisal.version)
            return Response(explained.as_document(told, ground))
        except results.NotExplainableError as error:
            return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
