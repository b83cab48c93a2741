"""What opens a door: invitations, reset links and API tokens, found by digest only."""

import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.enums import LinkPurpose, Role, TokenScope
from portal.tenancy import Identified, acting_id


def new_secret(prefix: str) -> str:
    """An unguessable secret (256 bits) that says by its prefix what it opens."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is stored of a secret. It has full entropy, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class _Link(Identified):
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(
        "portal.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        abstract = True


class _Door(_Link):
    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )

    class Meta:
        abstract = True


class OperatorLink(_Link):
    """A one-time link by which a person becomes operator; operators belong to no organisation."""

    email = models.EmailField(_("e-mail address"), blank=True)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and clock.now() < self.expires_at


class Invitation(_Door):
    """A one-time link by which a person becomes a member with the roles named here."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))
    unit_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    @property
    def role_labels(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)

    def is_open(self) -> bool:
        return (
            self.accepted_at is None and self.revoked_at is None and clock.now() < self.expires_at
        )


class ResetLink(_Door):
    """A one-time link by which a member sets a new password when no mail can be sent."""

    user = models.ForeignKey("portal.User", on_delete=models.CASCADE, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    def is_open(self) -> bool:
        return self.used_at is None and clock.now() < self.expires_at


class AddressProof(_Door):
    """A one-time link that proves an address of a domain to whoever wants to join by it."""

    email = models.EmailField(_("e-mail address"))
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    def is_open(self) -> bool:
        return self.used_at is None and clock.now() < self.expires_at


class SharedLink(_Door):
    """A link for somebody without an account: it opens one row for one purpose, and nothing else.

    It never signs anybody in, and can be opened again until it lapses or is revoked.
    """

    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    subject = models.UUIDField()
    """The row of the owner's that it opens; what it is, `purpose` says."""
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When it was opened last."""

    class Meta:
        indexes = [models.Index(fields=["owner", "purpose", "subject"], name="shared_link_subject")]

    def is_open(self) -> bool:
        return self.revoked_at is None and clock.now() < self.expires_at


class ApiToken(_Door):
    """A key for machines: acts as one membership of one organisation, never for another."""

    membership = models.ForeignKey(
        "portal.Membership", on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(_("name"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=10, choices=TokenScope), default=list)
    """What the token may be used for, within what its membership may do."""
    warned_on = models.DateField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "membership", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="api_token_name_once",
            ),
        ]

    @property
    def scope_labels(self) -> str:
        return ", ".join(str(TokenScope(scope).label) for scope in self.scopes)

    def is_open(self) -> bool:
        return self.revoked_at is None and clock.now() < self.expires_at


class Tally(models.Model):
    """How often something was tried in a window of time; `portal.limits` counts and deletes.

    The key is a keyed digest: who tried what from where can't be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()
