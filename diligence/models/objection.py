"""What somebody says is wrong, or should not be held, about a value that concerns them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diligence.choices import ObjectionKind, ObjectionState
from diligence.models.fact import Fact
from diligence.models.partner import Partner
from diligence.models.partnership import Partnership
from portal import clock
from portal.tenancy import Owned


class Objection(Owned):
    """A flag on a fact, a partner or a partnership: shown beside it until it is answered."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, null=True, related_name="objections")
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, null=True, related_name="objections"
    )
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, null=True, related_name="objections"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=ObjectionKind)
    text = models.TextField(_("what is said"), max_length=2000)
    raised_on = models.DateField(_("received"))
    raised_by_whom = models.CharField(_("by whom"), max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="objection_to_one",
                condition=Q(fact__isnull=False, partner__isnull=True, partnership__isnull=True)
                | Q(fact__isnull=True, partner__isnull=False, partnership__isnull=True)
                | Q(fact__isnull=True, partner__isnull=True, partnership__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["owner", "state", "due_on"], name="objection_due")]
