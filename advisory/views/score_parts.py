"""A received score in the values that the page's components take: read, never calculated anew."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from advisory.queries.dossiers import Shown
from diligence.domain.canonical import number
from diligence.domain.explain import flag_notes, shares, without_factor
from diligence.domain.headline import headline
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import FiredRule, Score
from diligence.domain.wording import spoken
from diligence.enums import Factor
from portal.templatetags.marks import OUTCOMES


def parts(shown: Shown) -> dict[str, Any]:
    """What the page says of the score; {} where the dossier carries none.

    Where the edition is not published for this hub, codes stand instead of words.
    """
    score, edition = shown.score, shown.questionnaire
    if score is None:
        return {}
    told: dict[str, Any] = {"score": score, "document": shown.row.score}
    if edition is None:
        return told
    sentence = headline(edition, score)
    return told | {
        "sentence": spoken(sentence, _),
        "matrices": [_matrix(edition, score, d.id) for d in edition.dimensions],
        "groups": [_group(edition, share) for share in shares(edition, score)],
        "flags": [_flag(edition, note) for note in flag_notes(edition, score)],
        "rules": [_rule(edition, rule) for rule in score.rules],
        "unknowns": [
            {"id": id, "label": edition.question_label(id)} for id in score.unknown_questions
        ],
        "country": _country(edition, score, shown.reading.values),
    }


def _matrix(edition: Questionnaire, score: Score, id: str) -> dict[str, Any]:
    dimension = next(d for d in edition.dimensions if d.id == id)
    scored = score.dimension(id)
    exposure, concern = scored.axes
    return {
        "title": dimension.title,
        "matrix": [[str(band) for band in row] for row in dimension.matrix],
        "band": scored.band.value,
        "exposure": exposure.level,
        "concern": concern.level,
        "exposure_points": number(exposure.points),
        "concern_points": number(concern.points),
    }


def axis_name(edition: Questionnaire, axis: str) -> str:
    """The dimension and which side of it, in words."""
    dimension, _dot, side = axis.partition(".")
    titles = {d.id: d.title for d in edition.dimensions}
    exposure = side == edition.sides[0].id
    return f"{titles[dimension]}: {_('exposure') if exposure else _('concern')}"


def _group(edition: Questionnaire, share: Any) -> dict[str, Any]:
    chosen = "; ".join(edition.option_label(share.question, code) for code in share.options)
    return {
        "label": f"{share.question} · {edition.question_label(share.question)}: {chosen}",
        "href": f"#q-{share.question}",
        "bars": [
            {"label": axis_name(edition, axis), "value": number(points)}
            for axis, points in share.axes
        ],
    }


def _flag(edition: Questionnaire, note: Any) -> dict[str, Any]:
    return {
        "code": note.flag.code,
        "words": note.flag.words,
        "legal": note.flag.legal,
        "answers": [
            {
                "id": question,
                "label": edition.question_label(question),
                "chosen": edition.option_label(question, option),
            }
            for question, option in note.raised_by
        ],
    }


def _rule(edition: Questionnaire, rule: FiredRule) -> str:
    """What a rule over the whole result did, in a sentence."""
    titles = {d.id: d.title for d in edition.dimensions}
    if rule.rule == "accumulate":
        return _("All dimensions are at least medium, so the band is at least high.")
    if rule.rule == "high_refer":
        named = ", ".join(titles[id] for id in rule.dimensions)
        return _("Several dimensions are high: %(dimensions)s.") % {"dimensions": named}
    if rule.rule in ("unknown_floor", "unknown_limit"):
        told = _("%(count)s answers are “don't know”: information is missing.")
        return told % {"count": len(rule.questions)}
    words = {flag.code: flag.words for flag in edition.flags}
    raised = next((item for item in edition.flag_rules if item.id == rule.rule), None)
    return _(
        "Rule %(rule)s: the answer to %(questions)s and level %(level)s together: %(words)s."
    ) % {
        "rule": rule.rule,
        "questions": ", ".join(rule.questions),
        "level": rule.level,
        "words": words.get(raised.flag, "") if raised else "",
    }


def _country(edition: Questionnaire, score: Score, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the outcome would be had the answers about the country's context counted for nothing."""
    known = {id: value for id, value in answers.items() if id in edition.positions}
    neutral = without_factor(edition, known, Factor.COUNTRY)
    return {
        "changes": neutral.outcome is not score.outcome,
        "outcome": neutral.outcome.value,
        "word": str(OUTCOMES[neutral.outcome.value][0]),
    }
