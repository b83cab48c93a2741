"""Answers follow what a draft calls otherwise, and nothing else."""

from typing import Any

from diligence.domain.edits import Insert, Remove, Rename, Set
from diligence.domain.following import Renames, followed, renames
from diligence.domain.renaming import renamed
from diligence.exchange import native
from diligence.exchange.packaged import packaged

BASELINE = packaged("eu-baseline")


def document() -> dict[str, Any]:
    return native.dump(BASELINE)


def edited(*steps: Rename) -> dict[str, Any]:
    found = document()
    for step in steps:
        listed, _, old = step.place.rpartition("/")
        found = renamed(found, listed, old, step.new_id)
    return found


def test_renamings_are_followed_to_their_end() -> None:
    steps = [Rename("questions/A1", "X"), Set("title", "T"), Rename("questions/X", "Y")]
    assert renames(steps) == Renames({"A1": "Y"})
    assert not renames([*steps, Rename("questions/Y", "A1")])


def test_a_newcomer_under_a_freed_id_has_no_earlier_answers() -> None:
    steps = [
        Rename("questions/A1", "X"),
        Insert("questions", {"id": "A1"}),
        Rename("questions/A1", "Z"),
        Remove("questions/Z"),
    ]
    assert renames(steps) == Renames({"A1": "X"})


def test_options_are_named_by_the_question_as_it_was() -> None:
    code = BASELINE.question("A1").codes[0]
    steps = [Rename("questions/A1", "X"), Rename(f"questions/X/options/{code}", "new")]
    assert renames(steps) == Renames({"A1": "X"}, {("A1", code): "new"})


def test_other_renamings_are_none_of_answers() -> None:
    assert not renames([Rename("sections/A", "Z"), Rename("measures/M01", "M99")])


def test_the_edition_reads_as_if_it_had_called_it_so() -> None:
    code = BASELINE.question("A1").codes[0]
    steps = (Rename("questions/A1", "X"), Rename(f"questions/X/options/{code}", "new"))
    draft = edited(*steps)
    found = followed(document(), draft, renames(steps))
    assert native.load(found.document) == native.load(draft)
    assert found.answers({"A1": code, "A2": "kept"}) == {"X": "new", "A2": "kept"}
    assert found.answers({"A1": [code, "other"]}) == {"X": ["new", "other"]}


def test_two_may_swap_their_names() -> None:
    steps = (
        Rename("questions/A1", "aside"),
        Rename("questions/A2", "A1"),
        Rename("questions/aside", "A2"),
    )
    found = followed(document(), edited(*steps), renames(steps))
    assert found.applied.questions == {"A1": "A2", "A2": "A1"}
    assert found.answers({"A1": "one", "A2": "two"}) == {"A2": "one", "A1": "two"}
    assert native.load(found.document) == native.load(edited(*steps))


def test_what_stands_in_the_way_is_not_taken_for_it() -> None:
    """The draft took A2 out and calls A1 so: earlier answers to A2 are answers to another."""
    draft = document()
    draft["questions"] = [q for q in draft["questions"] if q["id"] != "A2"]
    draft = renamed(draft, "questions", "A1", "A2")
    found = followed(document(), draft, Renames({"A1": "A2"}))
    assert found.answers({"A1": "one", "A2": "two"}) == {"A2": "one", "A2_before": "two"}
    assert "A2_before" in native.load(found.document).positions


def test_a_renaming_to_what_is_gone_again_does_not_count() -> None:
    found = followed(document(), document(), Renames({"A1": "gone"}, {("A1", "x"): "y"}))
    assert not found.applied
    assert found.document == document()
