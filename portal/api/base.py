"""The REST interface's frame: who is acting, errors that explain, pages of results."""

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.acting import Acting
from portal.authority import Actor, Refused
from portal.enums import Permission

if TYPE_CHECKING:  # the view module reads the settings that name this one
    from rest_framework.views import APIView


class Json(JSONParser):
    """JSON as it can be stored: not nested without end, and without half characters."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            # An escape (\ud800) can name half of a surrogate pair, which no encoding has.
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("The JSON contains half of a surrogate pair.")) from None
        return data


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
        needed: Permission = view.permission  # type: ignore[attr-defined]  # every view of ours has it
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            needed = getattr(view, "write_permission", None) or needed
        verdict = acting.actor.may(needed)
        if not verdict:
            raise Refused(verdict.reason)
        return True


def acting_of(request: Request) -> Acting:
    """Who is acting on this API request; `IsActing` lets nobody else in."""
    acting: Acting = request._request.acting  # type: ignore[attr-defined]  # the middleware's
    return acting


def actor_of(request: Request) -> Actor:
    """The member on whose behalf this API request runs."""
    return acting_of(request).actor


class Pages(CursorPagination):
    """Newest first, by key: as quick on the last page as on the first, and nothing is counted."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
