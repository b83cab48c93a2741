"""Reasons to publish although checks of judgement object: which count, and what is left open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diligence.domain.checks.finding import Finding, Weight

SHORTEST, LONGEST = 20, 2_000
"""Characters of a reason: enough to say one, and no more than is read."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What still prevents publishing, and the reasons as they are published with the edition.

    `idle` are reasons that belong to no finding as it is now.
    """

    open: tuple[Finding, ...]
    published: tuple[dict[str, str], ...]
    idle: tuple[Mapping[str, Any], ...]


def settle(findings: Iterable[Finding], reasons: Iterable[Mapping[str, Any]], at: str) -> Settled:
    """Reasons count for exactly the finding they were given for: check, place and fingerprint.

    A reason may also be given to a note, as a remark. Errors stay open whatever is said of them.
    """
    given = {(r.get("check"), r.get("place"), r.get("fingerprint")): r for r in reasons}
    left: list[Finding] = []
    published: list[dict[str, str]] = []
    for finding in findings:
        key = (finding.check, finding.place, finding.fingerprint)
        reason = None if finding.weight is Weight.ERROR else given.pop(key, None)
        if reason is not None and is_reason(reason.get("reason")) and _named(reason):
            published.append(_document(finding, reason, at))
        elif finding.weight is not Weight.NOTE:
            left.append(finding)
    return Settled(tuple(left), tuple(published), tuple(given.values()))


def is_reason(text: object) -> bool:
    return isinstance(text, str) and SHORTEST <= len(text.strip()) <= LONGEST


def _named(reason: Mapping[str, Any]) -> bool:
    return isinstance(reason.get("by"), str) and bool(reason["by"].strip())


def _document(finding: Finding, reason: Mapping[str, Any], at: str) -> dict[str, str]:
    return {
        "check": finding.check,
        "place": finding.place,
        "problem": str(finding.problem),
        "reason": reason["reason"].strip(),
        "by": reason["by"].strip(),
        "at": str(reason.get("at") or at),
    }
