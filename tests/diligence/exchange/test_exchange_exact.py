"""What is exported is imported as it was: any questionnaire, in every format."""

import io
import json
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from diligence.domain.canonical import canonical_bytes
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native, questionnaire_files
from diligence.exchange.packaged import packaged
from diligence.exchange.redcap import writing as dictionaries
from diligence.exchange.xlsform import writing as workbooks
from tests.diligence.exchange.rich import rich


def _json(questionnaire: Questionnaire, stream: BinaryIO) -> None:
    stream.write(canonical_bytes(native.dump(questionnaire)))


WRITERS: dict[str, Callable[[Questionnaire, BinaryIO], None]] = {
    "json": _json,
    "xlsx": workbooks.write,
    "csv": dictionaries.write,
}


def written(questionnaire: Questionnaire, format_: str) -> io.BytesIO:
    stream = io.BytesIO()
    WRITERS[format_](questionnaire, stream)
    return stream


def read_back(stream: io.BytesIO, format_: str) -> Any:
    size = len(stream.getvalue())
    return questionnaire_files.read(stream, f"form.{format_}", size=size, language="xx")


@pytest.mark.parametrize("format_", WRITERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questionnaire=rich())
def test_nothing_is_lost_on_the_way_out_and_back(questionnaire: Questionnaire, format_: str):
    got = read_back(written(questionnaire, format_), format_)
    assert got.losses == ()
    assert native.load(got.document) == questionnaire
    assert native.content_hash(native.load(got.document)) == native.content_hash(questionnaire)


@pytest.mark.parametrize("format_", WRITERS)
def test_the_baseline_comes_back_as_it_was(format_: str):
    baseline = packaged("eu-baseline")
    got = read_back(written(baseline, format_), format_)
    assert got.losses == ()
    assert json.dumps(got.document) == json.dumps(native.dump(baseline))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questionnaire=rich())
def test_the_reference_converter_takes_every_export(questionnaire: Questionnaire):
    found = convert(written(questionnaire, "xlsx"), file_type=".xlsx")
    assert found.xform.startswith("<?xml")


def test_the_reference_converter_takes_the_baseline_without_a_word():
    assert convert(written(packaged("eu-baseline"), "xlsx"), file_type=".xlsx").warnings == []
