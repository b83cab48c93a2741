"""Look through texts for personal data; take out what was found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from diligence.domain.guard.cv import resumes
from diligence.domain.guard.finding import WORD, Finding, Kind, Known
from diligence.domain.guard.names import names
from diligence.domain.guard.patterns import patterns
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

_SLICE: Final = 100_000
_OVERLAP: Final = 200
"""What stands across the border of two slices is found in both."""
_MOST: Final = 500
"""Findings in one text after which the rest of it counts as one."""
REDACTED = "[redacted]"
"""What stands in a text where something was taken out."""


MORE = _("There is so much personal data before this that the rest counts as personal too.")


def examine(texts: Mapping[str, str], known: Known | None = None) -> tuple[Finding, ...]:
    """What looks like personal data in texts by place, place by place and from left to right.

    `known` holds the case's words that name no person. Takes time in proportion to the length.
    """
    found: list[Finding] = []
    for place, text in texts.items():
        here = [*resumes(place, text)]
        for start in range(0, len(text), _SLICE):
            if len(here) > _MOST:
                here.append(Finding(place, here[-1].kind, start, len(text), Sentence(MORE, {})))
                break
            part = text[start : start + _SLICE + _OVERLAP]
            here += (_moved(one, start) for one in _found(place, part, known or Known()))
        found += _apart(here)
    return tuple(found)


def redact(text: str, findings: Iterable[Finding]) -> str:
    """The text without what was found; findings of other places are the caller's business."""
    parts, at = [], 0
    for finding in sorted(findings, key=lambda one: (one.start, -one.end)):
        if finding.end <= at:
            continue
        parts += [text[at : max(at, finding.start)], REDACTED]
        at = finding.end
    return "".join([*parts, text[at:]])


def _found(place: str, text: str, known: Known) -> Iterator[Finding]:
    words = list(WORD.finditer(text))
    yield from patterns(place, text, words)
    yield from names(place, text, words, known)


def _moved(finding: Finding, by: int) -> Finding:
    if by == 0:
        return finding
    return replace(finding, start=finding.start + by, end=finding.end + by)


def _apart(findings: list[Finding]) -> list[Finding]:
    """Findings that do not overlap: the surer, then the earlier and longer one stays."""
    ordered = sorted(findings, key=lambda f: (f.start, -f.certain, -f.end, f.kind != Kind.DOCUMENT))
    kept: list[Finding] = []
    for finding in ordered:
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
        elif finding.certain and not kept[-1].certain and kept[-1].kind != Kind.CV:
            kept[-1] = finding
    return kept
