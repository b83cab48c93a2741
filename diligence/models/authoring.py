"""Drafts of questionnaires: what authors change, say of it and have reviewed before publishing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diligence.choices import Audience, DraftState, QuestionnaireLevel, ReviewStep, WorkState
from diligence.models.questionnaire import QuestionnaireVersion
from portal import clock
from portal.tenancy import Ledger, Owned


class Draft(Owned):
    """An edition in the making. Its document may be faulty at any time; it is checked, not refused.

    `document` is the native format as JSON (places in it: `diligence.domain.places`), `cases` its
    worked cases as they are published with it. `revision` counts changes and guards against two
    authors overwriting each other.
    """

    title = models.CharField(_("title"), max_length=200)
    key = models.SlugField(_("key"), max_length=60)
    edition = models.CharField(_("edition"), max_length=30)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.ORGANISATION)
    audience_country = models.CharField(max_length=2, blank=True)
    document = models.JSONField(default=dict)
    cases = models.JSONField(default=list)
    parent = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The edition whose questions it inherits and adds to; null: it stands alone."""
    replaces = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The edition of the same key that it is meant to follow; null: it is the first."""
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.WRITING)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    updated_at = models.DateTimeField(default=clock.now)
    imported = models.JSONField(null=True)
    """Where it came from a file: {"filename", "format", "losses": [{"sheet", "row", "column",
    "what", "why"}]}."""
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The edition it was published as."""

    class Meta:
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="draft_published_as_edition",
                condition=Q(state=DraftState.PUBLISHED, version__isnull=False)
                | ~Q(state=DraftState.PUBLISHED) & Q(version__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["owner", "state", "-updated_at"], name="draft_recent")]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}"


class DraftChange(Ledger):
    """One change of a draft, with what undoes it. Undoing is a change itself."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    """The revision of the draft that this change made."""
    at = models.DateTimeField(default=clock.now)
    user_id = models.UUIDField(null=True)
    by = models.CharField(max_length=200)
    place = models.CharField(max_length=300)
    what = models.CharField(max_length=300)
    operations = models.JSONField()
    inverse = models.JSONField()
    undoes = models.PositiveIntegerField(null=True)
    """The revision that this change took back."""

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="draft_change_once"),
        ]


class DraftComment(Owned):
    """What one author says to the others about a place of the draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    place = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]


class DraftReview(Ledger):
    """A step of the review: asked for, returned with a reason, or approved for one revision."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="reviews")
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the canonical document and cases: what exactly was reviewed."""
    step = models.CharField(max_length=10, choices=ReviewStep)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]


class CheckOverride(Owned):
    """A named person's reason to publish although a check of judgement objects.

    `fingerprint` tells what the check objected to: when that changes, the reason no longer counts.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="overrides")
    check_code = models.CharField(max_length=60)
    place = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=16)
    reason = models.TextField()
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["check_code", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "check_code", "place"], name="check_override_once"
            ),
        ]


class QuestionnaireChoice(Owned):
    """Which level an organisation fills in: its own edition, its Member State's, or the baseline.

    Without a row, the nearest level that has a published edition.
    """

    level = models.CharField(max_length=10, choices=QuestionnaireLevel)
    because = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="questionnaire_choice_once"),
        ]


class Simulation(Owned):
    """What a draft would have made of the organisation's own earlier appraisals."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="simulations")
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the canonical document that was tried."""
    document = models.JSONField()
    """The document as it was when the simulation was asked for."""
    state = models.CharField(max_length=10, choices=WorkState)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    member = models.UUIDField(null=True)
    """The membership of whoever asked for it: the task counts what they see."""
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    partial = models.JSONField(null=True)
    """While it runs, {"after": id of the last appraisal counted, "tally"}; else null."""
    result = models.JSONField(null=True)
    problem = models.TextField(blank=True)
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The edition that the draft became with exactly what was tried; null where that was an earlier
    wording, or nothing was published yet."""

    class Meta:
        ordering = ["-asked_at", "-id"]


class CarryOver(Owned):
    """Moving running appraisals to a newer edition, one by one, in a task."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=WorkState)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    member = models.UUIDField(null=True)
    """The membership of whoever asked for it: the task acts as them."""
    ended_at = models.DateTimeField(null=True)
    waiting = models.JSONField(default=list)
    """Ids of the appraisals, in the order in which they are taken up."""
    done = models.PositiveIntegerField(default=0)
    """How many of them were taken up: moved, or refused."""
    total = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    """[{"appraisal", "because"}] of those that stayed on their edition."""

    class Meta:
        ordering = ["-asked_at", "-id"]


class CarryReport(Ledger):
    """What moving one appraisal to another edition copied, asks again and put aside."""

    appraisal = models.ForeignKey(
        "diligence.Appraisal", on_delete=models.CASCADE, related_name="carry_reports"
    )
    carry_over = models.ForeignKey(
        CarryOver, on_delete=models.CASCADE, null=True, related_name="reports"
    )
    before = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    """{"copied": [id], "asked_again": [{"question", "why", "was"}], "archived": [{"question",
    "was"}], "new": [id]}; `was` is the whole entry of the answer sheet."""
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-id"]
