"""What may leave the organisation, where its outcomes lead, and on what arrangement that rests."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diligence.choices import DossierKind, LeadsTo
from diligence.models.appraisal import Appraisal
from diligence.models.partnership import Partnership
from portal import clock
from portal.enums import Tlp
from portal.tenancy import Ledger, Owned


class ReferralArrangement(Owned):
    """What automatic referral rests on. Without one in force every case waits for *Send*."""

    text = models.TextField(_("arrangement"), max_length=2000)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    since = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(ended_at__isnull=True),
                name="arrangement_one_in_force",
            ),
        ]


class Dossier(Ledger):
    """The frozen copy of an appraisal that may leave the organisation, as its officer saw it.

    `content` is canonical JSON and `digest` its SHA-256. Nothing is in it that was not shown.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="dossiers")
    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="dossiers")
    kind = models.CharField(max_length=10, choices=DossierKind, default=DossierKind.FULL)
    submission = models.PositiveSmallIntegerField()
    """The submission whose answers it holds; 0 for a triage dossier."""
    content = models.TextField()
    digest = models.CharField(max_length=64)
    send_if_required = models.BooleanField(default=False)
    """Whether the officer confirmed "send if the outcome requires it"."""
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-prepared_at", "-id"]


class Route(Ledger):
    """Where one submission's outcome leads, and the rule that says so."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="routes")
    submission = models.PositiveSmallIntegerField()
    """0 for the route of a triage."""
    leads_to = models.CharField(max_length=12, choices=LeadsTo)
    rule = models.CharField(max_length=60)
    document = models.JSONField(default=dict)
    """The whole route: every rule that fired with its cause, and the legal checks beside it."""
    routed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-routed_at", "-id"]
        constraints = [
            # A triage may be taken up again and end anew: each end has its route.
            models.UniqueConstraint(
                fields=["appraisal", "submission"],
                condition=Q(submission__gt=0),
                name="route_once_per_submission",
            ),
        ]
