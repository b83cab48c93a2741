"""The foreign entity a partnership is with: one record for each, within each organisation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diligence.choices import PartnerKind
from portal import clock
from portal.countries import all_countries
from portal.tenancy import Owned


class Partner(Owned):
    name = models.CharField(_("name"), max_length=300)
    normalised_name = models.CharField(max_length=300, editable=False)
    country = models.CharField(_("country"), max_length=2, choices=all_countries, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    kind = models.CharField(
        _("kind of organisation"),
        max_length=10,
        choices=PartnerKind,
        default=PartnerKind.UNKNOWN,
    )
    ror_id = models.CharField(_("ROR id"), max_length=9, blank=True)
    pic = models.CharField(_("participant identification code (PIC)"), max_length=9, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "ror_id"],
                condition=~Q(ror_id="") & Q(merged_into__isnull=True),
                name="partner_ror_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "pic"],
                condition=~Q(pic="") & Q(merged_into__isnull=True),
                name="partner_pic_once",
            ),
        ]
        indexes = [models.Index(fields=["owner", "normalised_name"], name="partner_by_name")]

    def __str__(self) -> str:
        return self.name

    def survivor(self) -> "Partner":
        """The record that stands for this one, through however many merges."""
        partner = self
        while partner.merged_into is not None:
            partner = partner.merged_into
        return partner


class PartnerMerge(Owned):
    """Two records found to be one organisation, with all that is needed to part them again."""

    kept = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="merged_by")
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    """Fact of the kept record → [before, after], where the merge changed it."""
    links = models.JSONField(default=list)
    """[{"partnership", "position", "shared"}]; shared: the kept record stood there as well."""
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "dropped"],
                condition=Q(undone_at__isnull=True),
                name="partner_merged_once",
            ),
        ]
