"""Reads the expressions of survey tools as conditions: their grammars are larger than ours.

XLSForm's `relevant` (`${age} >= 18 and selected(${areas}, 'ai')`) and REDCap's branching logic
(`[age] >= 18 and [areas(ai)] = '1'`) go through one hand-written parser. What has no equal here is
refused with the reason; nothing is ever evaluated.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from diligence.domain.conditions import (
    COMPARISONS,
    DEEPEST,
    LONGEST,
    All,
    Answered,
    AnyOf,
    Compare,
    Condition,
    In,
    Includes,
    Not,
)
from diligence.domain.wording import gettext_noop

MOST_TOKENS: Final = 1_500
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_UNWRAPPED: Final = {"number", "int", "string", "boolean", "coalesce", "trim", "normalize-space"}
_DAYS: Final = {"date", "date-time"}
"""Around a day that is written out, which is then compared as it stands."""
_TOKEN: Final = re.compile(
    r"""
    (?P<SPACE>\s+)
    | (?P<REF>\$\{\s*[^\s{}]+\s*\})
    | (?P<FIELD>\[[^\[\]]*\])
    | (?P<PATH>(?:current\(\)/)?(?:\.\./|/)[\w./-]+)
    | (?P<NUMBER>\d+(?:\.\d+)?)
    | (?P<TEXT>'[^']*'|"[^"]*")
    | (?P<OPERATOR>!=|<>|<=|>=|=|<|>)
    | (?P<WORD>[A-Za-z_][\w:.-]*)
    | (?P<SIGN>[().,*+-])
    """,
    re.VERBOSE,
)
_WITH_CODE: Final = re.compile(r"([A-Za-z_]\w*)\(([^()]+)\)")

_LONG = gettext_noop("The expression is longer or nested deeper than a condition here may be.")
_UNREADABLE = gettext_noop("The expression can't be read: something is missing or misplaced in it.")
_ARITHMETIC = gettext_noop(
    "Conditions here compare one answer with one value: there is no arithmetic and no comparison "
    "of two answers."
)
_FUNCTION = gettext_noop("Conditions here know no such function.")
_COUNTING = gettext_noop("Conditions here don't count what was chosen or how long a text is.")
_NEVER = gettext_noop("The expression is false whatever is answered.")
_EVENT = gettext_noop("Conditions here look at answers of the same form only.")
_SELF = gettext_noop("The condition looks at its own question.")


class LogicError(ValueError):
    """An expression that can't become a condition; the message is a fixed sentence."""


@dataclass(frozen=True, slots=True)
class _Ref:
    name: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """One box of a multiple choice, as REDCap writes it: `[areas(ai)]`, '1' or '0'."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class _Size:
    """How many are chosen, or how long a text is."""

    name: str


_Value = _Ref | _Mark | _Size | str | Decimal
_Result = Condition | bool


def read(text: str) -> Condition | None:
    """The condition, on the names and codes of the file; None when it always holds.

    Raises LogicError.
    """
    if len(text) > LONGEST:
        raise LogicError(_LONG)
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    if reader.peek() is not None:
        raise LogicError(_ARITHMETIC if reader.peek() in _MATHS else _UNREADABLE)
    if found is False:
        raise LogicError(_NEVER)
    return None if found is True else found


_MATHS: Final = {("SIGN", "+"), ("SIGN", "-"), ("SIGN", "*"), ("WORD", "div"), ("WORD", "mod")}


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or len(found) > MOST_TOKENS:
            raise LogicError(_LONG if match else _UNREADABLE)
        position = match.end()
        if match.lastgroup != "SPACE":
            found.append((str(match.lastgroup), match.group()))
    return found


class _Reader:
    """Recursive descent over the tokens; every level of brackets costs one of `DEEPEST`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self, ahead: int = 0) -> tuple[str, str] | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _next(self) -> tuple[str, str]:
        token = self.peek()
        if token is None:
            raise LogicError(_UNREADABLE)
        self._at += 1
        return token

    def _is(self, kind: str, text: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token is not None and token[0] == kind and token[1].lower() == text

    def _need(self, sign: str) -> None:
        if self._next() != ("SIGN", sign):
            raise LogicError(_ARITHMETIC if self._tokens[self._at - 1] in _MATHS else _UNREADABLE)

    def either(self, depth: int) -> _Result:
        terms = [self._both(depth)]
        while self._is("WORD", "or"):
            self._at += 1
            terms.append(self._both(depth))
        return _joined(terms, decisive=True)

    def _both(self, depth: int) -> _Result:
        terms = [self._one(depth)]
        while self._is("WORD", "and"):
            self._at += 1
            terms.append(self._one(depth))
        return _joined(terms, decisive=False)

    def _one(self, depth: int) -> _Result:
        if depth > DEEPEST:
            raise LogicError(_LONG)
        for word in ("not", "selected", "true", "false"):
            if self._is("WORD", word) and self._is("SIGN", "(", 1):
                self._at += 2
                return self._function(word, depth)
        if self._is("SIGN", "("):
            return self._bracket(depth)
        return self._comparison(depth)

    def _bracket(self, depth: int) -> _Result:
        """A condition in brackets; or a value in brackets, which is then compared."""
        start = self._at
        self._at += 1
        found = self.either(depth + 1)
        self._need(")")
        if (token := self.peek()) and token[0] == "OPERATOR":
            # Brackets around a value nest no further: one look back for each bracket.
            self._at = start
            return self._comparison(depth)
        return found

    def _function(self, word: str, depth: int) -> _Result:
        if word == "not":
            found = self.either(depth + 1)
            self._need(")")
            return (not found) if isinstance(found, bool) else Not(found)
        if word == "selected":
            first = self._value(depth + 1)
            self._need(",")
            second = self._value(depth + 1)
            self._need(")")
            return _selected(first, second)
        self._need(")")
        return word == "true"

    def _comparison(self, depth: int) -> _Result:
        left = self._value(depth)
        token = self.peek()
        if token is None or token[0] != "OPERATOR":
            return _truth(left)
        self._at += 1
        right = self._value(depth)
        return _compared(left, "!=" if token[1] == "<>" else token[1], right)

    def _value(self, depth: int) -> _Value:
        if depth > DEEPEST:
            raise LogicError(_LONG)
        kind, text = self._next()
        if kind == "REF":
            return _Ref(text[2:-1].strip())
        if kind == "FIELD":
            return self._field(text[1:-1].strip())
        if kind == "PATH":
            return _Ref(text.rstrip("/").rpartition("/")[2])
        if kind == "TEXT":
            return text[1:-1]
        if kind == "NUMBER":
            return Decimal(text)
        return self._other(kind, text, depth)

    def _field(self, name: str) -> _Value:
        following = self.peek()
        if following is not None and following[0] == "FIELD":
            raise LogicError(_EVENT)
        if found := _WITH_CODE.fullmatch(name):
            return _Mark(found.group(1), found.group(2).strip())
        return _Ref(name)

    def _other(self, kind: str, text: str, depth: int) -> _Value:
        if (kind, text) == ("SIGN", "-") and (token := self.peek()) and token[0] == "NUMBER":
            return -Decimal(self._next()[1])
        if (kind, text) == ("SIGN", "("):
            inner = self._value(depth + 1)
            self._need(")")
            return inner
        if (kind, text) == ("SIGN", "."):
            raise LogicError(_SELF)
        if kind == "WORD" and self._is("SIGN", "("):
            return self._wrapped(text.lower(), depth)
        raise LogicError(_ARITHMETIC if (kind, text) in _MATHS else _UNREADABLE)

    def _wrapped(self, word: str, depth: int) -> _Value:
        """The value inside `number(…)` and the like; or how much of it there is."""
        if word not in _UNWRAPPED | _DAYS | {"count-selected", "string-length"}:
            raise LogicError(_FUNCTION)
        self._need("(")
        inner = self._value(depth + 1)
        if word in _DAYS and not isinstance(inner, str):
            raise LogicError(_FUNCTION)
        if word == "coalesce":
            self._need(",")
            if self._value(depth + 1) not in ("", Decimal(0)):
                raise LogicError(_FUNCTION)
        self._need(")")
        if word in _UNWRAPPED | _DAYS:
            return inner
        if not isinstance(inner, _Ref):
            raise LogicError(_COUNTING)
        return _Size(inner.name)


def _joined(terms: list[_Result], *, decisive: bool) -> _Result:
    """Constants are taken out; terms of the same kind are not merged, so that brackets stay."""
    left = [term for term in terms if not isinstance(term, bool)]
    if decisive in terms or not left:
        return decisive if decisive in terms else not decisive
    if len(left) == 1:
        return left[0]
    return AnyOf(tuple(left)) if decisive else All(tuple(left))


def _selected(first: _Value, second: _Value) -> Condition:
    if isinstance(first, str) and isinstance(second, _Ref) and first.split():
        return In(second.name, tuple(first.split()))
    code = format(second, "f") if isinstance(second, Decimal) else second
    if not isinstance(first, _Ref) or not isinstance(code, str) or code.split() != [code.strip()]:
        raise LogicError(_ARITHMETIC if isinstance(code, _Ref) else _UNREADABLE)
    return Includes(first.name, code.strip())


def _truth(value: _Value) -> _Result:
    """A value that stands alone: is there one?"""
    if isinstance(value, _Ref | _Size):
        return Answered(value.name)
    if isinstance(value, _Mark):
        return Includes(value.name, value.code)
    return bool(value)


def _compared(left: _Value, operator: str, right: _Value) -> _Result:
    if isinstance(left, str | Decimal):
        if isinstance(right, str | Decimal):
            return _constant(left, operator, right)
        left, right = right, left
        operator = _FLIPPED.get(operator, operator)
    if not isinstance(right, str | Decimal) or isinstance(left, str | Decimal):
        raise LogicError(_ARITHMETIC)
    if isinstance(left, _Mark):
        return _marked(left, operator, right)
    if isinstance(left, _Size):
        return _sized(left, operator, right)
    return _plain(left.name, operator, right)


def _constant(left: str | Decimal, operator: str, right: str | Decimal) -> bool:
    if type(left) is not type(right):
        left, right = str(left), str(right)
    return COMPARISONS[operator](left, right)


def _plain(name: str, operator: str, right: str | Decimal) -> Condition:
    if right == "" or (isinstance(right, str) and not right.strip()):
        if operator == "!=":
            return Answered(name)
        if operator == "=":
            return Not(Answered(name))
        raise LogicError(_UNREADABLE)
    try:
        return Compare(name, operator, right)
    except ValueError:
        raise LogicError(_UNREADABLE) from None


def _marked(box: _Mark, operator: str, right: str | Decimal) -> Condition:
    chosen = {"1": True, "0": False, "": False}.get(str(right).strip())
    if chosen is None or operator not in ("=", "!="):
        raise LogicError(_COUNTING)
    included = Includes(box.name, box.code)
    return included if chosen is (operator == "=") else Not(included)


def _sized(size: _Size, operator: str, right: str | Decimal) -> Condition:
    """Only whether there is something: `> 0`, `>= 1`, `!= 0` and their opposites."""
    asked = (operator, str(right))
    if asked in ((">", "0"), (">=", "1"), ("!=", "0")):
        return Answered(size.name)
    if asked in (("=", "0"), ("<", "1"), ("<=", "0")):
        return Not(Answered(size.name))
    raise LogicError(_COUNTING)
