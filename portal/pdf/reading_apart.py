"""The words of a PDF, read in a program of its own: what a hostile file breaks ends with it.

Started by `portal.pdf.reading` with the file on standard input; answers in JSON. It imports
nothing of Ajar.
"""

import html
import io
import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

MEMORY = 2 << 30
FEW = 40
"""Characters: a page with a picture and fewer than these is taken for a scanned one."""
STRANGE = 0.2
"""Share of characters that are none, above which a page's text can't be read."""
IMAGE = 3
DEPTH = 8
ATTRIBUTE = re.compile("=\\s*[\"']([^\"'<>]*)")
TOLD = (
    *("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Company", "/Contents"),
    *("/T", "/TU", "/V", "/RC", "/F", "/UF", "/Desc", "/ActualText", "/Alt"),
)
"""Keys under which people write, in objects of every kind."""


def main(seconds: float, longest: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 2, int(seconds) + 3))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    until = time.monotonic() + seconds
    data = sys.stdin.buffer.read()
    texts, why = _pages(data, until, longest)
    if why != "locked":
        more, inside = _beside(data, until, longest)
        texts += more
        why = why or inside
    json.dump({"texts": texts, "why": why}, sys.stdout)


def _pages(data: bytes, until: float, longest: int) -> tuple[list[str], str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        return [], "locked" if "assword" in str(problem) else "damaged"
    texts: list[str] = []
    why = ""
    for number in range(len(document)):
        if time.monotonic() > until or longest < 0:
            return texts, "long"
        try:
            page = document[number]
            text = page.get_textpage().get_text_range()
        except pypdfium2.PdfiumError:
            why = why or "damaged"
            continue
        texts.append(text)
        longest -= len(text)
        if _is_silent(text, page):
            why = why or "pictures"
    return texts, why if len(document) else "damaged"


def _is_silent(text: str, page: Any) -> bool:
    """Whether a page shows something and tells nothing of it."""
    told = "".join(text.split())
    strange = sum(not char.isprintable() or char == "\ufffd" for char in told)
    if told and strange > STRANGE * len(told):
        return True
    if len(told) >= FEW:
        return False
    shown = [thing.type for thing in page.get_objects(max_depth=2)]
    return IMAGE in shown or bool(shown and not told)


def _beside(data: bytes, until: float, longest: int) -> tuple[list[str], str]:
    """Properties, remarks, fields of forms, names; and whether files lie inside."""
    texts: list[str] = []
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            texts += [str(value) for value in document.docinfo.values()]
            for thing in document.objects:
                if time.monotonic() > until or longest < 0:
                    return texts, "long"
                told = list(_told(thing))
                texts += told
                longest -= sum(map(len, told))
            return texts, "inside" if len(document.attachments) else ""
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return texts, "damaged"


def _told(thing: Any, depth: int = 0) -> Iterator[str]:
    """What is written in an object, and in those that stand inside it."""
    if isinstance(thing, pikepdf.Array):
        within = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        within = [value for _key, value in thing.items()]
        if thing.get("/Type") != "/Sig":
            told = (thing.get(key) for key in TOLD)
            yield from (str(one) for one in told if isinstance(one, pikepdf.String))
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == "/Metadata":
            yield from _of_xmp(thing.read_bytes().decode("utf-8", "replace"))
    else:
        return
    for one in within:  # what has a number of its own comes by itself
        if depth < DEPTH and isinstance(one, pikepdf.Object) and not one.is_indirect:
            yield from _told(one, depth + 1)


def _of_xmp(text: str) -> Iterator[str]:
    """Of elements and of attributes, as they are shown."""
    yield html.unescape(" ".join(piece.partition(">")[2] for piece in text.split("<")))
    yield html.unescape("\n".join(ATTRIBUTE.findall(text)))


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
