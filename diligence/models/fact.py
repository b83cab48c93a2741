"""What is known of a partner or a unit from earlier appraisals, with source, date and validity."""

from django.db import models
from django.db.models import Q

from diligence.choices import FactEnd, FactSource
from diligence.models.appraisal import Appraisal
from diligence.models.partner import Partner
from portal import clock
from portal.tenancy import Owned


class Fact(Owned):
    """One answer that holds beyond its appraisal. Replaced or corrected, it ends and stays."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="known")
    unit = models.ForeignKey("portal.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    questionnaire = models.CharField(max_length=100)
    question = models.CharField(max_length=40)
    asked_as = models.CharField(max_length=16)
    """Fingerprint of the words it was asked in: an answer to other words is another answer."""
    value = models.JSONField()
    note = models.TextField(blank=True)
    """Why it was corrected by hand; notes of answers stay with their appraisal."""
    together_with = models.JSONField(default=list)
    """Names of the other partners the answer was given for at the same time."""
    source = models.CharField(max_length=10, choices=FactSource)
    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.PROTECT, null=True, related_name="facts"
    )
    learned_at = models.DateTimeField(default=clock.now)
    learned_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    valid_until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=10, choices=FactEnd, blank=True)
    ended_note = models.TextField(blank=True)
    replaces = models.UUIDField(null=True)
    """The fact whose place it took, which stands again when this one is taken back."""

    class Meta:
        ordering = ["question", "-learned_at"]
        constraints = [
            models.CheckConstraint(
                name="fact_about_one",
                condition=Q(partner__isnull=False, unit__isnull=True)
                | Q(partner__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["owner", "partner", "questionnaire", "question"],
                condition=Q(ended_at__isnull=True, partner__isnull=False),
                name="fact_of_partner_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "unit", "questionnaire", "question"],
                condition=Q(ended_at__isnull=True, unit__isnull=False),
                name="fact_of_unit_once",
            ),
        ]
