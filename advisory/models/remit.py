"""What a hub answers for."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.countries import member_states
from portal.tenancy import Directory, acting_id


class Remit(Directory):
    """Cases of one Member State that a hub answers for. Everyone may read it, the hub writes it.

    Empty `technology_areas` or `bands` mean all of them. The codes are those of
    `diligence.choices.TechnologyArea` and the outcomes of a score.
    """

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )
    member_state = models.CharField(_("Member State"), max_length=2, choices=member_states)
    technology_areas = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("technology areas"),
        default=list,
        blank=True,
    )
    bands = ArrayField(
        models.CharField(max_length=10), verbose_name=_("outcomes"), default=list, blank=True
    )
    target_days = models.PositiveSmallIntegerField(
        _("answers within, in working days"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    contact = models.CharField(_("how to reach the hub"), max_length=300, blank=True)
    active = models.BooleanField(_("in force"), default=True)
    since = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["member_state", "since"]
