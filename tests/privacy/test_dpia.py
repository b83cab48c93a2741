"""The assessment in docs/ says what the product does."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.management.commands import dpia
from portal.privacy.retention import classes


def test_it_is_current():
    out = StringIO()
    call_command("dpia", stdout=out)
    assert "says what the product does" in out.getvalue()


def test_every_class_and_every_marked_part_is_in_it():
    text = dpia.PAGE.read_text("utf-8")
    for of in classes():
        assert str(of.title) in text
    for name in dpia.parts():
        assert f"{dpia.BEGIN}{name} -->" in text


def test_what_is_out_of_date_or_has_lost_a_part_fails(tmp_path, monkeypatch):
    page = tmp_path / "dpia.md"
    page.write_text(dpia.PAGE.read_text("utf-8").replace("| 12 (", "| 13 (", 1), "utf-8")
    monkeypatch.setattr(dpia, "PAGE", page)
    with pytest.raises(CommandError, match="something else"):
        call_command("dpia")
    call_command("dpia", "--write", stdout=StringIO())
    call_command("dpia", stdout=StringIO())
    page.write_text("# Nothing", "utf-8")
    with pytest.raises(CommandError, match="lost its part"):
        call_command("dpia")
