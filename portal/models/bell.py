"""The bell: work that is due, kept as a row so that a lost message loses nothing."""

from django.db import models

from portal import clock
from portal.tenancy import Identified, acting_id


class Bell(Identified):
    """Says that something is due for an organisation, without saying what it contains.

    It has no row policy, because the sweeper looks for due bells before anyone is acting.
    """

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.CASCADE, default=acting_id, related_name="+"
    )
    kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    rung_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="bell_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="bell_due")]

    @property
    def problem(self) -> str:
        """What kind of failure the last one was, without what it says; "" when there was none."""
        return self.last_error.partition(":")[0]
