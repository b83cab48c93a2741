"""The record of what was done, by whom, for which organisation."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from portal import clock
from portal.enums import RecordExportState, RecordFormat
from portal.tenancy import Ledger, Owned


class AuditEvent(Ledger):
    """One event, hashed over its own content when it is written."""

    at = models.DateTimeField(default=clock.now)
    event = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    by = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    partnership = models.GeneratedField(
        expression=KT("detail__partnership"),
        output_field=models.TextField(null=True),
        db_persist=True,
    )
    """What the detail says, in a column of its own: under row policies PostgreSQL uses no index
    over an operator of JSON, which it does not know to be free of leaks."""
    digest = models.CharField(max_length=64)
    format = models.PositiveSmallIntegerField(default=1, db_default=1)
    """1: `digest` covers names and details as they stand. 2: it covers digests of them, and `mac`
    the digest, so that names can be forgotten and nothing can be forged with the database alone."""
    salt = models.CharField(max_length=32, blank=True, db_default="")
    person_digest = models.CharField(max_length=64, blank=True, db_default="")
    """Of salt, user and name; stays when these are blanked."""
    detail_digest = models.CharField(max_length=64, blank=True, db_default="")
    mac = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["owner", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["owner", "-at"], name="audit_recent"),
            models.Index(fields=["owner", "event", "-at"], name="audit_kind"),
            models.Index(fields=["owner", "id"], name="audit_order"),
            models.Index(fields=["owner", "partnership", "-at"], name="audit_about"),
            models.Index(fields=["owner", "user_id", "-at"], name="audit_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="audit_seen_once",
                fields=["owner", "salt"],
                condition=Q(event__endswith=".seen") & ~Q(salt=""),
            )
        ]


class AuditSeal(Ledger):
    """Up to a thousand events in the order of their sealing, chained to the seal before.

    `entries` holds 48 bytes for each event: its id and its digest. `head` is the SHA-256 of the
    owner, the previous head, the number and the entries; `signature` (Ed25519) is over the head and
    the time of sealing.
    """

    number = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    head = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField()
    entries = models.BinaryField()
    last_id = models.UUIDField()
    """The largest id among the entries."""
    sealed_at = models.DateTimeField(default=clock.now)
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="audit_seal_once")]
        indexes = [models.Index(fields=["owner", "-last_id"], name="audit_seal_last")]


class AuditPruning(Ledger):
    """Events removed after their time: their entries stay in the seals, their rows are gone."""

    before = models.DateTimeField()
    count = models.PositiveIntegerField()
    ids_digest = models.CharField(max_length=64)
    """SHA-256 over the ids in the order of the seals."""
    taken = models.JSONField(default=dict)
    """Which entries of which seals: {"3-17": "all", "18": a bit for each entry, in hex}."""
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    """The product, never a person: the mac covers it. The event `record.pruned` says who acted."""
    mac = models.CharField(max_length=64, blank=True)
    """Keyed like those of the events, so that nobody with the database alone can prune."""


class RecordExport(Owned):
    """Events of the record that match a search, put into a file by the worker."""

    format = models.CharField(max_length=5, choices=RecordFormat)
    chosen = models.JSONField(default=dict)
    """The search, as its page's address says it."""
    state = models.CharField(max_length=7, choices=RecordExportState, default="making")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=100, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="record_export_recent")]
