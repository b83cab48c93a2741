"""Figures as they were collected: disclosure-controlled before they are stored."""

from django.db import models

from portal import clock
from portal.tenancy import Ledger, Sealed


class Snapshot(Ledger):
    """One quarter of one Member State, owned by its ministry. Written once and never again.

    `document` is canonical JSON with the tables of both audiences, every cell either a value or
    the reason why it is withheld, and the result of the audit. What is withheld is not in it.
    """

    member_state = models.CharField(max_length=2)
    period = models.CharField(max_length=7)
    """For example `2026-Q3`."""
    document = models.TextField()
    digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "period"], name="snapshot_once_per_period"),
        ]


class SealedTally(Sealed):
    """The true counts behind a snapshot, by organisation; the application can't read them.

    The next quarters of the same cycle are added up from these, so that corrections made later
    change nothing that was published.
    """

    period = models.CharField(max_length=7)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "period"], name="tally_once_per_period"),
        ]
