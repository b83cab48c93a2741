"""Trying a draft out: what answers that nobody stores come to, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from diligence.domain.canonical import number
from diligence.domain.draft_reading import members
from diligence.domain.explain import flag_notes, shares, suggestions
from diligence.domain.headline import headline
from diligence.domain.inheriting import restricted
from diligence.domain.progress import progress
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.result import Score
from diligence.domain.scoring import score_so_far
from diligence.domain.sheet import Entry
from diligence.domain.triage import triage
from diligence.enums import Route, Shown
from diligence.forms.answers import Posted, read
from diligence.forms.questions import draw
from diligence.models import Draft
from diligence.queries import questionnaires
from diligence.queries.sentences import spoken
from diligence.views.result_parts import axis_name, outcome_word

Answers = Mapping[str, object]


def posted_answers(questionnaire: Questionnaire, data: QueryDict) -> dict[str, Posted]:
    """What stands in the form, question by question; what wasn't drawn is not in it."""
    return read((*questionnaire.triage, *questionnaire.questions), data)


def as_posted(questionnaire: Questionnaire, answers: Answers) -> dict[str, Posted]:
    """Answers of a worked case as if they had been posted."""
    found = {}
    for question in (*questionnaire.triage, *questionnaire.questions):
        value = answers.get(question.id)
        if value is not None:
            found[question.id] = Posted(question, value, "", str(value), 0, touched=True)
    return found


def values_of(posted: Mapping[str, Posted], questions: Sequence[Question]) -> dict[str, object]:
    """The answers to these questions."""
    wanted = {question.id for question in questions}
    return {
        id: each.value for id, each in posted.items() if id in wanted and each.value is not None
    }


def asked(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """The questions that are asked, given the answers."""
    states = progress(questionnaire, answers).states
    return frozenset(id for id, state in states.items() if state is Shown.ASKED)


def sections(questionnaire: Questionnaire, posted: Mapping[str, Posted]) -> list[dict[str, Any]]:
    """The questions section by section, the triage first, drawn as officers see them."""
    answers = values_of(posted, questionnaire.questions)
    told = progress(questionnaire, answers)
    shown = asked(questionnaire, answers)
    found = []
    if questionnaire.triage:
        every = frozenset(q.id for q in questionnaire.triage)
        slots = [slot(questionnaire, q, posted, every) for q in questionnaire.triage]
        found.append({"id": "triage", "title": _("Triage"), "slots": slots, "count": len(slots)})
    for section in told.sections:
        questions = questionnaire.section_of(section.id)
        found.append(
            {
                "id": section.id,
                "title": f"{section.id} · {section.title}",
                "slots": [slot(questionnaire, q, posted, shown) for q in questions],
                "count": len(questions),
            }
        )
    return found


def slot(
    questionnaire: Questionnaire,
    question: Question,
    posted: Mapping[str, Posted],
    shown: frozenset[str],
) -> dict[str, Any]:
    """One question, or its empty place where it isn't asked."""
    if question.id not in shown:
        return {"id": question.id, "question": None}
    required = question.id in questionnaire.required or question in questionnaire.triage
    drawn = draw(question, Entry(), required=required, posted=posted.get(question.id))
    follows = bool(question.condition)
    return {"id": question.id, "question": drawn, "follows": follows}


# --- What it comes to ---------------------------------------------------------------------------
def comes_to(
    draft: Draft, questionnaire: Questionnaire, posted: Mapping[str, Posted]
) -> dict[str, Any]:
    """Score and triage of the answers so far, in the values that the page's components take."""
    answers = values_of(posted, questionnaire.questions)
    result = score_so_far(questionnaire, answers)
    told = progress(questionnaire, answers)
    return {
        "answered": told.answered,
        "asked": told.asked,
        "missing": [(id, questionnaire.question_label(id)) for id in told.missing],
        "faulty": [(id, questionnaire.question_label(id)) for id in told.faulty],
        "outcome": result.outcome.value,
        "sentence": spoken(headline(questionnaire, result)),
        "hold": result.hold,
        "decidable": result.decidable,
        "unknown": result.unknown,
        "dimensions": [_dimension(questionnaire, result, d.id) for d in questionnaire.dimensions],
        "groups": groups(questionnaire, result),
        "flags": [
            (note.flag, [questionnaire.question_label(q) for q, _option in note.raised_by])
            for note in flag_notes(questionnaire, result)
        ],
        "measures": [
            (item.measure, questionnaire.measure(item.measure).name)
            for item in suggestions(questionnaire, result)
        ],
        "triage": _triage(questionnaire, values_of(posted, questionnaire.triage)),
        "baseline": _baseline(draft, answers),
    }


def groups(questionnaire: Questionnaire, result: Score) -> list[dict[str, Any]]:
    """Which answers add points to what, the largest first."""
    found = []
    for share in shares(questionnaire, result):
        chosen = "; ".join(questionnaire.option_label(share.question, c) for c in share.options)
        label = questionnaire.question_label(share.question)
        bars = [
            {"label": axis_name(questionnaire, axis), "value": number(points)}
            for axis, points in share.axes
        ]
        said = f"{share.question} · {label}: {chosen}"
        found.append({"label": said, "href": f"#q-{share.question}", "bars": bars})
    return found


def _dimension(questionnaire: Questionnaire, result: Score, id: str) -> dict[str, Any]:
    scored = result.dimension(id)
    title = next(d.title for d in questionnaire.dimensions if d.id == id)
    exposure, concern = scored.axes
    told = {
        "points": number(exposure.points),
        "level": exposure.level,
        "points2": number(concern.points),
        "level2": concern.level,
    }
    says = _(
        "exposure %(level)s of 3 (%(points)s points), concern %(level2)s of 3 (%(points2)s points)"
    )
    return {"title": title, "band": scored.band.value, "says": says % told}


def _triage(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any] | None:
    if not questionnaire.triage:
        return None
    result = triage(questionnaire, answers)
    words = {
        Route.ENDED_LOW: _("The triage ends low: nothing more is asked."),
        Route.OUT_OF_SCOPE: _("Out of scope: nothing more is asked."),
        Route.FULL: _("The full questionnaire is needed."),
        Route.INCOMPLETE: _("The triage is not complete yet."),
    }
    because = [
        (item.question, questionnaire.triage_question(item.question).label)
        for item in result.because
    ]
    return {"says": words[result.route], "refer": result.refer, "because": because}


def _baseline(draft: Draft, answers: Answers) -> dict[str, Any] | None:
    """What the same answers come to under the unchanged EU baseline; None: it builds on nothing."""
    lineage = members(draft.document, "lineage")
    if not lineage:
        return None
    try:
        version = questionnaires.with_digest(str(lineage[-1].get("digest", "")))
    except questionnaires.NoQuestionnaireError:
        return None
    root = questionnaires.definition(version)
    outcome = score_so_far(root, restricted(root, answers)).outcome
    named = f"{version.title} {version.edition}"
    return {"outcome": outcome.value, "named": named, "word": outcome_word(outcome)}
