"""The biennium that is reported on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.tenancy import Directory, acting_id


class ReportingCycle(Directory):
    """Two calendar years. The Commission keeps it; everyone reads it."""

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )
    key = models.CharField(_("cycle"), max_length=9)
    """For example `2025-2026`."""
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    freezes_on = models.DateField(_("data freeze"))
    """After this day returns are due; a later one is marked as late, not refused."""
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="cycle_once"),
            models.CheckConstraint(
                name="cycle_dates_in_order",
                condition=Q(ends_on__gt=F("starts_on")) & Q(freezes_on__gte=F("ends_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.key
