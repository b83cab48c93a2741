"""Real processes over data folders of their own, apart from the suite's test database."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.embedded import broker, place, postgres

OWN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_COLLECTOR_URL", "REDIS_URL", "AJAR_DATA")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A short-named data folder; its servers are ended with it."""
    made = Path(tempfile.mkdtemp(prefix="aj", dir="/tmp"))
    made.chmod(0o711)  # started by root, the servers are another user's
    yield made
    for data in (made, *(one for one in made.iterdir() if one.is_dir())):
        postgres.stop_leftovers(data)
        broker.stop_leftovers(data)
    shutil.rmtree(made, ignore_errors=True)


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a person's shell would have: nothing of the test run."""
    kept = {k: v for k, v in os.environ.items() if k not in OWN and not k.startswith("AJAR_")}
    return {**kept, "AJAR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings", **more}


@pytest.fixture(scope="module")
def manage() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`manage(data, "backup", "x.tar")` runs a management command like a person does."""

    def run(data: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(place.CHECKOUT / "manage.py"), *map(str, arguments)],
            env=environment(data, **more),
            cwd=place.CHECKOUT,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run
