"""A pseudo-locale: every text that goes through gettext comes out in ⟦brackets⟧."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from django.utils import translation
from django_countries import countries

from portal.templatetags.drawing import _draw

OPEN, CLOSE = "⟦", "⟧"
SHOWN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt", "aria-description"}
SILENT = {"script", "style", "template", "code", "pre", "kbd", "samp"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {
    *("p", "li", "td", "th", "div", "section", "article", "h1", "h2", "h3", "h4", "dt", "dd"),
    *("legend", "label", "button", "option", "summary", "nav", "main", "header", "footer", "form"),
}
"""Where a sentence can't go on: what was opened before has ended, truncated or not."""


@contextmanager
def everything_wrapped() -> Iterator[None]:
    """Patch Django's one door to the catalogues, lazy texts and templates included."""
    inner: Any = translation._trans  # type: ignore[attr-defined]
    _forget()
    names = ("gettext", "ngettext", "pgettext", "npgettext")
    kept = {name: getattr(inner, name) for name in names}
    for name in names:
        setattr(inner, name, _wrapping(kept[name]))
    try:
        yield
    finally:
        for name in names:
            setattr(inner, name, kept[name])
        _forget()


def _forget() -> None:
    """What was translated before, or is wrapped now, must not be remembered beyond its time."""
    _draw.cache_clear()
    countries.__dict__.pop("_iter_cache", None)


def _wrapping(real: Callable[..., str]) -> Callable[..., str]:
    def wrapped(*args: Any) -> str:
        told = real(*args)
        return f"{OPEN}{told}{CLOSE}" if told and told.strip() else told

    return wrapped


class Visible(HTMLParser):
    """What a person reads or hears of a page that did not go through gettext."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.silent: list[str] = []
        self.document: list[str] = []
        """Elements open inside a part that declares a language of its own: content, not frame."""
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.document or (tag != "html" and "lang" in dict(attrs)):
            if tag not in VOID:
                self.document.append(tag)
            return
        if tag in SILENT:
            self.silent.append(tag)
        if tag in BLOCKS:
            self.depth = 0
        told = dict(attrs)
        shown = [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value]
        if tag == "input" and told.get("type") in {"submit", "button", "reset"}:
            shown.append(told.get("value") or "")
        for value in shown:
            depth, self.depth = self.depth, 0
            self.take(value)
            self.depth = depth

    def handle_endtag(self, tag: str) -> None:
        if self.document:
            if tag in self.document:
                while self.document.pop() != tag:
                    pass
            return
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()
        if tag in BLOCKS:
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.document:
            self.take(data)

    def take(self, text: str) -> None:
        bare = ""
        for letter in text:
            if letter == OPEN:
                self.depth += 1
            elif letter == CLOSE:
                self.depth = max(0, self.depth - 1)
                bare += " "
            elif not self.depth:
                bare += letter
        if bare.strip():
            self.bare.append(" ".join(bare.split()))


WORD = re.compile(r"[^\W\d_]{3,}")
CODE = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|P-[0-9A-Z]{7}|\b[A-Z]{3,4}\b|\b[0-9a-f]{6,64}\b|\b[A-Z]{1,2}\d{1,2}\b|https?://\S+|\S+@\S+"
    r"|[\w.-]+\.(example|org|pdf|json|csv|xlsx)\b|SHA-256|\bmanage\.py\b"
)


def bare_texts(page: str, data: Iterable[str]) -> list[str]:
    """Texts of the page that are neither wrapped nor data (longest data first)."""
    reader = Visible()
    reader.feed(page)
    known = sorted(set(data), key=len, reverse=True)
    return [
        text
        for text in reader.bare
        # Codes may stand inside data, and data inside codes.
        if all(
            WORD.search(rest)
            for rest in (
                CODE.sub(" ", _without(text, known)),
                _without(CODE.sub(" ", text), known),
            )
        )
    ]


def _without(text: str, known: Iterable[str]) -> str:
    """The text without the data in it: whole words of it, not letters within others."""
    for item in known:
        if item in text:
            text = re.sub(rf"(?<!\w){re.escape(item)}(?!\w)", " ", text)
    return text
