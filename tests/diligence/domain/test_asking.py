"""Which questions a colleague can be asked, quick choices, and notes side by side."""

import pytest

from diligence.domain import asking
from diligence.domain.asking import groups, picks, with_note
from diligence.domain.sheet import Entry, Save, Stamp, merge
from diligence.exchange.packaged import packaged

BASELINE = packaged("eu-baseline")
EVERY = frozenset(question.id for question in BASELINE.questions)


def offered(entries=None, *, triage=False, answerable=EVERY):
    return groups(BASELINE, entries or {}, triage=triage, answerable=answerable)


def ids(found) -> set[str]:
    return {question.id for group in found for question in group.questions}


def test_the_triage_is_one_group_of_ten():
    (group,) = offered(triage=True, answerable=frozenset())
    assert len(group.questions) == 10


def test_all_that_is_not_ruled_out_can_be_asked():
    assert ids(offered()) == EVERY
    nobody_hosted = {"C1": Entry(value="no", revision=1)}
    assert EVERY - ids(offered(nobody_hosted)) == {"C2", "C3", "C4", "C5", "C6"}


def test_where_a_hub_asked_only_what_it_opened_can_be_asked():
    found = offered(answerable=frozenset({"A2", "D1"}))
    assert [(group.id, len(group.questions)) for group in found] == [("A", 1), ("D", 1)]


def test_quick_choices_tick_what_they_say():
    entries = {
        "A2": Entry(value="trl3", revision=1),
        "B5": Entry(value="unknown", revision=1),
        "A3": Entry(value=["unknown"], revision=1),
        "A4": Entry(value=None, revision=2),
    }
    found = picks(offered(entries), entries)
    assert set(found[asking.UNCERTAIN]) == {"A3", "B5"}
    assert set(found[asking.UNANSWERED]) == EVERY - {"A2", "A3", "B5"}
    assert found["section:E"] == ("E1", "E2", "E3", "E4")
    domain = {q.id for q in BASELINE.questions if q.factor == "domain"}
    assert set(found["factor:domain"]) == domain
    assert {"A1", "E3", "G1"} <= domain


def test_a_choice_that_would_tick_nothing_is_left_out():
    entries = {id: Entry(value="x", revision=1) for id in EVERY}
    found = picks(offered(entries, answerable=frozenset({"A2"})), entries)
    assert set(found) == {"factor:domain", "section:A"}


@pytest.mark.parametrize(
    ("present", "note", "told"),
    [
        ("", "", None),
        ("Mine", "  ", None),
        ("", "Hers", "Lee: Hers"),
        ("Mine", "Hers", "Mine\n\nLee: Hers"),
        ("Mine\n\nLee: Hers", "Hers", None),
    ],
)
def test_notes_stand_side_by_side_and_once(present, note, told):
    assert with_note(present, note, "Lee") == told


def test_an_answer_of_somebody_else_carries_their_name_and_no_user():
    stamp = Stamp("Ines", "1", "2026-11-22T12:00:00+00:00")
    save = Save("trl3", None, 0, "contributed", confirms=True, by="Lee, asked by Ines")
    entry = merge({}, {"A2": save}, stamp).entries["A2"]
    assert (entry["by"], entry["user"], entry["confirmed_by"]) == (
        "Lee, asked by Ines", None, "Ines",
    )  # fmt: skip
    assert entry["origin"] == "contributed"
