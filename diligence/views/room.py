"""What this room contributes to the frame: navigation, start page, search."""

from django.http import HttpRequest

from portal.rooms import NavigationItem, SearchHit, StartSection


def navigation(request: HttpRequest) -> list[NavigationItem]:
    return []


def start_page(request: HttpRequest) -> list[StartSection]:
    return []


def search(request: HttpRequest, text: str, limit: int) -> list[SearchHit]:
    return []
