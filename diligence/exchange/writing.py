"""Writing a questionnaire in the product's own JSON format, `ajar-questionnaire/1`."""

from typing import Any

from diligence.domain.canonical import number
from diligence.domain.conditions import to_text
from diligence.domain.questionnaire import (
    FlagRule,
    Measure,
    Option,
    Question,
    Questionnaire,
    Rules,
    Translation,
)

FORMAT = "ajar-questionnaire/1"


def dump(questionnaire: Questionnaire) -> dict[str, Any]:
    """The document; `load(dump(q)) == q`."""
    return _full(
        {
            "format": FORMAT,
            "id": questionnaire.id,
            "edition": questionnaire.edition,
            "title": questionnaire.title,
            "language": questionnaire.language,
            "about": questionnaire.about,
            "dimensions": [
                {"id": d.id, "title": d.title, "matrix": [[*map(str, row)] for row in d.matrix]}
                for d in questionnaire.dimensions
            ],
            "sides": [
                {"id": s.id, "title": s.title, "reduction": s.reduction}
                for s in questionnaire.sides
            ],
            "thresholds": {axis: [*map(number, t)] for axis, t in questionnaire.thresholds},
            "rules": _dump_rules(questionnaire.rules),
            "flags": [
                {"code": f.code, "target": f.target.value, "words": f.words}
                for f in questionnaire.flags
            ],
            "flag_rules": [_dump_rule(rule) for rule in questionnaire.flag_rules],
            "triage": [_dump_question(question, True) for question in questionnaire.triage],
            "sections": [{"id": s.id, "title": s.title} for s in questionnaire.sections],
            "questions": [_dump_question(q, False) for q in questionnaire.questions],
            "measures": [_dump_measure(measure) for measure in questionnaire.measures],
            "lineage": [
                {"id": a.id, "edition": a.edition, "digest": a.digest}
                for a in questionnaire.lineage
            ],
            "languages": [*questionnaire.languages],
            "translations": [_dump_translation(t) for t in questionnaire.translations],
        }
    )


def _dump_rules(rules: Rules) -> dict[str, Any]:
    members: dict[str, Any] = {
        "accumulate": rules.accumulate,
        "unknown_floor": rules.unknown_floor,
        "unknown_limit": rules.unknown_limit,
        "high_refer": rules.high_refer,
    }
    if rules.hub_from is not Rules().hub_from:
        members["hub_from"] = rules.hub_from.value
    return members


def _dump_translation(translation: Translation) -> dict[str, Any]:
    texts = [{"place": t.place, "text": t.text, "of": t.of} for t in translation.texts]
    return {"language": translation.language, "texts": texts}


def _full(members: dict[str, Any]) -> dict[str, Any]:
    """Without the members that say nothing."""
    return {name: v for name, v in members.items() if v not in (None, "", [], {})}


def _dump_rule(rule: FlagRule) -> dict[str, Any]:
    return _full(
        {
            "id": rule.id,
            "when": to_text(rule.when),
            "axis": rule.axis,
            "level": rule.level or None,
            "question": rule.question,
            "flag": rule.flag,
        }
    )


def _dump_option(option: Option) -> dict[str, Any]:
    points = None if option.points == 0 else number(option.points)
    route = None if option.route is None else option.route.value
    members = {"code": option.code, "label": option.label, "points": points, "route": route}
    return _full(members | {"flags": [*option.flags]})


def _dump_question(question: Question, triage: bool) -> dict[str, Any]:
    about = question.help
    members: dict[str, Any] = {
        "id": question.id,
        "section": question.section,
        "text": question.text,
        "short": question.short,
        "type": question.type.value,
        "options": [_dump_option(option) for option in question.options],
        "feeds": {axis: number(weight) for axis, weight in question.feeds},
        "cap": None if question.cap is None else number(question.cap),
        "condition": None if question.condition is None else to_text(question.condition),
        "measures": [*question.measures],
        "basis": question.basis,
        "factor": None if triage else question.factor.value,
        "scope": None if triage else question.scope.value,
        "help": _full({"why": about.why, "how": about.how, "counts": about.counts}),
        "valid_months": question.valid_months,
        "tags": [*question.tags],
    }
    return _full(members)


def _dump_measure(measure: Measure) -> dict[str, Any]:
    return _full(
        {
            "id": measure.id,
            "name": measure.name,
            "kind": measure.kind,
            "evidence": measure.evidence,
            "reduces": dict(measure.reduces),
            "clears": [*measure.clears],
            "residual": measure.residual,
        }
    )
