"""What ministries and the Commission work on."""

from reporting.models.contribution import (
    ChapterText,
    Contribution,
    Declaration,
    FrameCell,
    ReceivedReturn,
    Return,
)
from reporting.models.cycle import ReportingCycle
from reporting.models.report import Rendering, Report
from reporting.models.simulation import PolicySimulation
from reporting.models.snapshot import SealedTally, Snapshot

__all__ = [
    "ChapterText",
    "Contribution",
    "Declaration",
    "FrameCell",
    "PolicySimulation",
    "ReceivedReturn",
    "Rendering",
    "Report",
    "ReportingCycle",
    "Return",
    "SealedTally",
    "Snapshot",
]
