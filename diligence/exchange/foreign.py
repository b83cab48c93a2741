"""Words and names from other tools: markup taken off texts, names made usable as ids."""

import html
import json
import re
import unicodedata
from collections.abc import Container
from typing import Any, Final

from diligence.exchange.jsontext import JsonError, read_json
from diligence.exchange.spreadsheets import NOT_XML

LONGEST_ID: Final = 60
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_BLANK_LINES: Final = re.compile(r"(?<![ \t])[ \t]*\n[ \t\n]*")
"""Begins where a run of blanks does: tried at each of thousands of them, it would take seconds."""
_SPELLED: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
    | {"đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i"}
)
"""Letters that do not come apart into a plain one and an accent."""
_NOT_ID: Final = re.compile(r"[^A-Za-z0-9_.-]+")


def plain(text: str) -> str:
    """The words of a label: without markup, control characters and spaces around it.

    Markup is what looks like a tag; its text stays, whatever it is.
    """
    cleaned = NOT_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    # What was written as `&lt;b&gt;` beside a tag is one itself then; each turn is shorter.
    while _TAG.search(cleaned):
        cleaned = html.unescape(_TAG.sub("", _BREAK.sub("\n", cleaned)))
        cleaned = _BLANK_LINES.sub("\n", NOT_XML.sub("", cleaned).replace("\r", ""))
    return cleaned.strip()


def has_markup(text: str) -> bool:
    return _TAG.search(text) is not None


def identifier(name: str, taken: Container[str], otherwise: str) -> str:
    """A free id close to a name: letters without accents, digits, `_`, `-`, `.`, a letter first."""
    letters = _plain_letters(name)
    wanted = _NOT_ID.sub("_", letters).strip("_.-")[:LONGEST_ID] or otherwise
    if not (wanted[0].isalpha() or wanted[0] == "_"):
        wanted = f"q_{wanted}"
    if name.startswith("_") and _NOT_ID.search(name) is None and len(name) <= LONGEST_ID:
        wanted = name
    return _free(wanted, taken)


def choice_code(name: str, taken: Container[str]) -> str:
    """A free option code close to a name; it may begin with a digit."""
    if name and _NOT_ID.search(name) is None and len(name) <= LONGEST_ID and name[0] not in ".-":
        return _free(name, taken)
    letters = _plain_letters(name)
    # A sign before a number tells choices apart: -1 and 1.
    letters = re.sub(r"^-(?=\d)", "minus_", letters)
    return _free(_NOT_ID.sub("_", letters).strip("_.-")[:LONGEST_ID] or "choice", taken)


def _plain_letters(name: str) -> str:
    spelled = unicodedata.normalize("NFKD", name.translate(_SPELLED))
    return spelled.encode("ascii", "ignore").decode()


def _free(wanted: str, taken: Container[str]) -> str:
    """The name, or with a number behind it: in few steps, also where thousands have one already."""
    if wanted not in taken:
        return wanted
    last, free = 1, 2
    while f"{wanted}_{free}" in taken:
        last, free = free, 2 * free
    while free - last > 1:
        between = (last + free) // 2
        last, free = (between, free) if f"{wanted}_{between}" in taken else (last, between)
    return f"{wanted}_{free}"


def held(text: str) -> str:
    """A text as a cell keeps it exactly: itself, or as a JSON string where spaces, control
    characters or a quotation mark at its beginning would not survive."""
    usual = text == text.strip() and not text.startswith('"') and "\r" not in text
    return text if usual and not NOT_XML.search(text) and "${" not in text else as_json(text)


def as_json(value: object) -> str:
    """JSON in which no tool finds a reference to a question."""
    return json.dumps(value).replace("$", "\\u0024")


def unheld(cell: str) -> str:
    """The text of a cell that `held` wrote, or that somebody typed."""
    if cell.startswith('"') and cell.endswith('"') and len(cell) > 1:
        try:
            value = json.loads(cell)
        except ValueError:
            return cell
        return value if isinstance(value, str) else cell
    return cell


def shown(text: str) -> str:
    """A text as other tools can show it: plain, not empty, nothing in it taken for a reference."""
    return plain(text).replace("${", "$ {") or ("–" if text else "")


def exactly(cell: str, kept: object) -> str:
    """The exact text kept beside a cell, as long as the cell still says the same."""
    return kept if isinstance(kept, str) and shown(kept) == shown(cell) else plain(cell)


def parsed(cell: str) -> Any:
    """The JSON of a cell; None where it is none. Numbers are exact."""
    try:
        return read_json(cell, exact=True) if cell else None
    except JsonError:
        return None
