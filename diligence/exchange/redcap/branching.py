"""Conditions as REDCap's branching logic, which has no `not(…)` and marks boxes one by one."""

from collections.abc import Mapping
from decimal import Decimal

from diligence.domain.conditions import All, Answered, AnyOf, Compare, Condition, In, Includes, Not

_OPPOSITE: Mapping[str, str] = {
    "=": "<>", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip


class Branching:
    """Writes conditions on the names and codes of a dictionary."""

    def __init__(self, names: Mapping[str, str], codes: Mapping[str, Mapping[str, str]]) -> None:
        self._names, self._codes = names, codes

    def text(self, condition: Condition) -> str:
        """The expression; the same question may be asked for in other words."""
        return self._text(condition, holds=True)

    def _text(self, condition: Condition, *, holds: bool) -> str:
        match condition:
            case Not(term):
                return self._text(term, holds=not holds)
            case All(terms) | AnyOf(terms):
                both = isinstance(condition, All) is holds
                inner = [self._text(term, holds=holds) for term in terms]
                return f"({' and '.join(inner)})" if both else f"({' or '.join(inner)})"
            case In(question, codes):
                equal = [f"{self._field(question)} {'=' if holds else '<>'} "
                         f"'{self._code(question, code)}'" for code in codes]  # fmt: skip
                joined = (" or " if holds else " and ").join(equal)
                return f"({joined})" if len(codes) > 1 else joined
            case Includes(question, code):
                return f"{self._box(question, code)} = '{int(holds)}'"
            case Answered(question):
                return self._answered(question, holds=holds)
            case Compare(question, operator, value):
                sign = operator if holds else _OPPOSITE[operator]
                sign = "<>" if sign == "!=" else sign
                return f"{self._field(question)} {sign} {self._value(question, value)}"

    def _answered(self, question: str, *, holds: bool) -> str:
        codes = self._codes.get(question)
        if codes is None or not question_of_boxes(codes):
            return f"{self._field(question)} {'<>' if holds else '='} ''"
        boxes = [f"{self._box(question, code)} = '{int(holds)}'" for code in codes if code]
        return f"({(' or ' if holds else ' and ').join(boxes)})"

    def _field(self, question: str) -> str:
        return f"[{self._names[question]}]"

    def _box(self, question: str, code: str) -> str:
        return f"[{self._names[question]}({self._code(question, code)})]"

    def _code(self, question: str, code: str) -> str:
        return self._codes.get(question, {}).get(code, code)

    def _value(self, question: str, value: str | Decimal) -> str:
        if isinstance(value, Decimal):
            return f"'{format(value, 'f')}'"
        written = self._code(question, value)
        return f'"{written}"' if "'" in written else f"'{written}'"


BOXES = ""
"""Stands among the codes of a question with several answers."""


def question_of_boxes(codes: Mapping[str, str]) -> bool:
    return BOXES in codes
