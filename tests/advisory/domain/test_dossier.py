"""Reading a dossier: the score comes out as it went in, and changes are marked."""

import json

import pytest

from advisory.domain import dossier
from diligence.domain import result, scoring
from diligence.domain.canonical import canonical_bytes
from diligence.exchange.packaged import packaged
from tests.factories.appraisals import BASELINE, CASES, answers_of

CONTENT = {
    "kind": "full",
    "submission": 1,
    "organisation": {"name": "University A"},
    "questionnaire": {"digest": "d", "sections": {"B": "Partner"}},
    "partnership": {"code": "P-1", "title": "Optics", "state": "proposed"},
    "partners": [{"name": "Institute"}],
    "answers": [
        {"question": "B3", "section": "B", "text": "Kind?", "value": "uni", "labels": ["Uni"]},
        {"question": "B4", "section": "B", "text": "Links?", "value": "unit", "labels": ["Unit"]},
    ],
    "notes": [{"question": "B4", "note": "Seen on their page."}],
    "files": [],
    "left_out": {"answer": 1},
}


def text(**changes):
    return json.dumps(CONTENT | changes)


def test_what_it_says_in_reading_order():
    read = dossier.read(text())
    assert read.words == {"title": "Optics"}
    assert read.facts == {"code": "P-1", "state": "proposed"}
    (section,) = read.sections
    assert (section.id, section.title) == ("B", "Partner")
    assert [answer.note for answer in section.answers] == ["", "Seen on their page."]
    assert read.edition == "d"
    assert read.changes == 0


def test_differences_from_the_dossier_before_are_marked():
    before = [
        CONTENT["answers"][0] | {"labels": ["Company"]},
        {"question": "B9", "section": "B", "text": "?", "value": "x", "labels": ["X"]},
    ]
    read = dossier.read(text(), text(answers=before))
    kind, links = read.answers
    assert (kind.changed, kind.was) == (True, ("Company",))
    assert (links.changed, links.was) == (True, ())
    assert read.removed == ("B9",)
    assert read.changes == 3


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_score_is_read_back_byte_for_byte(case):
    questionnaire = packaged(BASELINE)
    document = result.as_document(scoring.score(questionnaire, answers_of(case)))
    stored = json.loads(canonical_bytes(document))
    for edition in (questionnaire, None):
        again = dossier.read_score(stored, edition)
        assert canonical_bytes(result.as_document(again)) == canonical_bytes(document)
