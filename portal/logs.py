"""What logs must not keep: the secrets of links and tokens."""

import logging
import re
from typing import Final

_SECRET: Final = re.compile(r"\b([a-z]+)_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
"""As `portal.models.door.new_secret` makes them."""


class WithoutSecrets(logging.Filter):
    """Takes secrets out of every message: whoever reads a log must not open what it opens.

    An address that is refused, slowed down or fails is logged with its path, and in the path of a
    link stands its secret.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            told = record.getMessage()
        except (TypeError, ValueError, KeyError):
            return True  # a message that does not fit its values: logging itself complains of it
        safe = _SECRET.sub(r"\1_…", told)
        if safe != told:
            record.msg, record.args = safe, ()
        return True
