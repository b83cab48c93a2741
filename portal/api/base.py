"""The REST interface's frame: who is acting, errors that explain, pages of results."""

from typing import TYPE_CHECKING, Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.authority import Actor, Refused
from portal.enums import Permission

if TYPE_CHECKING:  # the view module reads the settings that name this one
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`: the middleware has found the token and opened its walls."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        acting = getattr(request._request, "acting", None)
        if acting is None or acting.token is None:
            return None
        return acting.user, acting.token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class MemberSessionAuthentication(SessionAuthentication):
    """A signed-in member in the browser; changes need the CSRF token."""


class IsActing(BasePermission):
    """A member of an organisation, holding the view's `permission` (`write_permission`)."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        acting = getattr(request._request, "acting", None)
        if acting is None:
            return False
        needed: Permission = view.permission  # type: ignore[attr-defined]
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            needed = getattr(view, "write_permission", None) or needed
        verdict = acting.actor.may(needed)
        if not verdict:
            raise Refused(verdict.reason)
        return True


def actor_of(request: Request) -> Actor:
    """The member on whose behalf this API request runs."""
    actor: Actor = request._request.acting.actor  # type: ignore[attr-defined]
    return actor


class Pages(CursorPagination):
    """Newest first, by key: as quick on the last page as on the first, and nothing is counted."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
