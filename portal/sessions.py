"""Sessions: how they are stored, how long they last, where somebody is signed in, ending them.

When somebody worked and from where is theirs to see, never a steward's or an operator's. Whoever
reads the database, or a copy of it, can take over no session: the key in the cookie is not there.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.contrib.auth import login
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from portal import clock, limits, vault
from portal.models import SecuritySettings, User

STARTED: Final = "started_at"
SEEN: Final = "seen_at"
NOTED_EVERY: Final = timedelta(minutes=1)
BACKEND: Final = "portal.accounts.Backend"

IDLE_MINUTES: Final = 30
SESSION_HOURS: Final = 12
"""For whoever works for no organisation; members have what theirs decided."""

BACKGROUND: Final = "X-Background"
"""The header by which a page says that it asks by itself, and nobody did anything."""
POLLED: Final = {
    "diligence:appraisal-progress": "",
    "diligence:carry-over-progress": "",
    "diligence:import-progress": "",
    "diligence:paper-progress": "",
    "diligence:simulation-progress": "",
    "portal:own-data": "progress",
    "portal:record-export-progress": "",
    "reporting:making-progress": "",
    "reporting:trial-progress": "",
}
"""Routes that pages ask again and again by themselves; where not always, by which parameter."""


def by_itself(request: HttpRequest) -> bool:
    """Whether a page asked, not a person: a page that lies open keeps nobody signed in.

    What is polled is known here, whatever the request says of itself; the header can only take a
    request out of what counts as use, never bring it in.
    """
    if BACKGROUND in request.headers:
        return True
    match = request.resolver_match
    mark = POLLED.get(match.view_name) if match is not None else None
    return mark is not None and (not mark or mark in request.GET)


def stored_key(key: str | None) -> str:
    """What stands in the database for the key in a cookie; the key can't be found from it."""
    return salted_hmac("portal.sessions", key or "", algorithm="sha256").hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Sessions as rows that are no use without the cookie, and sealed by the vault.

    What is being set up lies in a session for a while: seeds of codes, keys of new passwords.
    """

    def load(self) -> dict[str, Any]:
        rows: Any = db.SessionStore(stored_key(self.session_key))
        found = rows._get_session_from_db()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        if session_key or self.session_key:
            super().delete(stored_key(session_key or self.session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = super().encode(session_dict).encode()
        return base64.b64encode(vault.seal(plain, self._beside())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What the row holds; nothing where it was put there from another row, or changed."""
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plain = vault.open_sealed(sealed, self._beside()).decode()
        except (vault.VaultError, binascii.Error):
            return {}
        held: dict[str, Any] = super().decode(plain)
        return held

    # The same where something asks without waiting: never by the key in the cookie.
    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def acreate(self) -> None:
        await sync_to_async(self.create)()

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    def _beside(self) -> bytes:
        return f"session {stored_key(self.session_key)}".encode()


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a session lasts: without any request, and at all."""

    idle: timedelta
    at_all: timedelta

    @classmethod
    def of(cls, security: SecuritySettings | None) -> "Rule":
        if security is None:
            return cls(timedelta(minutes=IDLE_MINUTES), timedelta(hours=SESSION_HOURS))
        return cls(
            timedelta(minutes=security.idle_minutes), timedelta(hours=security.session_hours)
        )


def started(session: Any) -> None:
    """Note that a session begins now."""
    session[STARTED] = session[SEEN] = clock.now().timestamp()


def why_over(session: Any, rule: Rule) -> str:
    """Why the session is over, as it is told to its owner; '' while it lasts.

    An instant to come means that the clock was set back since: it counts as now.
    """
    now = clock.now()
    if now - _instant(session, STARTED, now) > rule.at_all:
        hours = round(rule.at_all.total_seconds() / 3600)
        return ngettext(
            "You had been signed in for %(count)d hour, which is as long as a sign-in lasts.",
            "You had been signed in for %(count)d hours, which is as long as a sign-in lasts.",
            hours,
        ) % {"count": hours}
    if now - _instant(session, SEEN, now) > rule.idle:
        minutes = round(rule.idle.total_seconds() / 60)
        return ngettext(
            "You were away for more than %(count)d minute, so you were signed out.",
            "You were away for more than %(count)d minutes, so you were signed out.",
            minutes,
        ) % {"count": minutes}
    return ""


def left(session: Any, rule: Rule) -> tuple[int, int]:
    """Seconds until the session is over: where nobody does anything, and at most."""
    now = clock.now()
    ends = _instant(session, STARTED, now) + rule.at_all
    most = max(0, round((ends - now).total_seconds()))
    idle = _instant(session, SEEN, now) + rule.idle
    return min(max(0, round((idle - now).total_seconds())), most), most


def touch(session: Any) -> None:
    """Note that the session is in use, at most once a minute."""
    now = clock.now()
    if STARTED not in session:
        started(session)  # made by a version that knew no times
    elif abs(now.timestamp() - session.get(SEEN, 0)) >= NOTED_EVERY.total_seconds():
        session[SEEN] = now.timestamp()
        listed = UserSession.objects.filter(session_key=stored_key(session.session_key))
        listed.update(last_seen_at=now)


def _instant(session: Any, key: str, now: datetime) -> datetime:
    at = session.get(key)
    if not isinstance(at, int | float) or at > now.timestamp():
        return now
    return datetime.fromtimestamp(at, now.tzinfo)


def begin(request: HttpRequest, user: User) -> None:
    """Sign in somebody who has just proved by a one-time link who they are."""
    login(request, user, backend=BACKEND)
    enlist(request, user)


def enlist(request: HttpRequest, user: User) -> None:
    """List the session that has just begun among those of its person."""
    if not request.session.session_key:
        request.session.save()
    agent = UserSession._meta.get_field("user_agent").max_length
    told = {
        "user": user,
        "ip": limits.address_of(request),
        "user_agent": request.headers.get("User-Agent", "")[:agent],
        "last_seen_at": clock.now(),
    }
    UserSession.objects.update_or_create(
        session_key=here(request), defaults=told, create_defaults=told | {"created_at": clock.now()}
    )


def here(request: HttpRequest) -> str:
    """The stored key of the session that the request came with."""
    return stored_key(request.session.session_key)


def of_user(user: User) -> list[UserSession]:
    """Where this person is signed in, the newest first; rows of ended sessions are cleared."""
    mine = UserSession.objects.filter(user=user)
    lasting = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    mine.exclude(session_key__in=lasting).delete()
    return list(mine.order_by("-last_seen_at", "-pk"))


def end(user: User, key: int, *, but: str = "") -> UserSession | None:
    """End one of this person's sessions, never the one with the stored key `but`.

    None where it is not theirs, or over already.
    """
    row: UserSession | None = UserSession.objects.filter(user=user, pk=key).first()
    if row is None or row.session_key == but:
        return None
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    return row


def end_others(user: User, *, but: str = "") -> int:
    """End this person's sessions, all but the one with the stored key `but`; how many they were."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)
