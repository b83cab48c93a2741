"""Returns and reports over the REST interface: what there is, not what is in it."""

from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from portal.enums import Permission
from portal.matrix import Needs
from reporting.models import ReceivedReturn, Report, ReportingCycle


class ReturnShape(serializers.ModelSerializer[ReceivedReturn]):
    """One confirmed revision of one Member State's return."""

    cycle: serializers.SlugRelatedField[ReportingCycle] = serializers.SlugRelatedField(
        slug_field="key", read_only=True
    )

    class Meta:
        model = ReceivedReturn
        fields = ["id", "cycle", "member_state", "revision", "digest", "confirmed_at"]


class ReportShape(serializers.ModelSerializer[Report]):
    """One published edition; `file` is where its PDF is downloaded by a signed-in member."""

    cycle: serializers.SlugRelatedField[ReportingCycle] = serializers.SlugRelatedField(
        slug_field="key", read_only=True
    )
    file = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = [
            "id",
            "cycle",
            "kind",
            "edition",
            "correction",
            "digest",
            "sha256",
            "size",
            "pages",
            "published_at",
            "file",
        ]

    @extend_schema_field(serializers.CharField)
    def get_file(self, row: Report) -> str:
        return reverse("reporting:report-file", args=[row.pk])


class Returns(ListAPIView[ReceivedReturn]):
    """Every revision the Commission received, the latest first."""

    permission: ClassVar[Permission] = Permission.VIEW_RETURNS
    serializer_class = ReturnShape

    def get_queryset(self) -> QuerySet[ReceivedReturn]:
        rows: QuerySet[ReceivedReturn] = ReceivedReturn.objects.select_related("cycle").defer(
            "document"
        )
        wanted = self.request.query_params.get("cycle", "")
        return rows.filter(cycle__key=wanted) if wanted else rows


class Reports(ListAPIView[Report]):
    """The acting organisation's published editions, the latest first."""

    serializer_class = ReportShape
    # Ministries and the Commission hold different ones for the same thing.
    needs: ClassVar[Needs] = {"get": (Permission.VIEW_RETURNS, Permission.VIEW_FIGURES)}

    def get_queryset(self) -> QuerySet[Report]:
        rows: QuerySet[Report] = Report.objects.select_related("cycle").defer("document")
        wanted = self.request.query_params.get("cycle", "")
        return rows.filter(cycle__key=wanted) if wanted else rows
