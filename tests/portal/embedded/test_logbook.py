"""All lines into files; troubles, with what belongs to them, onto the terminal."""

import io
from pathlib import Path

import pytest

from portal.embedded import logbook
from portal.embedded.logbook import SERVER_TROUBLE, TROUBLE, Filter, Logbook


def test_a_trouble_is_shown_with_its_continuation() -> None:
    chosen = Filter(TROUBLE)
    lines = [
        "2026-01-01 INFO web: all is well",
        "2026-01-01 ERROR web: it broke",
        "Traceback (most recent call last):",
        '  File "x.py", line 1',
        "ValueError: no",
        "2026-01-01 INFO web: on we go",
    ]
    assert [chosen.shows(line) for line in lines] == [False, True, True, True, True, False]


def test_a_refused_statement_of_the_database_is_no_trouble_of_ours() -> None:
    chosen = Filter(SERVER_TROUBLE)
    assert not chosen.shows("2026-01-01 UTC [7] ERROR:  duplicate key value")
    assert chosen.shows("2026-01-01 UTC [7] FATAL:  could not write lock file")


def test_everything_is_kept_and_only_troubles_are_shown(tmp_path: Path) -> None:
    terminal = io.StringIO()
    book = Logbook(tmp_path, terminal=terminal)
    book.write("web", "quiet", shown=False)
    book.write("web", "loud", shown=True)
    book.close()
    assert (tmp_path / "web.log").read_text() == "quiet\nloud\n"
    assert terminal.getvalue() == "     web | loud\n"


def test_a_full_file_is_set_aside_and_few_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logbook, "LARGEST_FILE", 20)
    book = Logbook(tmp_path, terminal=io.StringIO())
    for number in range(40):
        book.write("web", f"line number {number}", shown=False)
    book.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert "line number 39" in "".join(path.read_text() for path in tmp_path.iterdir())


def test_a_step_says_what_was_done_and_whether_it_failed(tmp_path: Path) -> None:
    terminal = io.StringIO()
    book = Logbook(tmp_path, terminal=terminal)
    with book.step("Broker started"):
        pass
    with pytest.raises(ValueError, match="no"), book.step("Web started"):
        raise ValueError("no")
    good, bad = terminal.getvalue().splitlines()
    assert good.startswith("✓ Broker started")
    assert bad.startswith("✗ Web started")
