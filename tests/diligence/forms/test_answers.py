"""Reading posted answers: every type, untouched ones, hostile ones."""

import pytest
from django.http import QueryDict

from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry
from diligence.enums import QuestionType
from diligence.forms.answers import page_of, read, seen


def question(type_: QuestionType) -> Question:
    return Question("Q", "A", "How?", type_)


def posted(type_: QuestionType, entry: Entry | None = None, **fields):
    asked = question(type_)
    data = QueryDict(mutable=True)
    data["Q.seen"] = seen(asked, entry or Entry())
    for name, value in fields.items():
        data.setlist(
            f"Q.{name}" if name != "value" else "Q", value if type(value) is list else [value]
        )
    return read([asked], data)["Q"]


@pytest.mark.parametrize(
    ("type_", "typed", "value"),
    [
        (QuestionType.NUMBER, " 1 250 ", 1250),
        (QuestionType.NUMBER, "12,5", 12.5),
        (QuestionType.NUMBER, "", None),
        (QuestionType.DATE, "2026-03-31", "2026-03-31"),
        (QuestionType.TEXT, " two\r\nlines ", "two\nlines"),
        (QuestionType.YNU, "", None),
    ],
)
def test_values_are_read(type_: QuestionType, typed: str, value: object):
    told = posted(type_, value=typed)
    assert (told.value, told.problem) == (value, "")


@pytest.mark.parametrize(
    ("type_", "typed"),
    [
        (QuestionType.NUMBER, "twelve"),
        (QuestionType.NUMBER, "nan"),
        (QuestionType.NUMBER, "1e999"),
        (QuestionType.DATE, "31/12/2026"),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed(type_: QuestionType, typed: str):
    told = posted(type_, value=typed)
    assert told.problem
    assert (told.typed, told.touched) == (typed, True)


def test_ticked_and_typed_names_are_joined_once():
    told = posted(QuestionType.COUNTRY, value=["JP"], other="japan\nZA\n\nSouth Africa")
    assert told.value == ["JP", "ZA"]


@pytest.mark.parametrize(
    ("type_", "value", "typed"),
    [
        (QuestionType.TEXT, "two\nlines", "two\r\nlines"),
        (QuestionType.NUMBER, 5.0, "5"),
        (QuestionType.ORGANISATION, "ORG-1", "ORG-1"),
        (QuestionType.MULTI, None, []),
    ],
)
def test_what_was_not_touched_is_not_saved(type_: QuestionType, value: object, typed: object):
    entry = Entry(value=value, note="As before ", revision=3)
    told = posted(type_, entry, value=typed, note="As before")
    assert (told.touched, told.revision) == (False, 3)


def test_questions_the_page_did_not_show_are_not_read():
    assert read([question(QuestionType.TEXT)], QueryDict("Q=x")) == {}


@pytest.mark.parametrize("page", ["", "\x00", "x" * 8, "0123456789", "ABCDEF01"])
def test_only_names_we_gave_name_a_page(page: str):
    data = QueryDict(mutable=True)
    data["page"] = page
    assert page_of(data) == ""
