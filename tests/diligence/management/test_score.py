"""`manage.py score`: files and packaged questionnaires without a database, published ones with."""

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from diligence.domain.canonical import canonical_bytes
from diligence.domain.result import as_document
from diligence.domain.scoring import score
from diligence.exchange import native
from diligence.exchange.packaged import overrides, packaged, worked_cases

BASELINE = packaged("eu-baseline")
GOOD = json.dumps(worked_cases("eu-baseline")["assumed"]).encode()
SCORED = canonical_bytes(as_document(score(BASELINE, json.loads(GOOD))))


class Stream:
    def __init__(self, content: bytes = b"") -> None:
        self.buffer = io.BytesIO(content)


def call(
    monkeypatch: pytest.MonkeyPatch, content: bytes, name: str = "eu-baseline"
) -> tuple[bytes, int]:
    out = Stream()
    monkeypatch.setattr(sys, "stdin", Stream(content))
    monkeypatch.setattr(sys, "stdout", out)
    try:
        call_command("score", name)
    except SystemExit as end:
        return out.buffer.getvalue(), int(end.code or 0)
    return out.buffer.getvalue(), 0


def test_scores_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, GOOD + b"\n" + GOOD + b"\n") == (SCORED + b"\n" + SCORED + b"\n", 0)
    assert call(monkeypatch, b"") == (b"", 0)


def test_ends_with_status_one_after_a_bad_line(monkeypatch: pytest.MonkeyPatch) -> None:
    out, status = call(monkeypatch, b"{}\n" + GOOD + b"\n")
    assert status == 1
    bad, good = out.splitlines()
    assert b'"error"' in bad
    assert good == SCORED


def test_a_file_is_scored_without_a_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(canonical_bytes(native.dump(BASELINE)))
    assert call(monkeypatch, GOOD, str(path)) == (SCORED + b"\n", 0)
    path.write_text("{}")
    with pytest.raises(CommandError, match="cannot be used"):
        call(monkeypatch, GOOD, str(path))


@pytest.mark.django_db
def test_a_published_questionnaire_is_found_by_its_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(canonical_bytes(native.dump(BASELINE) | {"id": "national"}))
    reasons = tmp_path / "reasons.json"
    reasons.write_text(json.dumps(overrides("eu-baseline") | {"questionnaire": "national"}))
    told = ("--overrides", str(reasons))
    call_command("load_questionnaire", str(path), *told, stdout=io.StringIO())
    assert call(monkeypatch, GOOD, "national") == (SCORED + b"\n", 0)
    with pytest.raises(CommandError, match="None is published under this key either"):
        call(monkeypatch, b"", "absent")
