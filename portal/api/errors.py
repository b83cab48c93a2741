"""Errors of the REST interface: JSON with a reason."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import Http404
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.actions.disclosures import OpenFindings
from portal.authority import Refused


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors as JSON with a reason; whatever the request had written is rolled back.

    A refusal is told and recorded by the middleware, after the rollback, as it is for pages.
    """
    if isinstance(error, OpenFindings):
        found = [{"key": f.key, "place": f.place, "kind": str(f.kind)} for f in error.found]
        response: Response | None = Response(
            {"detail": error.reason, "personal_data": found}, status=status.HTTP_409_CONFLICT
        )
    elif isinstance(error, Refused):
        response = Response({"detail": error.reason}, status=status.HTTP_403_FORBIDDEN)
    elif isinstance(error, Http404):
        response = Response({"detail": "Not found."}, status=status.HTTP_404_NOT_FOUND)
    elif isinstance(error, ValidationError):
        response = Response(_by_field(error), status=status.HTTP_400_BAD_REQUEST)
    else:
        response = exception_handler(error, context)
    request: Any = getattr(context.get("request"), "_request", None)
    # Only a member's request has a transaction of its own, which the middleware opened.
    if response is not None and getattr(request, "acting", None) is not None:
        transaction.set_rollback(True)
        if isinstance(error, Refused) and not isinstance(error, OpenFindings):
            request.refusal = error
    return response


def _by_field(error: ValidationError) -> dict[str, Any]:
    """Problems by field, as the pages show them."""
    if not hasattr(error, "error_dict"):
        return {"detail": error.messages}
    problems = error.message_dict
    general = problems.pop(NON_FIELD_ERRORS, None)
    return problems | ({"detail": general} if general else {})
