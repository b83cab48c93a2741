"""Advice: drafted, countersigned by a second adviser, issued, never binding."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advisory.choices import CountersignState, DraftState, Recommendation
from advisory.models.referral import Referral
from portal import clock
from portal.enums import Tlp
from portal.tenancy import Ledger, Owned


class AdviceDraft(Owned):
    """Advice being written. What is countersigned is what is issued: a change asks for it anew."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="drafts")
    state = models.CharField(max_length=14, choices=DraftState, default=DraftState.DRAFT)
    recommendation = models.CharField(
        _("recommendation"), max_length=20, choices=Recommendation, blank=True
    )
    reasons = models.TextField(_("reasons"), max_length=8000, blank=True)
    measures = ArrayField(
        models.CharField(max_length=20), verbose_name=_("measures"), default=list, blank=True
    )
    shareable = models.BooleanField(_("can be shared here"), default=True)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    """Where advice that can't be shared here is found."""
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    drafted_by = models.CharField(max_length=200)
    drafted_user = models.UUIDField(null=True)
    drafted_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    revision = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of what was offered for countersigning."""
    countersigned_by = models.CharField(max_length=200, blank=True)
    countersigned_user = models.UUIDField(null=True)
    countersigned_for = models.CharField(max_length=300, blank=True)
    """The other hub that was asked, or whose adviser countersigned."""
    asked_hub = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The other hub, while it is asked and where it countersigned."""
    countersigned_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "referral"],
                condition=Q(state__in=["draft", "offered", "returned", "countersigned"]),
                name="advice_one_draft",
            ),
            models.CheckConstraint(
                name="advice_countersigned_by_another",
                condition=Q(countersigned_user__isnull=True)
                | Q(drafted_user__isnull=True)
                | ~Q(countersigned_user=F("drafted_user")),
            ),
            models.CheckConstraint(
                name="advice_unshareable_has_reference",
                condition=Q(shareable=True) | Q(state="draft") | ~Q(reference=""),
            ),
        ]


class CountersignRequest(Owned):
    """Draft advice of another hub, sent to this one for a second pair of eyes.

    The frozen copy holds the draft and the score's headline, not the organisation's name.
    """

    asking_hub = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    draft_id = models.UUIDField()
    """The asking hub's own row."""
    document = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=CountersignState, default=CountersignState.OPEN)
    received_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "draft_id"],
                condition=Q(state="open"),
                name="countersign_one_open",
            ),
        ]


class Advice(Ledger):
    """Issued advice: frozen, and an identical copy of it is the organisation's."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="advice")
    number = models.CharField(max_length=40)
    recommendation = models.CharField(max_length=20, choices=Recommendation)
    shareable = models.BooleanField(default=True)
    reference = models.CharField(max_length=200, blank=True)
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    document = models.TextField()
    """Canonical JSON; it says of itself that it does not bind. `digest` is its SHA-256."""
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.CharField(max_length=200)
    countersigned_by = models.CharField(max_length=300, blank=True)
    without_because = models.CharField(max_length=300, blank=True)
    """Why nobody countersigned: the hub has one adviser."""

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="advice_number_once"),
            models.CheckConstraint(
                name="advice_countersigned_or_said_why",
                condition=~Q(countersigned_by="") | ~Q(without_because=""),
            ),
        ]
