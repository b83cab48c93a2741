"""What needs its people today, on the start page."""

from django.http import HttpRequest

from portal.rooms import StartSection


def sections(request: HttpRequest) -> list[StartSection]:
    return []
