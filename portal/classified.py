"""The door to classified information: no text that carries a marking of it is let in.

Everything that is posted passes here before any view sees it, so that nothing can be kept of it:
neither a row, nor a session, nor a form shown again. JSON passes `portal.api.base.Json`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, MultiPartParser

from portal.authority import Refused
from portal.queries.markings import refusal
from portal.rooms import registered

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
UNWATCHED: Final = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "secret"}
)
"""Fields that are no text of anybody's: nothing of them is ever kept as it was typed."""


def marking_in(texts: Iterable[str], acting: Any = None) -> str:
    """The first marking in some texts, or ""; `acting` is the request's, for the organisation's."""
    own = acting.security.markings if acting is not None else ()
    given = [text for text in texts if text]
    for guard in registered("text_guard"):
        found: str = guard(given, also=(*settings.EXTRA_MARKINGS, *own))
        if found:
            return found
    return ""


def refused(marking: str, acting: Any = None) -> str:
    """What is said: which marking, and where such information goes instead."""
    return refusal(marking, acting.security.classified_channel if acting is not None else "")


def refuse_json(data: Any, request: Any) -> None:
    """ValidationError by field where a text in JSON carries a marking."""
    acting = getattr(getattr(request, "_request", None), "acting", None)
    fields = data.items() if isinstance(data, dict) else [("detail", data)]
    for field, value in fields:
        marking = marking_in([field, *texts_in(value)], acting)
        if marking:
            name = "detail" if marking_in([field], acting) else field
            raise ValidationError({name: [refused(marking, acting)]})


def texts_in(value: Any) -> Iterator[str]:
    """Every text in JSON, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


UNREAD: Final = frozenset({"/healthz", "/readyz"})
"""Asked by machines whether the portal lives; what is sent there is refused unread."""


class NothingClassifiedMiddleware:
    """Refuses what is posted with a marking. A view says `takes_markings` where markings
    themselves are what is written: the list of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        page = getattr(view, "view_class", None)
        if request.method in SAFE or getattr(page, "takes_markings", False):
            return None
        if not _reads_forms(view) or request.path in UNREAD:
            return None
        marking = marking_in(_posted(request), request.acting)
        if not marking:
            return None
        if request.acting is not None:
            transaction.set_rollback(True)
        request.refusal = Refused(refused(marking, request.acting))
        return HttpResponse(status=500)  # replaced by the page that explains it


def _reads_forms(view: Any) -> bool:
    """Whether a form can reach this view. Where the interface takes JSON alone, a form is refused
    for what it is (415), and nobody reads it."""
    parsers = getattr(getattr(view, "cls", None), "parser_classes", None)
    return parsers is None or any(issubclass(one, MultiPartParser | FormParser) for one in parsers)


def _posted(request: HttpRequest) -> Iterator[str]:
    """Every name and value of a form, and the names of its files; their content is looked
    through where it is kept."""
    for name, values in request.POST.lists():
        if name not in UNWATCHED:
            yield name
            yield from (str(value) for value in values)
    yield from (str(file.name) for files in request.FILES.lists() for file in files[1])
