"""The template for translators holds the product's texts, pages and modules alike."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_every_text_is_collected_for_translators(tmp_path, monkeypatch, settings):
    """As `make messages` does it, into a copy, so that the checkout stays as it is."""
    for name in ("portal", "diligence", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc"))
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", all=True, keep_pot=True, verbosity=0)
    told = (tmp_path / "locale" / "django.pot").read_text()
    assert told.count("\nmsgid ") > 1000
    for text in ("Your organisation decides.", "Ask your steward.", "Research officer"):
        assert text in told
