"""Shapes of measures, clearances and decisions in the REST interface."""

from typing import Any

from rest_framework import serializers

from diligence.choices import ClearanceKind, DecisionVerdict, Followed, MeasureState
from diligence.domain.deciding import LONGEST_REASONS, LONGEST_WHY


class MeasureRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    appraisal = serializers.UUIDField(source="appraisal_id")
    measure = serializers.CharField(help_text="Its code in the catalogue, such as M17.")
    state = serializers.ChoiceField(MeasureState.choices)
    responsible = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    driver = serializers.CharField()
    restricted_until = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    dropped_because = serializers.CharField()
    revision = serializers.IntegerField()


class ChooseShape(serializers.Serializer[Any]):
    measures = serializers.ListField(
        child=serializers.CharField(max_length=20), allow_empty=False, max_length=100
    )


class PlanShape(serializers.Serializer[Any]):
    """Name the revision you saw, and no colleague's later plan is overwritten."""

    revision = serializers.IntegerField(min_value=1)
    responsible = serializers.CharField(max_length=200, help_text="A function, not a person.")
    due_on = serializers.DateField()
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    driver = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="What makes a restriction of publication or access necessary.",
    )
    restricted_until = serializers.DateField(required=False, allow_null=True)


class ClearanceRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    appraisal = serializers.UUIDField(source="appraisal_id")
    question = serializers.CharField()
    option = serializers.CharField()
    flag = serializers.CharField()
    kind = serializers.ChoiceField(ClearanceKind.choices)
    reason = serializers.CharField()
    reference = serializers.CharField()
    measure = serializers.CharField()
    valid_until = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()
    by = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_because = serializers.CharField()


class FindingShape(serializers.Serializer[Any]):
    """Why one flag, named by question, option and code, no longer stands."""

    question = serializers.CharField(max_length=40)
    option = serializers.CharField(max_length=60)
    flag = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(ClearanceKind.choices)
    reason = serializers.CharField(max_length=2000)
    reference = serializers.CharField(max_length=200)
    valid_until = serializers.DateField(required=False, allow_null=True)
    measure = serializers.CharField(max_length=20, required=False, allow_blank=True)


class DecisionRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    partnership = serializers.UUIDField(source="partnership_id")
    appraisal = serializers.UUIDField(source="appraisal_id")
    number = serializers.IntegerField()
    verdict = serializers.ChoiceField(DecisionVerdict.choices)
    reasons = serializers.CharField()
    authority = serializers.CharField()
    band = serializers.CharField()
    outcome = serializers.CharField()
    target_band = serializers.CharField()
    actual_band = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    followed = serializers.ChoiceField(Followed.choices)
    followed_because = serializers.CharField()
    basis_digest = serializers.CharField()
    decided_at = serializers.DateTimeField()
    decided_by = serializers.CharField()


class CourseShape(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(DecisionVerdict.choices)
    closed = serializers.CharField(help_text="Why it is closed; empty where it is open.")


class GroundShape(serializers.Serializer[Any]):
    """What a decision would rest on; send its digest back with the decision."""

    digest = serializers.CharField()
    basis = serializers.DictField()
    authority = serializers.ChoiceField(["officer", "decider"])
    band = serializers.CharField()
    target_band = serializers.CharField()
    actual_band = serializers.CharField()
    outcome_then = serializers.CharField()
    outcome_now = serializers.CharField()
    consulted = serializers.ChoiceField(["not_asked", "expected", "none_given", "received"])
    courses = CourseShape(many=True)
    format = serializers.CharField()


class MovedShape(serializers.Serializer[Any]):
    """What was read before is no longer what a decision rests on."""

    detail = serializers.CharField()
    ground = GroundShape()


class DecideShape(serializers.Serializer[Any]):
    digest = serializers.CharField(max_length=64, help_text="Of the ground this rests on.")
    verdict = serializers.ChoiceField(DecisionVerdict.choices)
    reasons = serializers.CharField(max_length=LONGEST_REASONS)
    expires_on = serializers.DateField(required=False, allow_null=True)
    transfers_wait = serializers.BooleanField(required=False)
    followed = serializers.ChoiceField(Followed.choices, required=False)
    followed_because = serializers.CharField(
        max_length=LONGEST_WHY, required=False, allow_blank=True
    )
