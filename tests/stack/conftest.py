"""The running portal that the suites against real processes share."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import prepared
from tests.ports import free_port
from tests.stack.running import Stack


@pytest.fixture(scope="session")
def stack(django_db_blocker: Any) -> Iterator[Stack]:
    """Database, broker, web, worker and beat over a folder of their own, without demonstration."""
    # A short path: the sockets stand in it.
    folder = Path(tempfile.mkdtemp(prefix="ajar-stack-"))
    running = Stack(folder, free_port(), django_db_blocker)
    try:
        prepared.fill(folder)
        running.start()
        running.manage("load_questionnaire")
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
