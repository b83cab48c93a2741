"""Where the data are, without starting anything."""

import stat
from pathlib import Path

import pytest

from portal.embedded import place
from portal.embedded.place import UnreachableError


def test_without_variables_the_embedded_pair_is_addressed_by_socket(data: Path) -> None:
    urls = place.database_urls()
    assert urls.app == f"postgresql://portal_app@{str(data).replace('/', '%2F')}%2Frun/ajar"
    assert urls.owner.startswith("postgresql://portal_owner@%2Ftmp")
    assert urls.collector.startswith("postgresql://portal_collector@%2Ftmp")
    assert place.broker_url() == f"redis+socket://{data}/run/broker.sock"


def test_the_default_data_folder_is_in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AJAR_DATA", raising=False)
    assert place.data_dir() == place.CHECKOUT / ".ajar"


def test_passwords_stand_in_the_addresses_once_they_exist(data: Path) -> None:
    place.passwords_file(data).write_text('{"portal_app": "a/b:c@d"}')
    assert "portal_app:a%2Fb%3Ac%40d@" in place.database_urls().app
    assert place.password_apart(place.database_urls().app) == (
        f"postgresql://portal_app@{str(data).replace('/', '%2F')}%2Frun/ajar",
        "a/b:c@d",
    )


def test_a_configured_server_replaces_the_embedded_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal_app:x@db.example/ajar")
    monkeypatch.setenv("REDIS_URL", "rediss://queue.example/0")
    urls = place.database_urls()
    assert urls.app == "postgresql://portal_app:x@db.example/ajar"
    assert place.broker_url() == "rediss://queue.example/0"
    with pytest.raises(UnreachableError, match="DATABASE_OWNER_URL is not set"):
        urls.require_owner()
    with pytest.raises(UnreachableError, match="DATABASE_COLLECTOR_URL is not set"):
        urls.require_collector()


def test_a_twin_alone_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://portal_owner@db.example/ajar")
    with pytest.raises(UnreachableError, match="DATABASE_OWNER_URL is set, but DATABASE_URL"):
        place.database_urls()


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite:///x.db", "db.example/ajar"])
def test_only_postgresql_is_accepted(data: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(UnreachableError, match="must start with postgresql://"):
        place.database_urls()


def test_sockets_of_a_long_folder_move_to_a_short_one() -> None:
    deep = Path("/srv") / ("x" * 60) / ("y" * 60)
    short = place.sockets_dir(deep)
    assert short.parent == Path("/tmp")
    assert short == place.sockets_dir(deep)
    assert short != place.sockets_dir(deep / "z")
    assert len(bytes(place.postgres_socket(deep))) <= place.LONGEST_SOCKET_PATH


@pytest.mark.parametrize("length", range(80, 110))
def test_no_socket_path_is_ever_too_long(length: int) -> None:
    folder = Path("/" + "d" * (length - 1))
    assert len(bytes(place.postgres_socket(folder))) <= place.LONGEST_SOCKET_PATH
    assert len(bytes(place.broker_socket(folder))) <= place.LONGEST_SOCKET_PATH


@pytest.mark.parametrize("chosen", ["0", "65536", "-1", "http", "80 "])
def test_a_wrong_port_is_named(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    monkeypatch.setenv("AJAR_PORT", chosen)
    with pytest.raises(UnreachableError, match="AJAR_PORT"):
        place.port()


def test_the_port_defaults_to_8000(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AJAR_PORT", raising=False)
    assert place.port() == 8000


def test_the_signing_key_is_made_once_and_private(data: Path) -> None:
    first = place.kept_secret()
    assert len(first) >= 50
    assert place.kept_secret() == first
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600


def test_with_a_server_of_its_own_the_signing_key_must_be_given(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal_app:x@db.example/ajar")
    with pytest.raises(UnreachableError, match="AJAR_SECRET_KEY is not set"):
        place.kept_secret()
