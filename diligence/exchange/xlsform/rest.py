"""Sheets `rs_…`: what a questionnaire has beside its questions."""

import json
from typing import Final

from diligence.domain.canonical import number
from diligence.domain.conditions import to_text
from diligence.domain.questionnaire import Dimension, Measure, Questionnaire
from diligence.domain.wording import gettext_noop
from diligence.exchange.foreign import held
from diligence.exchange.xlsform.parts import LEVELS

Cell = str | int | float | None
Rows = list[dict[str, Cell]]

LONG: Final = gettext_noop(
    "A text of the questionnaire has more than %(most)s characters, which no cell of a spreadsheet "
    "holds: “%(text)s…”. Export it as JSON."
)


def rest(q: Questionnaire) -> dict[str, Rows]:
    """The rows of each of these sheets, by column."""
    return {
        "rs_dimensions": [_dimension(dimension) for dimension in q.dimensions],
        "rs_sides": [
            {"id": s.id, "title": held(s.title), "reduction": s.reduction} for s in q.sides
        ],
        "rs_thresholds": [
            {"axis": axis} | dict(zip(LEVELS[1:], map(number, steps), strict=True))
            for axis, steps in q.thresholds
        ],
        "rs_rules": [
            {"name": "accumulate", "value": "yes" if q.rules.accumulate else "no"},
            {"name": "unknown_floor", "value": q.rules.unknown_floor},
            {"name": "unknown_limit", "value": q.rules.unknown_limit},
            {"name": "high_refer", "value": q.rules.high_refer},
            {"name": "hub_from", "value": q.rules.hub_from.value},
        ],
        "rs_flags": [
            {"code": f.code, "target": f.target.value, "words": held(f.words)} for f in q.flags
        ],
        "rs_flag_rules": [
            {"id": rule.id, "when": held(to_text(rule.when)), "axis": rule.axis,
             "level": rule.level or None, "question": rule.question, "flag": rule.flag}
            for rule in q.flag_rules
        ],
        "rs_measures": [_measure(measure) for measure in q.measures],
        "rs_lineage": [
            {"id": a.id, "edition": held(a.edition), "digest": held(a.digest)} for a in q.lineage
        ],
    }  # fmt: skip


def _dimension(dimension: Dimension) -> dict[str, Cell]:
    rows: dict[str, Cell] = {"id": dimension.id, "title": held(dimension.title)}
    for level, bands in zip(LEVELS, dimension.matrix, strict=True):
        rows[level] = " ".join(bands)
    return rows


def _measure(measure: Measure) -> dict[str, Cell]:
    return {
        "id": measure.id,
        "name": held(measure.name),
        "kind": measure.kind,
        "evidence": held(measure.evidence) if measure.evidence else None,
        "reduces": json.dumps(dict(measure.reduces)) if measure.reduces else None,
        "clears": " ".join(measure.clears) or None,
        "residual": held(measure.residual) if measure.residual else None,
    }
