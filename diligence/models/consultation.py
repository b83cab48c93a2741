"""The organisation's own record of what it sent to a hub and what came back."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diligence.choices import OPEN_CONSULTATIONS, ConsultationState
from diligence.models.appraisal import Appraisal
from diligence.models.dossier import Dossier
from diligence.models.partnership import Partnership
from portal import clock
from portal.enums import Tlp
from portal.tenancy import Ledger, Owned


class Consultation(Owned):
    """One case put to a hub. Nothing in it binds: a missing answer never blocks a decision."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="consultations"
    )
    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="consultations")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    """The latest dossier sent, or about to be."""
    rule = models.CharField(max_length=60)
    """The routing rule that asks for it, or `officer` when it was sent by choice."""
    automatic = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=ConsultationState, default=ConsultationState.READY
    )
    hub = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    needed_because = models.CharField(_("why by then"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True)
    """When it stood in the hub's queue."""
    due_on = models.DateField(null=True)
    """By when the hub means to answer. Past it the organisation may decide without advice."""
    questions = models.JSONField(default=list)
    """What the hub asks: [{"question": id or "", "text": what it wants to know}]."""
    message = models.CharField(max_length=2000, blank=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reply = models.CharField(_("reply to the hub"), max_length=2000, blank=True)
    """What the organisation answers in words; it travels to the hub."""
    reply_tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    message_tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    """The label of what the hub asks."""
    no_hub_because = models.CharField(max_length=300, blank=True)
    """Why nobody answers for it; empty but in the state `no_hub`."""
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "appraisal"],
                condition=Q(state__in=[str(state) for state in OPEN_CONSULTATIONS]),
                name="consultation_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="consultation_waiting"),
        ]

    def is_overdue(self, today: date) -> bool:
        """No advice was given by the hub's own date."""
        return (
            self.state == ConsultationState.OPEN and self.due_on is not None and self.due_on < today
        )


class ReceivedAdvice(Ledger):
    """The organisation's frozen copy of advice. Advice is never binding."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="advice")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="received_advice"
    )
    number = models.CharField(max_length=40)
    hub_name = models.CharField(max_length=300)
    recommendation = models.CharField(max_length=20)
    shareable = models.BooleanField(default=True)
    reference = models.CharField(max_length=200, blank=True)
    """Where advice that can't be shared here is found; then there are no reasons in it."""
    document = models.TextField()
    """The advice in canonical JSON; `digest` is its SHA-256, the same as in the hub's record."""
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now)
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )

    class Meta:
        ordering = ["-received_at", "-id"]
