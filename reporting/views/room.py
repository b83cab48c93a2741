"""What this room contributes to the frame: its navigation."""

from django.http import HttpRequest

from portal.rooms import NavigationItem


def navigation(request: HttpRequest) -> list[NavigationItem]:
    return []
