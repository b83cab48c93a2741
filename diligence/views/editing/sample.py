"""A question of a draft as an officer will see it, drawn by what draws the section pages."""

from collections.abc import Mapping
from typing import Any

from diligence.domain.draft_reading import members, text_of
from diligence.domain.questionnaire import Help, Option, Question
from diligence.domain.sheet import Entry
from diligence.enums import QuestionType
from diligence.forms.questions import Drawn, draw


def sample_of(item: Mapping[str, Any]) -> Drawn | None:
    """The question without an answer; None while it has no words."""
    text, kind = text_of(item, "text"), text_of(item, "type")
    if not text or kind not in set(QuestionType):
        return None
    about = item.get("help")
    told = about if isinstance(about, Mapping) else {}
    question = Question(
        id="sample",
        section="",
        text=text,
        type=QuestionType(kind),
        options=tuple(
            Option(text_of(o, "code"), text_of(o, "label")) for o in members(item, "options")
        ),
        basis=text_of(item, "basis"),
        help=Help(text_of(told, "why"), text_of(told, "how"), text_of(told, "counts")),
    )
    if question.type.has_options and not question.options:
        return None
    return draw(question, Entry(), required=True)
