"""Names as XLSForm needs them: unique whatever their case, beginning with a letter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from diligence.domain.conditions import All, AnyOf, Compare, Condition, Not, leaves, to_text
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.foreign import held
from diligence.exchange.spreadsheets import CELL_MAX, NOT_XML

_RESERVED: Final = frozenset({"meta", "data", "instanceid", "instancename", "audit", "name"})


class Names:
    """The names of groups and questions by their ids; an id that can be a name stays as it is."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._taken = set(_RESERVED)
        both = (*questionnaire.questions, *questionnaire.triage)
        self._questions = {question.id: self._name(question.id) for question in both}
        self.sections = {section.id: self._name(section.id) for section in questionnaire.sections}
        self.triage = self._name("triage")

    def question(self, id: str) -> str:
        return self._questions[id]

    @property
    def questions(self) -> Mapping[str, str]:
        return self._questions

    def _name(self, id: str) -> str:
        wanted = id if id[0].isalpha() or id[0] == "_" else f"_{id}"
        made, count = wanted, 2
        while made.lower() in self._taken:
            made, count = f"{wanted}_{count}", count + 1
        self._taken.add(made.lower())
        return made


def relevant(condition: Condition | None, names: Names) -> tuple[str, str]:
    """The expression on names; and, where a compared text would mislead other tools, instead the
    condition on ids as a cell of our own keeps it."""
    if condition is None:
        return "", ""
    values = [leaf.value for leaf in leaves(condition) if isinstance(leaf, Compare)]
    text = to_text(_named(condition, names.questions))
    odd = any(isinstance(v, str) and ("${" in v or NOT_XML.search(v) or "\r" in v) for v in values)
    if odd or text != text.strip() or len(text) > CELL_MAX:
        return "", held(to_text(condition))
    return text, ""


def _named(condition: Condition, names: Mapping[str, str]) -> Condition:
    match condition:
        case Not(term):
            return Not(_named(term, names))
        case All(terms):
            return All(tuple(_named(term, names) for term in terms))
        case AnyOf(terms):
            return AnyOf(tuple(_named(term, names) for term in terms))
        case _:
            return replace(condition, question=names[condition.question])
