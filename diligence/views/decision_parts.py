"""A decision, and what it rests on, in the values that pages show."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.choices import (
    ClearanceKind,
    ConsultationState,
    DecisionVerdict,
    Followed,
    MeasureState,
    ReviewReason,
)
from diligence.domain.basis import Change
from diligence.domain.deciding import Case, courses
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import Sentence
from diligence.enums import Authority, Consulted
from diligence.forms.decisions import RECOMMENDATIONS
from diligence.models import Appraisal, ChosenMeasure, Decision, Partnership, ReceivedAdvice
from diligence.queries import decisions, questionnaires
from diligence.queries.decisions import Ground
from diligence.queries.results import NotExplainableError
from diligence.queries.sentences import spoken
from diligence.views.treatment_parts import gate_rows
from portal import clock
from portal.authority import Actor
from portal.enums import Permission

Row = dict[str, Any]

TARGETS = {
    "hub": gettext_lazy("national hub"),
    "export_control": gettext_lazy("export-control authority"),
    "investment_screening": gettext_lazy("investment screening"),
    "funder": gettext_lazy("funder"),
    "ethics": gettext_lazy("ethics committee"),
}


def target_name(target: str) -> str:
    """Whom a flag addresses, in words."""
    return str(TARGETS.get(target, target.replace("_", " ")))


def targets(codes: Iterable[str]) -> str:
    return ", ".join(target_name(code) for code in codes)


def closed_courses(case: Case) -> dict[str, str]:
    """The courses that are closed, each with the reason in words."""
    return {
        str(open_.course): spoken(open_.reason)
        for open_ in courses(case)
        if open_.reason is not None
    }


def changes_in_words(changes: Iterable[Change]) -> list[str]:
    return [spoken(change.sentence) for change in changes]


def marks_of(decision: Decision) -> list[Row]:
    """What changed after a decision, the latest first."""
    return [
        {
            "because": mark.get_because_display(),
            "at": mark.at,
            "by": mark.by,
            "changes": [
                spoken(Sentence(change["text"], change["with"]))
                for change in mark.detail.get("changes", [])
            ],
        }
        for mark in decision.marks.all()
    ]


def advice_state(ground: Ground, case: Case) -> Row:
    """What has come of asking the hub, as the decision's page says it."""
    row, advice = ground.consultation, ground.advice
    return {
        "state": case.consulted.value,
        "advice": advice_row(advice) if advice is not None else None,
        "due": row.due_on if row is not None else None,
        "asked": row is not None and row.state == ConsultationState.INFORMATION_ASKED,
        "no_hub": row is not None and row.state == ConsultationState.NO_HUB,
        "refers": case.refers,
        "expected": case.consulted is Consulted.EXPECTED,
    }


def advice_row(advice: ReceivedAdvice) -> Row:
    """The organisation's frozen copy, in short. It binds nobody."""
    document = json.loads(advice.document)
    reasons = document.get("reasons", "") if isinstance(document, Mapping) else ""
    return {
        "number": advice.number,
        "hub": advice.hub_name,
        "recommendation": recommendation(advice.recommendation),
        "shareable": advice.shareable,
        "reference": advice.reference,
        "reasons": reasons if isinstance(reasons, str) else "",
        "at": advice.received_at,
        "url": reverse("diligence:advice-detail", args=[advice.pk]),
    }


def recommendation(code: str) -> str:
    return str(RECOMMENDATIONS.get(code, code.replace("_", " ").capitalize()))


def authority_words(authority: str) -> str:
    if authority == Authority.OFFICER:
        return _("A research officer or a decider")
    return _("A decider")


def record(decision: Decision) -> Row:
    """Everything the one page of a decision shows, from what it was taken on."""
    basis = json.loads(decision.basis)
    definition = questionnaires.definition(decision.appraisal.version)
    return {
        "decision": decision,
        "verdict": DecisionVerdict(decision.verdict).label,
        "followed": Followed(decision.followed).label,
        "authority": authority_words(decision.authority),
        "basis": basis,
        "facts": _facts(basis),
        "measures": plan_rows(definition, basis["measures"]),
        "clearances": [_cleared(item) for item in basis["clearances"]],
        "legal": targets(basis["legal"]),
        "advice": _advised(basis["advice"]),
        "marks": marks_of(decision),
        "version": decision.appraisal.version,
    }


def _facts(basis: Mapping[str, Any]) -> list[tuple[str, Any]]:
    facts = basis["partnership"]
    given, currency, source = facts["funding"]
    money = number_format(given, decimal_pos=2, force_grouping=True) if given else ""
    partners = "; ".join(one["name"] for one in facts["partners"])
    return [
        (_("Partners"), partners),
        (_("Starts"), _written(facts["starts_on"])),
        (_("Ends"), _written(facts["ends_on"])),
        (_("Funding"), " ".join(filter(None, [money, currency if money else "", source]))),
    ]


def _written(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""


def _day(text: str | None) -> date | str:
    return date.fromisoformat(text) if text else ""


def plan_rows(definition: Questionnaire, measures: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The measures a decision rests on, by name, with who and by when."""
    names = {measure.id: measure.name for measure in definition.measures}
    return [
        {
            "id": item["measure"],
            "name": names.get(item["measure"], item["measure"]),
            "state": item["state"],
            "state_label": MeasureState(item["state"]).label,
            "responsible": item["responsible"],
            "due": _day(item["due_on"]),
            "until": _day(item["restricted_until"]),
        }
        for item in measures
    ]


def _cleared(item: Mapping[str, Any]) -> Row:
    return {
        "flag": item["flag"],
        "kind": ClearanceKind(item["kind"]).label,
        "reference": item["reference"],
        "until": _day(item["valid_until"]),
        "by": item["by"],
    }


def _advised(advice: Mapping[str, Any] | None) -> Row | None:
    if advice is None:
        return None
    return {
        "number": advice["number"],
        "hub": advice["hub"],
        "recommendation": recommendation(advice["recommendation"]),
    }


def record_url(decision: Decision) -> str:
    return reverse("diligence:decision-record", args=[decision.partnership_id, decision.pk])


def panel(actor: Actor, partnership: Partnership) -> Row | None:
    """What is decided on a partnership; None before there is anything to decide on.

    At most three statements: the appraisal, its measures, the decision in force.
    """
    appraisal = decisions.latest_result(partnership)
    if appraisal is None:
        return None
    today, review = clock.today(), partnership.decision_review
    decision = decisions.in_force(partnership) if partnership.decision else None
    states = list(ChosenMeasure.objects.filter(appraisal=appraisal).values_list("state", flat=True))
    return {
        "decision": decision,
        "expired": partnership.has_expired(today),
        "review": ReviewReason(review).label if review else "",
        "blocked": partnership.is_blocked(today),
        "legal": targets(partnership.legal_checks),
        "chosen": sum(state != MeasureState.DROPPED for state in states),
        "accepted": sum(state == MeasureState.ACCEPTED for state in states),
        "may": actor.may(Permission.DECIDE_LOW),
        "treatment_url": reverse("diligence:treatment", args=[appraisal.pk]),
        "decide_url": reverse("diligence:decision", args=[appraisal.pk]),
        "record_url": record_url(decision) if decision is not None else "",
    }


def flags_now(actor: Actor, appraisal: Appraisal) -> Row:
    """The flags of an appraisal as they stand today, and the outcome they leave."""
    today = clock.today()
    try:
        ground = decisions.ground(appraisal, today)
    except NotExplainableError:
        ground = None
    if ground is None:
        return {"gates": []}
    return {
        "ground": ground,
        "gates": gate_rows(ground, actor, today),
        "blocked": bool(ground.now.legal),
        "then": ground.score.outcome,
        "now": ground.now.outcome.value,
        "changed": ground.now.outcome.value != ground.score.outcome,
    }
