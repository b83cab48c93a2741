"""Reports: made by the worker, published once, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.tenancy import Ledger, Owned
from reporting.choices import RenderingState, ReportKind
from reporting.models.cycle import ReportingCycle


class Rendering(Owned):
    """A PDF being made or ready to be read: a draft, or what a publication will take up."""

    cycle = models.ForeignKey(ReportingCycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReportKind)
    draft = models.BooleanField(default=True)
    publish = models.BooleanField(default=False)
    """Whether it is published as soon as it is made."""
    correction = models.CharField(max_length=1000, blank=True)
    document = models.TextField()
    """The frozen data it is made from, in canonical JSON: the same data, the same bytes."""
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RenderingState, default=RenderingState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    what = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=1000, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]


class Report(Ledger):
    """A published edition: the data, the file's hash, and who published it."""

    cycle = models.ForeignKey(ReportingCycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReportKind)
    edition = models.PositiveSmallIntegerField()
    correction = models.CharField(_("what was corrected"), max_length=1000, blank=True)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "cycle", "kind", "edition"], name="report_edition_once"
            ),
        ]
