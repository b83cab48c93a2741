"""Answers that weigh much: whether there is a measure for them, and which decide alone."""

from collections.abc import Iterator

from diligence.domain import places
from diligence.domain.checks.balance import worst_move
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.checks.sums import Sums
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _
from diligence.enums import FlagTarget

_DRIVER = _("The worst answer to “%(label)s” alone raises %(axes)s, and no measure is suggested.")
_DRIVER_REMEDY = _("Suggest a measure that lowers what it raises, or lower its points.")
_ALONE = _(
    "To “%(label)s”, these answers send the case to the hub whatever the rest says: %(answers)s."
)
_ALONE_REMEDY = _("Keep the flag if that is meant for every case with this answer.")


def drivers(questionnaire: Questionnaire, sums: Sums) -> Iterator[Finding]:
    """Questions whose worst answer alone raises the level of an axis, without a measure."""
    for question in questionnaire.questions:
        if not question.feeds or question.measures:
            continue
        most = worst_move(sums, question, lambda _question, _choice: True)
        raised = [
            f"{axis} → {level}"
            for axis, level in zip(
                sums.axes, (sums.level(n, units) for n, units in enumerate(most)), strict=True
            )
            if level
        ]
        if raised:
            told = {"label": question.label, "axes": ", ".join(raised)}
            problem, remedy = Sentence(_DRIVER, told), Sentence(_DRIVER_REMEDY, {})
            place = places.at("questions", question.id)
            yield Finding("driver", place, problem, remedy, Weight.JUDGEMENT)


def flags_alone(questionnaire: Questionnaire) -> Iterator[Finding]:
    """A note for each question with answers that refer by themselves."""
    to_hub = {flag.code for flag in questionnaire.flags if flag.target is FlagTarget.HUB}
    for question in questionnaire.questions:
        alone = [option for option in question.options if not to_hub.isdisjoint(option.flags)]
        if alone:
            answers = "; ".join(option.label for option in alone)
            told = {"answers": answers, "label": question.label}
            problem, remedy = Sentence(_ALONE, told), Sentence(_ALONE_REMEDY, {})
            place = places.at("questions", question.id)
            yield Finding("flag_alone", place, problem, remedy, Weight.NOTE)
