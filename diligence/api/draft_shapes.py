"""Shapes of drafts in the REST interface."""

from typing import Any

from rest_framework import serializers

from diligence.choices import Audience, DraftState, ReviewStep
from diligence.forms.drafts import LANGUAGES


class QuestionnaireDraftRow(serializers.Serializer[Any]):
    """A draft in a list."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    title = serializers.CharField()
    edition = serializers.CharField()
    state = serializers.ChoiceField(DraftState.choices)
    audience = serializers.ChoiceField(Audience.choices)
    revision = serializers.IntegerField()
    builds_on = serializers.UUIDField(source="parent_id", allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)
    version = serializers.UUIDField(
        source="version_id", allow_null=True, help_text="The edition it was published as."
    )
    updated_at = serializers.DateTimeField()


class DraftFindingShape(serializers.Serializer[Any]):
    """What a check says of the draft."""

    code = serializers.CharField(help_text="Of the check.")
    place = serializers.CharField()
    problem = serializers.CharField()
    remedy = serializers.CharField()
    weight = serializers.CharField()
    fingerprint = serializers.CharField()


class QuestionnaireDraftShape(QuestionnaireDraftRow):
    """A draft, whole."""

    document = serializers.JSONField()
    cases = serializers.ListField(child=serializers.JSONField())
    digest = serializers.CharField(help_text="Of all that a review approves, as it is now.")
    imported = serializers.JSONField(allow_null=True)
    findings = DraftFindingShape(many=True)


class DraftBeginShape(serializers.Serializer[Any]):
    """A new draft: from `starts_from`, `builds_on`, `packaged` or `document`, or from nothing."""

    key = serializers.CharField(max_length=60)
    title = serializers.CharField(max_length=200)
    edition = serializers.CharField(max_length=30)
    starts_from = serializers.UUIDField(required=False, help_text="An own edition to go on from.")
    builds_on = serializers.UUIDField(required=False, help_text="The edition it adds to.")
    packaged = serializers.CharField(required=False, help_text="A name that comes with Ajar.")
    document = serializers.JSONField(required=False, help_text="The native format.")
    cases = serializers.ListField(child=serializers.JSONField(), required=False)
    language = serializers.ChoiceField(LANGUAGES, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sources = [name for name in ("starts_from", "builds_on", "packaged") if name in attrs]
        if len(sources) + ("document" in attrs) > 1:
            raise serializers.ValidationError("Name one thing to begin from.")
        return attrs


class DraftOperationShape(serializers.Serializer[Any]):
    """One operation; which members it takes depends on `op`."""

    op = serializers.ChoiceField(["set", "insert", "remove", "move", "rename"])
    place = serializers.CharField(allow_blank=True, help_text="Such as questions/A1/text.")
    value = serializers.JSONField(required=False, help_text="Of set; null takes the member away.")
    item = serializers.JSONField(required=False, help_text="Of insert: has an id.")
    before = serializers.CharField(required=False, help_text="Of insert and move.")
    new_id = serializers.CharField(required=False, help_text="Of rename.")


class DraftChangeSent(serializers.Serializer[Any]):
    """Operations that are applied all or none."""

    revision = serializers.IntegerField(min_value=0, help_text="The one you last read.")
    what = serializers.CharField(max_length=300, help_text="The change in words.")
    operations = DraftOperationShape(many=True)


class DraftChangeShape(serializers.Serializer[Any]):
    """One change of the history."""

    revision = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    place = serializers.CharField()
    what = serializers.CharField()
    undoes = serializers.IntegerField(allow_null=True)
    operations = DraftOperationShape(many=True)


class DraftUndoSent(serializers.Serializer[Any]):
    """Without `revision`: the latest change that stands."""

    revision = serializers.IntegerField(required=False, min_value=1)
    redo = serializers.BooleanField(required=False, default=False)


class DraftReviewSent(serializers.Serializer[Any]):
    """A step of the review. `digest` is needed to approve: that of the draft as it was read."""

    step = serializers.ChoiceField(ReviewStep.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")
    digest = serializers.CharField(required=False, max_length=64, default="")


class DraftReviewShape(serializers.Serializer[Any]):
    """A step of the review that was taken."""

    step = serializers.ChoiceField(ReviewStep.choices)
    revision = serializers.IntegerField()
    digest = serializers.CharField()
    note = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class DraftCommentShape(serializers.Serializer[Any]):
    """What was said of a place of the draft."""

    id = serializers.UUIDField(read_only=True)
    place = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    text = serializers.CharField(max_length=4000)
    by = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    settled_at = serializers.DateTimeField(read_only=True, allow_null=True)


class DraftPublishSent(serializers.Serializer[Any]):
    """What is new, and the edition once more: publishing can't be taken back."""

    note = serializers.CharField(max_length=4000)
    confirm = serializers.CharField(max_length=30, help_text="The draft's edition.")


class DraftConflictShape(serializers.Serializer[Any]):
    """Somebody changed the same place meanwhile: nothing was stored."""

    detail = serializers.CharField()
    place = serializers.CharField(help_text="The place of yours that they changed as well.")
    gone = serializers.BooleanField(help_text="They took it away: insert it again, or leave it.")
    revision = serializers.IntegerField()
    changes = DraftChangeShape(many=True)


class DraftObjectionShape(serializers.Serializer[Any]):
    """What keeps the draft from being published."""

    detail = serializers.CharField()
    findings = DraftFindingShape(many=True)


class DraftEditProblemShape(serializers.Serializer[Any]):
    """An operation that can't be applied."""

    detail = serializers.CharField()
    place = serializers.CharField()
    remedy = serializers.CharField()
