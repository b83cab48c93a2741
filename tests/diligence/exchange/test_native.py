import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from diligence.domain.canonical import canonical_bytes, number
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native
from diligence.exchange.packaged import from_file_or_key, packaged, worked_cases
from diligence.exchange.reading import QuestionnaireError
from tests.diligence.domain.generate import questionnaires

BASELINE = packaged("eu-baseline")


@given(questionnaires())
def test_nothing_is_lost_on_the_way_out_and_in(questionnaire: Questionnaire) -> None:
    document = native.dump(questionnaire)
    again = native.loads(json.dumps(document))
    assert again == questionnaire
    assert native.dump(again) == document
    assert native.content_hash(again) == native.content_hash(questionnaire)


@given(questionnaires())
def test_the_order_of_members_does_not_matter(questionnaire: Questionnaire) -> None:
    """A database may return an object's members in another order."""
    document = backwards(native.dump(questionnaire))
    again = native.load(document)
    assert again == questionnaire
    assert native.content_hash(again) == native.content_hash(questionnaire)


def backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(list(value))}
    return [backwards(item) for item in value] if isinstance(value, list) else value


def test_the_packaged_baseline_is_complete() -> None:
    sizes = (len(BASELINE.triage), len(BASELINE.questions), len(BASELINE.measures))
    assert sizes == (10, 58, 41)
    assert all(q.help.why and q.help.how and q.help.counts for q in BASELINE.triage)
    for question in BASELINE.questions:
        assert question.short
        assert question.help.why
        assert question.help.how
        assert question.help.counts
    factors = [q.factor for q in BASELINE.questions]
    assert {f.value: factors.count(f) for f in set(factors)} == {
        "own": 12,
        "domain": 12,
        "country": 5,
        "partner": 29,
    }
    assert sum(not q.offers_unknown for q in BASELINE.questions if q.options) > 0


def test_the_packaged_file_is_written_as_the_format_writes_it() -> None:
    from importlib.resources import files

    text = (files("diligence.data") / "eu_baseline.json").read_text(encoding="utf-8")
    assert canonical_bytes(json.loads(text)) == canonical_bytes(native.dump(BASELINE))
    assert "default" not in {name for q in json.loads(text)["questions"] for name in q}


def test_flags_say_whom_they_address() -> None:
    assert {flag.code: flag.target.value for flag in BASELINE.flags} == {
        "REFER": "hub",
        "LEGAL-EXPORT": "export_control",
        "LEGAL-FDI": "investment_screening",
        "LEGAL-FUNDER": "funder",
        "LEGAL-ETHICS": "ethics",
    }


def test_assumed_answers_are_test_data_for_every_question() -> None:
    assert list(worked_cases("eu-baseline")["assumed"]) == [q.id for q in BASELINE.questions]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not JSON"),
        ('{"id": 1, "id": 2}', "“id” occurs twice"),
        ('{"format": NaN}', "NaN is not a JSON number"),
        ("[]", "object is needed"),
        ('"text"', "object is needed"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5000, "too many digits"),
        ('{"format": "ajar-questionnaire/2"}', "format is not known"),
        ('{"format": "ajar-questionnaire/1"}', "missing"),
    ],
)
def test_other_texts_are_refused_with_a_reason(text: str, problem: str) -> None:
    with pytest.raises(QuestionnaireError, match=problem):
        native.loads(text)


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(QuestionnaireError, match="not UTF-8"):
        native.loads(b'{"format": "\xff"}')


def test_endless_numbers_do_no_harm() -> None:
    document = native.dump(BASELINE)
    document["questions"][1]["options"][0]["points"] = Decimal("1e999999")
    with pytest.raises(QuestionnaireError, match="plain number"):
        native.load(document)


@pytest.mark.parametrize(
    ("value", "text"), [("3", "3"), ("3.00", "3"), ("2.50", "2.5"), ("0.1", "0.1"), ("-0", "0")]
)
def test_numbers_are_written_exactly(value: str, text: str) -> None:
    assert json.dumps(number(Decimal(value))) == text


def test_a_number_json_cannot_carry_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="more digits"):
        number(Decimal("0.12345678901234567890123"))


def test_canonical_bytes() -> None:
    document = {"b": [Decimal("1.5"), 2], "a": "é", "c": {"z": None, "y": True}}
    assert canonical_bytes(document) == '{"a":"é","b":[1.5,2],"c":{"y":true,"z":null}}'.encode()
    assert canonical_bytes(["\ud800"]) == b'["\\ud800"]'
    with pytest.raises(TypeError, match="not set"):
        canonical_bytes({1, 2})
    with pytest.raises(ValueError, match="JSON"):
        canonical_bytes([float("nan")])


def test_a_file_or_a_packaged_key(tmp_path: Any) -> None:
    assert from_file_or_key("eu-baseline") is BASELINE
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(native.dump(BASELINE)))
    assert from_file_or_key(str(path)) == BASELINE
    with pytest.raises(QuestionnaireError, match="no such file or questionnaire"):
        from_file_or_key(str(tmp_path / "absent.json"))
    path.write_text("{,}")
    with pytest.raises(QuestionnaireError, match="not JSON"):
        from_file_or_key(str(path))
