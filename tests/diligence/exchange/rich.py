"""Sound questionnaires with everything that formats trip over: odd ids, odd texts, languages."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from diligence.domain.conditions import Compare, Condition, In, Includes, Not
from diligence.domain.places import fingerprint, texts
from diligence.domain.questionnaire import (
    Ancestor,
    Help,
    Measure,
    Option,
    Question,
    Questionnaire,
    Section,
    Translated,
    Translation,
)
from diligence.domain.soundness import defects
from diligence.enums import Band, QuestionType, Step
from tests.diligence.domain.generate import questionnaires

ODD = (
    "=SUM(A1)", "+49 30", "-1", "@home", "a | b", "a, b", "1, Yes | 2, No", "<b>bold</b> & more",
    "<script>alert(1)</script>", "&lt;b&gt;", "<i>&lt;b&gt;</i>", "${Q0} and ${nothing}", "[q0]",
    " spaces around ", "two\nlines", "two\r\nlines", "tab\there", "\x01control", "_x0041_",
    '"quoted"', '"', "“quoted”", "'apostrophe", "'=1", "Ελληνικά ñ 漢字 🙂", "@RS={",
    "@DEFAULT='1'",
    "a::b", "end_group", "\ufffe",
    "x" * 500, "None", "TRUE", "007", "1.0", "a\u00a0b", "nbsp\u00a0",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip),
)
IDS = ("A1", "a1", "_x", "q-1", "q.1", "meta", "data", "name", "triage", "record_id", "A", "main",
       "Q_2", "_9", "s1", "l_A1", "ajar_part_1")  # fmt: skip
CODES = st.sampled_from(["a", "A", "1", "01", "_", "x.y", "x-y", "x_y", "yes", "no"])


@st.composite
def rich(draw: Any) -> Questionnaire:
    """A sound questionnaire; what it says of itself survives every exact format."""
    made = draw(questionnaires())
    ids = dict(zip([q.id for q in made.questions], draw(st.permutations(IDS)), strict=False))
    sections = tuple(
        Section(id, draw(TEXTS)) for id in draw(st.permutations(["A", "B", "0-empty"]))
    )
    questions = tuple(_dressed(draw, q, ids, sections) for q in made.questions)
    rules = tuple(
        replace(r, question=ids[r.question], when=_renamed(r.when, ids)) for r in made.flag_rules
    )
    whole = replace(
        made,
        title=draw(TEXTS),
        about=draw(st.one_of(st.just(""), TEXTS)),
        edition=draw(TEXTS),
        language=draw(st.sampled_from(["en", "de", "pt-BR"])),
        sections=sections,
        questions=questions,
        flag_rules=rules,
        triage=draw(_triage()),
        flags=tuple(replace(flag, words=draw(TEXTS)) for flag in made.flags),
        measures=tuple(_measure(draw, m) for m in made.measures),
        rules=replace(made.rules, hub_from=draw(st.sampled_from(Band))),
        lineage=(Ancestor("eu-baseline", draw(TEXTS), "0" * 64),) if draw(st.booleans()) else (),
        languages=("fr", "mt") if draw(st.booleans()) else (),
    )
    whole = replace(whole, translations=draw(_translations(whole)))
    assert defects(whole) == ()
    return whole


def _dressed(
    draw: Any, q: Question, ids: dict[str, str], sections: tuple[Section, ...]
) -> Question:
    dated = q.type is QuestionType.NUMBER and draw(st.booleans())
    return replace(
        q,
        id=ids[q.id],
        section=draw(st.sampled_from(sections[:2])).id,
        type=QuestionType.DATE if dated else q.type,
        text=draw(TEXTS),
        short=draw(st.one_of(st.just(""), TEXTS)),
        options=tuple(replace(o, label=draw(TEXTS)) for o in q.options),
        condition=None if q.condition is None else _renamed(q.condition, ids),
        help=Help(*draw(st.lists(st.one_of(st.just(""), TEXTS), min_size=3, max_size=3))),
        basis=draw(st.one_of(st.just(""), TEXTS)),
        valid_months=draw(st.sampled_from([None, 0, 6, 120])),
        tags=tuple(draw(st.lists(TEXTS, max_size=2))),
    )


def _renamed(condition: Condition, ids: dict[str, str]) -> Condition:
    """The same on new ids; an id that begins with a digit can't stand in a condition."""
    match condition:
        case Not(term):
            return Not(_renamed(term, ids))
        case Compare() | Includes() | In():
            return replace(condition, question=ids[condition.question])
        case _ if hasattr(condition, "terms"):
            return type(condition)(tuple(_renamed(term, ids) for term in condition.terms))
    return replace(condition, question=ids[condition.question])  # type: ignore[arg-type]


@st.composite
def _triage(draw: Any) -> tuple[Question, ...]:
    codes = draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    options = tuple(Option(c, draw(TEXTS), route=draw(st.sampled_from(Step))) for c in codes)
    kind = draw(st.sampled_from([QuestionType.SINGLE, QuestionType.YNU, QuestionType.LIKERT]))
    question = Question("T.1", "", draw(TEXTS), kind, options=options, help=Help(how=draw(TEXTS)))
    return (question,) if draw(st.booleans()) else ()


def _measure(draw: Any, measure: Measure) -> Measure:
    return replace(
        measure,
        name=draw(TEXTS),
        evidence=draw(st.one_of(st.just(""), TEXTS)),
        residual=draw(st.one_of(st.just(""), TEXTS)),
        clears=draw(st.sampled_from([(), ("REFER",), ("REFER", "LEGAL")])),
        reduces=(("X.S", 0), ("Y.P", 2)),
    )


@st.composite
def _translations(draw: Any, whole: Questionnaire) -> tuple[Translation, ...]:
    found = []
    for language in draw(st.permutations(["fr", "mt", "x-odd", "zh-Hant"]))[
        : draw(st.integers(0, 3))
    ]:
        told = []
        for place, text in texts(whole).items():
            if draw(st.integers(0, 2)) == 0:
                of = fingerprint(text) if draw(st.booleans()) else "stale"
                told.append(Translated(place, draw(TEXTS), of))
        found.append(Translation(language, tuple(told)))
    return tuple(found)
