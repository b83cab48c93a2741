"""Differences by meaning: every kind of edit gives exactly its change, and nothing is missed."""

import copy
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diligence.domain.conditions import parse
from diligence.domain.differences import Change, Kind, Summary, compare, summary
from diligence.domain.longest import steady
from diligence.domain.places import fingerprint, look_up, texts
from diligence.domain.questionnaire import (
    Ancestor,
    FlagRule,
    Measure,
    Question,
    Questionnaire,
    Translated,
    Translation,
)
from diligence.enums import Band, Factor, FlagTarget, QuestionType, Scope, Step
from diligence.exchange import native
from diligence.exchange.packaged import packaged
from diligence.exchange.reading import QuestionnaireError
from tests.diligence.domain.generate import questionnaires


def translated(q: Questionnaire, language: str) -> Questionnaire:
    listed = tuple(Translated(p, f"{language}: {t}", fingerprint(t)) for p, t in texts(q).items())
    return replace(q, translations=(*q.translations, Translation(language, listed)))


def whole() -> Questionnaire:
    """An edition in which every member of the format says something."""
    q = packaged("eu-baseline")
    first = replace(q.questions[1], valid_months=6, tags=("duty",), basis="Article 5")
    q = replace(
        q,
        lineage=(Ancestor("older", "1", "0" * 64),),
        languages=("fr",),
        questions=(q.questions[0], first, *q.questions[2:]),
        rules=replace(q.rules, hub_from=Band.MEDIUM),
    )
    return translated(translated(q, "fr"), "de")


WHOLE = whole()
Edited = tuple[Questionnaire, set[tuple[Kind, str, str]]]


def question(id: str, **members: Any) -> Callable[[Questionnaire], Questionnaire]:
    def edit(q: Questionnaire) -> Questionnaire:
        return replace(
            q, questions=tuple(replace(x, **members) if x.id == id else x for x in q.questions)
        )

    return edit


def option(id: str, at: int, **members: Any) -> Callable[[Questionnaire], Questionnaire]:
    def edit(q: Questionnaire) -> Questionnaire:
        listed = list(q.question(id).options)
        listed[at] = replace(listed[at], **members)
        return question(id, options=tuple(listed))(q)

    return edit


def member(list_: str, at: int, **members: Any) -> Callable[[Questionnaire], Questionnaire]:
    def edit(q: Questionnaire) -> Questionnaire:
        parts = list(getattr(q, list_))
        parts[at] = replace(parts[at], **members)
        return replace(q, **{list_: tuple(parts)})

    return edit


def rules(**members: Any) -> Callable[[Questionnaire], Questionnaire]:
    return lambda q: replace(q, rules=replace(q.rules, **members))


def helped(id: str, name: str) -> Callable[[Questionnaire], Questionnaire]:
    return lambda q: question(id, help=replace(q.question(id).help, **{name: "Other."}))(q)


def text_of(language: str, place: str) -> Callable[[Questionnaire], Questionnaire]:
    def edit(q: Questionnaire) -> Questionnaire:
        return replace(
            q,
            translations=tuple(
                replace(
                    t,
                    texts=tuple(
                        replace(x, text="Autrement") if x.place == place else x for x in t.texts
                    ),
                )
                if t.language == language
                else t
                for t in q.translations
            ),
        )

    return edit


def to_the_end(list_: str, at: int) -> Callable[[Questionnaire], Questionnaire]:
    def edit(q: Questionnaire) -> Questionnaire:
        parts = list(getattr(q, list_))
        parts.append(parts.pop(at))
        return replace(q, **{list_: tuple(parts)})

    return edit


A2 = WHOLE.questions[1].id
CODE = WHOLE.questions[1].options[0].code
AXIS = "KT.S"
NEW = Question("Z9", "A", "New?", QuestionType.TEXT, factor=Factor.OWN)
RULE = FlagRule("N1", parse("${C1} = 'yes'"), "C1", "REFER")
MEASURE = Measure("M99", "Another", "governance", "")
T1 = WHOLE.triage[0]
LOW = ((Band.LOW,) * 4,) * 4
OLDER = Ancestor("older", "2", "1" * 64)


def feeds(q: Questionnaire) -> Questionnaire:
    found = dict(q.question(A2).feeds)
    changed = {**found, AXIS: found.get(AXIS, Decimal(0)) + 1}
    return question(A2, feeds=tuple(changed.items()))(q)


def thresholds(q: Questionnaire) -> Questionnaire:
    first = (q.thresholds[0][0], (Decimal("0.5"), *q.thresholds[0][1][1:]))
    return replace(q, thresholds=(first, *q.thresholds[1:]))


def without_option(q: Questionnaire) -> Questionnaire:
    return question(A2, options=q.question(A2).options[1:])(q)


def turned_options(q: Questionnaire) -> Questionnaire:
    listed = q.question(A2).options
    return question(A2, options=(*listed[1:], listed[0]))(q)


EDITS: list[tuple[Callable[[Questionnaire], Questionnaire], Kind, str, str]] = [
    (lambda q: replace(q, edition="9"), Kind.WORDING, "edition", ""),
    (lambda q: replace(q, title="Other"), Kind.WORDING, "title", ""),
    (lambda q: replace(q, about="Other"), Kind.WORDING, "about", ""),
    (lambda q: replace(q, language="de"), Kind.WORDING, "language", ""),
    (lambda q: replace(q, lineage=(OLDER,)), Kind.LOGIC, "lineage", ""),
    (lambda q: replace(q, languages=("fr", "de")), Kind.TRANSLATION, "languages", "de"),
    (member("dimensions", 0, title="X"), Kind.WORDING, "dimensions/KT/title", ""),
    (member("dimensions", 0, matrix=LOW), Kind.LOGIC, "dimensions/KT/matrix", ""),
    (member("sides", 0, title="X"), Kind.WORDING, "sides/S/title", ""),
    (member("sides", 0, reduction=3), Kind.MEASURES, "sides/S/reduction", ""),
    (thresholds, Kind.LOGIC, f"thresholds/{WHOLE.thresholds[0][0]}", ""),
    (rules(unknown_floor=1), Kind.LOGIC, "rules/unknown_floor", ""),
    (rules(accumulate=False), Kind.LOGIC, "rules/accumulate", ""),
    (rules(hub_from=Band.HIGH), Kind.LOGIC, "rules/hub_from", ""),
    (member("flags", 0, words="X"), Kind.WORDING, "flags/REFER/words", ""),
    (member("flags", 0, target=FlagTarget.ETHICS), Kind.LOGIC, "flags/REFER/target", ""),
    (lambda q: replace(q, flag_rules=(*q.flag_rules, RULE)), Kind.LOGIC, "flag_rules/N1", ""),
    (member("triage", 0, text="Other?"), Kind.WORDING, f"triage/{T1.id}/text", ""),
    (
        member("triage", 1, options=(replace(WHOLE.triage[1].options[0], route=Step.REFER),
               *WHOLE.triage[1].options[1:])),
        Kind.LOGIC,
        f"triage/{WHOLE.triage[1].id}/options/{WHOLE.triage[1].options[0].code}/route",
        "",
    ),
    (to_the_end("triage", 2), Kind.MOVED, f"triage/{WHOLE.triage[2].id}", ""),
    (member("sections", 0, title="X"), Kind.WORDING, "sections/A/title", ""),
    (to_the_end("sections", 0), Kind.MOVED, "sections/A", ""),
    (question(A2, text="Other?"), Kind.WORDING, f"questions/{A2}/text", ""),
    (question(A2, short="Other"), Kind.WORDING, f"questions/{A2}/short", ""),
    (question(A2, section="B"), Kind.MOVED, f"questions/{A2}/section", ""),
    (question(A2, type=QuestionType.LIKERT), Kind.OPTIONS, f"questions/{A2}/type", ""),
    (question(A2, condition=parse("${A1} != ''")), Kind.LOGIC, f"questions/{A2}/condition", ""),
    (question(A2, cap=Decimal(9)), Kind.POINTS, f"questions/{A2}/cap", ""),
    (feeds, Kind.POINTS, f"questions/{A2}/feeds/{AXIS}", ""),
    (question(A2, measures=("M41",)), Kind.MEASURES, f"questions/{A2}/measures", ""),
    (question(A2, factor=Factor.COUNTRY), Kind.LOGIC, f"questions/{A2}/factor", ""),
    (question(A2, scope=Scope.REGISTER), Kind.LOGIC, f"questions/{A2}/scope", ""),
    (question(A2, valid_months=None), Kind.LOGIC, f"questions/{A2}/valid_months", ""),
    (question(A2, tags=()), Kind.HELP, f"questions/{A2}/tags", ""),
    (question(A2, basis=""), Kind.HELP, f"questions/{A2}/basis", ""),
    (helped(A2, "why"), Kind.HELP, f"questions/{A2}/help/why", ""),
    (helped(A2, "counts"), Kind.HELP, f"questions/{A2}/help/counts", ""),
    (option(A2, 0, label="X"), Kind.OPTIONS, f"questions/{A2}/options/{CODE}/label", ""),
    (option(A2, 0, points=Decimal(7)), Kind.POINTS, f"questions/{A2}/options/{CODE}/points", ""),
    (
        option(A2, 0, flags=("LEGAL-FDI",)),
        Kind.LOGIC,
        f"questions/{A2}/options/{CODE}/flags",
        "",
    ),
    (without_option, Kind.OPTIONS, f"questions/{A2}/options/{CODE}", ""),
    (turned_options, Kind.OPTIONS, f"questions/{A2}/options", ""),
    (to_the_end("questions", 4), Kind.MOVED, f"questions/{WHOLE.questions[4].id}", ""),
    (lambda q: replace(q, questions=(*q.questions, NEW)), Kind.ADDED, "questions/Z9", ""),
    (lambda q: replace(q, questions=q.questions[:-1]), Kind.REMOVED,
     f"questions/{WHOLE.questions[-1].id}", ""),
    (lambda q: replace(q, measures=(*q.measures, MEASURE)), Kind.ADDED, "measures/M99", ""),
    (member("measures", 0, name="X"), Kind.MEASURES, "measures/M01/name", ""),
    (member("measures", 0, reduces=()), Kind.MEASURES, "measures/M01/reduces", ""),
    (member("measures", 0, clears=("REFER",)), Kind.MEASURES, "measures/M01/clears", ""),
    (text_of("fr", "questions/A1/text"), Kind.TRANSLATION, "questions/A1/text", "fr"),
    (lambda q: replace(q, translations=q.translations[::-1]), Kind.MOVED, "translations", ""),
]  # fmt: skip


@pytest.mark.parametrize("n", range(len(EDITS)))
def test_one_edit_is_one_change_of_its_kind_at_its_place(n: int) -> None:
    edit, kind, place, language = EDITS[n]
    (change,) = compare(WHOLE, edit(WHOLE))
    assert (change.kind, change.place, change.language) == (kind, place, language)
    assert change.before != change.after


def resolves(change: Change, *documents: dict[str, Any]) -> bool:
    for document in documents:
        try:
            look_up(document, change.place)
        except KeyError:
            continue
        return True
    return False


@given(st.lists(st.integers(0, len(EDITS) - 1), min_size=1, max_size=6, unique=True))
def test_edits_together_give_the_kinds_of_each(chosen: list[int]) -> None:
    after, expected = WHOLE, set()
    lists = {_edited_list(EDITS[n][2]) for n in chosen}
    # Two edits of one list, such as removing an option and turning their order, meet.
    assume(len(lists) == len(chosen))
    for n in sorted(chosen, key=lambda n: EDITS[n][1] is Kind.MOVED):
        edit, kind, place, language = EDITS[n]
        after = edit(after)
        expected.add((kind, place, language))
    assert {(c.kind, c.place, c.language) for c in compare(WHOLE, after)} == expected


def _edited_list(place: str) -> str:
    parts = place.split("/")
    return "/".join(parts[:3]) if len(parts) > 2 else parts[0]


@given(questionnaires())
def test_nothing_differs_from_itself(questionnaire: Questionnaire) -> None:
    assert compare(questionnaire, questionnaire) == ()
    assert summary(()) == Summary()


@given(questionnaires(), questionnaires())
def test_any_two_editions(before: Questionnaire, after: Questionnaire) -> None:
    """Whatever differs is told, its place stands in one of both, and turning round mirrors it."""
    old, new = native.dump(before), native.dump(after)
    changes = compare(before, after)
    assert bool(changes) is (old != new)
    assert all(resolves(change, old, new) for change in changes)
    mirrored = {(c.place, c.language) for c in compare(after, before)} - _of_moves(before, after)
    assert {(c.place, c.language) for c in changes} - _of_moves(before, after) == mirrored


def _of_moves(before: Questionnaire, after: Questionnaire) -> set[tuple[str, str]]:
    """Which ones count as moved, of several that changed places, may differ either way."""
    both = (*compare(before, after), *compare(after, before))
    return {(c.place, c.language) for c in both if c.kind is Kind.MOVED}


# --- Every member of the format -----------------------------------------------------------------
def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of everything in a document, lists and objects included."""
    found = [path] if path else []
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            found += leaves(item, (*path, key))
    return found


DOCUMENT = native.dump(WHOLE)
PATHS = leaves(DOCUMENT)
WORDS = [*Band, *FlagTarget, *QuestionType, *Factor, *Scope, *Step]


@given(st.sampled_from(PATHS), st.sampled_from(["drop", "turn", "other"]), st.data())
def test_no_edit_of_any_member_is_missed(path: tuple[Any, ...], how: str, data: Any) -> None:
    """Whatever is changed in the document, and can still be read, is told with a place."""
    document = copy.deepcopy(DOCUMENT)
    inside = document
    for key in path[:-1]:
        inside = inside[key]
    value = inside[path[-1]]
    if how == "drop":
        del inside[path[-1]]
    elif isinstance(value, list):
        inside[path[-1]] = value[::-1]
    elif isinstance(value, str):
        inside[path[-1]] = data.draw(st.sampled_from([value + "x", *map(str, WORDS)]))
    elif isinstance(value, bool):
        inside[path[-1]] = not value
    elif isinstance(value, int | float):
        inside[path[-1]] = value + 1
    try:
        after = native.load(document)
    except QuestionnaireError:
        return
    written = native.dump(after)
    changes = compare(WHOLE, after)
    assert bool(changes) is (written != DOCUMENT), path
    assert all(resolves(change, DOCUMENT, written) for change in changes), changes


def test_questions_are_counted_by_the_weightiest_thing_that_differs() -> None:
    after = question(A2, text="Other?", cap=Decimal(9))(WHOLE)
    after = question("A3", text="Other?")(after)
    after = replace(
        after, edition="9", questions=(*to_the_end("questions", 4)(after).questions, NEW)
    )
    found = summary(compare(WHOLE, after))
    assert found == Summary(added=1, removed=0, meaning=1, wording=1, moved=1, elsewhere=1)


def test_a_rename_is_not_guessed() -> None:
    after = member("questions", -1, id="Z1")(WHOLE)
    kinds = {(c.kind, c.place) for c in compare(WHOLE, after)}
    assert kinds == {
        (Kind.ADDED, "questions/Z1"),
        (Kind.REMOVED, f"questions/{WHOLE.questions[-1].id}"),
    }


@given(st.permutations(range(8)))
def test_what_kept_its_order_is_the_longest_that_did(order: list[int]) -> None:
    kept = [order[n] for n in sorted(steady(order))]
    assert kept == sorted(kept)
    best = max(
        sum(mask >> n & 1 for n in range(8))
        for mask in range(256)
        if (run := [order[n] for n in range(8) if mask >> n & 1]) == sorted(run)
    )
    assert len(kept) == best
