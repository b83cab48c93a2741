"""What a ministry prepares and confirms: its national contribution to one cycle."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.enums import OrganisationType, SizeBand
from portal.tenancy import Ledger, Owned
from reporting.choices import ContributionState
from reporting.models.cycle import ReportingCycle


class Contribution(Owned):
    """The working copy of one ministry for one cycle."""

    cycle = models.ForeignKey(ReportingCycle, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=ContributionState, default=ContributionState.OPEN
    )
    frame_frozen_at = models.DateTimeField(null=True)
    frame_frozen_by = models.CharField(max_length=200, blank=True)
    frame_source = models.CharField(_("source of the frame"), max_length=500, blank=True)
    authority = models.CharField(_("issuing authority"), max_length=300, blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "cycle"], name="contribution_once"),
        ]


class FrameCell(Owned):
    """How many organisations of one type and size are in scope in the Member State."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="frame")
    type = models.CharField(_("type"), max_length=20, choices=OrganisationType)
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand)
    organisations = models.PositiveIntegerField(_("organisations"), default=0)

    class Meta:
        ordering = ["type", "size_band"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "contribution", "type", "size_band"], name="frame_cell_once"
            ),
        ]


class Declaration(Owned):
    """A ministry's own statement for one indicator (MS-01 to MS-08)."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="declarations"
    )
    indicator = models.CharField(max_length=5)
    values = models.JSONField(default=dict)
    """Field of the indicator's form → value; a field left out was not provided."""
    note = models.TextField(_("note"), max_length=2000, blank=True)
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "contribution", "indicator"], name="declaration_once"
            ),
        ]


class ChapterText(Owned):
    """The ministry's own words in one chapter."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="texts")
    chapter = models.CharField(max_length=20)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["chapter"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "contribution", "chapter"], name="chapter_text_once"
            ),
        ]


class Return(Ledger):
    """What a ministry confirmed by name. A correction is a new revision."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="returns")
    revision = models.PositiveSmallIntegerField()
    document = models.TextField()
    """Everything the report prints, in canonical JSON; publishable figures only."""
    digest = models.CharField(max_length=64)
    correction = models.CharField(max_length=1000, blank=True)
    """What changed since the revision before, and why."""
    confirmed_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "contribution", "revision"], name="return_revision_once"
            ),
            models.CheckConstraint(name="return_confirmed_by_name", condition=~Q(confirmed_by="")),
        ]


class ReceivedReturn(Ledger):
    """The Commission's frozen copy of a confirmed return."""

    cycle = models.ForeignKey(ReportingCycle, on_delete=models.PROTECT, related_name="+")
    ministry = models.ForeignKey("portal.Organisation", on_delete=models.PROTECT, related_name="+")
    member_state = models.CharField(max_length=2)
    revision = models.PositiveSmallIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["member_state", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "cycle", "ministry", "revision"], name="received_return_once"
            ),
        ]
