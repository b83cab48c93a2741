"""Where the data lives and how to reach the database and the broker.

Only ``DATABASE_URL`` (with its owner and collector twins) and ``REDIS_URL`` replace the embedded
pair. No port is ever probed and no server is guessed.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE = "ajar"
OWNER_ROLE = "portal_owner"
APP_ROLE = "portal_app"
COLLECTOR_ROLE = "portal_collector"
ROLES = (OWNER_ROLE, APP_ROLE, COLLECTOR_ROLE)

# A unix socket's address holds 107 bytes; PostgreSQL's own file name takes part of them.
LONGEST_SOCKET_PATH = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"
BROKER_SOCKET = "broker.sock"


class Unreachable(Exception):
    """The database or the broker can't be addressed; the message says what to set."""


@dataclass(frozen=True)
class Urls:
    """The same database as each of its three roles; a twin that is not configured is empty."""

    app: str
    owner: str
    collector: str

    def require_owner(self) -> str:
        """The owner's address, or ``Unreachable`` naming the variable to set."""
        return _require(self.owner, "DATABASE_OWNER_URL", OWNER_ROLE)

    def require_collector(self) -> str:
        """The collector's address, or ``Unreachable`` naming the variable to set."""
        return _require(self.collector, "DATABASE_COLLECTOR_URL", COLLECTOR_ROLE)


def _require(url: str, variable: str, role: str) -> str:
    if not url:
        raise Unreachable(
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
        raise Unreachable(
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
        return Urls(
            app=os.environ["DATABASE_URL"],
            owner=os.environ.get("DATABASE_OWNER_URL", ""),
            collector=os.environ.get("DATABASE_COLLECTOR_URL", ""),
        )
    for twin in ("DATABASE_OWNER_URL", "DATABASE_COLLECTOR_URL"):
        if os.environ.get(twin):
            raise Unreachable(
                f"{twin} is set, but DATABASE_URL is not. Set all three, "
                "or none of them for the embedded database."
            )
    data = data or data_dir()
    known = passwords(data)
    return Urls(
        *(embedded_url(data, role, known) for role in (APP_ROLE, OWNER_ROLE, COLLECTOR_ROLE))
    )


def embedded_url(
    data: Path, role: str, known: Mapping[str, str], *, database: str = DATABASE
) -> str:
    """A libpq address over the unix socket; without a password before the first start."""
    password = f":{quote(known[role], safe='')}" if role in known else ""
    folder = quote(str(sockets_dir(data)), safe="")
    return f"postgresql://{role}{password}@/{database}?host={folder}"


def broker_url(data: Path | None = None) -> str:
    """REDIS_URL, or the embedded broker's socket."""
    configured = os.environ.get("REDIS_URL", "")
    if configured:
        return configured
    return f"redis+socket://{quote(str(broker_socket(data or data_dir())))}"


def connection(url: str) -> dict[str, object]:
    """The entry of Django's DATABASES for a PostgreSQL address, query parameters as OPTIONS.

    Raises ``Unreachable`` for any other kind of database.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Unreachable(
            "Ajar needs PostgreSQL, because row level security is its tenant wall: "
            f"the address must start with postgresql://, not {parts.scheme or 'nothing'}://."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    port = options.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }


def environment_for(url: str) -> dict[str, str]:
    """The PG… variables that make psql, pg_dump and pg_restore connect like ``url``."""
    entry = connection(url)
    options = entry["OPTIONS"]
    assert isinstance(options, dict)
    variables = {
        "PGDATABASE": entry["NAME"],
        "PGUSER": entry["USER"],
        "PGPASSWORD": entry["PASSWORD"],
        "PGHOST": entry["HOST"],
        "PGPORT": entry["PORT"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
    }
    return {name: str(value) for name, value in variables.items() if value}
