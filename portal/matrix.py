"""Who may what: every address, task, search and mail of the product, as data.

Read from what runs: the addresses that are routed and what their views ask, the tasks that the
worker knows, the searches that rooms registered, the mails that there are texts for. A view that
says neither a permission nor for whom it is counts as `UNSAID`, and a test fails.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal import celery, rooms
from portal.enums import OrganisationKind, Permission, Role, permissions_of, roles_open_to

METHODS: Final = ("get", "post", "put", "patch", "delete")
READS: Final = frozenset({"get", "head", "options"})

Needs = Mapping[str, tuple[Permission, ...]]
"""By method, the permissions any of which is enough; said by views that need one of several."""


class Kind(StrEnum):
    PAGE = "page"
    FILE = "file"
    API = "api"
    TASK = "task"
    SEARCH = "search"
    MAIL = "mail"


class Audience(StrEnum):
    """For whom something is that no permission names."""

    ANYBODY = "anybody"
    """A page without secrets: signing in, about, health."""
    BEARER = "bearer"
    """Whoever has the secret in the address."""
    SIGNED_IN = "signed in"
    """One's own account, whatever organisation."""
    MEMBER = "member"
    """Every member, about what their role shows them."""
    OPERATOR = "operator"
    PRODUCT = "product"
    """Nobody asks for it: the product does it for the organisation that a row names."""
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be asked of the product."""

    name: str
    kind: Kind
    address: str = ""
    needs: Needs = field(default_factory=dict)
    """By method, any of these; empty where no permission is what matters."""
    audience: Audience = Audience.MEMBER
    methods: tuple[str, ...] = ()
    step_up: bool = False
    """It is asked again who is there."""
    names_row: bool = False
    """The address names a row: of another organisation it is not there."""

    def permissions(self) -> frozenset[Permission]:
        return frozenset(each for needed in self.needs.values() for each in needed)


def asked(view: Any, method: str) -> tuple[Permission, ...]:
    """The permissions any of which a view asks for a method; () where every member may come in."""
    method = method.lower()
    told: Needs = getattr(view, "needs", {})
    reading = method in READS
    found = told.get("get" if reading else method)
    if found is not None:
        return found
    needed = None if reading else getattr(view, "write_permission", None)
    needed = needed or getattr(view, "permission", None)
    return () if needed is None else (needed,)


P = Permission

WORDS: Final[Mapping[Permission, Promise]] = {
    P.VIEW_REGISTER: _("Read partnerships, appraisals and decisions"),
    P.EDIT_REGISTER: _("Register partnerships and change what is known of them"),
    P.APPRAISE: _("Appraise: answer, submit, ask colleagues"),
    P.REFER: _("Send cases to the hub and answer its questions"),
    P.CLEAR: _("Record that a flag no longer stands"),
    P.TREAT: _("Choose measures and record how they go"),
    P.DECIDE_LOW: _("Decide where the outcome is low"),
    P.DECIDE: _("Decide whatever the outcome"),
    P.EXPORT: _("Export lists"),
    P.VIEW_OWN_FIGURES: _("Read the organisation’s own figures"),
    P.ADVISE: _("Work in the hub’s queue and advise"),
    P.VIEW_FIGURES: _("Read figures of the Member State"),
    P.DECLARE: _("Write the national contribution"),
    P.CONFIRM_RETURN: _("Confirm the national return"),
    P.VIEW_RETURNS: _("Read the returns of all Member States"),
    P.MANAGE_CYCLES: _("Open and close reporting cycles"),
    P.PUBLISH: _("Publish reports"),
    P.VIEW_QUESTIONNAIRES: _("Read questionnaires that were published"),
    P.REVIEW: _("Read drafts of questionnaires, comment and approve"),
    P.AUTHOR: _("Write questionnaires and publish what was approved"),
    P.MANAGE_MEMBERS: _("Invite members, give roles, end memberships"),
    P.MANAGE_UNITS: _("Name and close units"),
    P.MANAGE_TOKENS: _("Make API tokens"),
    P.MANAGE_SETTINGS: _("Change the organisation’s settings"),
    P.MANAGE_SIGN_IN: _("Set up how members sign in"),
    P.VIEW_RECORD: _("Search and export the record"),
    P.MANAGE_PRIVACY: _("Look after retention, holds and requests of persons"),
}
"""What each permission is for, in the order of the mission; operators' own is no member's."""


# --- Addresses ----------------------------------------------------------------------------------
OUTSIDE: Final[Mapping[str, Audience]] = {
    **dict.fromkeys(
        ("portal:switch", "portal:you", "portal:you-sessions", "portal:you-session-end"),
        Audience.SIGNED_IN,
    ),
    **dict.fromkeys(
        ("portal:gallery", "portal:about", "portal:accessibility", "portal:privacy", "api-schema"),
        Audience.ANYBODY,
    ),
    **dict.fromkeys(("healthz", "readyz", "security-txt"), Audience.ANYBODY),
    **dict.fromkeys(("portal:invitation", "portal:reset", "portal:operator"), Audience.BEARER),
    **dict.fromkeys(
        ("account_step_up", "account_second_factor", "account_change_password"),
        Audience.SIGNED_IN,
    ),
    **dict.fromkeys(("sso-again", "sso-connect"), Audience.SIGNED_IN),
}
"""Addresses of no permission, by name; libraries' other pages are in `LIBRARY`."""

LIBRARY: Final = (
    (re.compile(r"mfa_(authenticate|login_webauthn)"), Audience.ANYBODY),
    (re.compile(r"mfa_.+"), Audience.SIGNED_IN),
    (re.compile(r"account_.+"), Audience.ANYBODY),
)

FILES: Final = re.compile(
    r"(?<!:record)[-:](file|exports?|pdf|csv|xlsx|json|zip|download|calendar|book|losses|template)$"
    r"|:(own-copy|person-copy-fetch)$"
)
"""Names of addresses that answer with a file."""


@cache
def addresses() -> tuple[Entry, ...]:
    """Every address the product answers, in the order in which it is routed."""
    return tuple(_address(*found) for found in _routed(get_resolver()))


def _routed(
    resolver: URLResolver, namespace: str = "", before: str = ""
) -> Iterator[tuple[str, str, Any]]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or ""), address, pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routed(pattern, inner, address)


def _address(name: str, address: str, callback: Any) -> Entry:
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    audience = _audience(name, view)
    methods = _methods(view)
    needs = {method: asked(view, method) for method in methods}
    return Entry(
        name,
        _kind(name, address),
        "/" + address,
        {method: needed for method, needed in needs.items() if needed},
        audience,
        methods,
        bool(getattr(view, "step_up", False)),
        "<" in address and "version" not in name,
    )


def _audience(name: str, view: Any) -> Audience:
    if name in OUTSIDE:
        return OUTSIDE[name]
    told = getattr(view, "audience", None)
    if told is not None:
        return Audience(told)
    if hasattr(view, "permission") or hasattr(view, "needs"):
        return Audience.MEMBER
    found = (audience for pattern, audience in LIBRARY if pattern.fullmatch(name))
    return next(found, Audience.UNSAID)


def _methods(view: Any) -> tuple[str, ...]:
    allowed = getattr(view, "http_method_names", METHODS)
    return tuple(each for each in METHODS if hasattr(view, each) and each in allowed)


def _kind(name: str, address: str) -> Kind:
    if address.startswith("api/"):
        return Kind.API
    return Kind.FILE if FILES.search(name) else Kind.PAGE


# --- What has no address ------------------------------------------------------------------------
def tasks() -> tuple[Entry, ...]:
    """Every task the worker knows; each acts for the one organisation that its message names."""
    celery.app.loader.import_default_modules()
    return tuple(
        Entry(name, Kind.TASK, audience=Audience.PRODUCT, names_row=bool(_bell(task)))
        for name, task in sorted(celery.app.tasks.items())
        if not name.startswith("celery.")
    )


def _bell(task: Any) -> str:
    return str(getattr(task, "bell", ""))


def searches() -> tuple[Entry, ...]:
    """What each room puts behind the search box: what a member's role and units show them."""
    found = rooms.registered("search_provider")
    return tuple(Entry(f"{each.__module__}.{each.__name__}", Kind.SEARCH) for each in found)


def mails() -> tuple[Entry, ...]:
    """Every mail there is a text for, by the folders of templates."""
    templates = Path(settings.BASE_DIR) / "templates"
    folders = [templates / each for each in ("email", "account/email", "mfa/email")]
    return tuple(
        Entry(path.name.removesuffix("_subject.txt"), Kind.MAIL, audience=Audience.PRODUCT)
        for folder in folders
        for path in sorted(folder.glob("*_subject.txt"))
    )


def entries() -> tuple[Entry, ...]:
    return (*addresses(), *tasks(), *searches(), *mails())


@cache
def by_name() -> Mapping[str, Entry]:
    """Addresses by the names of their routes."""
    return {entry.name: entry for entry in addresses()}


# --- Roles --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """One permission: which roles include it in a kind of organisation, and what it opens."""

    permission: Permission
    words: Promise | str
    roles: frozenset[Role]
    entries: tuple[Entry, ...]


def roles_with(permission: Permission, kind: str) -> tuple[Role, ...]:
    """The roles that include a permission in organisations of this kind; () where none can."""
    return tuple(
        role for role in roles_open_to(kind) if permission in permissions_of(kind, [role.value])
    )


def lines(kind: str) -> tuple[Line, ...]:
    """What can be done in organisations of this kind, in the order of the mission."""
    return tuple(
        Line(
            permission,
            told,
            frozenset(roles_with(permission, kind)),
            tuple(entry for entry in addresses() if permission in entry.permissions()),
        )
        for permission, told in WORDS.items()
        if roles_with(permission, kind)
    )


def open_to(entry: Entry, method: str, permissions: Iterable[Permission]) -> bool:
    """Whether these permissions are enough for one method of an entry of a member's."""
    needed = entry.needs.get(method, ())
    return entry.audience is Audience.MEMBER and (not needed or bool(set(needed) & {*permissions}))


def plain(address: str) -> str:
    """An address as it is shown: what stands for a row or a key is left open."""
    return re.sub(r"<[^>]+>|\(\?P<[^)]+\)", "…", address).replace("^", "").replace("$", "")


def kinds() -> tuple[OrganisationKind, ...]:
    """The kinds of organisations that have members."""
    return tuple(kind for kind in OrganisationKind if roles_open_to(kind))
