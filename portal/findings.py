"""What the doctor finds: one line each, with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; ``todo`` is empty when all is well."""

    check: str
    level: Level
    text: str
    todo: str = ""
