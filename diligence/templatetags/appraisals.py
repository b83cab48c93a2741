"""The appraisal's part of a partnership's page."""

from typing import Any

from django import template
from django.template.context import Context

from diligence import policy
from diligence.choices import OPEN_STATES, AppraisalState
from diligence.queries import appraisals, headlines

register = template.Library()


@register.simple_tag(takes_context=True)
def appraisal_panel(context: Context) -> dict[str, Any]:
    """The newest appraisal of the page's `partnership`, earlier ones, and whether one may start;
    `again`: there are answers to begin from, so what changed is asked first.

    One statement, and one more where the newest refers.
    """
    actor, partnership = context["request"].acting.actor, context["partnership"]
    rows = appraisals.of_partnership(actor, partnership.pk)
    under_way = any(row.state in OPEN_STATES for row in rows)
    start = policy.may_start(actor, partnership, under_way=under_way)
    newest = rows[0] if rows else None
    headlines.tell(rows[:1])
    done = any(row.triaged_at and row.state != AppraisalState.WITHDRAWN for row in rows)
    return {
        "newest": newest,
        "earlier": rows[1:],
        "start": start,
        "under_way": under_way,
        "again": done and not under_way,
    }
