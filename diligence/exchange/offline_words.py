"""What people read who fill in a questionnaire on paper or in a workbook."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.domain.questionnaire import Question
from diligence.enums import QuestionType

_HOW: Final = {
    QuestionType.MULTI: gettext_lazy("Mark each one that applies, in the rows below."),
    QuestionType.NUMBER: gettext_lazy("A number."),
    QuestionType.DATE: gettext_lazy("A date: year-month-day."),
    QuestionType.TEXT: gettext_lazy("In your own words."),
    QuestionType.COUNTRY: gettext_lazy("Countries, one a line: names or two-letter codes."),
    QuestionType.ORGANISATION: gettext_lazy("Organisations, one a line."),
}
_ON_PAPER: Final = {
    QuestionType.MULTI: gettext_lazy("Tick each one that applies."),
    QuestionType.COUNTRY: gettext_lazy("Countries, one a line."),
}


def how_to_answer(question: Question) -> str:
    """How a question is answered in a workbook."""
    return str(_HOW.get(question.type) or _("Choose one from the list."))


def how_on_paper(question: Question) -> str:
    """How a question is answered with a pen."""
    words = _ON_PAPER.get(question.type) or _HOW.get(question.type)
    return str(words or _("Tick one."))


def instructions(*, blank: bool) -> list[str]:
    """How a workbook is filled in and read back, step by step."""
    first = (
        _(
            "This workbook is blank. It can be read into an appraisal that runs on the edition "
            "named above; its hash is compared."
        )
        if blank
        else _(
            "This workbook belongs to the appraisal named above and holds its answers as they "
            "were when it was downloaded. It can't be read into another one."
        )
    )
    return [
        first,
        _(
            "Fill in the yellow cells: answers and notes. Tab leads from one to the next. The "
            "other cells are locked, without a password."
        ),
        _(
            "A question with “Asked when” matters only then. What you answer elsewhere is kept, "
            "and counts once the question is asked."
        ),
        _("“Don't know” is a full answer where it is offered. Leave empty what is still open."),
        _(
            "In Ajar, open the appraisal, choose “Fill in offline” and choose this file. You see "
            "what would change before anything is saved."
        ),
        _(
            "You may read it back as often as you like, half filled too, and go on in the same "
            "file. What somebody else answered online meanwhile is shown beside yours and stays "
            "until you choose."
        ),
        _("No classified information, and no personal data that the questions don't ask for."),
    ]
