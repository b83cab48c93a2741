"""House rules of templates and styles: colours in one place, nothing inline, nothing long."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.base import TextNode
from django.template.defaulttags import CommentNode, LoadNode
from django.template.loader_tags import BlockNode, ExtendsNode
from lxml import etree

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))

COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color)\("
    r"|:\s*(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple)\b"
)
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|hx-on|javascript:|[\"'(]data:|<script(?![^>]*\ssrc=)",
    re.IGNORECASE,
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_are_short_and_hold_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    found = INLINE.search(text)
    assert found is None, f"{found.group()!r} is refused by the content security policy"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_compile_and_say_nothing_that_is_never_drawn(path: Path) -> None:
    """Outside its blocks, a template that extends another is not drawn: a variable is not set."""
    template = engines["django"].get_template(str(path.relative_to(ROOT / "templates")))
    for extending in template.template.nodelist.get_nodes_by_type(ExtendsNode):
        lost = [
            node.token.contents
            for node in extending.nodelist
            if not isinstance(node, BlockNode | LoadNode | CommentNode | TextNode)
        ]
        assert lost == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_name_no_colour(path: Path) -> None:
    text = re.sub(r"&#x?[0-9a-fA-F]+;", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"(?:fill|stroke|color)\s*=\s*\"(?!none|currentColor|url\(|\{)", text)


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=named)
def test_colours_stand_in_the_tokens_alone(path: Path) -> None:
    assert not COLOUR.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_every_property_used_is_a_token(path: Path) -> None:
    tokens = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+):", tokens))
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
    assert used <= defined


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=named)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    assert not re.search(r"https?://|@import|url\([\"']?data:", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_scripts_run_under_the_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|document\.write|\.style\b", text
    )


def _block(css: str, opening: str) -> list[str]:
    start = css.index(opening) + len(opening)
    return sorted(line.strip() for line in css[start : css.index("}", start)].splitlines() if line)


def test_dark_by_system_and_dark_by_choice_are_the_same() -> None:
    css = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    by_system = _block(css, ':root:not([data-theme="light"]) {')
    assert by_system == _block(css, ':root[data-theme="dark"] {')
    assert len(by_system) > 30


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _tokens(opening: str) -> dict[str, str]:
    css = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", "\n".join(_block(css, opening))))


@pytest.mark.parametrize(
    "opening", [":root {", ':root[data-theme="dark"] {'], ids=["light", "dark"]
)
def test_text_reaches_aaa_and_edges_aa(opening: str) -> None:
    tokens = _tokens(opening)
    for ground in ("paper", "surface"):
        for text in ("ink", "ink-soft", "ink-faint", "accent", "danger", "warn", "good", "note"):
            assert _contrast(tokens[text], tokens[ground]) >= 7, f"{text} on {ground}"
        for edge in ("rule-strong", "focus"):
            assert _contrast(tokens[edge], tokens[ground]) >= 3, f"{edge} on {ground}"
    for text, ground in [
        ("on-accent", "accent"),
        ("on-band-high", "band-high"),
        ("band-medium", "band-medium-soft"),
        ("ink", "band-high-soft"),
        ("accent-strong", "accent-soft"),
        ("warn", "warn-soft"),
    ]:
        assert _contrast(tokens[text], tokens[ground]) >= 7, f"{text} on {ground}"


@pytest.mark.parametrize("path", sorted((ROOT / "static/img").glob("*.svg")), ids=named)
def test_pictures_are_well_formed(path: Path) -> None:
    assert etree.parse(path).getroot().tag.endswith("svg")


def test_the_typeface_comes_with_its_licence() -> None:
    licence = (ROOT / "static/fonts/LICENSE-source-sans-3.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in licence
