"""Errors of the REST interface: JSON with a reason."""

from typing import Any

from django.db import transaction
from django.http import Http404
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.authority import Refused


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors as JSON with a reason; whatever the request had written is rolled back."""
    if isinstance(error, Refused):
        response: Response | None = Response(
            {"detail": error.reason}, status=status.HTTP_403_FORBIDDEN
        )
    elif isinstance(error, Http404):
        response = Response({"detail": "Not found."}, status=status.HTTP_404_NOT_FOUND)
    else:
        response = exception_handler(error, context)
    if response is not None and transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    return response
