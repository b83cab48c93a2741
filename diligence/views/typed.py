"""What was typed outlives the session: kept while signing in again, shown again afterwards."""

from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from portal.views.base import ActingRequest, ActingView

SESSION_KEY: Final = "typed"
FIELD: Final = "typed_by"
SALT: Final = "diligence.typed"
LARGEST: Final = 200_000
"""Characters of a form that are kept at most."""


def mark(request: ActingRequest) -> str:
    """Says, signed, whose form this is: what is kept of it is given back to nobody else."""
    return signing.dumps(str(request.acting.membership.pk), salt=SALT)


def _member(data: QueryDict) -> str | None:
    try:
        member: str = signing.loads(data.get(FIELD, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return member


class KeepsTyped(ActingView):
    """A form's page: a post that comes after the session ended is kept in the new session.

    Only a form that this installation gave to a member is kept, and only that member gets it back.
    Files are not kept.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated and _member(request.POST):
            encoded = request.POST.urlencode()
            if len(encoded) <= LARGEST:
                request.session[SESSION_KEY] = {"path": request.path, "data": encoded}
        return super().dispatch(request, *args, **kwargs)

    def typed_before(self) -> QueryDict | None:
        """What this member typed here before the session ended, once."""
        kept = self.request.session.get(SESSION_KEY)
        if not kept or kept["path"] != self.request.path:
            return None
        del self.request.session[SESSION_KEY]
        data = QueryDict(kept["data"])
        return data if _member(data) == str(self.request.acting.membership.pk) else None

    @staticmethod
    def kept_notice() -> str:
        return _("Your session had ended. What you typed is here again; check it and save.")
