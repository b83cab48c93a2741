"""Operators: they run the installation and come by a one-time link made on the server."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import clock
from portal.actions import links, people
from portal.actions.links import Link
from portal.authority import Actor, Refused
from portal.enums import Permission
from portal.models import OperatorLink, User
from portal.models.door import digest_of

LIFETIME = timedelta(hours=48)


def actor(user: User) -> Actor:
    """The operator as actions take them: their name says that no member of yours acted."""
    return Actor(
        label=_("%s (operator)") % user.get_full_name(),
        user_id=user.pk,
        permissions=frozenset({Permission.OPERATE}) if user.is_operator else frozenset(),
    )


def exists() -> bool:
    """Whether somebody operates this installation already."""
    return User.objects.filter(is_operator=True, is_active=True).exists()


@transaction.atomic
def make_link(*, email: str = "") -> Link:
    """A link by which one person becomes operator; earlier unused links stop working."""
    OperatorLink.objects.filter(used_at=None, revoked_at=None).update(revoked_at=clock.now())
    link = links.make("operator", clock.now() + LIFETIME)
    OperatorLink.objects.create(
        digest=link.digest, expires_at=link.expires_at, email=email.strip().lower()
    )
    return link


def find(secret: str) -> OperatorLink | None:
    return OperatorLink.objects.filter(digest=digest_of(secret)).first()


@transaction.atomic
def become(secret: str, *, email: str, name: str, password: str) -> User:
    """Use the link: a new operator, or a new password for the operator of this address."""
    row = OperatorLink.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if row is None:
        raise Http404(_("There is no such link."))
    if not row.is_open():
        raise Refused(_("This link is no longer valid. Run “manage.py setup” again."))
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    user = people.find(row.email or email)
    if user is None:
        return people.add(email=row.email or email, name=name, password=password, is_operator=True)
    if not user.is_operator:
        raise Refused(
            _("This address belongs to a member, and operators are not members. Use another one.")
        )
    Authenticator.objects.filter(user=user).delete()  # whoever runs the server has lost the old one
    user.name, user.is_active = name, True
    user.set_password(password)
    user.save(update_fields=["name", "is_active", "password"])
    return user
