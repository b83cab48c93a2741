"""What would change a result, and how firm it is, in the values that its page shows.

No answer stands here that could be given instead: only measures, and questions worth checking.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from diligence.domain.borderline import Borderline
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.settling import Settling
from diligence.domain.shortest import Needed, Shortest
from diligence.enums import FlagTarget, Outcome
from diligence.forms.treatment import kind_label
from diligence.models import Appraisal
from diligence.queries import explained
from diligence.queries.decisions import Ground
from diligence.queries.results import Explained
from diligence.queries.sentences import spoken
from diligence.views.result_parts import answer_address, outcome_word

Row = dict[str, Any]

CLEARED_BY = {
    FlagTarget.HUB: gettext_noop("needs a clearance by the national hub"),
    FlagTarget.EXPORT_CONTROL: gettext_noop("needs a clearance by the export-control authority"),
    FlagTarget.INVESTMENT_SCREENING: gettext_noop(
        "needs a clearance by the authority that screens foreign investment"
    ),
    FlagTarget.FUNDER: gettext_noop("needs a clearance by the funder"),
    FlagTarget.ETHICS: gettext_noop("needs a clearance by the ethics committee"),
}


def section(told: Explained, appraisal: Appraisal, ground: Ground | None) -> Row:
    """The page's part on what would change this result and how firm it is."""
    firm = explained.firmness(told.questionnaire, told.stored.answers)
    down = explained.ways_down(told, ground)
    return {
        "down": ways(told.questionnaire, down),
        "clearances": [needed(told.questionnaire, appraisal, item) for item in down.clearances],
        "firm": firmness(told.questionnaire, appraisal, firm.borderline),
        "open": opened(told.questionnaire, appraisal, firm.settling),
    }


def ways(definition: Questionnaire, down: Shortest) -> Row:
    """The steps to lower outcomes, and why the others are out of reach."""
    return {
        "lowest": down.outcome is Outcome.LOW,
        "cleared_first": bool(down.clearances),
        "taken": len(down.taken),
        "steps": [
            {
                "outcome": step.outcome.value,
                "measures": [
                    {
                        "id": id,
                        "name": definition.measure(id).name,
                        "kind": kind_label(definition.measure(id).kind),
                        "foreign": id in step.foreign,
                    }
                    for id in step.measures
                ],
                "says": _says(down, len(step.measures)),
            }
            for step in down.steps
        ],
        "unreached": [
            {"outcome": item.outcome.value, "because": [spoken(text) for text in item.because]}
            for item in down.unreached
        ],
    }


def _says(down: Shortest, count: int) -> str:
    if count:
        return ngettext("with one measure", "with %(count)s measures", count) % {"count": count}
    if down.clearances:
        return _("by the clearances alone") if not down.taken else _("with what is chosen already")
    return _("with the measures chosen already, once they are accepted")


def needed(definition: Questionnaire, appraisal: Appraisal, item: Needed) -> Row:
    """A flag that stands, whose clearance it needs, and which measures may propose one."""
    question = definition.question(item.question)
    return {
        "id": item.question,
        "label": question.label,
        "chosen": definition.option_label(item.question, item.option),
        "href": answer_address(appraisal, question),
        "by": _(CLEARED_BY[item.target]),
        "proposals": [
            _("%(id)s %(name)s") % {"id": id, "name": definition.measure(id).name}
            for id in item.proposals
        ],
    }


def firmness(definition: Questionnaire, appraisal: Appraisal, found: Borderline) -> Row:
    """Which answers the outcome hangs on; never which way they would have to turn."""
    return {
        "says": _decide(found),
        "by_points": _linked(definition, appraisal, found.by_points),
        "by_flag": _linked(definition, appraisal, found.by_flag),
    }


def _decide(found: Borderline) -> str:
    count = len(found.by_points)
    if not count:
        return ""
    words = [outcome_word(outcome.value).lower() for outcome in found.between]
    outcomes = _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}
    return ngettext(
        "Borderline: one answer decides between %(outcomes)s. Check it.",
        "Borderline: each of %(count)s answers decides between %(outcomes)s. Check them.",
        count,
    ) % {"count": count, "outcomes": outcomes}


def opened(definition: Questionnaire, appraisal: Appraisal, found: Settling) -> Row:
    """What the unknown answers leave open, and which of them to find out first."""
    if found.open is None:
        return {}
    return {
        "says": spoken(found.because),
        "first": _linked(definition, appraisal, [found.first] if found.first else [])[:1],
        "exact": found.open.exact,
        "settling": found.settling,
        "ends_hold": [item.question for item in found.unknowns if item.ends_hold],
    }


def _linked(definition: Questionnaire, appraisal: Appraisal, questions: Iterable[str]) -> list[Row]:
    return [
        {
            "id": id,
            "label": definition.question_label(id),
            "href": answer_address(appraisal, definition.question(id)),
        }
        for id in questions
    ]
