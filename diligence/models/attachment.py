"""Files beside a partnership, or as evidence for an answer, a measure or a clearance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.models.appraisal import Appraisal
from diligence.models.partnership import Partnership
from diligence.models.treatment import ChosenMeasure, Clearance
from portal import clock
from portal.tenancy import Owned


class Attachment(Owned):
    """A file kept under a random name, outside the web root, served only through its door."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="attachments"
    )
    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.CASCADE, null=True, related_name="evidence"
    )
    question = models.CharField(max_length=40, blank=True)
    measure = models.ForeignKey(
        ChosenMeasure, on_delete=models.CASCADE, null=True, related_name="evidence"
    )
    clearance = models.ForeignKey(
        Clearance, on_delete=models.CASCADE, null=True, related_name="evidence"
    )
    name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_evidence_names_question",
                condition=models.Q(appraisal__isnull=True, question="")
                | (models.Q(appraisal__isnull=False) & ~models.Q(question="")),
            ),
        ]
