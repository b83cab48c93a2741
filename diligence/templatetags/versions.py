"""Editions on the pages of an appraisal: a newer one in force, earlier moves, and languages."""

from typing import Any

from django import template
from django.template.context import Context

from diligence.forms import languages
from diligence.models import Appraisal
from diligence.policy import versions as policy
from diligence.queries import carry_over

register = template.Library()


@register.inclusion_tag("diligence/version/newer.html", takes_context=True)
def newer_edition(context: Context, appraisal: Appraisal) -> dict[str, Any]:
    """Says that another edition is in force than the one the appraisal runs on, and what moving
    would do. Nothing where it runs on that one, or stays on its own for ever."""
    offered = carry_over.offered_to(appraisal)
    if offered is None:
        return {}
    planned = offered.plan
    return {
        "appraisal": appraisal,
        "offered": offered,
        "may": bool(policy.may_carry_over(context["request"].acting.actor, appraisal)),
        "copied": len(planned.copied),
        "again": len(planned.asked_again),
        "archived": len(planned.archived),
        "new": len(planned.new),
    }


@register.inclusion_tag("diligence/version/reports.html")
def carried_over(appraisal: Appraisal) -> dict[str, Any]:
    """The moves of an appraisal from edition to edition, the latest first."""
    return {"reports": list(carry_over.reports_of(appraisal.pk))}


@register.inclusion_tag("diligence/version/languages.html", takes_context=True)
def questionnaire_languages(context: Context, appraisal: Appraisal) -> dict[str, Any]:
    """The languages that the edition can be read in, where there are several."""
    request, version = context["request"], appraisal.version
    return {
        "languages": languages.choices(request, version),
        "whose": languages.whose(request, version),
    }
