"""Data protection: what is kept how long, who asked what about themselves, what was justified."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.enums import DisclosureKind, PersonRequestKind, PersonRequestState, Treated
from portal.tenancy import Ledger, Owned


class PrivacySettings(Owned):
    """What an organisation says of itself as controller; the rest of its records is generated."""

    controller = models.CharField(_("controller"), max_length=300)
    contact = models.EmailField(_("contact for questions"))
    officer = models.CharField(_("data protection officer"), max_length=300, blank=True)
    basis = models.CharField(_("legal basis"), max_length=500, blank=True)
    processors = models.TextField(_("processors"), max_length=4000, blank=True)
    """One a line: who processes data on this organisation's behalf, and what for."""
    erases_authors = models.BooleanField(default=False)
    """Whether erasure also takes the names of those who decided or advised, or these stay as long
    as the case is kept."""
    changed_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="privacy_settings_once")]


class RetentionRule(Owned):
    """How long the organisation keeps a class of rows, where it is not the product's default."""

    category = models.CharField(max_length=40)
    """The key of a class that a room registers."""
    months = models.PositiveSmallIntegerField(_("months"))
    reason = models.CharField(_("reason"), max_length=300)
    changed_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["category"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "category"], name="retention_rule_once")
        ]


class LegalHold(Owned):
    """Nothing about the subject (or nothing at all) goes while it stands."""

    subject_type = models.CharField(max_length=60, blank=True)
    """A model's label, as in the record; empty where everything is held."""
    subject_id = models.UUIDField(null=True)
    title = models.CharField(max_length=300)
    """What is held, as it was called when the hold was placed."""
    reason = models.CharField(_("reason"), max_length=500)
    placed_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=200, blank=True)
    released_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="legal_hold_of_one_or_all",
                condition=Q(subject_type="", subject_id__isnull=True)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
            ),
        ]


class RetentionRun(Ledger):
    """What a run of retention or an erasure removed, by class, and what a hold kept.

    The database removes or changes rows that are written once only beside such a row.
    """

    kind = models.CharField(max_length=10, default="retention")
    """`retention` or `erasure`."""
    at = models.DateTimeField(default=clock.now)
    rules = models.JSONField(default=dict)
    removed = models.JSONField(default=dict)
    held = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]


class PersonRequest(Owned):
    """Somebody asks for what is held about them, or for its erasure; answered within a month."""

    kind = models.CharField(_("asks for"), max_length=14, choices=PersonRequestKind)
    person = models.CharField(_("person"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    user_id = models.UUIDField(null=True)
    """Where the person has an account here."""
    note = models.CharField(_("note"), max_length=1000, blank=True)
    received_on = models.DateField(_("received"))
    due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=PersonRequestState, default=PersonRequestState.OPEN
    )
    outcome = models.CharField(_("answer"), max_length=1000, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    """The export, until it was fetched or a month has passed."""
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    here_only = models.BooleanField(default=False, db_default=False)
    """Asked for in a session that an organisation's provider made, by somebody whom others know
    as well: the copy says nothing of the account's sessions and devices."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]


class Disclosure(Owned):
    """Personal data found before text or a file left the organisation, and what was done about it.

    Holds no excerpt: `found_digest` lets the same finding be known again.
    """

    leaves_as = models.CharField(max_length=20)
    """What leaves: dossier, reply, request, advice, chapter, share."""
    subject_id = models.UUIDField()
    """The row whose text leaves."""
    place = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=DisclosureKind)
    found_digest = models.CharField(max_length=64)
    treated = models.CharField(max_length=10, choices=Treated)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["owner", "subject_id"], name="disclosure_subject")]
        constraints = [
            models.CheckConstraint(
                name="disclosure_justified_says_why",
                condition=~Q(treated="justified") | ~Q(reason=""),
            ),
        ]
