"""What a check says of a questionnaire: where, what is wrong, what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from diligence.domain.places import fingerprint
from diligence.domain.wording import Sentence


class Weight(StrEnum):
    """Whether a finding must be repaired, may be overridden with a reason, or only informs."""

    ERROR = "error"
    JUDGEMENT = "judgement"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is the code of the check in `CHECKS`; `place` is one of `domain.places`."""

    check: str
    place: str
    problem: Sentence
    remedy: Sentence
    weight: Weight

    @property
    def fingerprint(self) -> str:
        """Changes when the check objects to something else than before."""
        return fingerprint(f"{self.check} {self.place} {self.problem}")

    def __hash__(self) -> int:
        return hash((self.check, self.place, self.fingerprint))
