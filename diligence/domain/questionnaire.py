"""The instrument: a frozen questionnaire and its parts.

Axes are named `dimension.side` (`KT.S`). Points, weights and thresholds are exact decimals. The
definitions are plain data; `soundness.defects` says whether they fit together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from diligence.domain.conditions import Condition, names
from diligence.enums import Band, Factor, FlagTarget, QuestionType, Scope, Step

EXCLUSIVE_CODES = ("none", "unknown")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `route` is set on triage options and only there."""

    code: str
    label: str
    points: Decimal = Decimal(0)
    flags: tuple[str, ...] = ()
    route: Step | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """Why a question is asked, how to find the answer, what counts."""

    why: str = ""
    how: str = ""
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `feeds` pairs axes with weights; `cap` is the largest points of a multi.

    `required` says that an asked question must be answered; the questionnaire works it out.
    `valid_months` says how long an answer holds, where the edition says so itself. `tags` are words
    of its authors about the question.
    """

    id: str
    section: str
    text: str
    type: QuestionType
    short: str = ""
    options: tuple[Option, ...] = ()
    feeds: tuple[tuple[str, Decimal], ...] = ()
    cap: Decimal | None = None
    condition: Condition | None = None
    measures: tuple[str, ...] = ()
    basis: str = ""
    factor: Factor = Factor.PARTNER
    scope: Scope = Scope.PARTNERSHIP
    help: Help = Help()
    valid_months: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The short label, or the full text where there is none."""
        return self.short or self.text

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    @property
    def offers_unknown(self) -> bool:
        return UNKNOWN in self.codes

    @property
    def carries_flag(self) -> bool:
        return any(option.flags for option in self.options)

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the risks appraised; `matrix[level S][level P]` is its band."""

    id: str
    title: str
    matrix: tuple[tuple[Band, ...], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two axes every dimension has; measures reduce it by `reduction` levels at most."""

    id: str
    title: str
    reduction: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation. `reduces` pairs axes with levels (0: bears on the axis without lowering it).

    `clears` names what it may propose to clear: a flag (`LEGAL-FDI`) or one option's flag
    (`G4:possible`). It never clears by itself.
    """

    id: str
    name: str
    kind: str
    evidence: str
    reduces: tuple[tuple[str, int], ...] = ()
    clears: tuple[str, ...] = ()
    residual: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A kind of flag, whom it addresses, and what it asks for in plain words."""

    code: str
    target: FlagTarget
    words: str

    @property
    def legal(self) -> bool:
        return self.target is not FlagTarget.HUB


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Raises `flag` on `question` when the condition holds and the axis reaches the level."""

    id: str
    when: Condition
    question: str
    flag: str
    axis: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules over the whole result.

    `accumulate`: all dimensions at least medium make at least high. From `unknown_floor` unknown
    answers on: at least medium, and held; from `unknown_limit` on: not decidable. `high_refer`
    high dimensions refer the case. From the band `hub_from` on, a case goes to the hub.
    """

    accumulate: bool = True
    unknown_floor: int = 4
    unknown_limit: int = 8
    high_refer: int = 2
    hub_from: Band = Band.HIGH


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An edition that another one adds to; `digest` names it beyond doubt."""

    id: str
    edition: str
    digest: str


@dataclass(frozen=True, slots=True)
class Translated:
    """A text in another language. `of` is the fingerprint of the words it translates, so that a
    translation of earlier words is known as stale."""

    place: str
    text: str
    of: str


@dataclass(frozen=True, slots=True)
class Translation:
    """All texts in one language (BCP 47), in the order of the questionnaire's places."""

    language: str
    texts: tuple[Translated, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One edition of an instrument. `positions`, `order` and `required` are worked out here.

    `lineage` lists the editions it adds to, the nearest first; empty for one that stands alone.
    `languages` are those it must be complete in, beside its own.
    """

    id: str
    edition: str
    title: str
    language: str
    about: str
    dimensions: tuple[Dimension, ...]
    sides: tuple[Side, ...]
    thresholds: tuple[tuple[str, tuple[Decimal, ...]], ...]
    rules: Rules
    flags: tuple[Flag, ...]
    flag_rules: tuple[FlagRule, ...]
    triage: tuple[Question, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    measures: tuple[Measure, ...]
    lineage: tuple[Ancestor, ...] = ()
    languages: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()
    positions: Mapping[str, int] = field(init=False, compare=False, repr=False)
    order: tuple[Question, ...] = field(init=False, compare=False, repr=False)
    required: frozenset[str] = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        positions = {question.id: index for index, question in enumerate(self.questions)}
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "order", _controllers_first(self.questions))
        object.__setattr__(self, "required", _required(self.questions, self.flag_rules))
        object.__setattr__(self, "_hash", hash((self.id, self.edition, self.questions)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def root(self) -> str:
        """The id of the instrument all editions of its line add to; its own where it has none."""
        return self.lineage[-1].id if self.lineage else self.id

    @property
    def axes(self) -> tuple[str, ...]:
        """All axes, dimension by dimension."""
        return tuple(f"{d.id}.{side.id}" for d in self.dimensions for side in self.sides)

    def question(self, id: str) -> Question:
        """Raises KeyError for an id this questionnaire does not have."""
        return self.questions[self.positions[id]]

    def section_of(self, id: str) -> tuple[Question, ...]:
        """The questions of one section, in order."""
        return tuple(question for question in self.questions if question.section == id)

    def triage_question(self, id: str) -> Question:
        """Raises KeyError for an id the triage does not have."""
        for question in self.triage:
            if question.id == id:
                return question
        raise KeyError(id)

    def measure(self, id: str) -> Measure:
        """Raises KeyError for an unknown measure."""
        for measure in self.measures:
            if measure.id == id:
                return measure
        raise KeyError(id)

    def flag(self, code: str) -> Flag:
        """Raises KeyError for an unknown flag."""
        for flag in self.flags:
            if flag.code == code:
                return flag
        raise KeyError(code)

    def question_label(self, question: str) -> str:
        position = self.positions.get(question)
        return question if position is None else self.questions[position].label

    def option_label(self, question: str, code: str) -> str:
        position = self.positions.get(question)
        option = None if position is None else self.questions[position].option(code)
        return code if option is None else option.label


def _required(questions: tuple[Question, ...], rules: tuple[FlagRule, ...]) -> frozenset[str]:
    """Must be answered when asked: feeds an axis, carries a flag, or is named by a condition."""
    named = {name for q in questions if q.condition for name in names(q.condition)}
    named |= {name for rule in rules for name in names(rule.when)}
    return frozenset(q.id for q in questions if q.feeds or q.carries_flag or q.id in named)


def _controllers_first(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Question order, except that a question follows those its condition names.

    Questions in a circle, which no sound questionnaire has, come last.
    """
    known = {question.id for question in questions}
    waiting = [
        (question, names(question.condition) & known if question.condition else frozenset[str]())
        for question in questions
    ]
    placed: set[str] = set()
    ordered: list[Question] = []
    while waiting:
        ready = list(_ready(waiting, placed))
        if not ready:
            return (*ordered, *(question for question, _named in waiting))
        ordered += ready
        waiting = [item for item in waiting if item[0].id not in placed]
    return tuple(ordered)


def _ready(waiting: list[tuple[Question, frozenset[str]]], placed: set[str]) -> Iterator[Question]:
    for question, named in waiting:
        if named <= placed:
            placed.add(question.id)
            yield question
