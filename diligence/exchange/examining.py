"""Examines a document that may be unreadable: what can be read, and all that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from diligence.domain.checks import findings
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.structure import from_defects
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.soundness import defects
from diligence.exchange import native


@dataclass(frozen=True, slots=True)
class Examined:
    """`questionnaire` is None where the document cannot be read in full.

    `sound` says that it may be answered and scored; `errors`, `judgements` and `notes` divide the
    findings by weight.
    """

    questionnaire: Questionnaire | None
    findings: tuple[Finding, ...]
    sound: bool

    def of(self, weight: Weight) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.weight is weight)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return self.of(Weight.ERROR)

    @property
    def judgements(self) -> tuple[Finding, ...]:
        return self.of(Weight.JUDGEMENT)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return self.of(Weight.NOTE)


def examine(
    document: object, cases: Iterable[Any] = (), parent: Questionnaire | None = None
) -> Examined:
    """Everything wrong with a document in the native format; never raises for its content."""
    read = native.read(document)
    if read.questionnaire is None or read.defects:
        return Examined(None, from_defects(read.defects, document), sound=False)
    found = findings(read.questionnaire, cases=cases, parent=parent)
    return Examined(read.questionnaire, found, sound=not defects(read.questionnaire))
