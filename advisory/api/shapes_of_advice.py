"""Shapes of dossiers, drafts and advice in the hub's REST interface."""

from typing import Any

from rest_framework import serializers

from advisory.choices import Recommendation
from advisory.models import Advice, CountersignRequest, Note
from portal.enums import Tlp

MESSAGE_LABELS = [choice for choice in Tlp.choices if choice[0] != Tlp.RED]
"""Labels of messages and advice; red is for files that name who may open them."""


class ReceivedDossierShape(serializers.Serializer[Any]):
    """A dossier as it arrived: content and score are the sender's frozen bytes, parsed."""

    number = serializers.IntegerField(help_text="1 is the first received.")
    digest = serializers.CharField()
    tlp = serializers.ChoiceField(MESSAGE_LABELS, help_text="With whom it may be shared.")
    received_at = serializers.DateTimeField()
    content = serializers.JSONField()
    score = serializers.JSONField(allow_null=True)


class NoteShape(serializers.ModelSerializer[Note]):
    class Meta:
        model = Note
        fields = ["id", "text", "at", "by"]
        read_only_fields = ["id", "at", "by"]


class AskedShape(serializers.Serializer[Any]):
    question = serializers.CharField(allow_blank=True, default="", help_text="Its id, or empty.")
    text = serializers.CharField(allow_blank=True, default="")


class FindingAnsweredShape(serializers.Serializer[Any]):
    """What becomes of one finding of personal data: redacted, or let through for a reason."""

    finding = serializers.CharField(max_length=32, help_text="key of the finding")
    redact = serializers.BooleanField(default=False)
    because = serializers.CharField(allow_blank=True, default="", max_length=300)


class AskShape(serializers.Serializer[Any]):
    treatments = FindingAnsweredShape(many=True, required=False)
    tlp = serializers.ChoiceField(MESSAGE_LABELS, default=Tlp.AMBER_STRICT)
    questions = AskedShape(many=True)
    message = serializers.CharField(allow_blank=True, default="")


class DraftShape(serializers.Serializer[Any]):
    """What the advice says. `revision` is the one last read; leave it out to write over."""

    id = serializers.UUIDField(read_only=True)
    state = serializers.CharField(read_only=True)
    signs = serializers.CharField(
        read_only=True, help_text="Send it to countersign or issue exactly what was read."
    )
    recommendation = serializers.ChoiceField(
        choices=Recommendation.choices, allow_blank=True, default=""
    )
    reasons = serializers.CharField(allow_blank=True, default="")
    measures = serializers.ListField(child=serializers.CharField(max_length=20), default=list)
    shareable = serializers.BooleanField(default=True)
    reference = serializers.CharField(allow_blank=True, default="")
    tlp = serializers.ChoiceField(MESSAGE_LABELS, required=False)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)
    drafted_by = serializers.CharField(read_only=True)
    returned_because = serializers.CharField(read_only=True)


class OfferShape(serializers.Serializer[Any]):
    hub = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Another hub, or null: here."
    )
    treatments = FindingAnsweredShape(many=True, required=False)


class SignShape(serializers.Serializer[Any]):
    signs = serializers.CharField(max_length=64)


class IssueShape(SignShape):
    treatments = FindingAnsweredShape(many=True, required=False)
    draft = serializers.UUIDField()


class CommentShape(serializers.Serializer[Any]):
    because = serializers.CharField()


class AdviceShape(serializers.ModelSerializer[Advice]):
    """Issued advice. The document says of itself that it does not bind."""

    document = serializers.JSONField()

    class Meta:
        model = Advice
        fields = [
            "id",
            "number",
            "recommendation",
            "shareable",
            "reference",
            "tlp",
            "issued_at",
            "countersigned_by",
            "without_because",
            "digest",
            "document",
        ]


class CountersignShape(serializers.ModelSerializer[CountersignRequest]):
    asking_hub = serializers.CharField(source="asking_hub.name")
    document = serializers.JSONField()

    class Meta:
        model = CountersignRequest
        fields = ["id", "asking_hub", "state", "received_at", "answered_at", "digest", "document"]
