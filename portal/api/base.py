"""The REST interface's frame: who is acting, errors that explain, pages of results."""

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal import matrix, stepup
from portal.acting import Acting
from portal.authority import Actor, Refused, require
from portal.classified import refuse_json

if TYPE_CHECKING:  # the view module reads the settings that name this one
    from rest_framework.views import APIView


class Json(JSONParser):
    """JSON as it can be stored: no more values than anybody means, not nested without end, no
    name twice in one object, without half characters and without numbers that are none."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = _read(stream, parser_context or {})
            # An escape (\ud800) can name half of a surrogate pair, which no encoding has.
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("The JSON contains half of a surrogate pair.")) from None
        except ValueError as problem:
            raise ParseError(_("JSON parse error: %s") % problem) from None
        refuse_json(data, (parser_context or {}).get("request"))
        return data


def _read(stream: Any, context: dict[str, Any]) -> Any:
    """What the text says. Raises ValueError for a text that is not JSON, or more than is taken."""
    encoding = context.get("encoding", settings.DEFAULT_CHARSET)
    left = settings.JSON_MOST_VALUES

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal left
        named = dict(pairs)
        if len(named) != len(pairs):  # which of two is meant, two readers answer differently
            raise ValueError(_("A name stands twice in one object."))
        left -= len(pairs)
        left -= sum(len(value) for value in named.values() if isinstance(value, list))
        if left < 0:
            raise ValueError(_("It holds more than %s values.") % settings.JSON_MOST_VALUES)
        return named

    def no_number(name: str) -> Any:
        raise ValueError(_("%s is not a number that JSON knows.") % name)

    text = stream.read().decode(encoding)
    return json.loads(text, object_pairs_hook=once, parse_constant=no_number)


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
    """A member of an organisation, holding what the view asks (`portal.matrix.asked`)."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        acting = getattr(request._request, "acting", None)
        if acting is None:
            return False
        needed = matrix.asked(view, request.method or "GET")
        if not needed:
            return False  # a view that names no permission is closed
        require(acting.actor.may_any(needed))
        writes = request.method not in {"GET", "HEAD", "OPTIONS"}
        if writes and getattr(view, "step_up", False) and not stepup.fresh(request._request):
            raise Refused(_("Confirm in the portal who you are (/account/step-up/), then retry."))
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
