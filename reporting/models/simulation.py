"""Simulations of a ministry's drafts on the appraisals of its Member State."""

from django.db import models

from portal import clock
from portal.tenancy import Owned
from reporting.choices import TrialState


class PolicySimulation(Owned):
    """What a draft would have made of a Member State's appraisals, cleared for showing.

    The document is kept with it: later simulations are compared with what it would show again, so
    that no difference between two of them tells of a few appraisals.
    """

    draft = models.UUIDField()
    title = models.CharField(max_length=250)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    document = models.JSONField()
    """The draft as it was when the simulation was asked for."""
    since = models.CharField(max_length=7)
    period = models.CharField(max_length=7)
    """First and last closed quarter, for example `2026-Q3`."""
    state = models.CharField(max_length=10, choices=TrialState, default=TrialState.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    member = models.UUIDField(null=True)
    """The membership of whoever asked for it: the task stops when they left."""
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    """Drafts to be scored: this one, and every earlier one that it is compared with."""
    result = models.JSONField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
