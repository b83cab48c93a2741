"""What keeps an officer's work in time: reminders, snoozes, digests, kept views."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.choices import DigestRhythm, DueKind
from diligence.models.partnership import Partnership
from portal import clock
from portal.tenancy import Owned


class ReminderPlan(Owned):
    """How many days before (or, negative, after) a due date the organisation is reminded."""

    kind = models.CharField(max_length=12, choices=DueKind)
    offsets = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind"], name="reminder_plan_once"),
        ]


class Snooze(Owned):
    """A due item put off, for everybody, by somebody, for a reason."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="snoozes")
    kind = models.CharField(max_length=12, choices=DueKind)
    subject = models.UUIDField()
    """The row that is due: partnership, appraisal, decision, measure or consultation."""
    until = models.DateField(_("until"))
    because = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "subject"],
                condition=models.Q(ended_at__isnull=True),
                name="snooze_once",
            ),
        ]


class DigestChoice(Owned):
    """How often a member is told by mail that something waits; never what."""

    membership = models.UUIDField()
    rhythm = models.CharField(max_length=8, choices=DigestRhythm, default=DigestRhythm.OFF)
    sent_on = models.DateField(null=True)
    """The day for which the latest digest was made, whether or not there was anything to tell."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "membership"], name="digest_choice_once"),
        ]


class KeptView(Owned):
    """What narrows and sorts a list, under a name, for one member and nobody else."""

    membership = models.UUIDField()
    page = models.CharField(max_length=40)
    """The list it belongs to: `partnerships`, `appraisals`, `decisions` or `workplan`."""
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    """The address's parameters, as the list reads them."""
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "membership", "page", "name"], name="kept_view_name_once"
            ),
        ]
