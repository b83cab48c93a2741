"""A move of one organisation's appraisals to another edition: the run, and one report of it."""

from dataclasses import dataclass
from typing import Any

from diligence.choices import WorkState
from diligence.models import Appraisal, CarryOver, CarryReport
from tests.cast import Member


@dataclass(kw_only=True)
class Moved:
    """A run that is under way, and what it did to one appraisal."""

    carry_over: CarryOver
    carry_report: CarryReport


def moved(mark: str, steward: Member, appraisal: Appraisal) -> dict[str, Any]:
    """All that `Moved` names. Only one edition is published in the world, so it stands on both
    sides."""
    by = steward.actor
    run = CarryOver.objects.create(
        version=appraisal.version,
        state=WorkState.RUNNING,
        asked_by=by.label,
        member=by.membership_id,
        waiting=[str(appraisal.pk)],
        done=1,
        total=2,
        refused=[{"appraisal": str(appraisal.pk), "because": f"{mark} is asked by link"}],
    )
    was = {
        "value": "yes",
        "note": f"{mark} whispers",
        "revision": 1,
        "by": f"{mark} officer",
        "at": run.asked_at.isoformat(),
    }
    report = CarryReport.objects.create(
        appraisal=appraisal,
        carry_over=run,
        before=appraisal.version,
        after=appraisal.version,
        document={
            "copied": ["A1"],
            "asked_again": [{"question": "A4", "why": "Its options are others.", "was": was}],
            "archived": [{"question": "A7", "was": was}],
            "new": [],
        },
        by=by.label,
    )
    return {"carry_over": run, "carry_report": report}
