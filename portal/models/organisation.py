"""Every tenant is an organisation, whatever its kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.countries import member_states
from portal.enums import OrganisationKind, OrganisationType, SizeBand
from portal.tenancy import Tenant


class Organisation(Tenant):
    """A tenant. Everyone may read the directory; an organisation writes only its own entry."""

    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    type = models.CharField(
        _("type"), max_length=20, choices=OrganisationType, blank=True, default=""
    )
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand, blank=True, default="")
    country = models.CharField(
        _("Member State"),
        max_length=2,
        blank=True,
        choices=member_states,
        help_text=_("Empty for the Commission"),
    )
    city = models.CharField(_("city"), max_length=120, blank=True)
    identifier = models.CharField(
        _("identifier"),
        max_length=60,
        blank=True,
        help_text=_("ROR id or participant identification code"),
    )
    demonstration = models.BooleanField(default=False, editable=False)
    active = models.BooleanField(default=True)
    measures_minutes = models.BooleanField(
        _("measure active minutes"),
        default=True,
        help_text=_(
            "Active minutes per appraisal and stage, rounded to five, without a person. "
            "They show whether the work stays proportionate."
        ),
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_research_has_type_and_size",
                condition=~models.Q(kind=OrganisationKind.RESEARCH)
                | (~models.Q(type="") & ~models.Q(size_band="")),
            ),
            models.CheckConstraint(
                name="organisation_member_state",
                condition=models.Q(kind=OrganisationKind.COMMISSION, country="")
                | (~models.Q(kind=OrganisationKind.COMMISSION) & ~models.Q(country="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
