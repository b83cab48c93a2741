"""Where a case leads and where its consultation stands, on the pages that show a case."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from diligence import policy
from diligence.actions.send import BELL
from diligence.choices import AppraisalState, ConsultationState
from diligence.models import Appraisal, Consultation, Partnership
from diligence.queries import consultations, dossier, routes
from portal import bells, clock
from portal.authority import Actor

register = template.Library()

STEPS = ("dossier", "send", "recall", "needed", "reply", "check")


@register.inclusion_tag("diligence/consultation/panel.html", takes_context=True)
def consultation_panel(context: Context, subject: Appraisal | Partnership) -> dict[str, Any]:
    """The newest consultation of an appraisal, or of a partnership, with what can be done now;
    earlier ones below it. Nothing is drawn where there is none."""
    actor: Actor = context["request"].acting.actor
    if isinstance(subject, Appraisal):
        rows = consultations.of_appraisal(subject.pk)
    else:
        rows = consultations.of_partnership(subject.pk)
    newest = rows[0] if rows else None
    told = _standing(actor, newest) if newest else {}
    return told | {"row": newest, "earlier": rows[1:], "today": clock.today()}


@register.inclusion_tag("diligence/consultation/route.html", takes_context=True)
def route_of(context: Context, appraisal: Appraisal, submission: int) -> dict[str, Any]:
    """Where one submission led, every rule that says so, and who must be asked beside it."""
    actor: Actor = context["request"].acting.actor
    route = routes.of_submission(appraisal, submission)
    row = consultations.open_of(appraisal.pk)
    latest = submission == appraisal.submission and appraisal.state == AppraisalState.SCORED
    asked = consultations.latest_of(appraisal.pk) is not None
    send = policy.may_send(actor, appraisal, row, newer=None)
    return {
        "route": route,
        "reasons": routes.reasons_of(route),
        "legal": route.document["legal"] if route else [],
        "unknown": route.document["unknown"] if route else [],
        "latest": latest,
        "by_choice": latest and not asked and bool(send),
        "urls": _urls(appraisal),
    }


def _standing(actor: Actor, row: Consultation) -> dict[str, Any]:
    appraisal = row.appraisal
    newer = dossier.newer_than(row)
    bell = bells.of(BELL, row.pk) if row.state == ConsultationState.SENDING else None
    reopened = appraisal.state in (AppraisalState.ANSWERING, AppraisalState.SUBMITTED)
    return {
        "appraisal": appraisal,
        "newer": newer,
        "reopened": reopened and bool(appraisal.submission),
        "failed": bell is not None and bool(bell.last_error),
        "overdue": row.is_overdue(clock.today()),
        "questions": consultations.questions_of(row),
        "advice": list(row.advice.all()),
        "send": policy.may_send(actor, appraisal, row, newer=newer),
        "recall": policy.may_recall(actor, appraisal, row),
        "answer": policy.may_answer_hub(actor, appraisal, row),
        "urls": _urls(appraisal),
    }


def _urls(appraisal: Appraisal) -> dict[str, str]:
    return {step: reverse(f"diligence:appraisal-{step}", args=[appraisal.pk]) for step in STEPS}
