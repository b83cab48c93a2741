"""What colleagues were asked and told about a case, on the pages that show the case."""

from typing import Any

from django import template
from django.template.context import Context

from diligence import policy
from diligence.models import Appraisal
from diligence.queries import colleague
from portal.authority import Actor

register = template.Library()


@register.inclusion_tag("diligence/colleague/panel.html", takes_context=True)
def colleagues_panel(context: Context, appraisal: Appraisal) -> dict[str, Any]:
    """How many were asked and how many replies wait, with the ways to ask and to share.

    One statement, and one more where somebody was asked. Nothing is drawn where neither can be
    done and nothing was.
    """
    actor: Actor = context["request"].acting.actor
    section = context.get("section")
    counts = colleague.counts_of(appraisal.pk)
    return {
        "appraisal": appraisal,
        "counts": counts,
        "contributed": colleague.contributed_to(appraisal.pk) if counts["asked"] else 0,
        "ask": policy.may_ask(actor, appraisal),
        "share": policy.may_share(actor, appraisal),
        "section": section.id if section else "",
    }
