"""A new edition of the parent: its parts come, own parts stay, what can't be settled is asked."""

from copy import deepcopy
from typing import Any

import pytest

from diligence.domain.inheriting import composed
from diligence.domain.updating import Choice, Updated, update
from diligence.exchange import native
from tests.factories import levels

OLD = native.dump(levels.BASELINE)
CHILD = native.dump(levels.composed())


def _question(document: dict[str, Any], id: str) -> dict[str, Any]:
    return next(q for q in document["questions"] if q["id"] == id)


def _new(**changes: Any) -> dict[str, Any]:
    """The next edition of the parent: A1 is worded anew, and there is a new question."""
    new = deepcopy(OLD) | {"edition": "2027.1"}
    _question(new, "A1")["text"] = "Which activities?"
    new["questions"].append(
        {**deepcopy(_question(OLD, "A1")), "id": "Z9", "text": "New?", "section": "A"}
    )
    return new | changes


def _read(updated: Updated, new: dict[str, Any]) -> None:
    """The outcome is a sound composition over the new parent."""
    parent = native.load(new)
    digest = native.content_hash(parent)
    assert composed(native.load(updated.document), parent, digest=digest) == ()


def test_the_parents_changes_come_and_own_parts_stay_where_they_stood() -> None:
    child = deepcopy(CHILD)
    own = child["questions"].pop()
    child["questions"].insert(1, own)
    updated = update(child, OLD, _new())
    assert updated.conflicts == ()
    assert updated.own == ("sections/N", "questions/N1")
    ids = [q["id"] for q in updated.document["questions"]]
    assert (ids[:2], ids[-1]) == (["A1", "N1"], "Z9")
    assert _question(updated.document, "A1")["text"] == "Which activities?"
    assert (updated.document["id"], updated.document["title"]) == ("nl-core", "nl-core title")
    assert [a["edition"] for a in updated.document["lineage"]] == ["2027.1"]
    _read(updated, _new())


def test_nothing_given_is_changed() -> None:
    before = deepcopy(CHILD), deepcopy(OLD)
    update(CHILD, OLD, _new())
    assert before == (CHILD, OLD)


def test_what_was_made_more_severe_stays_and_the_rest_follows() -> None:
    child = deepcopy(CHILD)
    child["thresholds"]["KT.S"] = [3, 9, 15]
    child["rules"] |= {"unknown_floor": 2, "hub_from": "medium"}
    child["dimensions"][0]["matrix"][3] = ["high"] * 4
    next(o for o in child["triage"][0]["options"] if o["code"] == "no")["route"] = "next"
    new = _new()
    new["thresholds"] |= {"KT.S": [4, 8, 20], "KT.P": [2, 6, 10]}
    new["rules"] = new["rules"] | {"unknown_limit": 7, "unknown_floor": 3}
    updated = update(child, OLD, new)
    document = updated.document
    assert document["thresholds"]["KT.S"] == [3, 8, 15]
    assert document["thresholds"]["KT.P"] == [2, 6, 10]
    rules = document["rules"]
    assert (rules["unknown_floor"], rules["unknown_limit"], rules["hub_from"]) == (2, 7, "medium")
    assert document["dimensions"][0]["matrix"][3] == ["high"] * 4
    assert document["triage"][0]["options"][0]["route"] == "next"
    _read(updated, new)


def test_added_help_and_suggestions_are_carried() -> None:
    child = deepcopy(CHILD)
    _question(child, "A1")["help"]["why"] += " Ask Legal."
    _question(child, "B1")["measures"] = [*_question(child, "B1").get("measures", ()), "M03"]
    document = update(child, OLD, _new()).document
    assert _question(document, "A1")["help"]["why"].endswith(" Ask Legal.")
    assert "M03" in _question(document, "B1")["measures"]


def test_help_that_was_worded_anew_is_a_conflict() -> None:
    child, new = deepcopy(CHILD), _new()
    _question(child, "A1")["help"]["why"] += " Ask Legal."
    _question(new, "A1")["help"]["why"] = "Other words."
    place = "questions/A1/help/why"
    updated = update(child, OLD, new)
    assert [c.place for c in updated.unsettled({})] == [place]
    assert _question(updated.document, "A1")["help"]["why"] == "Other words."
    kept = update(child, OLD, new, {place: Choice.KEEP})
    assert _question(kept.document, "A1")["help"]["why"] == "Other words. Ask Legal."
    assert kept.unsettled({place: Choice.KEEP}) == ()
    _read(kept, new)


def test_a_name_that_the_parent_now_uses_is_a_conflict() -> None:
    new = _new()
    new["questions"].append({**deepcopy(_question(OLD, "A1")), "id": "N1"})
    child = deepcopy(CHILD)
    child["flag_rules"].append(
        {"id": "NR", "when": "${N1} = 'yes'", "question": "N1", "flag": "REFER"}
    )
    updated = update(child, OLD, new)
    assert [c.place for c in updated.conflicts] == ["questions/N1", "flag_rules/NR"][:1]
    renamed = update(child, OLD, new, {"questions/N1": Choice.RENAME})
    assert _question(renamed.document, "N1-2")["text"] == levels.OWN.text
    rule = next(r for r in renamed.document["flag_rules"] if r["id"] == "NR")
    assert (rule["question"], rule["when"]) == ("N1-2", "${N1-2} = 'yes'")
    _read(renamed, new)


def test_own_parts_that_lean_on_what_is_gone_are_a_conflict() -> None:
    child, new = deepcopy(CHILD), _new()
    _question(child, "N1")["condition"] = "selected(${A1}, 'joint')"
    _question(new, "A1")["options"] = _question(new, "A1")["options"][1:]
    (conflict,) = update(child, OLD, new).conflicts
    assert conflict.place == "questions/N1"
    assert "questions/A1/options/joint" in str(conflict.what)
    ids = {q["id"] for q in update(child, OLD, new).document["questions"]}
    assert "N1" not in ids
    kept = update(child, OLD, new, {"questions/N1": Choice.KEEP}).document
    assert _question(kept, "N1")["condition"] == "selected(${A1}, 'joint')"


@pytest.mark.parametrize("place", ["questions/A1/text", "questions/N1/text"])
def test_own_translations_of_what_still_exists_are_carried(place: str) -> None:
    child = deepcopy(CHILD)
    gone = {"place": "questions/A2/text", "text": "Weg", "of": "0" * 16}
    told = {"place": place, "text": "Woorden", "of": "0" * 16}
    child["translations"] = [{"language": "nl", "texts": [told, gone]}]
    new = _new()
    new["questions"] = [q for q in new["questions"] if q["id"] != "A2"]
    assert update(child, OLD, new).document["translations"] == [{"language": "nl", "texts": [told]}]


def test_a_draft_that_cannot_be_read_is_updated_all_the_same() -> None:
    child = deepcopy(CHILD)
    _question(child, "N1").update({"condition": "${", "options": "none", "feeds": None})
    child["thresholds"]["KT.S"] = "low"
    updated = update(child, OLD, _new())
    assert _question(updated.document, "N1")["condition"] == "${"
    assert updated.document["thresholds"]["KT.S"] == OLD["thresholds"]["KT.S"]
