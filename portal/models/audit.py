"""The record of what was done, by whom, for which organisation."""

from django.db import models
from django.db.models import F
from django.db.models.fields.json import KT

from portal import clock
from portal.tenancy import Ledger


class AuditEvent(Ledger):
    """One event, hashed over its own content when it is written."""

    at = models.DateTimeField(default=clock.now)
    event = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    by = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["owner", "-at"], name="audit_recent"),
            models.Index(
                "owner", KT("detail__partnership"), F("at").desc(), name="audit_partnership"
            ),
        ]
