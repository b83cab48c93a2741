"""What a colleague's page posts, and the forms that make a link."""

import pytest
from django.http import QueryDict

from diligence.domain.sheet import KEEP
from diligence.exchange.packaged import packaged
from diligence.forms.contributing import (
    LetterForm,
    ShareForm,
    draw_for_colleague,
    read_contribution,
)

BASELINE = packaged("eu-baseline")
BY_ID = {question.id: question for question in BASELINE.questions}
OPEN = [BY_ID[id] for id in ("A1", "A2", "B2", "I5")]


def read(text: str, asked=("A1", "A2", "B2", "I5", "A4")):
    return read_contribution(OPEN, asked, BY_ID, QueryDict(text))


def test_answers_and_notes_are_read_by_question():
    told = read("A1.seen=0.-&A1=data&A1=joint&A2.seen=0.-&A2=&A2.note=Why&I5.seen=0.-&I5=+x+")
    assert told.given["A1"].value == ["joint", "data"]
    assert (told.given["A2"].value, told.given["A2"].note) == (None, "Why")
    assert told.given["I5"].value == "x"
    assert "B2" not in told.given
    assert told.strange == frozenset()


def test_what_cannot_be_read_keeps_the_draft():
    told = read("B2.seen=0.-&B2.other=Atlantis")
    assert told.given["B2"].value is KEEP
    assert "Atlantis" in told.posted["B2"].problem


@pytest.mark.parametrize("posted", ["G1=x", "G1.note=x", "G1.seen=0.-", "C2.other=x"])
def test_questions_that_were_not_asked_are_strange(posted):
    assert read(f"A2.seen=0.-&{posted}").strange == {posted[:2]}


def test_a_question_settled_meanwhile_is_not_strange():
    told = read("A4.seen=0.-&A4=yes&A2.seen=0.-&A2=trl3")
    assert told.strange == frozenset()
    assert set(told.given) == {"A2"}


def test_a_draft_stands_in_its_control_and_skipping_is_never_chosen_for_anybody():
    drawn = draw_for_colleague(BY_ID["A2"], {"value": "trl3", "note": "N"}, None, "")
    assert [o["value"] for o in drawn.options if o["checked"]] == ["trl3"]
    assert drawn.note == "N"
    empty = draw_for_colleague(BY_ID["A2"], None, None, "")
    assert not [o for o in empty.options if o["checked"]]
    assert empty.options[-1]["value"] == ""


LETTER = {"to_name": "Lee", "days": "14"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_name": " "}, "to_name"),
        ({"to_name": "x" * 151}, "to_name"),
        ({"to_email": "lee"}, "to_email"),
        ({"message": "x" * 1001}, "message"),
        ({"days": "0"}, "days"),
        ({"days": "61"}, "days"),
        ({"days": "soon"}, "days"),
    ],
)
def test_a_letter_names_what_is_wrong(change, field):
    assert field in LetterForm(LETTER | change).errors


def test_only_parts_there_are_can_be_shared():
    form = ShareForm(LETTER | {"parts": ["result"]}, offered=("result",))
    assert form.is_valid()
    assert form.letter().to_name == "Lee"
    assert "parts" in ShareForm(LETTER | {"parts": ["decision"]}, offered=("result",)).errors
