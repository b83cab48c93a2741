"""Coded values of the reporting room, with their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContributionState(TextChoices):
    OPEN = "open", _("Being prepared")
    CONFIRMED = "confirmed", _("Return confirmed")
    REVISING = "revising", _("Being corrected")


class ReportKind(TextChoices):
    NATIONAL = "national", _("National contribution")
    EU = "eu", _("EU edition")


class RenderingState(TextChoices):
    WAITING = "waiting", _("Waiting for the worker")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class Trigger(TextChoices):
    SCHEDULE = "schedule", _("On schedule")
    PERSON = "person", _("By a person")


class TrialState(TextChoices):
    """Of a draft's simulation on a Member State's appraisals."""

    WAITING = "waiting", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")
