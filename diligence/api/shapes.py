"""Shapes of the REST interface: what comes in is checked here, what goes out is documented here."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from diligence.choices import (
    Activity,
    AgreementKind,
    AppraisalState,
    Audience,
    PartnerKind,
    PartnershipState,
    TechnologyArea,
)
from portal.enums import DisclosureKind, Tlp
from portal.models import Unit

MESSAGE_LABELS = [choice for choice in Tlp.choices if choice[0] != Tlp.RED]
"""Labels of messages and advice; red is for files that name who may open them."""


class PartnerShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(max_length=300)
    country = serializers.CharField(
        max_length=2, required=False, allow_blank=True, help_text="ISO 3166-1 alpha-2"
    )
    city = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kind = serializers.ChoiceField(PartnerKind.choices, required=False)
    ror_id = serializers.CharField(max_length=60, required=False, allow_blank=True)
    pic = serializers.CharField(max_length=20, required=False, allow_blank=True)
    website = serializers.CharField(max_length=300, required=False, allow_blank=True)


class UnitField(serializers.PrimaryKeyRelatedField[Unit]):
    """A unit of the acting organisation, by its id."""

    def get_queryset(self) -> QuerySet[Unit]:
        rows: QuerySet[Unit] = Unit.objects.filter(active=True)
        return rows


class PartnershipRow(serializers.Serializer[Any]):
    """One row of the register."""

    id = serializers.UUIDField(read_only=True)
    code = serializers.CharField(read_only=True)
    title = serializers.CharField(max_length=300)
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    unit = UnitField(required=False, allow_null=True, pk_field=serializers.UUIDField())
    responsible = serializers.CharField(max_length=200, required=False, allow_blank=True)
    state = serializers.ChoiceField(PartnershipState.choices, required=False)
    agreement_kind = serializers.ChoiceField(AgreementKind.choices, required=False)
    agreement_signed_on = serializers.DateField(required=False, allow_null=True)
    activities = serializers.ListField(
        child=serializers.ChoiceField(Activity.choices), required=False
    )
    technology_areas = serializers.ListField(
        child=serializers.ChoiceField(TechnologyArea.choices), required=False
    )
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    funding_amount = serializers.DecimalField(14, 2, required=False, allow_null=True, min_value=0)
    funding_currency = serializers.CharField(max_length=3, required=False)
    funding_source = serializers.CharField(max_length=300, required=False, allow_blank=True)
    benefit = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    partner_names = serializers.CharField(read_only=True)
    partner_countries = serializers.ListField(child=serializers.CharField(), read_only=True)
    appraisal_state = serializers.ChoiceField(AppraisalState.choices, read_only=True)
    outcome = serializers.CharField(read_only=True)
    registered_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)
    revision = serializers.IntegerField(read_only=True)


class PartnershipShape(PartnershipRow):
    """One partnership with its partners; partners are found or recorded as the pages do it."""

    partners = PartnerShape(many=True, allow_empty=False)


class PartnershipEdit(PartnershipShape):
    """What to change; `revision` is the one last read."""

    revision = serializers.IntegerField(min_value=1)


class AppraisalRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    partnership = serializers.UUIDField(source="partnership_id")
    questionnaire = serializers.UUIDField(source="version_id")
    state = serializers.ChoiceField(AppraisalState.choices)
    started_at = serializers.DateTimeField()
    triaged_at = serializers.DateTimeField(allow_null=True)
    triage_rule = serializers.CharField()
    triage_refers = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    submission = serializers.IntegerField()
    scored_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    band = serializers.CharField()
    hold = serializers.BooleanField()


class AnswerShape(serializers.Serializer[Any]):
    value = serializers.JSONField(allow_null=True)
    revision = serializers.IntegerField()
    note = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    origin = serializers.CharField()
    confirmed_by = serializers.CharField(allow_null=True)
    known = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        allow_null=True,
        help_text="where a carried answer comes from",
    )


class ProblemShape(serializers.Serializer[Any]):
    question = serializers.CharField()
    problem = serializers.CharField()


class AppraisalShape(AppraisalRow):
    """One appraisal: what is asked of whom reads it, what was answered, what is missing."""

    asked = serializers.ListField(child=serializers.CharField())
    answers = serializers.DictField(child=AnswerShape())
    missing = ProblemShape(many=True)


class StartShape(serializers.Serializer[Any]):
    partnership = serializers.UUIDField()
    changed = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        help_text="sections that changed since the earlier appraisal; an empty list: none did",
    )


class ReasonShape(serializers.Serializer[Any]):
    because = serializers.CharField(max_length=500)


class TreatmentShape(serializers.Serializer[Any]):
    """What becomes of one finding of personal data: redacted, or let through for a reason."""

    finding = serializers.CharField(max_length=32, help_text="key of the finding")
    redact = serializers.BooleanField(required=False)
    because = serializers.CharField(required=False, allow_blank=True, max_length=300)


class PersonalDataShape(serializers.Serializer[Any]):
    """Something in a text that looks like personal data; it leaves only once it is answered."""

    key = serializers.CharField()
    place = serializers.CharField(help_text="key of the item, or name of the field")
    kind = serializers.ChoiceField(DisclosureKind.choices)
    words = serializers.CharField(help_text="what was found; kept nowhere")
    because = serializers.CharField()
    certain = serializers.BooleanField()
    in_text = serializers.BooleanField(help_text="it can be redacted; in a file it can't")


class TreatedShape(serializers.Serializer[Any]):
    """Words on their way out, with what becomes of personal data in them."""

    treatments = TreatmentShape(many=True, required=False)


class ConfirmationShape(TreatedShape):
    """Confirms a dossier as GET …/dossier/ gave it, with the same items included."""

    digest = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="SHA-256 of the dossier shown")
    include = serializers.ListField(
        child=serializers.CharField(max_length=80),
        required=False,
        help_text="keys of the offered items that travel as well",
    )
    send_if_required = serializers.BooleanField(required=False)
    reply = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, help_text="words for a hub that asked"
    )
    tlp = serializers.ChoiceField(
        MESSAGE_LABELS, default=Tlp.AMBER_STRICT, help_text="with whom the hub may share it"
    )


class NeedShape(TreatedShape):
    """By when the answer is needed; a day needs its reason."""

    needed_by = serializers.DateField(required=False, allow_null=True)
    needed_because = serializers.CharField(required=False, allow_blank=True, max_length=300)


class SendShape(NeedShape):
    """A triage dossier is confirmed here; a full one was when its answers were submitted."""

    digest = serializers.RegexField(r"^[0-9a-f]{64}$", required=False)
    include = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    tlp = serializers.ChoiceField(MESSAGE_LABELS, default=Tlp.AMBER_STRICT)


class ReplyShape(TreatedShape):
    tlp = serializers.ChoiceField(MESSAGE_LABELS, required=False)
    reply = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class OfferedShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    kind = serializers.CharField()
    about = serializers.CharField(help_text="the question or partnership it belongs to")
    text = serializers.CharField()


class DossierShape(serializers.Serializer[Any]):
    """A dossier as it would travel (`frozen` false) or as it was frozen."""

    frozen = serializers.BooleanField()
    kind = serializers.CharField()
    submission = serializers.IntegerField()
    digest = serializers.CharField(help_text="SHA-256 of the content in canonical JSON")
    content = serializers.DictField()
    offered = OfferedShape(many=True, help_text="what can be included; empty once frozen")
    personal_data = PersonalDataShape(
        many=True, help_text="found in what could travel; empty once frozen"
    )
    tlp = serializers.ChoiceField(Tlp.choices)
    send_if_required = serializers.BooleanField()


class RouteShape(serializers.Serializer[Any]):
    submission = serializers.IntegerField(help_text="0 for the triage")
    leads_to = serializers.CharField()
    rule = serializers.CharField()
    because = serializers.ListField(child=serializers.DictField(), help_text="every rule, why")
    legal = serializers.ListField(child=serializers.DictField())
    unknown = serializers.ListField(child=serializers.CharField())
    routed_at = serializers.DateTimeField()


class ConsultationShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.CharField()
    rule = serializers.CharField()
    automatic = serializers.BooleanField()
    hub = serializers.CharField(source="hub.name", default="")
    dossier = serializers.UUIDField(source="dossier_id")
    needed_by = serializers.DateField(allow_null=True)
    needed_because = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    questions = serializers.ListField(child=serializers.DictField())
    message = serializers.CharField()
    message_tlp = serializers.ChoiceField(Tlp.choices)
    reply = serializers.CharField()
    reply_tlp = serializers.ChoiceField(Tlp.choices)
    no_hub_because = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_because = serializers.CharField()


class SaveShape(serializers.Serializer[Any]):
    value = serializers.JSONField(allow_null=True, required=False)
    note = serializers.CharField(required=False, allow_blank=True)
    revision = serializers.IntegerField(required=False)


class SavesShape(serializers.Serializer[Any]):
    """Answers by question. Name the revision you saw, and nobody's later answer is overwritten."""

    answers = serializers.DictField(child=SaveShape())


class ConflictShape(serializers.Serializer[Any]):
    question = serializers.CharField()
    yours = serializers.JSONField(allow_null=True)
    theirs = AnswerShape()
    revision = serializers.IntegerField()


class SavedShape(serializers.Serializer[Any]):
    changed = serializers.ListField(child=serializers.CharField())
    revisions = serializers.DictField(child=serializers.IntegerField())
    conflicts = ConflictShape(many=True)
    problems = ProblemShape(many=True)


class TriageShape(serializers.Serializer[Any]):
    route = serializers.CharField()
    rule = serializers.CharField()
    refer = serializers.BooleanField()
    state = serializers.ChoiceField(AppraisalState.choices)


class QuestionnaireRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField()
    edition = serializers.CharField()
    title = serializers.CharField()
    digest = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    audience_country = serializers.CharField()
    publisher = serializers.UUIDField(source="owner_id")
    published_at = serializers.DateTimeField()
    published_by = serializers.CharField()
    reviewed_by = serializers.CharField()
    note = serializers.CharField()
    overrides = serializers.JSONField()
    builds_on = serializers.UUIDField(source="parent_id", allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)


class RefusalShape(serializers.Serializer[Any]):
    detail = serializers.CharField(help_text="Why, in a sentence.")
