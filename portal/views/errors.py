"""Error pages: what happened, what is safe, what to do."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

from portal import unavailable


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status)
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "The request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "Not allowed.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "Not found.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no context and no database: either may be what failed.

    Called while the exception is being answered, whether a view, a middleware or the commit
    raised it: so this is the one place that sees every failure.
    """
    cause = unavailable.cause_of(sys.exception())
    if cause is not None:
        return unavailable.answer(request, cause)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Something failed on our side."}, status=500)
    return HttpResponse(get_template("errors/500.html").render({}), status=500)
