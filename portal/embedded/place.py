"""Where the data lives and how to reach the database and the broker.

Only ``DATABASE_URL`` (with its owner and collector twins) and ``REDIS_URL`` replace the embedded
pair. No port is ever probed and no server is guessed.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE = "ajar"
OWNER_ROLE = "portal_owner"
APP_ROLE = "portal_app"
COLLECTOR_ROLE = "portal_collector"
DEFAULT_PORT = 8000
HIGHEST_PORT = 65535
ROLES = (OWNER_ROLE, APP_ROLE, COLLECTOR_ROLE)

URL_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_COLLECTOR_URL")

# A unix socket's address holds 107 bytes; PostgreSQL's own file name takes part of them.
LONGEST_SOCKET_PATH = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"
BROKER_SOCKET = "broker.sock"


class UnreachableError(Exception):
    """The database or the broker can't be addressed; the message says what to set."""


@dataclass(frozen=True)
class Urls:
    """The same database as each of its three roles; a twin that is not configured is empty."""

    app: str
    owner: str
    collector: str

    def require_owner(self) -> str:
        """The owner's address, or ``UnreachableError`` naming the variable to set."""
        return _require(self.owner, "DATABASE_OWNER_URL", OWNER_ROLE)

    def require_collector(self) -> str:
        """The collector's address, or ``UnreachableError`` naming the variable to set."""
        return _require(self.collector, "DATABASE_COLLECTOR_URL", COLLECTOR_ROLE)


def _require(url: str, variable: str, role: str) -> str:
    if not url:
        raise UnreachableError(
            f"{variable} is not set, and DATABASE_URL is: this command connects as {role}. "
            f"Set {variable} to the same database as that role "
            "(manage.py prepare_database makes the roles)."
        )
    return url


def data_dir() -> Path:
    """AJAR_DATA, or the folder .ajar in the checkout; absolute, not necessarily existing."""
    chosen = os.environ.get("AJAR_DATA", "")
    return Path(chosen).expanduser().absolute() if chosen else CHECKOUT / ".ajar"


def sockets_dir(data: Path) -> Path:
    """The folder of the sockets: inside the data folder unless that makes their names too long."""
    inside = data / "run"
    longest = max(len(POSTGRES_SOCKET), len(BROKER_SOCKET)) + 1
    if len(os.fsencode(inside)) + longest <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    # A fixed folder, not TMPDIR or XDG_RUNTIME_DIR: a command started from cron or another
    # login must find the same sockets.
    return Path("/tmp") / f"ajar-{digest}"  # noqa: S108 - owner and mode are checked when made


def postgres_socket(data: Path) -> Path:
    return sockets_dir(data) / POSTGRES_SOCKET


def broker_socket(data: Path) -> Path:
    return sockets_dir(data) / BROKER_SOCKET


def passwords_file(data: Path) -> Path:
    return data / "passwords.json"


def passwords(data: Path) -> Mapping[str, str]:
    """Passwords by role; empty before the first start."""
    try:
        stored = json.loads(passwords_file(data).read_text())
    except FileNotFoundError:
        return {}
    except PermissionError as refused:
        raise UnreachableError(
            f"{passwords_file(data)} can't be read by this user. "
            "Run the command as the user who started Ajar."
        ) from refused
    return {str(role): str(password) for role, password in stored.items()}


def embedded_database() -> bool:
    return not os.environ.get("DATABASE_URL")


def embedded_broker() -> bool:
    return not os.environ.get("REDIS_URL")


def database_urls(data: Path | None = None) -> Urls:
    """The configured database, or the embedded one when DATABASE_URL is not set."""
    if not embedded_database():
        return Urls(*(_postgresql_only(name) for name in URL_VARIABLES))
    for twin in URL_VARIABLES[1:]:
        if os.environ.get(twin):
            raise UnreachableError(
                f"{twin} is set, but DATABASE_URL is not. Set all three, "
                "or none of them for the embedded database."
            )
    data = data or data_dir()
    known = passwords(data)
    return Urls(
        *(embedded_url(data, role, known) for role in (APP_ROLE, OWNER_ROLE, COLLECTOR_ROLE))
    )


def _postgresql_only(variable: str) -> str:
    url = os.environ.get(variable, "")
    kind = urlsplit(url).scheme
    if url and kind not in ("postgres", "postgresql"):
        raise UnreachableError(
            f"{variable} must start with postgresql://, not {kind or 'nothing'}://. Ajar needs "
            "PostgreSQL, because row level security is the wall between organisations."
        )
    return url


def embedded_url(
    data: Path, role: str, known: Mapping[str, str], *, database: str = DATABASE
) -> str:
    """A libpq address over the unix socket; without a password before the first start."""
    password = f":{quote(known[role], safe='')}" if role in known else ""
    folder = quote(str(sockets_dir(data)), safe="")
    return f"postgresql://{role}{password}@{folder}/{database}"


def broker_url(data: Path | None = None) -> str:
    """REDIS_URL, or the embedded broker's socket."""
    configured = os.environ.get("REDIS_URL", "")
    if configured:
        return configured
    return f"redis+socket://{quote(str(broker_socket(data or data_dir())))}"


def password_apart(url: str) -> tuple[str, str]:
    """The address without its password, and the password: programs show the first to everybody."""
    parts = urlsplit(url)
    login, at, host = parts.netloc.rpartition("@")
    user, _, secret = login.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}")), unquote(secret)


def port() -> int:
    """AJAR_PORT, by default 8000; ``UnreachableError`` when it is no port number."""
    chosen = os.environ.get("AJAR_PORT", "") or str(DEFAULT_PORT)
    if not chosen.isdigit() or not 1 <= int(chosen) <= HIGHEST_PORT:
        raise UnreachableError(f"AJAR_PORT is {chosen!r}: it must be a number from 1 to 65535.")
    return int(chosen)


def kept_secret(data: Path | None = None) -> str:
    """The signing key of a production portal on the embedded database: made once, kept beside it.

    With a database of its own a portal may run on several machines, which must share the key:
    there ``UnreachableError`` asks for AJAR_SECRET_KEY.
    """
    if not embedded_database():
        raise UnreachableError(
            "AJAR_SECRET_KEY is not set. Production needs one, the same for every web and worker "
            'process: python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
        )
    target = (data or data_dir()) / "secret-key"
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target.with_name(f"secret-key.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(fresh, target)
        fresh.unlink()
    return target.read_text().strip()
