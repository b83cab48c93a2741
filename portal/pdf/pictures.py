"""Pictures in the page as the paper needs them.

WeasyPrint draws inline SVG by its attributes alone and reads only its ``<title>`` aloud. So the
styles that the browser applies are written into each shape, and the description joins the title.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings

SVG: Final = "{http://www.w3.org/2000/svg}"
STYLES: Final = ("charts.css", "report.css", "report-tables.css")
DRAWN: Final = frozenset(
    [
        "color",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linejoin",
        "stroke-linecap",
        "font-size",
        "font-weight",
    ]
)
VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


def _text(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static/css" / name).read_text(encoding="utf-8")


@cache
def _tokens() -> dict[str, str]:
    """The light colours: the first block of the tokens; paper has no dark side."""
    css = _text("tokens.css")
    block = css[css.index(":root {") : css.index("}", css.index(":root {"))]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def _resolved(value: str) -> str:
    while found := VARIABLE.search(value):
        value = value.replace(found.group(), _tokens().get(found.group(1), "none"))
    return value.strip()


def _rules(nodes: Any) -> Any:
    """Style rules, those of layers and of print included; a rule for screens only is left out."""
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content:
            inside = node.lower_at_keyword == "layer" or (
                node.lower_at_keyword == "media"
                and tinycss2.serialize(node.prelude).strip() == "print"
            )
            if inside:
                yield from _rules(
                    tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                )


@cache
def _matcher() -> Any:
    """Selectors of the styles that say how a shape is drawn, with what they say."""
    import cssselect2
    import tinycss2

    matcher = cssselect2.Matcher()
    for name in STYLES:
        sheet = tinycss2.parse_stylesheet(_text(name), skip_comments=True, skip_whitespace=True)
        for rule in _rules(sheet):
            said = {
                item.lower_name: _resolved(tinycss2.serialize(item.value))
                for item in tinycss2.parse_blocks_contents(rule.content)
                if item.type == "declaration" and item.lower_name in DRAWN
            }
            if said:
                for selector in cssselect2.compile_selector_list(rule.prelude):
                    if selector.pseudo_element is None:
                        matcher.add_selector(selector, said)
    return matcher


def _said(wrapper: Any) -> dict[str, str]:
    """What the styles say of one element, the more specific last."""
    said: dict[str, str] = {}
    for _specificity, _order, _pseudo, rules in sorted(
        _matcher().match(wrapper), key=lambda found: found[:2]
    ):
        said |= rules
    return said


def _ink(wrapper: Any) -> str:
    """The colour of text around a picture, which its shapes take as `currentColor`."""
    for around in [wrapper, *reversed(wrapper.ancestors)]:
        if colour := _said(around).get("color"):
            return colour
    return _resolved("var(--ink)")


def _describe(picture: Element) -> None:
    """Title and description become one alternative; a picture that only decorates has none."""
    title, words = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    told = [
        picture.get("aria-label") or "",
        *((part.text or "") for part in (title, words) if part is not None),
    ]
    sentence = ". ".join(part.strip().rstrip(".") for part in told if part.strip())
    if title is None:
        title = SubElement(picture, f"{SVG}title")
    title.text = "" if picture.get("aria-hidden") == "true" else f"{sentence}." if sentence else ""


def prepare(root: Any) -> None:
    """Ready every inline picture of a parsed page (``weasyprint.HTML``'s wrapper element)."""
    for wrapper in root.iter_subtree():
        picture = wrapper.etree_element
        if picture.tag != f"{SVG}svg":
            continue
        picture.set("color", _ink(wrapper))
        for shape in wrapper.iter_subtree():
            for name, value in _said(shape).items():
                shape.etree_element.set(name, value)
        picture.set("font-family", "Ajar Print")
        _describe(picture)
