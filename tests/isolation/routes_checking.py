"""The checks of a draft, and the reasons given against them."""

from typing import Any

from diligence.domain.checks.finding import Weight
from diligence.queries import drafts
from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission


def _reason(estate: Estate) -> dict[str, Any]:
    """A reason for the first matter of judgement that is found in the draft."""
    found = drafts.examined(estate.draft).findings
    judged = next((f for f in found if f.weight is Weight.JUDGEMENT), None)
    named = {"check": "driver", "place": "questions/L1", "fingerprint": "0" * 16}
    if judged is not None:
        named = {
            "check": judged.check, "place": judged.place, "fingerprint": judged.fingerprint
        }  # fmt: skip
    return named | {"reason": "Known to its authors, and meant."}


CHECKING = {
    "draft-checks": Route(P.REVIEW, P.AUTHOR, "draft", body=_reason),
    "draft-override-withdraw": Route(None, P.AUTHOR, "override"),
}

API = {
    "draft-checks": Route(P.REVIEW, P.AUTHOR, "draft", body=_reason),
    "draft-override": Route(delete=P.AUTHOR, about="override"),
}
