"""The frame's own addresses and no room's: the frame must stand before any room does."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


frame = (
    [
        path("", nothing, name="start"),
        path("search/", nothing, name="search"),
        path("switch/", nothing, name="switch"),
    ],
    "portal",
)
urlpatterns = [path("", include(frame)), path("leave/", nothing, name="account_logout")]
