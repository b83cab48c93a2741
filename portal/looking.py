"""Which rows a request showed, told to the rooms, so that they can record who saw what.

`owned_or_404` and the interface note every row they hand out. Once the answer stands, each room
is told of the rows that were read (`looked_at` in an AppConfig); nothing is told of an answer that
refuses, fails or changes something, which is recorded for what it is.
"""

from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal import rooms

_shown: ContextVar[list[models.Model] | None] = ContextVar("rows shown", default=None)

Answer = TypeVar("Answer", bound=HttpResponseBase)


class Form(StrEnum):
    """As what something was handed out."""

    PAGE = "page"
    FILE = "file"
    INTERFACE = "interface"


class Rule(StrEnum):
    """Which rule let somebody see a row."""

    ORGANISATION = "organisation"
    """Their role, in the whole organisation."""
    UNIT = "unit"
    """Their role, in the unit that the row belongs to."""
    STANDING_IN = "standing_in"
    """They look after the work of somebody who is away."""
    TOKEN = "token"  # noqa: S105 - a way in, no secret
    """A token for the interface, made by them."""
    SEEING = "seeing"
    """A steward looked with the eyes of another role."""


def note(row: models.Model) -> None:
    """This request hands out the row."""
    shown = _shown.get()
    if shown is not None and row not in shown:
        shown.append(row)


def watched(request: Any, answer: Callable[[Any], Answer]) -> Answer:
    """The answer, and in the same transaction what the rooms record of having been looked at."""
    token = _shown.set([])
    try:
        response = answer(request)
        shown = _shown.get() or []
    finally:
        _shown.reset(token)
    reads = request.method in {"GET", "HEAD"} and response.status_code == 200
    if shown and reads and request.refusal is None:
        form = _form(request, response)
        for tell in rooms.registered("looked_at"):
            tell(request, shown, form)
    return response


def _form(request: HttpRequest, response: HttpResponseBase) -> Form:
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return Form.FILE
    return Form.INTERFACE if request.path.startswith("/api/") else Form.PAGE


def rule_for(request: Any, unit_id: Any) -> Rule:
    """Which rule let the acting member see a row of this unit."""
    current = request.acting
    if current.token is not None:
        return Rule.TOKEN
    if getattr(request, "seeing", None) is not None:
        return Rule.SEEING
    if current.own_unit_ids is None:
        return Rule.ORGANISATION
    return Rule.UNIT if unit_id in current.own_unit_ids else Rule.STANDING_IN
