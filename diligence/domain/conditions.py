"""Conditions on answers: a small tree, spelled in XLSForm's expression syntax.

`${C1} = 'yes' and selected(${A3}, 'ai')` asks for both; `selected('a b', ${D6})` holds when the
single answer is one of the listed codes; `${C1} != ''` asks only whether there is an answer.

Evaluation knows three values. A missing answer makes a comparison *unknown* (None), never
silently false. An answer that is not a number ("don't know" on a scale) is known: it satisfies no
`< <= > >=`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

Answers = Mapping[str, object]
Evaluator = Callable[[Answers], bool | None]

LONGEST = 4000
DEEPEST = 40


class ConditionError(ValueError):
    """An expression that is not a condition; `position` counts characters from 1.

    Where something else had to come, `wanted` names it (keys of EXPECTED) and `found` is what
    stands there, '' at the end.
    """

    def __init__(
        self,
        message: str,
        text: str,
        position: int,
        *,
        wanted: tuple[str, ...] = (),
        found: str = "",
    ) -> None:
        super().__init__(f"{message} (character {position})")
        self.message = message
        self.text = text
        self.position = position
        self.wanted, self.found = wanted, found


@dataclass(frozen=True, slots=True)
class Compare:
    """`= != < <= > >=` between a question's answer and a code, date or number."""

    question: str
    operator: str
    value: str | Decimal

    def __post_init__(self) -> None:
        if self.operator not in COMPARISONS:
            raise ValueError(f"{self.operator!r} is not a comparison.")
        if self.value == "" or (
            isinstance(self.value, str) and "'" in self.value and '"' in self.value
        ):
            raise ValueError("A compared text is not empty and holds one kind of quote at most.")


@dataclass(frozen=True, slots=True)
class Includes:
    """A multiple choice contains the code."""

    question: str
    code: str


@dataclass(frozen=True, slots=True)
class In:
    """A single choice is one of the codes."""

    question: str
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.codes:
            raise ValueError("List at least one code.")


@dataclass(frozen=True, slots=True)
class Answered:
    question: str


@dataclass(frozen=True, slots=True)
class Not:
    term: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    terms: tuple["Condition", ...]

    def __post_init__(self) -> None:
        if len(self.terms) < 2:
            raise ValueError("“and” joins two conditions or more.")


@dataclass(frozen=True, slots=True)
class AnyOf:
    terms: tuple["Condition", ...]

    def __post_init__(self) -> None:
        if len(self.terms) < 2:
            raise ValueError("“or” joins two conditions or more.")


Condition = Compare | Includes | In | Answered | Not | All | AnyOf

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}

GRAMMAR = r"""
?start: either
?either: both ("or" both)*
?both: one ("and" one)*
?one: "not" "(" either ")" -> negation
    | "(" either ")"
    | NAME OPERATOR TEXT -> compare_text
    | NAME OPERATOR NUMBER -> compare_number
    | "selected" "(" NAME "," TEXT ")" -> includes
    | "selected" "(" TEXT "," NAME ")" -> is_in
NAME: /\$\{[A-Za-z_][A-Za-z0-9_.-]*\}/
OPERATOR: "!=" | "<=" | ">=" | "=" | "<" | ">"
TEXT: /'[^']*'/ | /"[^"]*"/
NUMBER: /-?[0-9]+(\.[0-9]+)?/
%ignore /[ \t\r\n]+/
"""

EXPECTED = {
    "NAME": "a question such as ${C1}",
    "OPERATOR": "one of = != < <= > >=",
    "TEXT": "a code in quotes such as 'yes'",
    "NUMBER": "a number",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "AND": "and",
    "OR": "or",
    "NOT": "not(",
    "SELECTED": "selected(",
    "$END": "the end",
}


@v_args(inline=True)
class _Builder(Transformer[Token, Condition]):
    def either(self, *terms: Condition) -> Condition:
        return AnyOf(terms)

    def both(self, *terms: Condition) -> Condition:
        return All(terms)

    def negation(self, term: Condition) -> Condition:
        return Not(term)

    def compare_text(self, name: Token, operator: Token, text: Token) -> Condition:
        value = str(text)[1:-1]
        if value:
            return Compare(_id(name), str(operator), value)
        if operator == "!=":
            return Answered(_id(name))
        if operator == "=":
            return Not(Answered(_id(name)))
        raise _misplaced("An empty text can only follow = or !=", text)

    def compare_number(self, name: Token, operator: Token, value: Token) -> Condition:
        return Compare(_id(name), str(operator), Decimal(str(value)))

    def includes(self, name: Token, text: Token) -> Condition:
        code = str(text)[1:-1]
        if not code or code.split() != [code]:
            raise _misplaced("selected(${question}, 'code') takes exactly one code", text)
        return Includes(_id(name), code)

    def is_in(self, text: Token, name: Token) -> Condition:
        codes = tuple(str(text)[1:-1].split())
        if not codes:
            raise _misplaced("List at least one code", text)
        return In(_id(name), codes)


class _MisplacedError(Exception):
    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def _misplaced(message: str, token: Token) -> _MisplacedError:
    return _MisplacedError(message, (token.start_pos or 0) + 1)


def _id(name: Token) -> str:
    return str(name)[2:-1]


@cache
def _parser() -> Lark:
    # The tree is built while parsing, so nothing walks it recursively.
    return Lark(GRAMMAR, parser="lalr", transformer=_Builder())


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """The condition an expression spells. Raises ConditionError with the place of the mistake."""
    if len(text) > LONGEST:
        raise ConditionError(f"A condition has at most {LONGEST} characters.", text, LONGEST)
    depth = 0
    for position, character in enumerate(text, 1):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise ConditionError(f"Nest at most {DEEPEST} brackets.", text, position)
    try:
        condition: Condition = _parser().parse(text)  # type: ignore[assignment]  # _Builder's
    except _MisplacedError as error:
        raise ConditionError(str(error), text, error.position) from None
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    return condition


def _explained(error: UnexpectedInput, text: str) -> ConditionError:
    if isinstance(error, UnexpectedCharacters):
        found = text[error.pos_in_stream or 0]
        names = set(error.allowed or ())
        position = (error.pos_in_stream or 0) + 1
    elif isinstance(error, UnexpectedToken) and error.token.type != "$END":
        found = str(error.token)
        names = set(error.accepts or error.expected)
        position = (error.token.start_pos or 0) + 1
    else:
        found = ""
        names = set(error.expected) if isinstance(error, UnexpectedEOF | UnexpectedToken) else set()
        position = len(text) + 1
    wanted = tuple(name for name in EXPECTED if name in names)
    *first, last = (EXPECTED[name] for name in wanted or ("$END",))
    said = f"{', '.join(first)} or {last}" if first else last
    message = f"Expected {said} but found {f'“{found}”' if found else 'nothing more'}."
    return ConditionError(message, text, position, wanted=wanted, found=found)


def to_text(condition: Condition) -> str:
    """The expression; `parse(to_text(c)) == c` for every condition."""
    match condition:
        case Compare(question, operator, value):
            return f"${{{question}}} {operator} {_literal(value)}"
        case Includes(question, code):
            return f"selected(${{{question}}}, '{code}')"
        case In(question, codes):
            return f"selected('{' '.join(codes)}', ${{{question}}})"
        case Answered(question):
            return f"${{{question}}} != ''"
        case Not(term):
            return f"not({to_text(term)})"
        case All(terms):
            return " and ".join(_bracketed(term) for term in terms)
        case AnyOf(terms):
            return " or ".join(_bracketed(term) for term in terms)


def _bracketed(term: Condition) -> str:
    text = to_text(term)
    return f"({text})" if isinstance(term, All | AnyOf) else text


def _literal(value: str | Decimal) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return f'"{value}"' if "'" in value else f"'{value}'"


def names(condition: Condition) -> frozenset[str]:
    """Ids of the questions the condition looks at."""
    return frozenset(leaf.question for leaf in leaves(condition))


def leaves(condition: Condition) -> tuple[Compare | Includes | In | Answered, ...]:
    """The comparisons inside, in reading order."""
    match condition:
        case Not(term):
            return leaves(term)
        case All(terms) | AnyOf(terms):
            return tuple(leaf for term in terms for leaf in leaves(term))
        case _:
            return (condition,)


def evaluate(condition: Condition, answers: Answers) -> bool | None:
    """True, False, or None when a missing answer leaves it open."""
    return evaluator(condition)(answers)


@lru_cache(maxsize=4096)
def evaluator(condition: Condition) -> Evaluator:
    """The condition as a function of the answers, for repeated use."""
    match condition:
        case Compare(question, operator, value):
            return _comparing(question, COMPARISONS[operator], value, operator in ("=", "!="))
        case Includes(question, code):
            return lambda answers: _maybe(answers.get(question), lambda a: code in _listed(a))
        case In(question, codes):
            return lambda answers: _maybe(answers.get(question), lambda a: a in codes)
        case Answered(question):
            return lambda answers: answers.get(question) is not None
        case Not(term):
            inner = evaluator(term)
            return lambda answers: None if (value := inner(answers)) is None else not value
        case All(terms):
            return _joined(tuple(map(evaluator, terms)), decisive=False)
        case AnyOf(terms):
            return _joined(tuple(map(evaluator, terms)), decisive=True)


def _maybe(answer: object, test: Callable[[Any], bool]) -> bool | None:
    return None if answer is None else test(answer)


def _listed(answer: object) -> tuple[object, ...]:
    return tuple(answer) if isinstance(answer, list | tuple) else (answer,)


def _comparing(
    question: str, compare: Callable[[Any, Any], bool], value: str | Decimal, equality: bool
) -> Evaluator:
    if isinstance(value, str):

        def of_text(answers: Answers) -> bool | None:
            answer = answers.get(question)
            if answer is None:
                return None
            return compare(answer, value) if isinstance(answer, str) or equality else False

        return of_text

    def of_number(answers: Answers) -> bool | None:
        answer = answers.get(question)
        if answer is None:
            return None
        known = _as_number(answer)
        return compare(known, value) if known is not None or equality else False

    return of_number


def _as_number(answer: object) -> Decimal | None:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str | Decimal):
        return None
    try:
        known = Decimal(str(answer))
    except ArithmeticError:
        return None
    return known if known.is_finite() else None


def _joined(parts: tuple[Evaluator, ...], *, decisive: bool) -> Evaluator:
    def joined(answers: Answers) -> bool | None:
        values = [part(answers) for part in parts]
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    return joined
