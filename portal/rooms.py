"""What spans all rooms is registered here by each app, so that the foundation imports none.

An app's config names, by string, callables that the portal runs: `navigation` (the mission's
verbs), `administration` (what comes after them), `settings_pages`, `start_page`,
`search_provider`, `looked_at`,
`demo_founding` (what the demonstration's world starts from), `demo_chapter`, `demo_closing` (what
comes after every chapter), `demo_logins`,
`text_guard` (the marking of classified information in some texts, or ""), `record_handles` (what
some partnerships are called, where a reader of the record may open them); and of data protection
`retention_classes`, `holdable`, `person_data`, `processing`, `privacy_links` (portal/privacy).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the navigation: label, address, and the path prefix it is current for."""

    label: str | Promise
    url: str
    prefix: str
    within: tuple[str, ...] = ()
    """Further prefixes it is current for: pages that lie elsewhere and belong to it."""


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """A page on which a steward settles something, as the settings list it."""

    label: str | Promise
    url: str
    hint: str | Promise


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result of the search box."""

    title: str
    url: str
    kind: str | Promise
    note: str = ""


@dataclass(frozen=True, slots=True)
class StartSection:
    """One section of the start page: a template, what it shows, and its finding in a sentence."""

    template: str
    context: dict[str, Any]
    headline: str = ""


class DemoLogin(TypedDict):
    """An invented person of the demonstration; all share portal.demo.PASSWORD."""

    role: str
    email: str
    organisation: str


def registered(hook: str) -> Iterator[Callable[..., Any]]:
    """The callables that the apps registered under `hook`, in the order of the mission."""
    for config in apps.get_app_configs():
        path = getattr(config, hook, None)
        if path:
            yield import_string(path)


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The mission's verbs, then what comes after them; the foundation's own pages are last."""
    after = reversed(list(registered("administration")))
    return [item for provide in (*registered("navigation"), *after) for item in provide(request)]


def settings_pages(request: HttpRequest) -> list[SettingsPage]:
    """What the rooms let this member settle."""
    return [page for provide in registered("settings_pages") for page in provide(request)]


def start_sections(request: HttpRequest) -> list[StartSection]:
    return [section for provide in registered("start_page") for section in provide(request)]


def demo_logins() -> list[DemoLogin]:
    """Whom a visitor of the demonstration can sign in as; nobody in production."""
    if not settings.DEMONSTRATION:
        return []
    return [login for provide in registered("demo_logins") for login in provide()]


def search(request: HttpRequest, text: str, limit: int) -> list[SearchHit]:
    """What the rooms find, each address once."""
    hits: dict[str, SearchHit] = {}
    for provide in registered("search_provider"):
        found: Iterable[SearchHit] = provide(request, text, limit)
        for hit in found:
            hits.setdefault(hit.url, hit)
    return list(hits.values())
