"""One run of a questionnaire over a partnership: its answers and its scores."""

from django.db import models
from django.db.models import Q

from diligence.choices import OPEN_STATES, AppraisalState
from diligence.models.partnership import Partnership
from diligence.models.questionnaire import QuestionnaireVersion
from portal import clock
from portal.tenancy import Ledger, Owned


class Appraisal(Owned):
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="appraisals"
    )
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AppraisalState, default=AppraisalState.TRIAGE)
    started_at = models.DateTimeField(default=clock.now)
    started_by = models.CharField(max_length=200)
    triaged_at = models.DateTimeField(null=True)
    triage_rule = models.CharField(max_length=40, blank=True)
    """Which triage answer decided the route, for example `triage:T4`."""
    triage_refers = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=200, blank=True)
    submission = models.PositiveSmallIntegerField(default=0)
    """How often it was submitted; each submission is scored once."""
    scored_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    headline: str
    """What the outcome reads as; set by queries.headlines where it is shown."""
    band = models.CharField(max_length=10, blank=True)
    hold = models.BooleanField(default=False)
    baseline_outcome = models.CharField(max_length=12, blank=True)
    baseline_band = models.CharField(max_length=10, blank=True)
    """The same answers under the unmodified EU baseline: what European figures count."""
    baseline_route = models.CharField(max_length=12, blank=True)
    """Where the baseline's own triage leads: a `enums.Route`; empty before the triage is finished
    and where the edition does not build on the baseline."""
    only_questions = models.JSONField(null=True)
    """Where a hub's request reopened it: the questions that may be changed. Null: all of them."""
    said_changed = models.JSONField(null=True)
    """What was said to have changed since the earlier appraisal: {"renewal", "sections"}. Null: it
    is the first one, or nobody was asked."""
    measures_shown = models.PositiveSmallIntegerField(default=0)
    """The latest submission for which the suggested measures were shown to somebody."""
    triage_minutes = models.PositiveSmallIntegerField(null=True)
    full_minutes = models.PositiveSmallIntegerField(null=True)
    """Active minutes of each stage, rounded to five and without a person; null: not measured."""

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "partnership"],
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="appraisal_one_open",
            ),
            models.CheckConstraint(
                name="appraisal_submitted_by_somebody",
                condition=Q(submitted_at__isnull=True, submitted_by="")
                | (Q(submitted_at__isnull=False) & ~Q(submitted_by="")),
            ),
            models.CheckConstraint(
                name="appraisal_scored_after_submission",
                condition=~Q(state=AppraisalState.SCORED)
                | Q(submitted_at__isnull=False, scored_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "-started_at"], name="appraisal_by_state"),
            models.Index(fields=["owner", "-started_at", "-id"], name="appraisal_recent"),
        ]


class AnswerSheet(Owned):
    """All answers of one appraisal in one row.

    `entries`: question id → {"value", "revision", "by", "user", "at", "origin", "confirmed_by",
    "note", "known"}. `value` is None where an answer was cleared; `revision` counts its saves.
    """

    appraisal = models.OneToOneField(Appraisal, on_delete=models.CASCADE, related_name="sheet")
    entries = models.JSONField(default=dict)
    active_seconds = models.JSONField(default=dict)
    """Stage → seconds of activity so far; emptied into rounded minutes when a stage closes."""
    last_active_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now)
    to_ask = models.JSONField(default=list, blank=True)
    """Triage questions that somebody marked to ask a colleague about, in question order."""

    measures: bool
    """Whether the organisation measures minutes. No column: only `queries.appraisals.locked_sheet`
    fills it, and only its rows can be counted on."""


class AnswerChange(Ledger):
    """What one save changed: question id → [before, after] of value and note."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=clock.now)
    user_id = models.UUIDField(null=True)
    by = models.CharField(max_length=200)
    changes = models.JSONField()

    class Meta:
        ordering = ["-at", "-id"]


class Score(Ledger):
    """The immutable result of one submission; the same input gives the same bytes for ever."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="scores")
    submission = models.PositiveSmallIntegerField()
    version_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)
    answers = models.TextField()
    """The scored answers in canonical JSON: what a replay starts from."""
    document = models.TextField()
    """The result in canonical JSON, byte for byte."""
    outcome = models.CharField(max_length=12)
    band = models.CharField(max_length=10)
    baseline_digest = models.CharField(max_length=64, blank=True)
    """The edition of the EU baseline that the scored edition builds on; empty: on none."""
    baseline_outcome = models.CharField(max_length=12, blank=True)
    baseline_band = models.CharField(max_length=10, blank=True)
    packed = models.BinaryField(null=True)
    """The chosen options without any text: one little-endian 32-bit word a question, in the order
    of the edition; bit n stands for option n, 0 for a question that was not asked or has none."""
    scored_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-submission"]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "submission"], name="score_once_per_submission"
            ),
        ]
