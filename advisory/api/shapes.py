"""Shapes of the hub's REST interface."""

from typing import Any

from rest_framework import serializers

from advisory.choices import ReferralSource, ReferralState


class ReferralRow(serializers.Serializer[Any]):
    """One referral as the queue lists it: no country is told, or sorted by."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    # DRF keeps an attribute of this name for itself; the field is declared all the same.
    source = serializers.ChoiceField(ReferralSource.choices)  # type: ignore[assignment]  # as told above
    sender = serializers.CharField(source="sender_name")
    kind = serializers.CharField(help_text="full, triage, or empty: no dossier")
    title = serializers.CharField(help_text="empty where it was not shared")
    band = serializers.CharField()
    outcome = serializers.CharField()
    hold = serializers.BooleanField()
    flags = serializers.ListField(child=serializers.CharField())
    technology_areas = serializers.ListField(child=serializers.CharField())
    partners = serializers.CharField(source="partner_names")
    received_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    needed_by = serializers.DateField(allow_null=True)
    needed_because = serializers.CharField()
    priority = serializers.IntegerField(help_text="the lowest comes first")
    priority_because = serializers.CharField()
    state = serializers.ChoiceField(ReferralState.choices)
    assignee = serializers.UUIDField(allow_null=True, help_text="membership of who holds it")
    assignee_name = serializers.CharField()
    paused_at = serializers.DateTimeField(allow_null=True)


class NamedPartnerShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    ror_id = serializers.CharField()
    pic = serializers.CharField()


class ReferralShape(ReferralRow):
    """One referral with its partners and what brought it here."""

    summary = serializers.CharField()
    rule = serializers.CharField()
    remit_because = serializers.CharField()
    closed_because = serializers.CharField()
    named = NamedPartnerShape(many=True)


class AssignShape(serializers.Serializer[Any]):
    to = serializers.UUIDField(help_text="membership of an adviser of this hub")


class RefusedShape(serializers.Serializer[Any]):
    detail = serializers.CharField(help_text="Why, in a sentence.")
