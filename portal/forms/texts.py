"""What pages post about personal data that was found in a text."""

from django.http import QueryDict

REDACT = "redact"
"""Name of the ticks: the values are the keys of findings."""
BECAUSE = "because."
"""Beginning of the names of the reasons; the finding's key follows."""


def answers(data: QueryDict) -> tuple[frozenset[str], dict[str, str]]:
    """The keys of what is to be redacted, and the reasons of what may leave by key."""
    reasons = {
        name.removeprefix(BECAUSE): text
        for name in data
        if name.startswith(BECAUSE)
        and (text := str(data.get(name, "")).replace("\x00", "").strip())
    }
    return frozenset(data.getlist(REDACT)), reasons
