"""Annotations of REDCap fields: action tags, and the scores in `@RS={…}`."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from diligence.exchange.foreign import parsed

MARK: Final = "@RS="
PART: Final = "@RS-PART="
_TAG: Final = re.compile(r"@[A-Z][A-Z0-9-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\S+))?")


@dataclass(frozen=True, slots=True)
class Annotation:
    """`scores` and `part` are the objects after their marks, {} where there is none; `broken`
    tells that a mark is followed by something else; `rest` is what stands beside them."""

    scores: dict[str, Any]
    part: dict[str, Any]
    broken: bool
    rest: str

    @property
    def tags(self) -> list[str]:
        """Action tags such as `@HIDDEN` and `@DEFAULT="1"`."""
        return _TAG.findall(self.rest)

    @property
    def words(self) -> str:
        """What is no tag."""
        return " ".join(_TAG.sub(" ", self.rest).split())


def read(text: str) -> Annotation:
    """The annotation taken apart; never raises."""
    rest, scores, broken = _taken(text, MARK)
    rest, part, broken_part = _taken(rest, PART)
    return Annotation(scores, part, broken or broken_part, rest.strip())


def _taken(text: str, mark: str) -> tuple[str, dict[str, Any], bool]:
    before, found, after = text.partition(mark)
    if not found:
        return text, {}, False
    try:
        _value, end = json.JSONDecoder().raw_decode(after)
    except (ValueError, RecursionError):
        return before, {}, True
    value = parsed(after[:end])
    good = isinstance(value, dict)
    return f"{before} {after[end:]}", value if good else {}, not good
