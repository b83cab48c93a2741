"""Saying things in plain words: sentences that can be translated, and conditions read aloud."""

from collections.abc import Callable, Mapping, Sequence
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
    """An English template and what goes into it; `spoken` says it in another language.

    A value is a text that stays as it is, or a sentence of its own.
    """

    template: str
    values: Mapping[str, "str | Sentence"]

    def __str__(self) -> str:
        return self.template % self.values


def spoken(sentence: Sentence, translate: Callable[[str], str]) -> str:
    """The sentence with its template, and those of the sentences in it, translated."""
    values = {
        name: spoken(value, translate) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return translate(sentence.template) % values


class Wording(Protocol):
    """What questions and options are called."""

    def question_label(self, question: str) -> str: ...

    def option_label(self, question: str, code: str) -> str: ...


_COMPARED = {
    "=": gettext_noop("“%(question)s” is “%(answer)s”"),
    "!=": gettext_noop("“%(question)s” is not “%(answer)s”"),
    "<": gettext_noop("“%(question)s” is less than “%(answer)s”"),
    "<=": gettext_noop("“%(question)s” is at most “%(answer)s”"),
    ">": gettext_noop("“%(question)s” is more than “%(answer)s”"),
    ">=": gettext_noop("“%(question)s” is at least “%(answer)s”"),
}
_INCLUDES = gettext_noop("“%(question)s” includes “%(answer)s”")
_ONE_OF = gettext_noop("“%(question)s” is %(answers)s")
_QUOTED = gettext_noop("“%(answer)s”")
_EITHER = gettext_noop("%(first)s or %(others)s")
_ANSWERED = gettext_noop("“%(question)s” is answered")
_NOT = gettext_noop("it is not so that %(condition)s")
_BOTH = gettext_noop("%(first)s, and %(others)s")
_ANY = gettext_noop("%(first)s, or %(others)s")
_GROUP = gettext_noop("(%(condition)s)")


def in_words(condition: Condition, wording: Wording) -> Sentence:
    """The condition in plain words, for an author checking it."""
    match condition:
        case Compare(question, operator, value):
            shown = (
                wording.option_label(question, value)
                if isinstance(value, str)
                else format(value, "f")
            )
            return _about(_COMPARED[operator], question, wording, answer=shown)
        case Includes(question, code):
            label = wording.option_label(question, code)
            return _about(_INCLUDES, question, wording, answer=label)
        case In(question, codes):
            labels = [
                Sentence(_QUOTED, {"answer": wording.option_label(question, code)})
                for code in codes
            ]
            return _about(_ONE_OF, question, wording, answers=listed(labels, _EITHER))
        case Answered(question):
            return _about(_ANSWERED, question, wording)
        case Not(term):
            return Sentence(_NOT, {"condition": in_words(term, wording)})
        case All(terms):
            return listed([_grouped(term, wording) for term in terms], _BOTH)
        case AnyOf(terms):
            return listed([_grouped(term, wording) for term in terms], _ANY)


def listed(parts: Sequence[Sentence], joined: str) -> Sentence:
    """One sentence of at least one part; `joined` says how `first` and `others` are connected."""
    if len(parts) == 1:
        return parts[0]
    # Halves, so that a list of thousands nests a dozen deep.
    half = len(parts) // 2
    told = {"first": listed(parts[:half], joined), "others": listed(parts[half:], joined)}
    return Sentence(joined, told)


def _about(template: str, question: str, wording: Wording, **values: "str | Sentence") -> Sentence:
    return Sentence(template, {"question": wording.question_label(question), **values})


def _grouped(term: Condition, wording: Wording) -> Sentence:
    told = in_words(term, wording)
    return Sentence(_GROUP, {"condition": told}) if isinstance(term, All | AnyOf) else told
