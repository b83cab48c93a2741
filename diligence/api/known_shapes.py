"""Shapes of what is known from before: offers, confirmations, facts."""

from typing import Any

from rest_framework import serializers

from diligence.choices import FactSource
from diligence.enums import AskedAgain, KnownFrom


class KnownShape(serializers.Serializer[Any]):
    """One answer known from before, with its source."""

    question = serializers.CharField()
    value = serializers.JSONField()
    known_from = serializers.ChoiceField([item.value for item in KnownFrom])
    about = serializers.CharField(help_text="the partner it is known of; empty otherwise")
    together_with = serializers.ListField(
        child=serializers.CharField(),
        help_text="other partners it was answered for; none of a source one may not open",
    )
    by = serializers.CharField()
    since = serializers.DateField(help_text="the day it was stated")
    until = serializers.DateField(allow_null=True, help_text="the last day on which it holds")
    because = serializers.CharField(help_text="what in the register leads to it, or why not")


class KnownOfferShape(KnownShape):
    """May be confirmed: send its key back."""

    key = serializers.CharField(help_text="binds a confirmation to this value and source")


class AskedAgainShape(KnownShape):
    """Known, and asked again all the same."""

    reason = serializers.ChoiceField([item.value for item in AskedAgain])


class KnownOffersShape(serializers.Serializer[Any]):
    offers = KnownOfferShape(many=True)
    again = AskedAgainShape(many=True)


class ConfirmShape(serializers.Serializer[Any]):
    """Question → key of the offer that was looked at, as GET …/offers/ gave it."""

    keys = serializers.DictField(child=serializers.RegexField(r"^[0-9a-f]{16}$"), allow_empty=False)


class ConfirmedShape(serializers.Serializer[Any]):
    confirmed = serializers.ListField(child=serializers.CharField())
    moved = serializers.ListField(
        child=serializers.CharField(),
        help_text="not confirmed: answered meanwhile, or something else is known now",
    )


class FactShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    questionnaire = serializers.CharField()
    question = serializers.CharField()
    value = serializers.JSONField()
    learned_from = serializers.ChoiceField(FactSource.choices, source="source")
    appraisal = serializers.UUIDField(source="appraisal_id", allow_null=True)
    together_with = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(help_text="why it was corrected by hand")
    learned_at = serializers.DateTimeField()
    learned_by = serializers.CharField()
    valid_until = serializers.DateField()
