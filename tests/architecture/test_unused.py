"""What nothing uses is taken away: templates, what they load, tags, classes, scripts, pictures."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import allauth
from django.template import engines
from django.template.base import Lexer, Token, TokenType
from django.urls import URLResolver, get_resolver

from tests.architecture.test_sizes import ROOT, parsed, sources

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())
STATIC = sorted(path for path in (ROOT / "static").rglob("*.*") if path.is_file())
BY_NAME = {
    "403_csrf.html": "Django's view of refused forms",
    "429.html": "allauth's answer to too many tries",
}
"""Templates that a library looks for by a name of its own."""
WITHOUT_NAME = {"static/fonts/LICENSE-source-sans-3.txt": "the typeface's licence goes with it"}
ALLAUTH = Path(allauth.__file__).parent / "templates"


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _product() -> str:
    """Every template and source in one text."""
    return "\n".join(_text(path) for path in [*TEMPLATES, *sources()])


@cache
def _code() -> str:
    return "\n".join(_text(path) for path in sources())


@cache
def _made_up() -> tuple[str, ...]:
    """Patterns of the strings that sources put together: what stands in braces may be anything."""
    return tuple(
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+"
            for part in node.values
        )
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.JoinedStr)
    )


@cache
def _folders() -> tuple[str, ...]:
    """Folders from which sources draw a template whose file name stands in a variable."""
    return tuple(
        str(first.value)
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.JoinedStr) and len(node.values) == 2
        for first in node.values[:1]
        if isinstance(first, ast.Constant) and str(first.value).endswith("/")
    )


def _is_named(path: Path) -> bool:
    """Its file name stands by itself in a source that can draw from its folder."""
    folder = f"{Path(_name(path)).parent}/"
    return folder in _folders() and f'"{path.name}"' in _code()


def _is_drawn(path: Path) -> bool:
    name = _name(path)
    replaces = (ALLAUTH / name).exists() or name in BY_NAME
    mail = re.sub(r"_(?:subject|message)\.txt$", "", name)
    return (
        replaces
        or _is_named(path)
        # allauth puts a mail together from two files, which are named without their endings.
        or (mail != name and f'"{mail}"' in _code())
        or _product().count(name) > _text(path).count(name)
        or any(re.fullmatch(pattern, name) for pattern in _made_up() if "/" in pattern)
    )


def test_every_template_is_drawn_by_something() -> None:
    assert [_name(path) for path in TEMPLATES if not _is_drawn(path)] == []


def _tokens(path: Path) -> list[Token]:
    return Lexer(_text(path)).tokenize()


def _used(tokens: list[Token]) -> set[str]:
    """Names of tags and filters that a template uses."""
    used = set()
    for token in tokens:
        if token.token_type is TokenType.BLOCK and not token.contents.startswith("load "):
            used.add(token.split_contents()[0])
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            used |= set(re.findall(r"\|(\w+)", token.contents))
    return used


def _loaded(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.token_type is TokenType.BLOCK and token.contents.startswith("load "):
            yield from token.split_contents()[1:]


@cache
def _offered(library: str) -> frozenset[str]:
    module = import_module(engines["django"].engine.libraries[library])
    return frozenset(module.register.tags) | frozenset(module.register.filters)


def test_templates_load_only_what_they_use() -> None:
    needless = {
        _name(path): [library for library in _loaded(tokens) if not _offered(library) & used]
        for path in TEMPLATES
        for tokens in [_tokens(path)]
        for used in [_used(tokens)]
    }
    assert {name: libraries for name, libraries in needless.items() if libraries} == {}


def test_every_tag_and_filter_of_ours_is_used() -> None:
    used: set[str] = set().union(*(_used(_tokens(path)) for path in TEMPLATES))
    ours = {
        name
        for library, module in engines["django"].engine.libraries.items()
        if module.startswith(("portal.", "diligence."))
        for name in _offered(library)
    }
    assert ours - used == set()


def _addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(
                entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            )
        elif entry.name:
            yield prefix + entry.name


def test_every_address_that_a_template_names_exists() -> None:
    """`{% url … as x %}` of a name that is not there draws nothing and says nothing."""
    there = set(_addresses(get_resolver()))
    lost = {
        f"{_name(path)}: {word}"
        for path in TEMPLATES
        for token in _tokens(path)
        if token.token_type is TokenType.BLOCK and token.contents.startswith("url ")
        for word in token.split_contents()[1:2]
        if word[0] in "\"'" and word.strip("\"'") not in there
    }
    assert lost == set()


def test_every_class_of_the_styles_is_worn() -> None:
    """A class put together (`band--{{ code }}`) is worn when its beginning is written somewhere."""
    scripts = "\n".join(_text(path) for path in STATIC if path.suffix == ".js")
    written = _product() + scripts
    words = set(re.findall(r"[\w-]+", written))
    beginnings = set(re.findall(r"([\w-]+--)\{", written))
    styles = "\n".join(_text(path) for path in STATIC if path.suffix == ".css")
    rules = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", styles, flags=re.DOTALL)
    classes = set(re.findall(r"\.(-?[a-zA-Z][\w-]*)(?=[^{};]*\{)", rules))
    assert len(classes) > 100
    bare = {name for name in classes - words if not name.startswith(tuple(beginnings))}
    assert bare == set()


def test_every_static_file_is_asked_for() -> None:
    asking = [path for path in STATIC if path.suffix in {".js", ".css"}]
    unasked = {
        str(path.relative_to(ROOT))
        for path in STATIC
        if path.name not in _product()
        and not any(path.name in _text(other) for other in asking if other != path)
    }
    assert unasked == set(WITHOUT_NAME)
