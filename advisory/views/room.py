"""What this room contributes to the frame: its navigation and what the search box finds."""

from django.http import HttpRequest

from portal.rooms import NavigationItem, SearchHit


def navigation(request: HttpRequest) -> list[NavigationItem]:
    return []


def search(request: HttpRequest, text: str, limit: int) -> list[SearchHit]:
    return []
