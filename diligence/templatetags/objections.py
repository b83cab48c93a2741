"""Open objections beside what they are about."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from diligence import policy
from diligence.actions.objections import unit_of
from diligence.queries import objections as queries
from diligence.queries.objections import About
from portal import clock
from portal.authority import Actor

register = template.Library()


@register.inclusion_tag("diligence/objection/flags.html")
def objections(about: About, actor: Actor) -> dict[str, Any]:
    """Open objections about a row, and the way to record one."""
    kind = queries.field_of(about)
    return {
        "rows": list(queries.open_about(about)),
        "verdict": policy.may_object(actor, unit_of(about)),
        "new_url": reverse(f"diligence:objection-{kind}", args=[about.pk]),
        "today": clock.today(),
    }


@register.simple_tag
def flagged(facts: Iterable[Any]) -> set[uuid.UUID]:
    """Which of the facts in these rows somebody objects to; one query for a whole page."""
    return queries.flagged_facts(row["fact"].pk for row in facts)
