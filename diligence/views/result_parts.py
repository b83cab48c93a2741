"""A score in the values that the result page's components take."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.domain.canonical import number
from diligence.domain.explain import FlagNote, Share, Span, Suggestion
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.result import FiredRule
from diligence.domain.result import Score as Result
from diligence.enums import Factor, Step
from diligence.models import Appraisal, Score
from diligence.queries.results import Explained
from diligence.queries.sentences import spoken
from portal.models import AuditEvent
from portal.templatetags.marks import OUTCOMES, when

FIRST_MEASURES = 6
"""So many measures stand on the page; the others open."""


def page(told: Explained, appraisal: Appraisal, submission: AuditEvent | None) -> dict[str, Any]:
    """Everything the page of one score shows."""
    questionnaire, result = told.questionnaire, told.result
    why = told.explanation
    measures = [measure_row(appraisal, questionnaire, item) for item in why.suggestions]
    legal_only = bool(result.flags) and all(
        questionnaire.flag(flag.flag).legal for flag in result.flags
    )
    refers = _("two dimensions are high") if _fired(result, "high_refer") else ""
    return {
        "result": result,
        "sentence": spoken(why.headline),
        "headline": "legal" if legal_only and not refers else result.outcome.value,
        "matrices": _matrices(questionnaire, result),
        "groups": [_group(appraisal, questionnaire, share) for share in why.shares],
        "levels": _levels(questionnaire, result),
        "flags": [_flag(appraisal, questionnaire, note) for note in why.flags],
        "blocked": any(note.flag.legal for note in why.flags),
        "rules": [_rule(questionnaire, rule) for rule in result.rules],
        "unknowns": [_span(appraisal, questionnaire, span) for span in why.unknowns],
        "all_unknowns": why.all_unknowns,
        "best": outcome_word(why.all_unknowns.best) if why.all_unknowns else "",
        "worst": outcome_word(why.all_unknowns.worst) if why.all_unknowns else "",
        "measures": measures[:FIRST_MEASURES],
        "more_measures": measures[FIRST_MEASURES:],
        "country": _country(appraisal, told),
        "facts": _facts(told, submission),
        "version": told.version,
        "answers_url": reverse(
            "diligence:appraisal-section", args=[appraisal.pk, questionnaire.sections[0].id]
        ),
    }


def outcome_word(outcome: object) -> str:
    return str(OUTCOMES[str(outcome)][0])


def _fired(result: Result, rule: str) -> bool:
    return any(item.rule == rule for item in result.rules)


def answer_address(appraisal: Appraisal, question: Question) -> str:
    """Where the question's answer stands."""
    address = reverse("diligence:appraisal-section", args=[appraisal.pk, question.section])
    return f"{address}#q-{question.id}"


def _answer(
    appraisal: Appraisal, questionnaire: Questionnaire, id: str, options: Sequence[str] = ()
) -> dict[str, str]:
    """A question with the options chosen, and the way there."""
    question = questionnaire.question(id)
    chosen = "; ".join(questionnaire.option_label(id, code) for code in options)
    return {
        "id": id,
        "label": question.label,
        "chosen": chosen,
        "href": answer_address(appraisal, question),
    }


def axis_name(questionnaire: Questionnaire, axis: str) -> str:
    """The dimension and, in the words of its matrix, which side of it."""
    dimension, _dot, side = axis.partition(".")
    titles = {d.id: d.title for d in questionnaire.dimensions}
    exposure = side == questionnaire.sides[0].id
    return f"{titles[dimension]}: {_('exposure') if exposure else _('concern')}"


def _matrices(questionnaire: Questionnaire, result: Result) -> list[dict[str, Any]]:
    found = []
    for dimension in questionnaire.dimensions:
        scored = result.dimension(dimension.id)
        exposure, concern = scored.axes
        found.append(
            {
                "title": dimension.title,
                "matrix": [[str(band) for band in row] for row in dimension.matrix],
                "band": scored.band.value,
                "exposure": exposure.level,
                "concern": concern.level,
                "exposure_points": number(exposure.points),
                "concern_points": number(concern.points),
            }
        )
    return found


def _group(appraisal: Appraisal, questionnaire: Questionnaire, share: Share) -> dict[str, Any]:
    answer = _answer(appraisal, questionnaire, share.question, share.options)
    return {
        "label": f"{share.question} · {answer['label']}: {answer['chosen']}",
        "href": answer["href"],
        "bars": [
            {"label": axis_name(questionnaire, axis), "value": number(points)}
            for axis, points in share.axes
        ],
    }


def _levels(questionnaire: Questionnaire, result: Result) -> list[list[Any]]:
    """Per axis: its points, its thresholds, and the level they reach."""
    thresholds = dict(questionnaire.thresholds)
    return [
        [
            axis_name(questionnaire, axis.axis),
            number(axis.points),
            " · ".join(str(number(step)) for step in thresholds[axis.axis]),
            axis.level,
        ]
        for axis in result.axes.values()
    ]


def _flag(appraisal: Appraisal, questionnaire: Questionnaire, note: FlagNote) -> dict[str, Any]:
    return {
        "code": note.flag.code,
        "words": note.flag.words,
        "legal": note.flag.legal,
        "answers": [
            _answer(appraisal, questionnaire, question, [option])
            for question, option in note.raised_by
        ],
    }


def _rule(questionnaire: Questionnaire, rule: FiredRule) -> str:
    """What a rule over the whole result did, in a sentence."""
    titles = {d.id: d.title for d in questionnaire.dimensions}
    named = {
        "dimensions": ", ".join(titles[id] for id in rule.dimensions),
        "questions": ", ".join(rule.questions),
        "count": len(rule.questions),
        "floor": questionnaire.rules.unknown_floor,
        "limit": questionnaire.rules.unknown_limit,
    }
    told = {
        "accumulate": _("All dimensions are at least medium, so the band is at least high."),
        "unknown_floor": _(
            "%(count)s answers are “don't know”: from %(floor)s on the band is at least medium, "
            "and nothing may proceed until they are answered."
        ),
        "unknown_limit": _(
            "From %(limit)s unknown answers on, the case cannot be decided: too little is known."
        ),
        "high_refer": _("Several dimensions are high (%(dimensions)s): the hub is asked."),
    }
    if rule.rule in told:
        return told[rule.rule] % named
    flag = next(item for item in questionnaire.flag_rules if item.id == rule.rule)
    return _(
        "Rule %(rule)s: the answer to %(questions)s (%(options)s) together with level %(level)s of "
        "“%(axis)s” raises a flag: %(words)s."
    ) % {
        "rule": rule.rule,
        "questions": named["questions"],
        "options": ", ".join(
            questionnaire.option_label(rule.questions[0], code) for code in rule.options
        ),
        "level": rule.level,
        "axis": axis_name(questionnaire, rule.axis) if rule.axis else "",
        "words": questionnaire.flag(flag.flag).words,
    }


def _span(appraisal: Appraisal, questionnaire: Questionnaire, span: Span) -> dict[str, Any]:
    return {
        "answer": _answer(appraisal, questionnaire, span.questions[0]),
        "best": span.best.value,
        "worst": span.worst.value,
        "matters": span.matters,
    }


def measure_row(
    appraisal: Appraisal, questionnaire: Questionnaire, item: Suggestion
) -> dict[str, Any]:
    measure = questionnaire.measure(item.measure)
    lowered = [r for r in item.after.reductions if r.axis in item.lowers]
    return {
        "id": measure.id,
        "name": measure.name,
        "evidence": measure.evidence,
        "remains": measure.residual,
        "answers": [_answer(appraisal, questionnaire, id) for id in item.questions],
        "effects": [
            _("%(axis)s: level %(level)s to %(residual)s")
            % {
                "axis": axis_name(questionnaire, r.axis),
                "level": r.level,
                "residual": r.residual,
            }
            for r in lowered
        ],
        "after": item.after.band.value,
    }


def _country(appraisal: Appraisal, told: Explained) -> dict[str, Any]:
    """What the country-context questions did to the outcome, and which answers they are."""
    questionnaire = told.questionnaire
    counted = {item.question for item in told.result.contributions}
    counted |= {flag.question for flag in told.result.flags}
    asked = [q for q in questionnaire.questions if q.factor is Factor.COUNTRY]
    return {
        "changes": told.explanation.country_changes,
        "outcome": told.explanation.without_country.outcome.value,
        "now": told.result.outcome.value,
        "answers": [
            _answer(appraisal, questionnaire, question.id)
            for question in asked
            if question.id in counted
        ],
    }


def _facts(told: Explained, submission: AuditEvent | None) -> list[tuple[str, Any]]:
    stored = told.stored
    return [
        (_("Submitted by"), submission.by if submission else ""),
        (_("Submitted"), when(submission.at)["written"] if submission else ""),
        (_("Scored"), when(stored.scored_at)["written"]),
        (_("Submission"), stored.submission),
        (_("Scoring engine"), _("version %(version)s") % {"version": stored.engine}),
    ]


def submission_tabs(
    appraisal: Appraisal, scores: Sequence[Score], shown: Score
) -> list[dict[str, Any]]:
    """One tab a submission, the latest first; none when there is only one."""
    if len(scores) < 2:
        return []
    address = reverse("diligence:appraisal-result", args=[appraisal.pk])
    return [
        {
            "label": _("Submission %(number)s: %(outcome)s")
            % {"number": score.submission, "outcome": outcome_word(score.outcome)},
            "url": f"{address}?submission={score.submission}",
            "current": score.pk == shown.pk,
        }
        for score in scores
    ]


def triage_rows(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[list[str]]:
    """The triage questions with their answers."""
    rows = []
    for question in questionnaire.triage:
        option = question.option(str(answers.get(question.id, "")))
        rows.append([f"{question.id} · {question.text}", option.label if option else "–"])
        if option is not None and option.route is Step.OUT:
            break
    return rows


def ended_facts(appraisal: Appraisal) -> list[tuple[str, Any]]:
    return [
        (_("Triage finished"), when(appraisal.triaged_at)["written"]),
        (_("Started by"), appraisal.started_by),
        (_("Rule"), appraisal.triage_rule),
    ]
