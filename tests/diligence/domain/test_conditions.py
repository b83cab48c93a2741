import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.conditions import (
    All,
    Answered,
    AnyOf,
    Compare,
    Condition,
    ConditionError,
    In,
    Includes,
    Not,
    evaluate,
    names,
    parse,
    to_text,
)
from diligence.domain.wording import in_words, spoken
from diligence.exchange.packaged import packaged
from tests.diligence.domain.generate import trees

BASELINE = packaged("eu-baseline")
IDS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,5}", fullmatch=True)
CODES = st.from_regex(r"[A-Za-z0-9_.-]{1,6}", fullmatch=True)
NUMBERS = st.decimals(-1000, 1000, places=2)
TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: not ("'" in text and '"' in text))
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Compare, IDS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.one_of(TEXTS, NUMBERS)
    ),
    st.builds(Includes, IDS, CODES),
    st.builds(In, IDS, st.lists(CODES, min_size=1, max_size=4).map(tuple)),
    st.builds(Answered, IDS),
)


@given(trees(LEAVES))
def test_parsing_what_was_printed_gives_the_same_condition(condition: Condition) -> None:
    assert parse(to_text(condition)) == condition


def test_reads_xlsform_expressions() -> None:
    assert parse("${C1} = 'yes' and selected(${A3}, 'ai')") == All(
        (Compare("C1", "=", "yes"), Includes("A3", "ai"))
    )
    assert parse('not( ${A5} >= 2 or ${D6}!="no")') == Not(
        AnyOf((Compare("A5", ">=", Decimal(2)), Compare("D6", "!=", "no")))
    )
    assert parse("selected('minor control', ${D6})") == In("D6", ("minor", "control"))
    assert parse("${B1} != ''") == Answered("B1")
    assert parse("${B1} = ''") == Not(Answered("B1"))


def test_and_binds_closer_than_or() -> None:
    a, b, c = (Compare(id, "=", "1") for id in "ABC")
    assert parse("${A} = '1' or ${B} = '1' and ${C} = '1'") == AnyOf((a, All((b, c))))
    assert parse("(${A} = '1' or ${B} = '1') and ${C} = '1'") == All((AnyOf((a, b)), c))


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("", 1, "found nothing more"),
        ("${C1} = ", 9, "a code in quotes"),
        ("${C1} == 'yes'", 8, "found “="),
        ("${C1} = 'yes' and", 18, "found nothing more"),
        ("C1 = 'yes'", 1, "a question such as ${C1}"),
        ("${C1} = 'yes' ${C2} = 'no'", 15, "found “${C2}”"),
        ("(${C1} = 'yes'", 15, "Expected )"),
        ("selected(${A3}, 'ai bio')", 17, "exactly one code"),
        ("selected('', ${A3})", 10, "at least one code"),
        ("${A3} < ''", 9, "empty text"),
        ("${C1} = 'yes", 9, "a code in quotes"),
    ],
)
def test_mistakes_are_named_with_their_place(text: str, position: int, part: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse(text)
    assert error.value.position == position
    assert part in str(error.value)
    assert f"(character {position})" in str(error.value)


def test_endless_expressions_are_refused() -> None:
    with pytest.raises(ConditionError, match="at most 4000 characters"):
        parse("${A} = '1' or " * 400 + "${A} = '1'")
    with pytest.raises(ConditionError, match="40 brackets"):
        parse("(" * 41 + "${A} = '1'" + ")" * 41)
    long = " or ".join(["${A} = '1'"] * 280)
    assert len(parse(long).terms) == 280  # type: ignore[union-attr]


YES, NO, OPEN = "${Y} = 'y'", "${Y} = 'n'", "${M} = 'y'"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (YES, True),
        (NO, False),
        (OPEN, None),
        ("${M} != 'y'", None),
        ("selected(${M}, 'y')", None),
        ("selected('y', ${M})", None),
        ("${M} >= 2", None),
        ("${M} != ''", False),
        ("${Y} != ''", True),
        (f"not({OPEN})", None),
        (f"not({NO})", True),
        (f"{YES} and {OPEN}", None),
        (f"{NO} and {OPEN}", False),
        (f"{YES} or {OPEN}", True),
        (f"{NO} or {OPEN}", None),
        ("selected(${L}, 'a')", True),
        ("selected(${L}, 'z')", False),
        ("selected('a y', ${Y})", True),
        ("${N} >= 2", True),
        ("${N} < 2.5", False),
        ("${N} = 2.5", True),
        ("${S} >= 2", True),
        ("${S} = 3", True),
        ("${U} >= 2", False),
        ("${U} != 2", True),
        ("${B} = 1", False),
        ("${D} > '2026-01-01'", True),
        ("${N} > 'a'", False),
    ],
)
def test_three_values(text: str, value: bool | None) -> None:
    answers = {
        "Y": "y",
        "L": ["a", "b"],
        "N": 2.5,
        "S": "3",
        "U": "unknown",
        "B": True,
        "D": "2026-02-03",
    }
    assert evaluate(parse(text), answers) is value


@given(trees(LEAVES.filter(lambda leaf: not isinstance(leaf, Answered))))
def test_without_answers_nothing_is_known(condition: Condition) -> None:
    assert evaluate(condition, {}) is None


@given(trees(LEAVES), st.data())
def test_a_known_value_stays_when_more_is_answered(
    condition: Condition, data: st.DataObject
) -> None:
    if any(type(part) is Answered for part in _leaves(condition)):
        return
    given_now = data.draw(st.dictionaries(st.sampled_from(sorted(names(condition))), CODES))
    value = evaluate(condition, given_now)
    rest = data.draw(st.fixed_dictionaries(dict.fromkeys(names(condition), CODES)))
    if value is not None:
        assert evaluate(condition, rest | given_now) is value
    assert evaluate(condition, rest | given_now) is not None


def _leaves(condition: Condition) -> list[Condition]:
    if isinstance(condition, Not):
        return _leaves(condition.term)
    if isinstance(condition, All | AnyOf):
        return [leaf for term in condition.terms for leaf in _leaves(term)]
    return [condition]


def test_names_lists_every_question() -> None:
    text = "not(${A} = '1') and (selected(${B}, 'x') or selected('x', ${C})) and ${D} != ''"
    assert names(parse(text)) == {"A", "B", "C", "D"}


def test_in_words_uses_labels() -> None:
    text = "${C1} = 'yes' and (selected(${A3}, 'ai') or not(${A5} >= 2)) and ${B1} != ''"
    words = str(in_words(parse(text), BASELINE))
    labels = [BASELINE.question_label(id) for id in ("C1", "A3", "A5", "B1")]
    assert words == (
        "“{}” is “Yes”, and (“{}” includes “Artificial intelligence”, or it is not so that"
        " “{}” is at least “2”), and “{}” is answered".format(*labels)
    )
    either = str(in_words(parse("selected('minor control', ${D6})"), BASELINE))
    assert "is “Minority stake without rights” or “Qualifying stake" in either


def test_in_words_is_translated_sentence_by_sentence() -> None:
    """Each pattern is a sentence of its own, so a language may put the words in another order."""
    german = {
        "“%(question)s” is “%(answer)s”": "„%(question)s“ ist „%(answer)s“",
        "“%(question)s” is %(answers)s": "„%(question)s“ ist %(answers)s",
        "“%(answer)s”": "„%(answer)s“",
        "%(first)s or %(others)s": "%(first)s oder %(others)s",
        "%(first)s, and %(others)s": "%(first)s und %(others)s",
        "(%(condition)s)": "(%(condition)s)",
        "%(first)s, or %(others)s": "%(first)s oder %(others)s",
        "“%(question)s” is answered": "„%(question)s“ ist beantwortet",
        "it is not so that %(condition)s": "%(condition)s gilt nicht",
    }
    text = "${C1} = 'yes' and (selected('minor control', ${D6}) or not(${B1} != ''))"
    words = spoken(in_words(parse(text), BASELINE), german.__getitem__)
    for english in (" is ", " or ", " and ", "not so", "answered"):
        assert english not in re.sub("„.*?“", "", words)
    assert words.endswith("“ ist beantwortet gilt nicht)")


def test_a_long_condition_is_said_without_nesting_deep() -> None:
    many = AnyOf(tuple(Answered(f"Q{n}") for n in range(3000)))
    assert str(in_words(many, BASELINE)).count(", or ") == 2999


@pytest.mark.parametrize(
    "make",
    [
        lambda: All((Answered("A"),)),
        lambda: AnyOf(()),
        lambda: In("A", ()),
        lambda: Compare("A", "~", "x"),
        lambda: Compare("A", "=", ""),
        lambda: Compare("A", "=", "'\""),
    ],
)
def test_conditions_that_cannot_be_printed_cannot_be_made(make: object) -> None:
    with pytest.raises(ValueError, match=r"\."):
        make()  # type: ignore[operator]
