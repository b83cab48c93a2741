"""Open data beside the checkout, for tests that try a rule on reality."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("AJAR_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(name: str) -> Path:
    """The open data file of this name; skips the test, saying why, where it is absent."""
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"The open data {path} is not here; set AJAR_SHARED to try the rule on it.")
    return path
