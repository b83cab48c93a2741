"""How the file is made: closed to the outside, with what is missing named, and watched."""

import builtins
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from portal.pdf import ForeignAddressError, PdfUnavailableError, Rendered, render
from tests.reporting import sample
from tests.reporting.conftest import made_of

Rules = Callable[[bytes, str], list[str]]


def _opened(made: Rendered) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(made.data))


def _text(made: Rendered) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made.data)).pages)


# --- Closed to the outside ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "html",
    [
        '<img alt="x" src="http://127.0.0.1:1/a.png">',
        '<img alt="x" src="https://example.org/a.png">',
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="data:image/png;base64,AAAA">',
        '<img alt="x" src="../../portal/settings.py">',
        '<img alt="x" src="/static/%2e%2e/portal/settings.py">',
        '<img alt="x" src="img/absent.svg">',
        '<link rel="stylesheet" href="https://example.org/a.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<base href="file:///etc/"><img alt="x" src="passwd">',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>p { background: url(https://example.org/a.png) }</style><p>x</p>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style><p>x</p>",
        '<svg viewBox="0 0 9 9"><title>x</title><image href="https://example.org/a.png"/></svg>',
    ],
)
def test_nothing_is_fetched_from_outside_the_static_folder(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    with pytest.raises(ForeignAddressError, match="may not load"):
        made_of(f"<!doctype html><title>x</title><h1>x</h1>{html}")


def test_links_into_the_portal_are_text_on_paper() -> None:
    made = made_of('<h1>x</h1><p><a href="/advisory/7/">inside</a> <a href="https://a.eu/">out</a>')
    with _opened(made) as pdf:
        targets = [str(link.A.URI) for link in pdf.pages[0].obj.Annots]
    assert targets == ["https://a.eu/"]
    assert "inside" in _text(made)


# --- Absent libraries, progress -------------------------------------------------------------------
def test_absent_libraries_are_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **rest: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': not found\nlong advice")
        return real(name, *more, **rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PdfUnavailableError) as refused:
        render("<h1>x</h1>", title="x", language="en", dated=sample.DATED)
    assert "cannot load library 'libpango-1.0-0'" in str(refused.value)
    assert "apt-get install libpango-1.0-0" in str(refused.value)
    assert "long advice" not in str(refused.value)


def test_progress_tells_stages_and_pages_and_can_stop_the_work() -> None:
    told: list[tuple[int, int, str]] = []
    made_of(sample.page(chapters=2, sections=1), progress=lambda *news: told.append(news))
    assert [done for done, _of, _what in told] == sorted(done for done, _of, _what in told)
    assert told[0][:2] == (0, 4)
    assert told[-1] == (4, 4, "Done")
    assert (1, 4, "Laying out page 2") in told

    class Stopped(Exception):  # noqa: N818 - the listener's own
        pass

    def stop(done: int, _of: int, what: str) -> None:
        if what == "Laying out page 2":
            raise Stopped

    with pytest.raises(Stopped):
        made_of(sample.page(chapters=2, sections=1), progress=stop)
