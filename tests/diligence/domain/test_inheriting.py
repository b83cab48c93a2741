"""An edition that builds on another asks at least as much, and no answer gives a lower outcome."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain.checks.finding import Weight
from diligence.domain.conditions import parse
from diligence.domain.inheriting import ancestry, composed, limit_of, lock_of, restricted
from diligence.domain.locks import SEVERITY
from diligence.domain.places import fingerprint
from diligence.domain.questionnaire import (
    FlagRule,
    Measure,
    Option,
    Question,
    Questionnaire,
    Section,
    Translated,
    Translation,
)
from diligence.domain.routing import route
from diligence.domain.scoring import score
from diligence.domain.soundness import defects
from diligence.domain.translating import own_translations
from diligence.domain.triage import triage
from diligence.enums import Band, Destination, Factor, QuestionType, Route, Step
from diligence.exchange.native import content_hash
from tests.diligence.domain import generate
from tests.factories import levels
from tests.factories.levels import BASELINE

SEVERE = {Route.OUT_OF_SCOPE: 0, Route.ENDED_LOW: 1, Route.FULL: 2}
DIGEST = content_hash(BASELINE)


def _own(draw: Any, parent: Questionnaire, n: int) -> Question:
    """An own question, placed and asked as an author may want it."""
    named = [q for q in parent.questions if q.options]
    condition = (
        draw(generate.trees(generate.leaf(named))) if named and draw(st.booleans()) else None
    )
    axes = draw(st.lists(st.sampled_from(parent.axes), unique=True, max_size=2))
    return Question(
        id=f"own{n}",
        section="own",
        text="Ours?",
        type=QuestionType.SINGLE,
        options=(
            Option("low", "Low"),
            Option("high", "High", draw(generate.POINTS), draw(st.sampled_from([(), ("REFER",)]))),
            Option("unknown", "Don't know", draw(generate.POINTS)),
        ),
        feeds=tuple((axis, Decimal(1)) for axis in sorted(axes, key=parent.axes.index)),
        condition=condition,
        factor=Factor.OWN,
    )


def _raised(draw: Any, matrix: tuple[tuple[Band, ...], ...]) -> tuple[tuple[Band, ...], ...]:
    """No cell milder, and still never falling: every cell at least some floor."""
    floor = draw(st.sampled_from([Band.LOW, Band.LOW, Band.MEDIUM, Band.HIGH]))
    return tuple(tuple(max(b, floor, key=lambda band: band.rank) for b in row) for row in matrix)


@st.composite
def children(draw: Any, parent: Questionnaire) -> Questionnaire:
    """Whatever the rules allow a lower level to change."""
    questions = list(parent.questions)
    for n in range(draw(st.integers(0, 3))):
        questions.insert(draw(st.integers(0, len(questions))), _own(draw, parent, n))
    rules = parent.rules
    floor = draw(st.integers(1, rules.unknown_floor))
    severer = replace(
        rules,
        accumulate=rules.accumulate or draw(st.booleans()),
        unknown_floor=floor,
        unknown_limit=draw(st.integers(floor, max(floor, rules.unknown_limit))),
        high_refer=draw(st.integers(1, rules.high_refer)),
        hub_from=draw(st.sampled_from([Band.LOW, Band.MEDIUM, Band.HIGH])),
    )
    divided = draw(st.sampled_from([1, 1, 2]))
    own_rules: tuple[FlagRule, ...] = ()
    choices = [q for q in questions if q.options]
    if choices and draw(st.booleans()):
        when = draw(generate.leaf(choices))
        level = draw(st.integers(1, 3))
        own_rules = (
            FlagRule(
                "OWN", when, when.question, "REFER", draw(st.sampled_from(parent.axes)), level
            ),
        )
    return replace(
        parent,
        id="child",
        questions=tuple(questions),
        sections=(*parent.sections, Section("own", "Ours")),
        rules=severer,
        flag_rules=(*parent.flag_rules, *own_rules),
        thresholds=tuple((a, tuple(s / divided for s in steps)) for a, steps in parent.thresholds),
        dimensions=tuple(replace(d, matrix=_raised(draw, d.matrix)) for d in parent.dimensions),
        lineage=ancestry(parent, content_hash(parent)),
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_answer_gives_a_lower_outcome_than_under_the_parent(data: st.DataObject) -> None:
    parent = data.draw(generate.questionnaires())
    child = data.draw(children(parent))
    assert not defects(child)
    assert composed(child, parent, digest=content_hash(parent)) == ()
    answers = data.draw(generate.complete_answers(child))
    ours, theirs = score(child, answers), score(parent, restricted(parent, answers))
    assert ours.outcome.rank >= theirs.outcome.rank
    assert ours.band.rank >= theirs.band.rank
    assert ours.unknown >= theirs.unknown
    assert ours.hold >= theirs.hold
    assert ours.decidable <= theirs.decidable
    assert all(ours.levels[axis] >= level for axis, level in theirs.levels.items())
    if route(parent, theirs).leads_to is Destination.HUB:
        assert route(child, ours).leads_to is Destination.HUB
    flags = {(flag.question, flag.flag) for flag in ours.flags}
    assert {(flag.question, flag.flag) for flag in theirs.flags} <= flags


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_answer_of_the_triage_leads_less_far(data: st.DataObject) -> None:
    parent = BASELINE
    asked = []
    for question in parent.triage:
        options = tuple(
            replace(o, route=data.draw(st.sampled_from(_at_least(o.route))))
            for o in question.options
        )
        asked.append(replace(question, options=options))
    own = replace(
        parent.triage[1],
        id="TN",
        options=tuple(replace(o, route=Step.FULL) for o in parent.triage[1].options),
    )
    if data.draw(st.booleans()):
        asked.insert(data.draw(st.integers(0, len(asked))), own)
    child = replace(parent, id="child", triage=tuple(asked), lineage=ancestry(parent, DIGEST))
    assert composed(child, parent, digest=DIGEST) == ()
    answers = {q.id: data.draw(st.sampled_from(q.codes)) for q in child.triage}
    ours, theirs = triage(child, answers), triage(parent, restricted(parent, answers))
    assert SEVERE[ours.route] >= SEVERE[theirs.route]
    assert ours.refer >= theirs.refer


def _at_least(step: Step | None) -> list[Step]:
    return [s for s in Step if step is not None and SEVERITY[s] >= SEVERITY[step]]


def _question(**changes: Any) -> dict[str, Any]:
    first = BASELINE.questions[0]
    return {"questions": (replace(first, **changes), *BASELINE.questions[1:])}


FIRST = BASELINE.questions[0]
SCORED = next(q for q in BASELINE.questions if q.feeds)
BREACHES: dict[str, tuple[dict[str, Any], str]] = {
    "a question is left out": ({"questions": BASELINE.questions[1:]}, f"questions/{FIRST.id}"),
    "a question is worded anew": (_question(text="Other?"), f"questions/{FIRST.id}/text"),
    "a condition is added": (
        _question(condition=parse("${A2} = 'x'")),
        f"questions/{FIRST.id}/condition",
    ),
    "an option is left out": (
        _question(options=FIRST.options[1:]),
        f"questions/{FIRST.id}/options/{FIRST.options[0].code}",
    ),
    "an option is added": (
        _question(options=(*FIRST.options, Option("new", "New"))),
        f"questions/{FIRST.id}/options/new",
    ),
    "points are changed": (
        _question(options=(replace(FIRST.options[0], points=Decimal(9)), *FIRST.options[1:])),
        f"questions/{FIRST.id}/options/{FIRST.options[0].code}/points",
    ),
    "the order is changed": (
        {"questions": (*BASELINE.questions[1:], FIRST)},
        "questions",
    ),
    "help is worded anew": (
        _question(help=replace(FIRST.help, why="Because.")),
        f"questions/{FIRST.id}/help/why",
    ),
    "a threshold is raised": (
        {
            "thresholds": tuple(
                (axis, tuple(step + 1 for step in steps)) for axis, steps in BASELINE.thresholds
            )
        },
        f"thresholds/{BASELINE.thresholds[0][0]}",
    ),
    "more unknown answers are borne": (
        {"rules": replace(BASELINE.rules, unknown_limit=9)},
        "rules/unknown_limit",
    ),
    "risks no longer add up": (
        {"rules": replace(BASELINE.rules, accumulate=False)},
        "rules/accumulate",
    ),
    "a matrix is milder": (
        {
            "dimensions": tuple(
                replace(d, matrix=tuple(tuple(Band.LOW for _ in row) for row in d.matrix))
                for d in BASELINE.dimensions
            )
        },
        f"dimensions/{BASELINE.dimensions[0].id}/matrix",
    ),
    "a dimension is added": (
        {"dimensions": (*BASELINE.dimensions, replace(BASELINE.dimensions[0], id="NEW"))},
        "dimensions/NEW",
    ),
    "a triage answer leads less far": (
        {"triage": levels.routed(BASELINE.triage, "T4", "yes", Step.NEXT)},
        "triage/T4/options/yes/route",
    ),
    "an own triage question ends the matter": (
        {"triage": (*BASELINE.triage, replace(BASELINE.triage[0], id="TN"))},
        "triage/TN/options/no/route",
    ),
    "a flag rule is left out": (
        {"flag_rules": ()},
        f"flag_rules/{BASELINE.flag_rules[0].id}",
    ),
    "a measure lowers more": (
        {
            "measures": (
                replace(BASELINE.measures[0], reduces=(("KT.S", 3),)),
                *BASELINE.measures[1:],
            )
        },
        f"measures/{BASELINE.measures[0].id}/reduces",
    ),
    "the line of descent is another": ({"lineage": ancestry(BASELINE, "0" * 64)}, "lineage"),
    "the language is another": ({"language": "nl"}, "language"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_what_would_lower_an_outcome_or_break_the_comparison_is_named_by_its_place(
    breach: str,
) -> None:
    changes, place = BREACHES[breach]
    child = replace(levels.composed(own=()), **changes)
    found = composed(child, BASELINE, digest=DIGEST)
    assert place in [finding.place for finding in found]
    assert all(finding.weight is Weight.ERROR for finding in found)
    assert all(str(finding.problem) and str(finding.remedy) for finding in found)


def test_an_own_measure_that_reduces_is_a_matter_of_judgement() -> None:
    own = Measure("N-M1", "Escort", "access", "Log", (("KT.S", 1),))
    free = Measure("N-M2", "Ask", "access", "Log")
    child = levels.composed(measures=(*BASELINE.measures, own, free))
    (found,) = composed(child, BASELINE, digest=DIGEST)
    assert (found.weight, found.place) == (Weight.JUDGEMENT, "measures/N-M1/reduces")


def test_own_parts_more_severity_help_and_suggestions_are_no_breach() -> None:
    longer = replace(FIRST, help=replace(FIRST.help, why=FIRST.help.why + " Here: ask Legal."))
    longer = replace(longer, measures=(*FIRST.measures, "M02"))
    child = levels.composed(
        questions=(levels.OWN, longer, *BASELINE.questions[1:]),
        triage=levels.routed(BASELINE.triage, "T2", "yes", Step.REFER),
        rules=replace(BASELINE.rules, unknown_floor=2, hub_from=Band.MEDIUM),
    )
    assert composed(child, BASELINE, digest=DIGEST) == ()


def test_levels_stand_on_each_other() -> None:
    core = levels.composed()
    own = replace(levels.OWN, id="U1", section="U")
    local = levels.composed(core, "uni", own=(own,))
    assert composed(local, core, digest=content_hash(core)) == ()
    assert [a.id for a in local.lineage] == ["nl-core", "eu-baseline"]
    assert local.root == "eu-baseline"
    assert {f.place for f in composed(local, BASELINE, digest=DIGEST)} == {"lineage"}


LOCKED = (
    "questions/A1", "questions/A1/text", "questions/A1/options", "questions/A1/options/joint",
    "questions/A1/feeds", "triage/T1/text", "triage/T1/options/no/label", "sections/A",
    "flags/REFER", "flag_rules/C1/level", "measures/M01/reduces", "dimensions", "sides/S",
    "language", "lineage", "format",
)  # fmt: skip
FREE = (
    "title", "about", "questions", "questions/N1", "questions/N1/text", "questions/A1/help/why",
    "questions/A1/measures", "triage/T1/options/no/route", "thresholds/KT.S", "rules/high_refer",
    "dimensions/KT/matrix", "measures", "languages", "translations", "translations/nl",
    "cases/K01",
)  # fmt: skip


@pytest.mark.parametrize("place", LOCKED)
def test_inherited_places_are_locked_with_their_reason(place: str) -> None:
    reason = lock_of(BASELINE, place)
    assert reason is not None
    assert str(reason)


@pytest.mark.parametrize("place", FREE)
def test_own_places_and_more_severity_are_free(place: str) -> None:
    assert lock_of(BASELINE, place) is None


def test_what_the_parent_translates_is_locked_and_other_languages_are_free() -> None:
    told = Translated("questions/A1/text", "Welche?", "0" * 16)
    parent = replace(BASELINE, translations=(Translation("de", (told,)),))
    assert lock_of(parent, "translations/de/texts/questions/A1/text") is not None
    assert lock_of(parent, "translations/de/texts/questions/N1/text") is None
    assert lock_of(parent, "translations/nl/texts/questions/A1/text") is None
    child = levels.composed(parent, translations=())
    (found,) = composed(child, parent, digest=content_hash(parent))
    assert found.place == "translations/de/texts/questions/A1/text"


def test_a_translation_into_a_language_that_the_parent_lacks_is_a_note() -> None:
    text = BASELINE.questions[0].text
    place = f"questions/{BASELINE.questions[0].id}/text"
    told = (
        Translated("title", "Ons", "0" * 16),
        Translated(place, "Heel iets anders?", fingerprint(text)),
        Translated("questions/N1/text", "Eigen?", "0" * 16),
    )
    child = levels.composed(BASELINE, translations=(Translation("nl", told),))
    (found,) = composed(child, BASELINE, digest=DIGEST)
    assert (found.place, found.weight) == ("translations/nl", Weight.NOTE)
    assert "1 inherited texts in Dutch" in str(found.problem)
    assert own_translations(child, BASELINE) == {"nl": (place,)}
    # Where the parent has words of its own there, they stay, and nothing is a level's own.
    parent = replace(BASELINE, translations=(Translation("nl", told[1:2]),))
    child = levels.composed(parent, translations=(Translation("nl", told),))
    assert composed(child, parent, digest=content_hash(parent)) == ()


def test_translated_help_is_the_parents_as_long_as_the_help_is() -> None:
    """A level that may not change what a question explains can't do so in one language either."""
    place, why = f"questions/{FIRST.id}/help/why", FIRST.help.why
    parents = Translated(place, "Darum.", fingerprint(why))
    parent = replace(BASELINE, translations=(Translation("de", (parents,)),))
    digest = content_hash(parent)

    def found(*told: Translated, help_: str = why) -> list[tuple[str, Weight]]:
        first = replace(FIRST, help=replace(FIRST.help, why=help_))
        child = levels.composed(
            parent,
            questions=(levels.OWN, first, *BASELINE.questions[1:]),
            translations=(Translation("de", told),),
        )
        return [(each.place, each.weight) for each in composed(child, parent, digest=digest)]

    at = f"translations/de/texts/{place}"
    misleading = replace(parents, text="Immer „nein“ ankreuzen.")
    assert found(parents) == []
    assert (at, Weight.ERROR) in found(misleading)
    assert (at, Weight.ERROR) in found()
    # With a sentence of one's own, the translation may go on; whatever else it says is told.
    longer = f"{why} Ask Legal."
    more = replace(parents, text="Darum. Fragen Sie uns.", of=fingerprint(longer))
    assert found(more, help_=longer) == []
    assert found(replace(misleading, of=more.of), help_=longer) == [
        ("translations/de", Weight.NOTE)
    ]


def test_how_far_a_place_may_be_changed_is_said() -> None:
    assert "4, 9, 15" in str(limit_of(BASELINE, "thresholds/KT.S"))
    assert "At most 8" in str(limit_of(BASELINE, "rules/unknown_limit"))
    assert "out" in str(limit_of(BASELINE, "triage/T1/options/no/route"))
    assert limit_of(BASELINE, "questions/N1/text") is None
    assert SCORED.id in BASELINE.positions
