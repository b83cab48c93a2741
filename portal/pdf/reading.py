"""The words of a PDF that somebody brought: of its pages, properties, remarks and forms."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

SECONDS: Final = 10.0
LONGEST: Final = 4_000_000
"""Characters after which the rest is not read."""
_APART: Final = Path(__file__).with_name("reading_apart.py")


class Why(StrEnum):
    """Why some of a PDF could not be read."""

    PICTURES = "pictures"
    """A page shows something and has no text: it was scanned, or its letters are drawings."""
    LOCKED = "locked"
    DAMAGED = "damaged"
    LONG = "long"
    """Time or length ran out."""
    INSIDE = "inside"
    """Other files lie in it."""


@dataclass(frozen=True, slots=True)
class Words:
    """`texts` is what could be read, `why` what kept the rest from it: None where all was read."""

    texts: tuple[str, ...]
    why: Why | None


def words(data: bytes, *, seconds: float = SECONDS) -> Words:
    """What the document says. It is read by a program of its own, with bounds of time and memory:
    a file that breaks it counts as damaged, one that takes too long as long."""
    command = [sys.executable, "-I", str(_APART), str(seconds), str(LONGEST)]
    try:
        done = subprocess.run(  # noqa: S603  # no word of the file is in the command
            command, input=data, capture_output=True, timeout=seconds + 5, check=False
        )
    except subprocess.TimeoutExpired:
        return Words((), Why.LONG)
    if done.returncode != 0:
        logger.warning(
            "A PDF could not be read: the reader ended with %s: %s",
            done.returncode,
            done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200],
        )
        return Words((), Why.DAMAGED)
    told = json.loads(done.stdout)
    return Words(tuple(told["texts"]), Why(told["why"]) if told["why"] else None)
