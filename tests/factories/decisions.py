"""Cases brought by the product's own actions to where an organisation treats and decides."""

from datetime import date, timedelta
from typing import Any

from diligence.actions import decide, treat
from diligence.domain.deciding import Draft
from diligence.enums import Course
from diligence.models import Appraisal, ChosenMeasure, Decision
from diligence.queries import appraisals, decisions
from portal import clock
from portal.authority import Actor

LOW, MEDIUM, HIGH = "K29", "K30", "K02"
"""Worked cases of the baseline: low without flags, medium that measures bring to low, and high."""
HOLD, LEGAL = "K26", "K01"
"""Too many unknown answers; and a flag that asks the export-control authority."""


def soon(days: int = 30) -> date:
    return clock.today() + timedelta(days=days)


def ground(by: Actor, appraisal: Appraisal) -> decisions.Ground:
    """What a decision on it rests on now."""
    row = appraisals.without_answers(by).get(pk=appraisal.pk)
    found = decisions.ground(row, clock.today())
    assert found is not None
    return found


def planned(by: Actor, appraisal: Appraisal, measure: str = "M17", **plan: Any) -> ChosenMeasure:
    """A measure chosen and fully planned."""
    (row,) = treat.choose(appraisal.pk, [measure], by=by)
    made: dict[str, Any] = {"responsible": "IT security", "due_on": soon()}
    if measure in {"M02", "M10", "M16", "M30"}:
        made |= {"driver": "Licence condition 4", "restricted_until": soon(300)}
    return treat.plan(row.pk, treat.Plan(**(made | plan)), by=by, revision=row.revision)


def draft(course: Course = Course.PROCEED, **said: Any) -> Draft:
    """A decision as somebody would write it."""
    values: dict[str, Any] = {
        "course": course,
        "reasons": "The benefit outweighs the risk that is left.",
        "expires_on": soon(365) if course.goes_ahead else None,
    }
    return Draft(**(values | said))


def decided(
    by: Actor, appraisal: Appraisal, course: Course = Course.PROCEED, **said: Any
) -> Decision:
    """A decision on what is true now."""
    digest = ground(by, appraisal).digest
    return decide.decide(appraisal.pk, by=by, draft=draft(course, **said), digest=digest)
