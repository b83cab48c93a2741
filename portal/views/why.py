"""Why can't I? What a page or action asks, which roles include it, and who can give one.

It knows routes, roles and the member who asks. It knows nothing of rows: whether one exists that
is not the member's is told by no page.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal import matrix, policy, stepup
from portal.enums import OrganisationKind, Permission, roles_open_to
from portal.matrix import Audience, Entry
from portal.queries import members as reading
from portal.views.base import ActingView

MOST_STEWARDS = 10


class Why(ActingView):
    """For every member; the page that refuses something links here."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        entry = matrix.by_name().get(request.GET.get("at", "")[:200])
        reads = request.GET.get("how", "get").lower() in matrix.READS
        current = self.request.acting
        needed = self._needed(entry, reads=reads)
        context = {
            "address": matrix.plain(entry.address) if entry else "",
            "needed": [self._told(permission) for permission in needed],
            "enough": bool(set(needed) & current.actor.permissions),
            "member_only": entry is not None and entry.audience is Audience.MEMBER and not needed,
            "roles": [str(role.label) for role in self._held()],
            "units": reading.unit_names(current.actor.unit_ids),
            "by_unit": "unit" in request.GET,
            "step_up": entry is not None and entry.step_up,
            "stepped_up": stepup.fresh(request),
            "factor": policy.needs_second_factor(
                current.user, current.membership, current.security
            ),
            "has_factor": current.has_factor,
            "stewards": [
                row.user.get_full_name()
                for row in reading.active_stewards().select_related("user")[:MOST_STEWARDS]
            ],
        }
        return render(request, "portal/why/page.html", context)

    def _needed(self, entry: Entry | None, *, reads: bool) -> tuple[Permission, ...]:
        """What was missing, as the refusal said it; else what the address asks."""
        said = self.request.GET.get("needs", "")
        if said in matrix.WORDS:
            return (Permission(said),)
        if entry is None:
            return ()
        if reads:
            return entry.needs.get("get", ())
        writes = [needed for method, needed in entry.needs.items() if method not in matrix.READS]
        return writes[0] if writes else ()

    def _held(self) -> list[Any]:
        current = self.request.acting
        return [
            role for role in roles_open_to(current.organisation.kind)
            if role in current.membership.roles
        ]  # fmt: skip

    def _told(self, permission: Permission) -> dict[str, Any]:
        """One permission: what it is for, which roles include it here, whether one is held."""
        current = self.request.acting
        kind = current.organisation.kind
        roles = matrix.roles_with(permission, kind)
        elsewhere = [
            OrganisationKind(each).label
            for each in matrix.kinds()
            if each != kind and matrix.roles_with(permission, each)
        ]
        return {
            "words": matrix.WORDS[permission],
            "roles": [str(role.label) for role in roles],
            "held": permission in current.actor.permissions,
            "elsewhere": [] if roles else [str(label) for label in elsewhere],
            "nobody": _("Nobody, in an organisation of this kind"),
        }
