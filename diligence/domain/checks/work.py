"""How much is worked out for one questionnaire, counted in steps so that the answer is always the
same. Without an end, somebody could write a draft that keeps a whole server busy."""

from dataclasses import dataclass

MOST = 2_000_000
"""Steps of about a microsecond: many times those of any questionnaire that people fill in."""
MOST_CELLS = 4_000_000
"""Combinations of totals on a dimension's axes."""


class TooLargeError(ValueError):
    """Working it out would take too long."""


@dataclass(slots=True)
class Work:
    """The steps that are left."""

    left: int = MOST

    def spend(self, steps: int) -> None:
        """Raises TooLargeError where too few are left."""
        self.left -= steps
        if self.left < 0:
            raise TooLargeError
