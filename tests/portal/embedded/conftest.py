"""A short-named data folder of its own for each test that starts servers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded import broker, postgres


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_COLLECTOR_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="aj", dir="/tmp"))
    monkeypatch.setenv("AJAR_DATA", str(folder))
    yield folder
    postgres.stop_leftovers(folder)
    broker.stop_leftovers(folder)
    shutil.rmtree(folder, ignore_errors=True)
