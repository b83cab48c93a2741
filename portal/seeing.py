"""What would X see? A steward looks at the portal with the eyes of a role, never of a person.

While it lasts, the member's permissions are those that both the chosen roles and their own roles
include, and their units are the chosen ones: nobody sees more than they may see anyway. Nothing
can be changed meanwhile. It ends by itself.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.acting import Acting
from portal.authority import Actor, Refused, require
from portal.enums import Permission, Role, permissions_of, roles_open_to

SESSION_KEY: Final = "seeing"
LASTS: Final = timedelta(minutes=30)
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

WAYS_OUT: Final = frozenset({"portal:seeing-end", "portal:switch", "account_logout"})
"""What may be sent meanwhile: it ends the looking."""


@dataclass(frozen=True, slots=True)
class Seeing:
    """With which roles and units somebody looks, and until when."""

    membership: uuid.UUID
    roles: tuple[Role, ...]
    units: frozenset[uuid.UUID] | None
    until: datetime

    @property
    def role_labels(self) -> str:
        return ", ".join(str(role.label) for role in self.roles)

    def kept(self) -> dict[str, Any]:
        """As it is kept in the session."""
        return {
            "membership": str(self.membership),
            "roles": [role.value for role in self.roles],
            "units": None if self.units is None else sorted(map(str, self.units)),
            "until": self.until.timestamp(),
        }


def begin(
    request: HttpRequest,
    current: Acting,
    *,
    roles: Iterable[str],
    units: Iterable[uuid.UUID] | None,
) -> Seeing:
    """Look with these roles and units from now on, on the record. Raises Refused."""
    require(current.actor.may(Permission.MANAGE_MEMBERS))
    chosen = tuple(role for role in roles_open_to(current.organisation.kind) if role in {*roles})
    if not chosen:
        raise Refused(_("Choose at least one role."))
    named = None if units is None else frozenset(units)
    seeing = Seeing(current.membership.pk, chosen, named or None, clock.now() + LASTS)
    request.session[SESSION_KEY] = seeing.kept()
    audit.record(
        "steward.looked_as",
        current.membership,
        by=current.actor,
        detail={"roles": [role.value for role in chosen], "units": len(named or ())},
    )
    return seeing


def end(request: HttpRequest, by: Actor) -> bool:
    """Look with one's own eyes again; whether it was otherwise."""
    if request.session.pop(SESSION_KEY, None) is None:
        return False
    audit.record("steward.stopped_looking", None, by=by, detail={})
    return True


def limit(current: Acting, request: HttpRequest) -> Acting:
    """The acting member as they look now; `request.seeing` says how, `request.refusal` if refused.

    Inside acting_for. A choice that is over, of another hat, or of somebody who may no longer
    choose counts for nothing.
    """
    request.seeing = None  # type: ignore[attr-defined]  # read by the frame of every page
    if current.token is not None or SESSION_KEY not in request.session:
        return current
    seeing = _read(request.session[SESSION_KEY], current)
    if seeing is None:
        del request.session[SESSION_KEY]
        return current
    request.seeing = seeing  # type: ignore[attr-defined]
    if request.method not in SAFE and not _leads_out(request):
        request.refusal = Refused(  # type: ignore[attr-defined]  # the middleware explains it
            _("You are looking as somebody else would, and nothing can be changed meanwhile.")
        )
    if _leads_out(request):
        return current
    return replace(current, actor=_narrowed(current, seeing))


def _narrowed(current: Acting, seeing: Seeing) -> Actor:
    theirs = permissions_of(current.organisation.kind, [role.value for role in seeing.roles])
    own, units = current.actor.unit_ids, seeing.units
    if own is not None:
        units = own if units is None else units & own
    return replace(current.actor, permissions=theirs & current.actor.permissions, unit_ids=units)


def _read(kept: Mapping[str, Any], current: Acting) -> Seeing | None:
    """What the session kept, where it still counts."""
    until = datetime.fromtimestamp(kept["until"], clock.now().tzinfo)
    of = uuid.UUID(kept["membership"])
    left = until - clock.now()
    if of != current.membership.pk or not timedelta() < left <= LASTS:
        return None
    if not current.actor.may(Permission.MANAGE_MEMBERS):
        return None
    units = kept["units"]
    return Seeing(
        of,
        tuple(Role(role) for role in kept["roles"]),
        None if units is None else frozenset(map(uuid.UUID, units)),
        until,
    )


def _leads_out(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in WAYS_OUT
    except Resolver404:
        return False
