"""Editions over the REST interface: what differs, and appraisals moved to the one in force."""

import uuid
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import carry_over
from diligence.api.appraisals import found_or_404
from diligence.api.shapes import RefusalShape
from diligence.choices import WorkState
from diligence.domain.differences import Change, Kind, summary
from diligence.domain.questionnaire import Questionnaire
from diligence.models import CarryOver, CarryReport
from diligence.policy import versions as policy
from diligence.queries import carry_over as queries
from diligence.queries import comparing, difference_words
from diligence.queries.comparing import NothingToCompareError, Side
from portal.api.base import actor_of
from portal.authority import Refused, require
from portal.enums import Permission


# --- Shapes -------------------------------------------------------------------------------------
class SideShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    is_draft = serializers.BooleanField()
    name = serializers.CharField()


class ChangeShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField([kind.value for kind in Kind])
    place = serializers.CharField(help_text="Where, for example questions/A1/text.")
    language = serializers.CharField(
        help_text="Of a translation; empty for the questionnaire's own words.", allow_blank=True
    )
    what = serializers.CharField(help_text="What differs, in words.")
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class SummaryShape(serializers.Serializer[Any]):
    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    meaning = serializers.IntegerField(help_text="Questions that changed in meaning.")
    wording = serializers.IntegerField(help_text="Questions that changed in wording only.")
    moved = serializers.IntegerField()
    elsewhere = serializers.IntegerField(help_text="Changes outside the questions.")


class DifferencesShape(serializers.Serializer[Any]):
    before = SideShape()
    after = SideShape()
    summary = SummaryShape()
    changes = ChangeShape(many=True)


class CarryShape(serializers.Serializer[Any]):
    edition = serializers.UUIDField(help_text="The edition that was looked at.")


class CarryAgainShape(serializers.Serializer[Any]):
    question = serializers.CharField()
    why = serializers.CharField()
    was = serializers.JSONField(help_text="The earlier answer, with who gave it and when.")


class CarryArchivedShape(serializers.Serializer[Any]):
    question = serializers.CharField()
    was = serializers.JSONField()


class CarryPlanShape(serializers.Serializer[Any]):
    before = serializers.UUIDField()
    after = serializers.UUIDField(allow_null=True, help_text="Null: there is nowhere to move to.")
    can_move = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    copied = serializers.ListField(child=serializers.CharField())
    asked_again = CarryAgainShape(many=True)
    archived = CarryArchivedShape(many=True)
    new = serializers.ListField(child=serializers.CharField())


class CarryReportShape(serializers.ModelSerializer[CarryReport]):
    copied = serializers.ListField(source="document.copied", child=serializers.CharField())
    asked_again = CarryAgainShape(many=True, source="document.asked_again")
    archived = CarryArchivedShape(many=True, source="document.archived")
    new = serializers.ListField(source="document.new", child=serializers.CharField())

    class Meta:
        model = CarryReport
        fields = (
            *("id", "appraisal", "before", "after", "at", "by"),
            *("copied", "asked_again", "archived", "new"),
        )


class CarryRefusedShape(serializers.Serializer[Any]):
    appraisal = serializers.UUIDField()
    because = serializers.CharField()


class CarryRunRow(serializers.ModelSerializer[CarryOver]):
    edition = serializers.UUIDField(source="version_id")
    state = serializers.ChoiceField(WorkState.choices)

    class Meta:
        model = CarryOver
        fields: tuple[str, ...] = (
            *("id", "edition", "state", "asked_at", "asked_by", "ended_at"),
            *("done", "total"),
        )


class CarryRunShape(CarryRunRow):
    refused = serializers.SerializerMethodField(
        help_text="Appraisals that you see and that stayed on their edition."
    )

    class Meta(CarryRunRow.Meta):
        fields = (*CarryRunRow.Meta.fields, "refused")

    @extend_schema_field(CarryRefusedShape(many=True))
    def get_refused(self, run: CarryOver) -> list[dict[str, str]]:
        """Those of the member's units, each with why."""
        told = queries.refused_in(actor_of(self.context["request"]), run)
        return [
            {"appraisal": str(item["appraisal"].pk), "because": item["because"]} for item in told
        ]


# --- Differences --------------------------------------------------------------------------------
class Differences(APIView):
    """What differs between two editions, or a draft and an edition, by what it means."""

    permission: ClassVar[Permission] = Permission.VIEW_QUESTIONNAIRES

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", str, enum=[kind.value for kind in Kind]),
            OpenApiParameter("language", str),
        ],
        responses={200: DifferencesShape, 404: RefusalShape, 403: RefusalShape},
    )
    def get(self, request: Request, before: uuid.UUID, after: uuid.UUID) -> Response:
        by = actor_of(request)
        try:
            one, other = comparing.side(by, before), comparing.side(by, after)
        except NothingToCompareError:
            raise Http404 from None
        try:
            found = comparing.changes(one, other)
        except ValueError:
            raise Refused(
                "The draft can't be read as a questionnaire at present: repair what its checks "
                "name first."
            ) from None
        wanted = {name: request.query_params.get(name, "") for name in ("kind", "language")}
        assert one.definition is not None  # noqa: S101 - they were compared
        assert other.definition is not None  # noqa: S101 - they were compared
        told = [
            change_row(change, one.definition, other.definition)
            for change in comparing.narrowed(found, **wanted)
        ]
        body = {
            "before": _side(one),
            "after": _side(other),
            "summary": summary(found),
            "changes": told,
        }
        return Response(DifferencesShape(body).data)


def _side(side: Side) -> dict[str, Any]:
    return {"pk": side.pk, "is_draft": side.draft is not None, "name": side.label}


def change_row(change: Change, before: Questionnaire, after: Questionnaire) -> dict[str, str]:
    """A difference in words, as ChangeShape."""
    told = difference_words.told(change, before, after)
    return {
        "kind": change.kind.value,
        "place": change.place,
        "language": change.language,
        "what": told.what,
        "before": told.before,
        "after": told.after,
    }


# --- One appraisal ------------------------------------------------------------------------------
class CarryOne(APIView):
    """What moving an appraisal to the edition in force would do, and the moving."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.APPRAISE

    @extend_schema(responses={200: CarryPlanShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        appraisal = found_or_404(request, pk)
        body: dict[str, Any] = {
            "before": appraisal.version_id,
            "after": None,
            "can_move": False,
            "reason": policy.can_be_carried(appraisal).reason,
            **dict.fromkeys(("copied", "asked_again", "archived", "new"), ()),
        }
        offered = queries.offered_to(appraisal)
        if offered is not None:
            planned = offered.plan
            verdict = policy.may_carry_over(actor_of(request), appraisal) and offered.verdict
            body |= {
                "after": offered.version.pk,
                "can_move": bool(verdict),
                "reason": verdict.reason,
                "copied": [question.id for question in planned.copied],
                "asked_again": [
                    {"question": item.question.id, "why": str(item.why), "was": item.was}
                    for item in planned.asked_again
                ],
                "archived": [
                    {"question": item.question.id, "was": item.was} for item in planned.archived
                ],
                "new": [question.id for question in planned.new],
            }
        return Response(CarryPlanShape(body).data)

    @extend_schema(
        request=CarryShape, responses={201: CarryReportShape, 403: RefusalShape, 404: RefusalShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        found_or_404(request, pk)
        sent = CarryShape(data=request.data)
        sent.is_valid(raise_exception=True)
        edition = sent.validated_data["edition"]
        report = carry_over.one(pk, by=actor_of(request), version_id=edition)
        return Response(CarryReportShape(report).data, status=status.HTTP_201_CREATED)


class Reports(ListAPIView[CarryReport]):
    """What every move of an appraisal did, the latest first."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    serializer_class = CarryReportShape

    def get_queryset(self) -> Any:
        return queries.reports_of(found_or_404(self.request, self.kwargs["pk"]).pk)

    @extend_schema(responses={200: CarryReportShape(many=True), 404: RefusalShape})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


# --- All appraisals -----------------------------------------------------------------------------
class Runs(ListAPIView[CarryOver]):
    """The runs that moved open appraisals, and starting one."""

    permission: ClassVar[Permission] = Permission.AUTHOR
    serializer_class = CarryRunRow

    def get_queryset(self) -> Any:
        require(policy.may_carry_all(actor_of(self.request)))
        return queries.visible_to(actor_of(self.request))

    @extend_schema(request=CarryShape, responses={201: CarryRunShape, 403: RefusalShape})
    def post(self, request: Request) -> Response:
        sent = CarryShape(data=request.data)
        sent.is_valid(raise_exception=True)
        edition = sent.validated_data["edition"]
        run = carry_over.start(by=actor_of(request), version_id=edition)
        return Response(_whole(request, run), status=status.HTTP_201_CREATED)


def _whole(request: Request, run: CarryOver) -> Any:
    return CarryRunShape(run, context={"request": request}).data


def _run(request: Request, pk: uuid.UUID) -> CarryOver:
    by = actor_of(request)
    require(policy.may_carry_all(by))
    row = queries.visible_to(by).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class OneRun(APIView):
    """How far a run is, and which appraisals stayed on their edition."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(responses={200: CarryRunShape, 403: RefusalShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_whole(request, _run(request, pk)))


class StopRun(APIView):
    """Stop a run after the appraisal of this moment; what was moved stays moved."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(
        request=None, responses={200: CarryRunShape, 403: RefusalShape, 404: RefusalShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        run = carry_over.cancel(_run(request, pk).pk, by=actor_of(request))
        return Response(_whole(request, run))
