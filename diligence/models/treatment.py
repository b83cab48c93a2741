"""Measures an organisation takes, and flags it has cleared."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diligence.choices import ClearanceKind, MeasureState
from diligence.models.appraisal import Appraisal
from portal import clock
from portal.tenancy import Owned


class ChosenMeasure(Owned):
    """One measure of the catalogue in the treatment of one appraisal."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="measures")
    measure = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=MeasureState, default=MeasureState.PLANNED)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    note = models.TextField(_("how it is done here"), max_length=2000, blank=True)
    chosen_at = models.DateTimeField(default=clock.now)
    chosen_by = models.CharField(max_length=200)
    driver = models.CharField(_("what makes it necessary"), max_length=500, blank=True)
    """Asked of measures that restrict publication or access, with `restricted_until`."""
    restricted_until = models.DateField(_("restricted until"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)
    done_user_id = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "appraisal", "measure"], name="measure_once_per_appraisal"
            ),
        ]
        indexes = [models.Index(fields=["owner", "state", "due_on"], name="measure_due")]


class Clearance(Owned):
    """A recorded finding that one flag no longer stands, beside the score that never changes."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="clearances")
    question = models.CharField(max_length=40)
    option = models.CharField(max_length=60)
    flag = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=ClearanceKind)
    reason = models.TextField(_("reason"), max_length=2000)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    """The measure that proposed it, if one did."""
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "appraisal", "question", "option", "flag"],
                condition=Q(ended_at__isnull=True),
                name="clearance_one_in_force",
            ),
        ]
