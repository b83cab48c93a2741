"""What goes when a person leaves an organisation for good, and their account with the last one.

Everything here is about ways in: what the person wrote and decided stands in rows of the rooms.
"""

import secrets
import uuid
from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from portal import policy, sessions
from portal.actions import connections, members
from portal.actions.recovery import known_elsewhere
from portal.authority import Actor, product
from portal.models import (
    Invitation,
    JoinRequest,
    KnownDevice,
    Membership,
    ResetLink,
    User,
)
from portal.privacy import removal
from portal.privacy.people import Part, all_names
from portal.privacy.removal import Removal
from portal.queries.members import active_stewards
from portal.tenancy import acting_id

ADDRESS = "{key}@erased.invalid"
"""What stands for an address that was erased: nobody has it, and it is unlike any other."""


def mark() -> str:
    """Four letters that tell two people apart and say nothing of them."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(letters) for _n in range(4))


def label_for() -> str:
    """What stands where the name of somebody who left stood."""
    return _("Former member %s") % mark()


def end_inactive(ids: Collection[uuid.UUID]) -> None:
    """End these memberships; the last active steward's stays, or nobody could help anybody in."""
    by: Actor = product("Ajar")
    for membership_id in sorted(ids):
        membership = members.locked(membership_id)
        if policy.keeps_a_steward(membership, list(active_stewards())):
            members.end(membership_id, by=by)


def plan(ids: Collection[uuid.UUID]) -> Removal:
    """Memberships with all that is theirs alone, and the accounts nobody else needs."""
    rows = Membership.objects.filter(pk__in=ids, owner_id=acting_id()).select_related("user")
    found = {row.pk: row.user for row in rows}
    whole = removal.of(Membership, found)
    for names in all_names():
        if names.part is Part.OWN:
            own = _own(names.of, names.key, found, by_membership=names.by_membership)
            part = removal.of(names.of, own)
            for model, keys in part.rows.items():
                whole.rows.setdefault(model, set()).update(keys)
    users = list(found.values())
    for door in (ResetLink, JoinRequest):
        mine = door.objects.filter(owner_id=acting_id(), user__in=users)
        whole.rows.setdefault(door, set()).update(mine.values_list("pk", flat=True))
    invited = Invitation.objects.filter(
        owner_id=acting_id(), email__in=[user.email for user in users]
    )
    whole.rows.setdefault(Invitation, set()).update(invited.values_list("pk", flat=True))

    def close() -> None:
        close_accounts(users)

    whole.then = close
    return whole


def _own(
    model: type, key: str, found: dict[uuid.UUID, User], *, by_membership: bool
) -> set[uuid.UUID]:
    keys = list(found) if by_membership else [user.pk for user in found.values()]
    manager = model.objects  # type: ignore[attr-defined]  # every model has one
    return set(manager.filter(**{f"{key}__in": keys}).values_list("pk", flat=True))


def close_accounts(users: Collection[User], *, label: str = "") -> list[User]:
    """Close the accounts of people without any membership left: no name, no address, no way in.

    Somebody known to another organisation keeps the account, and so does an operator. Returns
    those whose accounts were closed.
    """
    closed = []
    for user in users:
        if user.is_operator or known_elsewhere(user):
            continue
        user.name = label or label_for()
        user.email = ADDRESS.format(key=user.pk.hex)
        user.is_active, user.last_login = False, None
        user.set_unusable_password()
        user.save(update_fields=["name", "email", "is_active", "last_login", "password"])
        sessions.end_others(user)
        for door in (EmailAddress, Authenticator, KnownDevice):
            door.objects.filter(user=user).delete()
        connections.forget(user=user)
        closed.append(user)
    return closed
