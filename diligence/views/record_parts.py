"""The record of one appraisal: what was asked, found, planned, advised and decided, in short."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from diligence.choices import AnswerOrigin, AppraisalState, ConsultationState, MeasureState
from diligence.domain.sheet import values
from diligence.domain.triage import triage
from diligence.models import Appraisal, Decision
from diligence.queries import baseline, decisions, explained, partnerships, questionnaires, results
from diligence.queries.decisions import Ground
from diligence.queries.results import Explained
from diligence.views import decision_parts, result_parts, treatment_parts
from portal import clock
from portal.authority import Actor
from portal.queries import ledger
from portal.templatetags.marks import when

Row = dict[str, Any]

MOST_CAUSES = 5
MOST_MEASURES = 8
LONGEST_REASONS = 600
"""Characters of a decision's reasons; all of them stand in its own record."""
LONGEST_LIST = 160

ENDED = {AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE}


def record(appraisal: Appraisal, actor: Actor) -> Row | None:
    """What the record of an appraisal says; None while there is no result.

    `appraisal` comes with its answers. Raises results.NotExplainableError where this release
    can't read the result.
    """
    told = {
        "appraisal": appraisal,
        "partnership": appraisal.partnership,
        "version": appraisal.version,
        "facts": _facts(appraisal),
        "effort": _effort(appraisal),
        "printed": clock.now(),
        "seal": ledger.latest_seal(),
    }
    if appraisal.state in ENDED:
        return told | _ended(appraisal)
    today = clock.today()
    ground = decisions.ground(appraisal, today)
    if ground is None or appraisal.state == AppraisalState.WITHDRAWN:
        return None
    return told | _scored(ground, results.explained(ground.score, appraisal.version), actor)


def _facts(appraisal: Appraisal) -> list[tuple[str, Any]]:
    row = appraisal.partnership
    partners = [link.partner for link in partnerships.partners_of(row.pk)]
    money = ""
    if row.funding_amount is not None:
        given = number_format(row.funding_amount, decimal_pos=0, force_grouping=True)
        money = f"{given} {row.funding_currency}"
    return [
        (_("Partners"), _short("; ".join(partner.name for partner in partners))),
        (_("Unit"), _short(row.unit.name if row.unit else "")),
        (_("Responsible researcher"), _short(row.responsible)),
        (_("Runs"), _run(row.starts_on, row.ends_on)),
        (_("Technology areas"), _short(_labels(row, "technology_areas"))),
        (_("Funding"), _short(", ".join(filter(None, [money, row.funding_source])))),
    ]


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST_LIST)


def _labels(row: Any, name: str) -> str:
    labels = dict(row._meta.get_field(name).base_field.choices)
    return ", ".join(str(labels.get(code, code)) for code in getattr(row, name))


def _run(starts: Any, ends: Any) -> str:
    written = [when(day)["written"] if day else "" for day in (starts, ends)]
    return " – ".join(written) if any(written) else ""


def _effort(appraisal: Appraisal) -> Row:
    """Measured minutes of both stages, and how answers came to be where not typed."""
    origins = [
        entry.get("origin")
        for entry in appraisal.sheet.entries.values()
        if entry.get("value") is not None
    ]
    stages = ((_("triage"), appraisal.triage_minutes), (_("questionnaire"), appraisal.full_minutes))
    return {
        "measured": [f"{stage} {_minutes(took)}" for stage, took in stages if took is not None],
        "carried": origins.count(AnswerOrigin.CARRIED),
        "contributed": origins.count(AnswerOrigin.CONTRIBUTED),
    }


def _minutes(took: int) -> str:
    """Active minutes as they are measured: to the five."""
    return _("%(minutes)d min") % {"minutes": took} if took else _("under 5 min")


def _ended(appraisal: Appraisal) -> Row:
    questionnaire = questionnaires.definition(appraisal.version)
    answers = values(appraisal.sheet.entries, questionnaire.triage)
    low = appraisal.state == AppraisalState.ENDED_LOW
    return {
        "ended": True,
        "low": low,
        "headline": "low" if low else "out_of_scope",
        "rows": result_parts.triage_rows(questionnaire, answers),
        "rule": triage(questionnaire, answers).rule,
    }


def _scored(ground: Ground, told: Explained, actor: Actor) -> Row:
    today = clock.today()
    shown = result_parts.page(told, ground.appraisal, None)
    chosen = [row for row in treatment_parts.chosen_rows(ground, today) if not row["dropped"]]
    decision = decisions.in_force(ground.partnership)
    on_this = decision is not None and decision.appraisal_id == ground.appraisal.pk
    return {
        "ended": False,
        "sentence": shown["sentence"],
        "headline": shown["headline"],
        "result": told.result,
        "stored": ground.score,
        "named": baseline.named(told.version, ground.score),
        "certificate": explained.certificate(ground.score, ground.appraisal.version),
        "dimensions": treatment_parts.residual_rows(ground),
        "bands": treatment_parts.bands(ground),
        "gates": treatment_parts.gate_rows(ground, actor, today),
        "causes": [_cause(group) for group in shown["groups"][:MOST_CAUSES]],
        "more_causes": max(0, len(shown["groups"]) - MOST_CAUSES),
        "country": shown["country"],
        "measures": chosen[:MOST_MEASURES],
        "more_measures": max(0, len(chosen) - MOST_MEASURES),
        "accepted": sum(row["state"] == MeasureState.ACCEPTED for row in chosen),
        "advice": _advice(ground),
        "decision": _decision(decision) if decision is not None and on_this else None,
    }


def _cause(group: Mapping[str, Any]) -> Row:
    return {
        "label": group["label"],
        "bars": ", ".join(f"{bar['label']} {bar['value']}" for bar in group["bars"]),
    }


def _advice(ground: Ground) -> Row | None:
    """The advice received, or where asking the hub stands; None where nobody was asked."""
    if ground.advice is not None:
        return decision_parts.advice_row(ground.advice)
    if ground.consultation is None:
        return None
    return {"state": ConsultationState(ground.consultation.state).label}


def _decision(row: Decision) -> Row:
    reasons = " ".join(row.reasons.split())
    short = Truncator(reasons).chars(LONGEST_REASONS)
    return {
        "row": row,
        "verdict": row.get_verdict_display(),
        "reasons": short,
        "cut": short != reasons,
        "expired": row.expires_on is not None and row.expires_on < clock.today(),
        "followed": row.get_followed_display(),
        "url": decision_parts.record_url(row),
    }
