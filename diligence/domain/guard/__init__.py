"""Personal data in free text, found before the text leaves the organisation.

`examine` explains what it found; somebody redacts it, says why it may travel, or goes back and
edits. Nothing here decides what may leave, and nothing found is kept.
"""

from diligence.domain.guard.examining import examine, redact
from diligence.domain.guard.finding import Finding, Kind, Known
from diligence.domain.guard.treating import (
    Found,
    OpenFindingsError,
    Treated,
    Treatments,
    as_they_stand,
    cleared,
    found_in,
    in_file,
    redacted,
)

__all__ = [
    "Finding",
    "Found",
    "Kind",
    "Known",
    "OpenFindingsError",
    "Treated",
    "Treatments",
    "as_they_stand",
    "cleared",
    "examine",
    "found_in",
    "in_file",
    "redact",
    "redacted",
]
