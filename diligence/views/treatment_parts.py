"""Treatment and clearances in the values that pages show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from diligence import policy
from diligence.choices import ClearanceKind, MeasureState
from diligence.domain.explain import suggestions
from diligence.domain.gates import Gate
from diligence.domain.questionnaire import Measure, Questionnaire
from diligence.domain.treatment import Residual
from diligence.enums import Band
from diligence.forms.treatment import kind_label
from diligence.models import ChosenMeasure, Clearance
from diligence.queries import treatment
from diligence.queries.attachments import listed
from diligence.queries.decisions import Ground
from diligence.views.result_parts import answer_address, axis_name, measure_row
from portal.authority import Actor
from portal.templatetags.marks import BANDS

Row = dict[str, Any]


def finding(ground: Ground) -> str:
    """What the measures come to, in a sentence."""
    inherent, target, actual = (
        ground.again.result.band,
        ground.leaves.target.band,
        ground.leaves.actual.band,
    )
    words = {"from": _word(inherent), "target": _word(target), "actual": _word(actual)}
    if not treatment.standing(ground.measures):
        return _("No measure is chosen yet")
    if actual.rank < inherent.rank and actual is target:
        return _("Measures brought the band from %(from)s to %(actual)s") % words
    if actual.rank < inherent.rank:
        return _("The band came down to %(actual)s; the plan leads to %(target)s") % words
    if target.rank < inherent.rank:
        return _("The plan leads from %(from)s to %(target)s") % words
    return _("The chosen measures leave the band at %(from)s") % words


def _word(band: Band) -> str:
    return str(BANDS[band.value]).lower()


def residual_rows(ground: Ground) -> list[Row]:
    """Each dimension before measures, as planned and in fact, and which measure lowered what."""
    definition, result = ground.again.questionnaire, ground.again.result
    target, actual = ground.leaves.target, ground.leaves.actual
    rows = []
    for dimension in definition.dimensions:
        axes = [axis.axis for axis in result.dimension(dimension.id).axes]
        rows.append(
            {
                "title": dimension.title,
                "inherent": result.dimension(dimension.id).band.value,
                "target": dict(target.bands)[dimension.id].value,
                "actual": dict(actual.bands)[dimension.id].value,
                "planned": _lowered(definition, target, axes),
                "reached": _lowered(definition, actual, axes),
            }
        )
    return rows


def _lowered(definition: Questionnaire, left: Residual, axes: Iterable[str]) -> list[str]:
    """The axes that come down, each with its measures."""
    return [
        _("%(axis)s: level %(level)s to %(residual)s by %(measures)s")
        % {
            "axis": axis_name(definition, item.axis),
            "level": item.level,
            "residual": item.residual,
            "measures": ", ".join(item.measures),
        }
        for item in left.reductions
        if item.axis in axes and item.residual < item.level
    ]


def bands(ground: Ground) -> Row:
    """The three bands of the case as a whole."""
    return {
        "inherent": ground.again.result.band.value,
        "target": ground.leaves.target.band.value,
        "actual": ground.leaves.actual.band.value,
    }


def chosen_rows(ground: Ground, today: date) -> list[Row]:
    """The measures in the treatment, the dropped last."""
    definition = ground.again.questionnaire
    found = [_chosen(definition, row, today) for row in ground.measures]
    return sorted(found, key=lambda row: row["dropped"])


def _chosen(definition: Questionnaire, row: ChosenMeasure, today: date) -> Row:
    measure = treatment.measure_of(definition, row.measure)
    planned = treatment.is_planned(row, measure)
    state = MeasureState(row.state)
    return {
        "id": row.measure,
        "pk": row.pk,
        "name": measure.name if measure else row.measure,
        "url": reverse("diligence:measure", args=[row.pk]),
        "state": str(state),
        "state_label": state.label if planned or state != "planned" else _("Chosen, no plan yet"),
        "planned": planned,
        "responsible": row.responsible,
        "due": row.due_on,
        "late": state in treatment.OPEN and row.due_on is not None and row.due_on < today,
        "over": state not in treatment.OPEN,
        "files": len(row.evidence.all()),
        "dropped": state == MeasureState.DROPPED,
        "because": row.dropped_because,
    }


def suggested_rows(ground: Ground) -> list[Row]:
    """Measures that the answers suggest and nobody has chosen, the most effective first."""
    taken = {row.measure for row in ground.measures}
    definition = ground.again.questionnaire
    return [
        measure_row(ground.appraisal, definition, item)
        | {"kind": kind_label(definition.measure(item.measure).kind)}
        for item in suggestions(definition, ground.again.result)
        if item.measure not in taken
    ]


def catalogue_rows(ground: Ground, kind: str) -> list[Row]:
    """Every other measure of the catalogue, of one kind where one is asked for."""
    definition = ground.again.questionnaire
    apart = {row.measure for row in ground.measures}
    apart |= {item.measure for item in suggestions(definition, ground.again.result)}
    return [
        _catalogued(definition, measure)
        for measure in definition.measures
        if measure.id not in apart and kind in ("", measure.kind)
    ]


def _catalogued(definition: Questionnaire, measure: Measure) -> Row:
    return {
        "id": measure.id,
        "name": measure.name,
        "kind": kind_label(measure.kind),
        "evidence": measure.evidence,
        "remains": measure.residual,
        "axes": [axis_name(definition, axis) for axis, levels in measure.reduces if levels],
        "clears": list(measure.clears),
    }


def kinds(definition: Questionnaire) -> list[tuple[str, str]]:
    """The kinds of the catalogue, in its order."""
    found = dict.fromkeys(measure.kind for measure in definition.measures)
    return [(kind, kind_label(kind)) for kind in found]


def gate_rows(ground: Ground, actor: Actor, today: date) -> list[Row]:
    """Every flag of the result as it stands today, with its clearances and what can be done."""
    may = policy.may_clear(actor, ground.appraisal)
    return [_gate(ground, gate, today) | {"may": may} for gate in ground.now.gates]


def _gate(ground: Ground, gate: Gate, today: date) -> Row:
    definition = ground.again.questionnaire
    question = definition.question(gate.question)
    query = f"?question={gate.question}&option={gate.option}&flag={gate.flag}"
    address = reverse("diligence:clearance-new", args=[ground.appraisal.pk])
    rows = [row for row in ground.clearances if _of(row, gate)]
    return {
        "code": gate.flag,
        "words": definition.flag(gate.flag).words,
        "legal": gate.legal,
        "cleared": gate.cleared,
        "question": f"{question.id} · {question.label}",
        "href": answer_address(ground.appraisal, question),
        "chosen": definition.option_label(gate.question, gate.option),
        "rule": gate.rule,
        "record_url": f"{address}{query}",
        "proposals": [
            _("%(id)s %(name)s") % {"id": id, "name": definition.measure(id).name}
            for id in treatment.proposals(ground.appraisal, gate)
        ],
        "clearances": [clearance_row(row, today) for row in reversed(rows)],
    }


def _of(row: Clearance, gate: Gate) -> bool:
    return (row.question, row.option, row.flag) == gate.key


def clearance_row(row: Clearance, today: date) -> Row:
    """One recorded clearance, in force, run out or ended."""
    lapsed = row.valid_until is not None and row.valid_until < today
    return {
        "kind": ClearanceKind(row.kind).label,
        "reason": row.reason,
        "reference": row.reference,
        "measure": row.measure,
        "valid_until": row.valid_until,
        "at": row.at,
        "by": row.by,
        "ended": row.ended_at,
        "ended_by": row.ended_by,
        "ended_because": row.ended_because,
        "lapsed": lapsed and row.ended_at is None,
        "files": listed(row.evidence.all()),
        "end_url": reverse("diligence:clearance-end", args=[row.pk]),
    }
