"""The triage of many partnerships in one request."""

from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import grid
from diligence.actions.grid import Outcome
from diligence.api.appraisals import answer_in, problems_in, saves_in
from diligence.api.shapes import ConflictShape, ProblemShape, RefusalShape, SaveShape
from diligence.choices import AppraisalState
from portal.api.base import actor_of
from portal.authority import Refused
from portal.enums import Permission

MOST = 100
"""So many rows are taken in one request."""


class TriageRowShape(serializers.Serializer[Any]):
    """The triage of one partnership. Name the revision of an answer you saw, and nobody's later
    one is overwritten; without it the answer is stored whatever is there."""

    partnership = serializers.UUIDField()
    answers = serializers.DictField(
        child=SaveShape(), required=False, help_text='{"T1": {"value": "yes"}}; at most 100'
    )
    finish = serializers.BooleanField(
        required=False, default=False, help_text="follow the route the answers fix, if complete"
    )


class TriageBatchShape(serializers.Serializer[Any]):
    rows = serializers.ListField(child=TriageRowShape(), min_length=1, max_length=MOST)


class TriageResultShape(serializers.Serializer[Any]):
    """What became of one row, in the order in which they were sent."""

    partnership = serializers.UUIDField()
    result = serializers.ChoiceField(
        ["saved", "finished", "incomplete", "conflict", "problem", "refused", "not_found"]
    )
    detail = serializers.CharField(help_text="why nothing was stored; empty where something was")
    appraisal = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(AppraisalState.choices, allow_null=True)
    route = serializers.CharField(allow_null=True)
    rule = serializers.CharField(allow_null=True, help_text="the answer that decided, triage:T4")
    refer = serializers.BooleanField()
    changed = serializers.ListField(child=serializers.CharField())
    revisions = serializers.DictField(child=serializers.IntegerField())
    missing = serializers.ListField(child=serializers.CharField())
    conflicts = ConflictShape(many=True)
    problems = ProblemShape(many=True)


class TriageBatchResultShape(serializers.Serializer[Any]):
    rows = TriageResultShape(many=True)


class TriageBatch(APIView):
    """Triage up to 100 partnerships: each row is stored or refused by itself. The first answer of
    a partnership starts its appraisal; one that has left the backlog is refused."""

    permission: ClassVar[Permission] = Permission.APPRAISE

    @extend_schema(
        request=TriageBatchShape, responses={200: TriageBatchResultShape, 400: RefusalShape}
    )
    def post(self, request: Request) -> Response:
        sent = TriageBatchShape(data=request.data)
        sent.is_valid(raise_exception=True)
        body: Any = request.data
        pairs = zip(sent.validated_data["rows"], body["rows"], strict=True)
        return Response({"rows": [_row(request, row, raw) for row, raw in pairs]})


def _row(request: Request, row: dict[str, Any], raw: Any) -> dict[str, Any]:
    """One row; what it raises is its own answer and stops no other."""
    saves, wrong = saves_in({"answers": raw.get("answers", {})})
    if wrong:
        problems = [{"question": id, "problem": text} for id, text in wrong.items()]
        return _answer(row, "problem", problems=problems)
    try:
        outcome = grid.save_row(
            row["partnership"], by=actor_of(request), saves=saves, finish=row["finish"]
        )
    except ObjectDoesNotExist:
        return _answer(row, "not_found", detail=_("There is no such partnership here."))
    except Refused as refusal:
        return _answer(row, "refused", detail=refusal.reason)
    return _answer(row, _word(outcome), **_told(outcome))


def _word(outcome: Outcome) -> str:
    if outcome.result is not None:
        return "finished"
    if outcome.missing:
        return "incomplete"
    saved = outcome.saved
    if saved is not None and saved.problems:
        return "problem"
    return "conflict" if saved is not None and saved.conflicts else "saved"


def _told(outcome: Outcome) -> dict[str, Any]:
    saved, result = outcome.saved, outcome.result
    if outcome.appraisal is None or saved is None:
        return {}
    outcome.appraisal.refresh_from_db(fields=["state"])
    return {
        "appraisal": outcome.appraisal.pk,
        "state": outcome.appraisal.state,
        "route": str(result.route) if result else None,
        "rule": result.rule if result else None,
        "refer": result is not None and result.refer,
        "changed": list(saved.changed),
        "revisions": saved.revisions,
        "missing": list(outcome.missing),
        "conflicts": [
            {
                "question": met.question,
                "yours": met.value,
                "theirs": answer_in(met.theirs),
                "revision": met.revision,
            }
            for met in saved.conflicts
        ],
        "problems": problems_in(saved.problems),
    }


def _answer(row: dict[str, Any], result: str, **told: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "partnership": row["partnership"],
        "result": result,
        "detail": "",
        "appraisal": None,
        "state": None,
        "route": None,
        "rule": None,
        "refer": False,
        "changed": [],
        "revisions": {},
        "missing": [],
        "conflicts": [],
        "problems": [],
    }
    return empty | told
