"""Who signs in through a provider: disconnecting one of them, and removing it altogether."""

import uuid

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import audit
from portal.actions import connections
from portal.actions.providers import locked
from portal.authority import Actor, Refused, require
from portal.enums import Permission, ProviderState
from portal.models import Membership, SignInProblem
from portal.queries import provider_people as reading


@transaction.atomic
def disconnect(provider_id: uuid.UUID, membership_id: uuid.UUID, *, by: Actor) -> Membership:
    """Forget under which name the provider knows a member.

    With their next sign-in the account is looked for by its address again.
    """
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    member = reading.connected(row).filter(pk=membership_id).first()
    if member is None:
        raise Http404(_("This member is not connected with the sign-in."))
    connections.forget(provider=row.key, user=member.user)
    detail = {"name": member.user.get_full_name(), "provider": row.name}
    audit.record("member.disconnected", member, by=by, detail=detail)
    return member


@transaction.atomic
def remove(provider_id: uuid.UUID, *, by: Actor) -> int:
    """Remove a provider that nobody signs in through any more; how many members it had.

    Accounts, memberships, roles, and what the record says of it stay.
    """
    require(by.may(Permission.MANAGE_SIGN_IN))
    row = locked(provider_id)
    if row.state == ProviderState.LIVE:
        raise Refused(_("People sign in through it. Switch it off first."))
    members = reading.connected(row).count()
    connections.forget(provider=row.key)
    SignInProblem.objects.filter(provider=row).update(provider=None)
    detail = {"name": row.name, "issuer": row.entity_id, "disconnected": members}
    audit.record("provider.removed", row, by=by, detail=detail)
    row.delete()
    return members
