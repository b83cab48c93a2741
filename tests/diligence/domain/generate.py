"""Random questionnaires and answers, sound by construction."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

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
from diligence.domain.questionnaire import (
    Dimension,
    Flag,
    FlagRule,
    Measure,
    Option,
    Question,
    Questionnaire,
    Rules,
    Section,
    Side,
)
from diligence.domain.soundness import defects
from diligence.enums import Band, Factor, FlagTarget, QuestionType, Scope

FLAGS = (
    Flag("REFER", FlagTarget.HUB, "Ask the hub"),
    Flag("LEGAL", FlagTarget.EXPORT_CONTROL, "Ask the export-control authority"),
)
AXES = ("X.S", "X.P", "Y.S", "Y.P", "Z.S", "Z.P")
POINTS = st.sampled_from([Decimal(n) for n in ("0", "0", "1", "2", "3", "4", "0.5", "1.25")])
WEIGHTS = st.sampled_from([Decimal("1"), Decimal("0.5"), Decimal("0.1"), Decimal("2")])
CHOICES = (QuestionType.SINGLE, QuestionType.MULTI, QuestionType.YNU, QuestionType.LIKERT)
FREE = (QuestionType.TEXT, QuestionType.COUNTRY, QuestionType.ORGANISATION, QuestionType.NUMBER)


@st.composite
def options(draw: Any) -> tuple[Option, ...]:
    count = draw(st.integers(1, 4))
    listed = [
        Option(
            f"o{n}", f"Option {n}", draw(POINTS), draw(st.sampled_from([(), (), (), ("REFER",)]))
        )
        for n in range(count)
    ]
    if draw(st.booleans()):
        listed.append(Option("unknown", "Don't know", draw(POINTS)))
    if draw(st.booleans()):
        listed.insert(0, Option("none", "None"))
    if draw(st.integers(0, 6)) == 0:
        listed.append(Option("both", "Two flags", draw(POINTS), ("REFER", "LEGAL")))
    return tuple(listed)


@st.composite
def leaf(draw: Any, earlier: list[Question]) -> Condition:
    question = draw(st.sampled_from(earlier))
    code = draw(st.sampled_from(question.codes))
    if draw(st.integers(0, 5)) == 0:
        return Answered(question.id)
    if question.type is QuestionType.MULTI:
        return Includes(question.id, code)
    if draw(st.booleans()):
        codes = draw(st.lists(st.sampled_from(question.codes), min_size=1, unique=True))
        return In(question.id, tuple(codes))
    return Compare(question.id, draw(st.sampled_from(["=", "!="])), code)


def trees(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(inner.map(Not), several.map(All), several.map(AnyOf))

    return st.recursive(leaves, joined, max_leaves=4)


@st.composite
def question(draw: Any, n: int, earlier: list[Question], conditional: bool) -> Question:
    kind = draw(st.sampled_from(CHOICES * 2 + FREE))
    listed = draw(options()) if kind.has_options else ()
    axes = draw(st.lists(st.sampled_from(AXES), unique=True, max_size=3)) if listed else []
    named = [q for q in earlier if q.options]
    condition = None
    if conditional and named and draw(st.booleans()):
        condition = draw(trees(leaf(named)))
    cap = draw(st.sampled_from([None, Decimal(3), Decimal("4.5")]))
    return Question(
        id=f"Q{n}",
        section="A",
        text=f"Question {n}?",
        type=kind,
        options=listed,
        feeds=tuple((axis, draw(WEIGHTS)) for axis in sorted(axes, key=AXES.index)),
        cap=cap if kind is QuestionType.MULTI else None,
        condition=condition,
        measures=("M1",),
        factor=draw(st.sampled_from(list(Factor))),
        scope=draw(st.sampled_from(list(Scope))),
    )


@st.composite
def dimension(draw: Any, id: str) -> Dimension:
    medium, high = sorted(draw(st.tuples(st.integers(1, 6), st.integers(1, 6))))
    rows = [
        [
            Band.HIGH if i + j >= high + 1 else Band.MEDIUM if i + j >= medium else Band.LOW
            for j in range(4)
        ]
        for i in range(4)
    ]
    return Dimension(id, f"Dimension {id}", tuple(tuple(row) for row in rows))


@st.composite
def flag_rule(draw: Any, questions: list[Question]) -> FlagRule:
    when = draw(leaf([q for q in questions if q.options]))
    axis = draw(st.sampled_from(AXES))
    return FlagRule("R1", when, when.question, "REFER", axis, draw(st.integers(1, 3)))


@st.composite
def questionnaires(draw: Any, *, conditional: bool = True, shuffled: bool = True) -> Questionnaire:
    questions: list[Question] = []
    for n in range(draw(st.integers(1, 7))):
        questions.append(draw(question(n, questions, conditional)))
    choices = any(q.options for q in questions)
    rules = (draw(flag_rule(questions)),) if choices and draw(st.booleans()) else ()
    if shuffled and draw(st.booleans()):
        questions = draw(st.permutations(questions))
    steps = st.lists(
        st.sampled_from([Decimal(n) / 2 for n in range(1, 20)]), min_size=3, max_size=3, unique=True
    )
    floor = draw(st.integers(1, 4))
    measures = [
        Measure(f"M{n}", f"Measure {n}", "governance", "", ((draw(st.sampled_from(AXES)), n % 3),))
        for n in range(1, 5)
    ]
    made = Questionnaire(
        id="generated",
        edition="1",
        title="Generated",
        language="en",
        about="",
        dimensions=tuple(draw(dimension(id)) for id in "XYZ"),
        sides=(Side("S", "Exposure", 2), Side("P", "Concern", 1)),
        thresholds=tuple((axis, tuple(sorted(draw(steps)))) for axis in AXES),
        rules=Rules(
            draw(st.booleans()), floor, floor + draw(st.integers(0, 3)), draw(st.integers(1, 3))
        ),
        flags=FLAGS,
        flag_rules=rules,
        triage=(),
        sections=(Section("A", "Section"),),
        questions=tuple(questions),
        measures=tuple(measures),
    )
    assert defects(made) == ()
    return made


@st.composite
def answer(draw: Any, question: Question) -> object:
    if question.type is QuestionType.MULTI:
        picked = draw(st.lists(st.sampled_from(question.codes), min_size=1, unique=True))
        alone = [code for code in picked if code in ("none", "unknown")]
        return alone[:1] or picked
    if question.options:
        return draw(st.sampled_from(question.codes))
    if question.type is QuestionType.NUMBER:
        return draw(st.integers(-5, 5))
    return draw(st.sampled_from(["AA", "BB", "CC", "Organisation 1"]))


@st.composite
def complete_answers(draw: Any, questionnaire: Questionnaire) -> dict[str, object]:
    """An answer to every question, asked or not."""
    return {q.id: draw(answer(q)) for q in questionnaire.questions}


@st.composite
def appraisals(draw: Any, *, conditional: bool = True) -> tuple[Questionnaire, dict[str, object]]:
    questionnaire = draw(questionnaires(conditional=conditional))
    return questionnaire, draw(complete_answers(questionnaire))
