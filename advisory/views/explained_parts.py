"""For the adviser: what would change a received score, how firm it is, and where it turns.

Only the hub sees which answer would lead elsewhere. Whoever gives the answers sees which ones to
check, so that they stay answers.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advisory.queries.dossiers import Shown
from diligence.domain.borderline import Change
from diligence.domain.canonical import canonical_bytes
from diligence.domain.possible import scored
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import as_document
from diligence.domain.shortest import Shortest, shortest
from diligence.domain.wording import spoken
from diligence.queries import explained

MOST_TURNS = 8
"""So many other answers stand on the page; the others open."""


def parts(shown: Shown) -> dict[str, Any]:
    """{} without a score, without its edition, or where the answers that travelled do not give it
    again (an answer in words that was not ticked can keep them from it)."""
    edition, score = shown.questionnaire, shown.score
    if edition is None or score is None:
        return {}
    told = {id: value for id, value in shown.reading.values.items() if id in edition.positions}
    answers = canonical_bytes(told).decode()
    again = canonical_bytes(as_document(scored(edition, told))).decode()
    if again != shown.row.score:
        return {}
    firm = explained.firmness(edition, answers)
    turns = [_turn(edition, item) for item in explained.other_answers(edition, answers)]
    steps = [_turn(edition, item) for item in firm.borderline.steps if not item.by_flag]
    open_ = firm.settling.open
    return {
        "ways": _ways(edition, shortest(edition, score)),
        "turns": turns[:MOST_TURNS],
        "more_turns": turns[MOST_TURNS:],
        "hangs": steps[:MOST_TURNS],
        "more_hangs": steps[MOST_TURNS:],
        "by_flag": firm.borderline.by_flag,
        "open": None
        if open_ is None
        else {
            "lowest": open_.lowest.value,
            "highest": open_.highest.value,
            "says": spoken(firm.settling.because, _),
        },
        "explained": True,
    }


def _ways(edition: Questionnaire, down: Shortest) -> dict[str, Any]:
    return {
        "clearances": [
            {"id": item.question, "words": edition.flag(item.flag).words}
            for item in down.clearances
        ],
        "steps": [
            {
                "outcome": step.outcome.value,
                "says": _count(len(step.measures)),
                "measures": [
                    {
                        "id": id,
                        "name": edition.measure(id).name,
                        "foreign": id in step.foreign,
                    }
                    for id in step.measures
                ],
            }
            for step in down.steps
        ],
        "unreached": [
            {
                "outcome": item.outcome.value,
                "because": [spoken(text, _) for text in item.because],
            }
            for item in down.unreached
        ],
    }


def _count(measures: int) -> str:
    if not measures:
        return _("by the clearances alone")
    told = ngettext("with one measure", "with %(count)s measures", measures)
    return told % {"count": measures}


def _turn(edition: Questionnaire, item: Change) -> dict[str, Any]:
    """One other answer: what it says now, what it would say, and where that leads."""
    leads = [item.leads.lowest.value]
    if item.leads.width:
        leads.append(item.leads.highest.value)
    return {
        "id": item.question,
        "label": edition.question_label(item.question),
        "now": _labels(edition, item.question, item.before),
        "then": _labels(edition, item.question, item.after),
        "leads": leads,
    }


def _labels(edition: Questionnaire, question: str, codes: tuple[str, ...]) -> str:
    return "; ".join(edition.option_label(question, code) for code in codes)
