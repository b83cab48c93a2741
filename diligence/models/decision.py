"""The organisation's own decision, bound to what it was taken on."""

from django.db import models
from django.db.models import Q

from diligence.choices import DecisionVerdict, Followed, ReviewReason
from diligence.models.appraisal import Appraisal, Score
from diligence.models.consultation import ReceivedAdvice
from diligence.models.partnership import Partnership
from portal import clock
from portal.tenancy import Ledger


class Decision(Ledger):
    """Written once. A later decision on the same partnership takes its place."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="decisions")
    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="decisions")
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    """Counts the decisions on one partnership."""
    verdict = models.CharField(max_length=16, choices=DecisionVerdict)
    reasons = models.TextField(max_length=4000)
    authority = models.CharField(max_length=12)
    """The authority the band required: `officer` or `decider`."""
    band = models.CharField(max_length=10)
    outcome = models.CharField(max_length=12)
    target_band = models.CharField(max_length=10)
    actual_band = models.CharField(max_length=10)
    baseline_target_band = models.CharField(max_length=10, blank=True)
    """The target band by the EU baseline's own rules and measures, for European figures; empty
    where the edition builds on none."""
    expires_on = models.DateField(null=True)
    advice = models.ForeignKey(
        ReceivedAdvice, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    followed = models.CharField(max_length=12, choices=Followed, default=Followed.NOT_ASKED)
    followed_because = models.TextField(max_length=2000, blank=True)
    basis = models.TextField()
    """What was decided on, in canonical JSON: score, partnership facts, measures, clearances,
    advice. `basis_digest` is its SHA-256."""
    basis_digest = models.CharField(max_length=64)
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="decision_number_once"),
            models.CheckConstraint(
                name="decision_has_reasons", condition=~Q(reasons="") & ~Q(decided_by="")
            ),
        ]


class ReviewMark(Ledger):
    """Something a decision rests on changed after it; the next decision settles it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="marks")
    because = models.CharField(max_length=12, choices=ReviewReason)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-id"]
