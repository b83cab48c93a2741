"""What is known from before, on the pages that ask, show and summarise answers."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.choices import AnswerOrigin, AppraisalState
from diligence.domain.carrying import saved
from diligence.forms.known import fact_rows, groups, say
from diligence.models import Appraisal, Partner
from diligence.queries import knowledge, known, minutes, questionnaires
from portal import clock
from portal.authority import Actor

register = template.Library()

SHOWN = 6
"""How many facts a partner's own page lists before it leads to all of them."""


@register.inclusion_tag("diligence/known/panel.html", takes_context=True)
def known_panel(context: Context, appraisal: Appraisal, section: str) -> dict[str, Any]:
    """What is known of one section (or the triage), to be confirmed at the top of its page."""
    actor: Actor = context["request"].acting.actor
    definition = questionnaires.definition(appraisal.version)
    offered = known.offered_to(appraisal)
    every = groups(appraisal, definition, offered, actor)
    here = next((group for group in every if group["id"] == section), None)
    return {
        "group": here,
        "appraisal": appraisal,
        "back": section,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("diligence/known/overview.html", takes_context=True)
def known_overview(context: Context, appraisal: Appraisal) -> dict[str, Any]:
    """How much is known of what is still to be answered, and what was said to have changed."""
    if appraisal.state != AppraisalState.ANSWERING:
        return {}
    actor: Actor = context["request"].acting.actor
    offered = known.offered_to(appraisal)
    return {
        "appraisal": appraisal,
        "may": bool(policy.may_answer(actor, appraisal)),
        "count": len(offered.offers),
        "again": len(offered.again),
        "said": said(appraisal),
    }


@register.inclusion_tag("diligence/known/said.html", takes_context=True)
def known_said(context: Context, appraisal: Appraisal) -> dict[str, Any]:
    """What was said to have changed since the earlier appraisal, and the way to say it anew."""
    actor: Actor = context["request"].acting.actor
    may = bool(policy.may_answer(actor, appraisal))
    return {"appraisal": appraisal, "said": said(appraisal), "may": may}


@register.inclusion_tag("diligence/known/saving.html")
def carried_saving(appraisal: Appraisal) -> dict[str, Any]:
    """How many answers were carried into the appraisal, and the minutes that spared."""
    entries = appraisal.sheet.entries
    carried = sum(
        1
        for entry in entries.values()
        if entry.get("origin") == AnswerOrigin.CARRIED and entry.get("value") is not None
    )
    if not carried:
        return {}
    typical = minutes.typical()
    definition = questionnaires.definition(appraisal.version)
    told = saved(
        carried,
        questions=len(definition.required),
        typical=typical.minutes,
        cases=typical.cases,
    )
    answers = ngettext("%(count)d answer carried", "%(count)d answers carried", carried)
    spared = ngettext("about %(count)d minute saved", "about %(count)d minutes saved", told.minutes)
    return {
        "answers": answers % {"count": carried},
        "spared": spared % {"count": told.minutes} if told.minutes else "",
        "because": say(told.because),
    }


def said(appraisal: Appraisal) -> dict[str, Any] | None:
    """The titles of the sections said to have changed; None where nobody was asked."""
    stored = appraisal.said_changed
    if stored is None:
        return None
    definition = questionnaires.definition(appraisal.version)
    titles = [s.title for s in definition.sections if s.id in stored["sections"]]
    label = _("Renewal") if stored["renewal"] else _("Appraised again")
    return {"label": label, "titles": ", ".join(titles)}


@register.simple_tag(takes_context=True)
def known_of_partner(context: Context, partner: Partner) -> dict[str, Any]:
    """The first facts of a partner, and how many there are."""
    facts = knowledge.of_partner(partner)
    today = clock.today()
    return {
        "rows": fact_rows(facts[:SHOWN], context["request"].acting.actor),
        "count": len(facts),
        "old": sum(1 for fact in facts if fact.valid_until < today),
        "more": len(facts) > SHOWN,
        "today": today,
    }
