"""Triage of the backlog, and low cases decided together: rows of one organisation, many at once."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission


def _row(_estate: Estate) -> dict[str, Any]:
    return {"T1": "no", "seen": "{}", "then": "finish", "here": "q=zorvath"}


def _cases(estate: Estate) -> dict[str, Any]:
    return {
        "then": "decide",
        "case": str(estate.scored.pk),
        "shown": f"{estate.scored.pk}@{'0' * 64}",
        "reasons": "Taken over.",
        "expires_on": "2027-01-31",
    }


def _batch(estate: Estate) -> dict[str, Any]:
    told = {"partnership": str(estate.partnership.pk), "answers": {"T1": {"value": "no"}}}
    return {"rows": [told | {"finish": True}]}


BACKLOG = {
    "triage-grid": Route(P.APPRAISE, query="q=zorvath"),
    "triage-row": Route(None, P.APPRAISE, "partnership", body=_row, by_unit=True),
    "low-decisions": Route(P.DECIDE_LOW, P.DECIDE_LOW, body=_cases),
}

API = {"triage-batch": Route(None, P.APPRAISE, body=_batch)}
