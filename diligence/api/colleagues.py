"""Asking colleagues over the REST interface: make links, revoke them, settle what comes back.

The colleague's side has no interface: a link opens its page and nothing else.
"""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import colleague as asking
from diligence.actions import replies
from diligence.actions.colleague import LONGEST_MESSAGE, LONGEST_NAME, Letter
from diligence.actions.replies import Settled
from diligence.api.appraisals import in_http
from diligence.api.shapes import RefusalShape
from diligence.choices import ColleaguePurpose
from diligence.domain.sheet import KEEP, Save
from diligence.models import Appraisal, ColleagueRequest, Proposal
from diligence.queries import appraisals, colleague
from portal.actions.shared_links import DEFAULT_DAYS, LONGEST_DAYS
from portal.api.base import actor_of
from portal.enums import LinkPurpose, Permission
from portal.views.base import owned_or_404


class RequestShape(serializers.ModelSerializer[ColleagueRequest]):
    """A request as lists give it; its link is told once, when it is made."""

    class Meta:
        model = ColleagueRequest
        fields = [
            "id", "appraisal", "purpose", "state", "questions", "parts", "to_name", "to_email",
            "message", "created_at", "created_by", "expires_at", "revoked_at", "opened_at",
            "replied_at",
        ]  # fmt: skip


class ColleagueAskShape(serializers.Serializer[Any]):
    """`questions` of a request that asks; `parts` of one that shares a result."""

    purpose = serializers.ChoiceField(ColleaguePurpose.choices, default=ColleaguePurpose.ASK)
    questions = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    parts = serializers.ListField(child=serializers.CharField(max_length=20), default=list)
    to_name = serializers.CharField(max_length=LONGEST_NAME)
    to_email = serializers.EmailField(required=False, allow_blank=True, default="")
    message = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_MESSAGE, default=""
    )
    shows_title = serializers.BooleanField(default=False)
    days = serializers.IntegerField(
        default=DEFAULT_DAYS, min_value=1, max_value=LONGEST_DAYS[LinkPurpose.COLLEAGUE]
    )


class MadeShape(RequestShape):
    """The request with its link, which is told this once, and what became of the mail."""

    link = serializers.CharField()
    mail = serializers.CharField()

    class Meta(RequestShape.Meta):
        fields = [*RequestShape.Meta.fields, "link", "mail"]


class ProposalShape(serializers.ModelSerializer[Proposal]):
    """A colleague's answer to one question. `value` is null where they only left a note."""

    value = serializers.JSONField(allow_null=True)
    to_name = serializers.CharField(source="request.to_name")

    class Meta:
        model = Proposal
        fields = [
            "id", "request", "to_name", "question", "value", "note", "at", "state", "settled_at",
            "settled_by",
        ]  # fmt: skip


class SettleShape(serializers.Serializer[Any]):
    """`revision` is the one of the answer last read; `value` and `note` are for `correct`."""

    act = serializers.ChoiceField(["accept", "correct", "decline"])
    revision = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    value = serializers.JSONField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, default=None, allow_null=True)


class SettledShape(serializers.Serializer[Any]):
    """What became of a reply, or why it still waits."""

    state = serializers.CharField()
    conflicts = serializers.ListField(child=serializers.DictField())
    problems = serializers.ListField(child=serializers.DictField())


@extend_schema_view(get=extend_schema(responses={200: RequestShape, 404: RefusalShape}))
class Requests(ListAPIView[ColleagueRequest]):
    """What was asked of colleagues, and shared, on one appraisal; and making another."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    serializer_class = RequestShape

    def get_queryset(self) -> QuerySet[ColleagueRequest]:
        by = actor_of(self.request)
        owned_or_404(Appraisal, self.kwargs["pk"], appraisals.visible_to(by))
        return colleague.visible_to(by).filter(appraisal_id=self.kwargs["pk"])

    @extend_schema(
        request=ColleagueAskShape, responses={201: MadeShape, 400: RefusalShape, 403: RefusalShape}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        owned_or_404(Appraisal, pk, appraisals.visible_to(actor_of(request)))
        sent = ColleagueAskShape(data=request.data)
        sent.is_valid(raise_exception=True)
        told = dict(sent.validated_data)
        purpose, questions, parts = (told.pop(name) for name in ("purpose", "questions", "parts"))
        try:
            with in_http():
                if purpose == ColleaguePurpose.SHARE:
                    row, link = asking.share(pk, parts, Letter(**told), by=actor_of(request))
                else:
                    row, link = asking.ask(pk, questions, Letter(**told), by=actor_of(request))
        except Invalid as wrong:
            raise ValidationError(wrong.message_dict) from None
        body = RequestShape(row).data | {"link": link.url, "mail": asking.mailed(row, link).value}
        return Response(body, status=status.HTTP_201_CREATED)


class Revoke(APIView):
    """Close every link of a request."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(request=None, responses={200: RequestShape, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        with in_http():
            row = asking.revoke(pk, by=actor_of(request))
        return Response(RequestShape(row).data)


@extend_schema_view(get=extend_schema(responses={200: ProposalShape, 404: RefusalShape}))
class Replies(ListAPIView[Proposal]):
    """What colleagues replied on one appraisal; `?state=waiting` for what is to be settled."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    serializer_class = ProposalShape

    def get_queryset(self) -> QuerySet[Proposal]:
        by = actor_of(self.request)
        owned_or_404(Appraisal, self.kwargs["pk"], appraisals.visible_to(by))
        rows: QuerySet[Proposal] = Proposal.objects.filter(
            request__appraisal_id=self.kwargs["pk"]
        ).select_related("request")
        wanted = self.request.query_params.get("state", "")
        return rows.filter(state=wanted) if wanted else rows


class Settle(APIView):
    """Accept a reply into the answers, store what it is corrected to, or set it aside."""

    permission: ClassVar[Permission] = Permission.APPRAISE

    @extend_schema(
        request=SettleShape,
        responses={200: SettledShape, 400: SettledShape, 403: RefusalShape, 409: SettledShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        by = actor_of(request)
        with in_http():
            colleague.reply_seen_by(by, pk)
            sent = SettleShape(data=request.data)
            sent.is_valid(raise_exception=True)
            told = sent.validated_data
            if told["act"] == "decline":
                settled = Settled(done=(replies.decline(pk, by=by),))
            elif told["act"] == "accept":
                settled = replies.accept(pk, by=by, revision=told["revision"])
            else:
                save = Save(told.get("value", KEEP), told["note"], told["revision"])
                settled = replies.correct(pk, by=by, save=save)
        return _answered(settled)


def _answered(settled: Settled) -> Response:
    body = {
        "state": settled.done[0].state if settled.done else "waiting",
        "conflicts": [
            {
                "question": conflict.question,
                "yours": conflict.value,
                "theirs": conflict.theirs.get("value"),
                "by": conflict.theirs.get("by", ""),
                "revision": conflict.revision,
            }
            for conflict in settled.conflicts
        ],
        "problems": [
            {"question": problem.question, "problem": problem.problem}
            for problem in settled.problems
        ],
    }
    code = status.HTTP_409_CONFLICT if settled.conflicts else status.HTTP_200_OK
    return Response(body, status=status.HTTP_400_BAD_REQUEST if settled.problems else code)
