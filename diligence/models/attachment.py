"""Files beside a partnership, or as evidence for an answer, a measure or a clearance."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.models.appraisal import Appraisal
from diligence.models.partnership import Partnership
from diligence.models.treatment import ChosenMeasure, Clearance
from portal import clock
from portal.enums import Tlp
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
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    tlp_recipients = ArrayField(models.UUIDField(), default=list, blank=True)
    """Users who may open it where it is TLP:RED, beside whoever uploaded it."""
    tlp_because = models.CharField(max_length=300, blank=True)
    """Why its label was lowered."""
    unread = ""
    """While it is being added: why some of it can't be read (`filetexts.Unread`), or ""."""

    class Meta:
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_evidence_names_question",
                condition=models.Q(appraisal__isnull=True, question="")
                | (models.Q(appraisal__isnull=False) & ~models.Q(question="")),
            ),
        ]

    @property
    def told_name(self) -> str:
        """Its name where others read it as well: that of a red one stands on its own page alone."""
        return str(_("a TLP:RED file")) if self.tlp == Tlp.RED else self.name
