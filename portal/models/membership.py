"""Members, their roles, and the units that may limit what they work on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.enums import JoinedBy, Permission, Role, permissions_of
from portal.tenancy import Identified, Owned, acting_id


class Membership(Identified):
    """A user's place in one organisation. Seen by that organisation and by that user.

    It ends rather than disappears: what the member did keeps its name.
    """

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )
    user = models.ForeignKey("portal.User", on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role), verbose_name=_("roles"), default=list
    )
    granted = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    """Those of the roles that rules over claims gave: only these are taken back by them."""
    joined_by = models.CharField(max_length=10, choices=JoinedBy, default=JoinedBy.INVITATION)
    provider = models.ForeignKey(
        "portal.IdentityProvider", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """Through which the member came, or was linked to later."""
    active = models.BooleanField(default=True)
    since = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "user"], name="membership_once"),
            models.CheckConstraint(
                name="membership_ended_when_inactive",
                condition=models.Q(active=True, ended_at__isnull=True)
                | models.Q(active=False, ended_at__isnull=False),
            ),
        ]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.owner.kind, self.roles)

    @property
    def role_labels(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


class Unit(Owned):
    """A faculty, department, institute or group of the organisation."""

    name = models.CharField(_("name"), max_length=200)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="unit_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitAssignment(Owned):
    """Limits a member's work to units; a member without any works for the whole organisation."""

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="unit_assignments"
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="assignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "unit"], name="unit_assignment_once"),
        ]


class Absence(Owned):
    """While a member is away, another one stands in: gets the units and what would be mailed.

    Roles never pass: who stands in must hold them.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="absences")
    delegate = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="stands_in_for")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    """When it was ended before its last day."""

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="absence_in_order",
                condition=models.Q(until_on__gte=models.F("from_on"))
                & ~models.Q(membership=models.F("delegate")),
            ),
        ]
