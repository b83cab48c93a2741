"""The only way out: what other machines publish, fetched so that nobody can aim it inwards.

A steward types the address of a provider's metadata, and this server asks for it. So an address
is resolved once and refused where it leads into a network rather than to the internet; the
connection goes to the very address that was looked at, with the name kept for TLS and `Host`
(a name that resolves differently the second time gains nothing). Every redirect is looked at
like the first address. Time, size and type are limited; a body is never decompressed.
"""

import socket
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from portal import errands

SECONDS: Final = 10.0
"""For everything together: finding the address, connecting, every redirect, the last byte."""
REDIRECTS: Final = 3
MOST_BYTES: Final = 2_000_000

_PIECE: Final = 16_384
_LOWEST_PORT: Final = 1024
_HTTPS: Final = 443
# Addresses that stand for others, so that what they lead to can't be told from them alone; special
# ones that older Pythons take for global; the host of a cloud's virtual machines, which is public.
_NOT_PLAIN: Final = tuple(
    ip_network(network)
    for network in (
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
    )
)


class NotFetched(requests.RequestException):
    """Nothing was fetched; `reason` says why in words a steward may read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _TurnedAway(Exception):  # noqa: N818
    """Raised below urllib3, which would wrap anything that looks like a failed connection."""


@dataclass(frozen=True)
class Fetched:
    """What an address answered. `unchanged`: it still is what `etag` stood for, without body."""

    url: str
    body: bytes
    content_type: str
    etag: str
    unchanged: bool


def get(url: str, *, kinds: Collection[str], most: int = MOST_BYTES, etag: str = "") -> Fetched:
    """What stands at a public address, if it is one of these content types and not larger.

    Raises NotFetched for an address that isn't public, an answer other than 200 (or 304 to the
    given etag), another content type, more than `most` bytes, or ten seconds gone by. In a
    member's request the page runs again for it, see `portal.errands`.
    """
    wanted = (url, frozenset(kinds), most, etag)
    return errands.ask(wanted, lambda: _get(url, kinds, most, etag))


def _get(url: str, kinds: Collection[str], most: int, etag: str) -> Fetched:
    headers = {"Accept": ", ".join(kinds)} | ({"If-None-Match": etag} if etag else {})
    with session(most=most) as line:
        answer = line.get(url, headers=headers)
    content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    noted = answer.headers.get("ETag", "")[:200]
    if etag and answer.status_code == requests.codes.not_modified:
        return Fetched(answer.url, b"", content_type, noted or etag, unchanged=True)
    if answer.status_code != requests.codes.ok:
        raise NotFetched(_("The address answers with status %s.") % answer.status_code)
    if content_type not in {kind.lower() for kind in kinds}:
        told = content_type or _("no content type")
        raise NotFetched(
            _("The address answers with %(told)s; expected is %(kinds)s.")
            % {"told": told[:100], "kinds": ", ".join(sorted(kinds))}
        )
    return Fetched(answer.url, answer.content, content_type, noted, unchanged=False)


def session(*, most: int = MOST_BYTES) -> requests.Session:
    """A session of requests behind the same guard; only its GET follows redirects.

    Raises NotFetched (a `requests.RequestException`) wherever the guard turns something away.
    """
    return _Session(most)


# -- the guard ------------------------------------------------------------------------------------
class _Attempt:
    """One errand and its time: when that is over, its connections are cut, whatever they do."""

    def __init__(self) -> None:
        self.until = time.monotonic() + SECONDS
        self.late = False
        self._lines: list[socket.socket] = []
        self._timer = threading.Timer(SECONDS, self._cut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def left(self) -> float:
        return max(self.until - time.monotonic(), 0.01)

    def watch(self, line: socket.socket) -> None:
        """A second handle of the connection: it stays valid when TLS takes the first one over."""
        self._lines.append(line.dup())
        if self.late:
            self._cut()

    def _cut(self) -> None:
        self.late = True
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._timer.cancel()
        for line in self._lines:
            line.close()


_attempt: ContextVar[_Attempt] = ContextVar("fetching")


@contextmanager
def _attempted() -> Iterator[_Attempt]:
    attempt = _Attempt()
    mark = _attempt.set(attempt)
    try:
        yield attempt
    finally:
        _attempt.reset(mark)
        attempt.close()


class _Session(requests.Session):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.trust_env = False  # no proxy, no .netrc: nothing beside this module says where to
        self.max_redirects = REDIRECTS
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers.update({"User-Agent": f"Ajar/{settings.AJAR_VERSION}"})
        self.adapters.clear()
        self.mount("https://", _Adapter(most))
        self.mount("http://", _Adapter(most))

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        options["allow_redirects"] = str(method).upper() in {"GET", "HEAD"}
        with _attempted() as attempt:
            try:
                return super().request(method, url, *args, **options)
            except NotFetched:
                raise
            except requests.TooManyRedirects as problem:
                raise NotFetched(
                    _("The address leads on more than %s times.") % REDIRECTS
                ) from problem
            except (requests.RequestException, UnicodeError) as problem:
                raise NotFetched(_why(problem, attempt)) from problem


def _why(problem: Exception, attempt: _Attempt) -> str:
    if attempt.late or isinstance(problem, requests.Timeout):
        return _("There was no complete answer within %s seconds.") % int(SECONDS)
    if isinstance(problem, requests.exceptions.SSLError):
        return _("The certificate of the address can't be trusted.")
    if isinstance(problem, ValueError):  # what requests raises for an address that is none
        return _("This is not an address that can be fetched.")
    return _("The address can't be reached.")


class _Adapter(HTTPAdapter):
    """Looks at every address, redirects too, and reads a body only as far as it may go."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def send(self, request: requests.PreparedRequest, *_a: Any, **options: Any) -> Any:
        attempt = _attempt.get()
        _require_fetchable(request.url or "")
        request.headers["Accept-Encoding"] = "identity"
        request.headers["Connection"] = "close"
        options |= {"stream": True, "timeout": attempt.left, "proxies": None}
        try:
            answer = super().send(request, **options)
            with answer:
                answer._content = self._read(answer, attempt)
        except _TurnedAway as away:
            raise NotFetched(str(away)) from away
        finally:
            self.poolmanager.clear()
        answer._content_consumed = True
        return answer

    def _read(self, answer: requests.Response, attempt: _Attempt) -> bytes:
        if answer.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
            raise _TurnedAway(_("The address answers in a compressed form that was not asked for."))
        told = answer.headers.get("Content-Length", "")
        large = _("The address answers with more than %s bytes.") % self.most
        if told.isdecimal() and int(told[:20]) > self.most:
            raise _TurnedAway(large)
        content = bytearray()
        for piece in answer.iter_content(_PIECE):
            content += piece
            if len(content) > self.most:
                raise _TurnedAway(large)
        if attempt.late:  # a connection that was cut can look like one that ended
            raise requests.Timeout
        return bytes(content)


def _require_fetchable(url: str) -> None:
    """Https to an ordinary port, without a name and password in the address."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.FETCH_LOOPBACK):
        raise NotFetched(_("Only addresses that begin with https:// are fetched."))
    if parts.username is not None or parts.password is not None:
        raise NotFetched(_("An address with a name or password in it is not fetched."))
    try:
        port = parts.port or _HTTPS
    except ValueError as problem:
        raise NotFetched(_("This is not an address that can be fetched.")) from problem
    if port < _LOWEST_PORT and port != _HTTPS:
        raise NotFetched(_("Only port 443 and ports from 1024 on are fetched from."))


def _connect(host: str, port: int, *, tls: bool) -> socket.socket:
    """A connection to the very address that was looked at."""
    attempt = _attempt.get()
    problem: OSError | None = None
    for address in _looked_at(host, port, attempt, tls=tls):
        try:
            line = socket.create_connection((address, port), timeout=attempt.left)
        except OSError as failed:
            problem = failed
            continue
        attempt.watch(line)
        return line
    raise problem or OSError("no address")


def _looked_at(host: str, port: int, attempt: _Attempt, *, tls: bool) -> list[str]:
    """Every address of a name, after a look at all: one that leads inwards spoils the others."""
    found = _resolve(host.strip("[]"), port, attempt)
    for text in found:
        address = ip_address(text)
        if address.is_loopback and settings.FETCH_LOOPBACK:
            continue
        if not tls or not is_public(address):
            raise _TurnedAway(
                _("%s is not a public address: nothing inside a network is fetched.") % host[:100]
            )
    return found


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to one machine on the internet, and says so plainly."""
    if any(address in network for network in _NOT_PLAIN if network.version == address.version):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _resolve(host: str, port: int, attempt: _Attempt) -> list[str]:
    """Asked once, in a thread of its own, because a resolver knows no time limit of ours."""
    answers: list[str] = []
    problems: list[Exception] = []

    def ask() -> None:
        try:
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in told))
        except (OSError, UnicodeError) as problem:
            problems.append(problem)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(attempt.left)
    if not answers:
        raise _TurnedAway(_("No address is known for %s.") % host[:100])
    return answers


class _PlainConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port or 80, tls=False)


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port or _HTTPS, tls=True)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
