"""The guides say what the pages say, and name commands and options that exist."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.architecture.test_sizes import ROOT, sources

GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold()


def _said() -> set[str]:
    """Every text in quotes in templates and sources."""
    paths = [*(ROOT / "templates").rglob("*.html"), *sources()]
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return {_plain(quoted) for text in texts for quoted in re.findall(r'"([^"\n]*)"', text)}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_what_stands_in_bold_stands_on_a_page(guide: Path) -> None:
    said = _said()
    bold = re.findall(r"\*\*(.+?)\*\*", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert len(bold) > 5
    assert [text for text in bold if _plain(text) not in said | {"bold"}] == []


@pytest.mark.parametrize(
    "page", [*GUIDES, ROOT / "docs/operations.md", ROOT / "README.md"], ids=lambda path: path.stem
)
def test_commands_and_their_options_exist(page: Path) -> None:
    unknown = []
    for said in re.findall(r"`manage\.py ([^`]+)`", page.read_text(encoding="utf-8")):
        name, *words = said.split()
        if name not in get_commands():
            unknown.append(name)
            continue
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        known = parser.format_help()
        unknown += [f"{name} {word}" for word in words if word[:2] == "--" and word not in known]
    assert unknown == []
