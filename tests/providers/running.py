"""Starting the providers on loopback, with the Python that `make` set up for them."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / ".venv" / ".ajar" / "providers" / "bin" / "python"
SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A provider that answers; `tell` sets people and orders."""

    address: str

    def tell(self, **told: Any) -> None:
        request = urllib.request.Request(
            f"{self.address}/_tell", data=json.dumps(told).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=10):
            pass


@contextmanager
def started(program: str, *arguments: str, ready: str) -> Iterator[Running]:
    """The provider, from its first answer at `ready` on; stopped afterwards."""
    if not PYTHON.exists():
        pytest.fail("The providers' environment is missing: run `make .venv/.ajar/providers`.")
    port = free_port()
    process = subprocess.Popen(
        [str(PYTHON), str(HERE / program), str(port), *arguments],
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # Another name than the portal's: to the browser it is another site.
    address = f"http://localhost:{port}"
    try:
        _wait(process, address + ready)
        yield Running(address)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        if process.stdout is not None:
            process.stdout.close()


def _wait(process: "subprocess.Popen[str]", url: str) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            said = process.stdout.read() if process.stdout else ""
            raise RuntimeError(f"The provider ended by itself: {said[-2000:]}")
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.2)
    raise RuntimeError(f"The provider did not answer within {SECONDS} seconds.")
