"""Indicators of the acting ministry's Member State over the REST interface, as JSON or CSV."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.enums import Permission
from reporting.domain.documents import NotAudited
from reporting.domain.rules import Audience
from reporting.queries import collected, dashboard, files


class CsvRenderer(BaseRenderer):
    """Lines as they are; an error is told in words."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> bytes:
        text = data if isinstance(data, str) else f"# {data.get('detail', data)}\n"
        return text.encode()


class FigureShape(serializers.Serializer[Any]):
    value = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=[str(each) for each in dashboard.Status])


class RowShape(serializers.Serializer[Any]):
    row = serializers.CharField()
    # DRF keeps attributes of these two names for itself; the fields are declared all the same.
    label = serializers.CharField()  # type: ignore[assignment]  # as told above
    values = serializers.DictField(child=FigureShape())
    shares = serializers.DictField(child=FigureShape())


class TableShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    rows = RowShape(many=True)


class MedianShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    values = serializers.DictField(child=FigureShape())


class IndicatorShape(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    definition = serializers.CharField()
    unit = serializers.CharField()
    numerator = serializers.CharField()
    denominator = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # as `label`
    disclosure_class = serializers.CharField()
    anchor = serializers.CharField()
    caveat = serializers.CharField()
    tables = TableShape(many=True)
    medians = MedianShape(many=True)
    always = FigureShape(required=False)


class QuestionnaireEditionShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    edition = serializers.CharField()
    digest = serializers.CharField()


class IndicatorsShape(serializers.Serializer[Any]):
    """Figures of one snapshot for one audience. None of them names an organisation."""

    member_state = serializers.CharField()
    period = serializers.CharField()
    cycle = serializers.CharField()
    view = serializers.ChoiceField(choices=[str(each) for each in Audience])
    marking = serializers.CharField()
    taken_at = serializers.DateTimeField()
    snapshot = serializers.CharField()
    engine = serializers.CharField()
    questionnaires = QuestionnaireEditionShape(many=True)
    organisations_in_scope = FigureShape()
    withheld = serializers.DictField(child=serializers.IntegerField())
    indicators = IndicatorShape(many=True)


class Indicators(APIView):
    """The latest snapshot, disclosure-controlled; `view=internal` is not for publication."""

    permission: ClassVar[Permission] = Permission.VIEW_FIGURES
    renderer_classes = (JSONRenderer, CsvRenderer)

    @extend_schema(
        parameters=[
            OpenApiParameter("view", enum=[str(each) for each in Audience], default="publishable"),
            OpenApiParameter("period", description="A quarter such as 2026-Q3; else the latest."),
        ],
        responses={
            (200, "application/json"): IndicatorsShape,
            (200, "text/csv"): OpenApiTypes.STR,
            404: OpenApiResponse(description="Nothing collected, or no audit to show it by"),
        },
    )
    def get(self, request: Request) -> Response:
        audience = _audience(request.query_params.get("view", ""))
        snapshot = collected.snapshot(request.query_params.get("period", ""))
        if snapshot is None:
            return _refused(_("No such quarter was collected yet."))
        try:
            figures = collected.published(snapshot, audience)
        except NotAudited as problem:
            return _refused(_(str(problem)))
        if request.accepted_renderer.format == "csv":
            name = f'attachment; filename="{files.file_name(figures, "all")}.csv"'
            text = files.csv_text(figures, snapshot.digest, "")
            return Response(text, headers={"Content-Disposition": name})
        frame = dashboard.frame_of(figures.cycle)
        return Response(files.as_json(figures, snapshot.digest, frame))


def _audience(wanted: str) -> Audience:
    try:
        return Audience(wanted or Audience.PUBLISHABLE)
    except ValueError:
        told = _("Choose “publishable” or “internal”.")
        raise ValidationError({"view": [told]}) from None


def _refused(why: str) -> Response:
    return Response({"detail": why}, status=status.HTTP_404_NOT_FOUND)
