"""Saying things in plain words: sentences that can be translated, and conditions read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from diligence.domain.conditions import (
    All,
    Answered,
    AnyOf,
    Compare,
    Condition,
    In,
    Includes,
    Not,
)


def gettext_noop(text: str) -> str:
    """Marks a text for translation where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English template and what goes into it: `gettext(s.template) % s.values` translates it.

    Values that are themselves fixed texts are translatable by their own.
    """

    template: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return self.template % self.values


class Wording(Protocol):
    """What questions and options are called."""

    def question_label(self, question: str) -> str: ...

    def option_label(self, question: str, code: str) -> str: ...


_IN_WORDS = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}


def in_words(condition: Condition, wording: Wording) -> str:
    """Plain English, for an author checking a condition."""
    match condition:
        case Compare(question, operator, value):
            shown = (
                wording.option_label(question, value)
                if isinstance(value, str)
                else format(value, "f")
            )
            return f"“{wording.question_label(question)}” {_IN_WORDS[operator]} “{shown}”"
        case Includes(question, code):
            label = wording.option_label(question, code)
            return f"“{wording.question_label(question)}” includes “{label}”"
        case In(question, codes):
            labels = [f"“{wording.option_label(question, code)}”" for code in codes]
            return f"“{wording.question_label(question)}” is {' or '.join(labels)}"
        case Answered(question):
            return f"“{wording.question_label(question)}” is answered"
        case Not(term):
            return f"it is not so that {in_words(term, wording)}"
        case All(terms):
            return ", and ".join(_grouped(term, wording) for term in terms)
        case AnyOf(terms):
            return ", or ".join(_grouped(term, wording) for term in terms)


def _grouped(term: Condition, wording: Wording) -> str:
    text = in_words(term, wording)
    return f"({text})" if isinstance(term, All | AnyOf) else text
