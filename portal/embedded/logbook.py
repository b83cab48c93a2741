"""What the parts say: all of it into files, troubles and progress onto the terminal."""

import os
import re
import sys
import time
from pathlib import Path
from typing import IO

LARGEST_FILE = 5_000_000  # bytes, before a log is set aside
KEPT_FILES = 3
COLOURS = {
    "postgres": "34",
    "broker": "35",
    "web": "32",
    "worker": "33",
    "beat": "36",
    "ajar": "1",
}
TROUBLE = re.compile(r"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b|^Traceback|Error:")
SERVER_TROUBLE = re.compile(r"\b(FATAL|PANIC):")
# A new entry starts with a date or a bracket; anything else continues the one before.
NEW_ENTRY = re.compile(r"^(\d{4}-\d\d-\d\d|\[|\d+:[A-Z] )")


class Filter:
    """Lets a trouble through, with the lines that belong to it."""

    def __init__(self, trouble: re.Pattern[str]) -> None:
        self.trouble = trouble
        self._inside = False

    def shows(self, line: str) -> bool:
        if self.trouble.search(line):
            self._inside = True
        elif NEW_ENTRY.match(line) or not line.strip():
            self._inside = False
        return self._inside


class Logbook:
    """One file a part in the data folder's ``logs``, and the terminal."""

    def __init__(
        self, folder: Path, *, terminal: IO[str] | None = None, verbose: bool = False
    ) -> None:
        self.folder = folder
        self.terminal = terminal or sys.stdout
        self.verbose = verbose
        self.coloured = self.terminal.isatty() and not os.environ.get("NO_COLOR")
        self._files: dict[str, IO[str]] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, part: str, line: str, *, shown: bool) -> None:
        """Keeps a part's line; ``shown`` (or a verbose run) also puts it onto the terminal."""
        stream = self._file(part)
        stream.write(line + "\n")
        stream.flush()
        if shown or self.verbose:
            self.show(part, line)

    def show(self, part: str, line: str) -> None:
        label = f"{part:>8} |"
        if self.coloured:
            label = f"\x1b[{COLOURS.get(part, '37')}m{label}\x1b[0m"
        self.say(f"{label} {line}")

    def say(self, line: str, *, end: str = "\n") -> None:
        try:
            print(line, end=end, file=self.terminal, flush=True)
        except OSError:  # the terminal is gone; stopping properly matters more
            self.verbose = False

    def step(self, title: str) -> "Step":
        return Step(self, title)

    def _file(self, part: str) -> IO[str]:
        stream = self._files.get(part)
        if stream is not None and stream.tell() > LARGEST_FILE:
            stream.close()
            self._set_aside(part)
            stream = None
        if stream is None:
            stream = (self.folder / f"{part}.log").open("a", errors="replace")
            self._files[part] = stream
        return stream

    def _set_aside(self, part: str) -> None:
        for number in range(KEPT_FILES, 0, -1):
            older = self.folder / f"{part}.log.{number}"
            newer = self.folder / (f"{part}.log.{number - 1}" if number > 1 else f"{part}.log")
            if newer.exists():
                newer.replace(older)

    def last_lines(self, part: str, count: int = 20) -> str:
        path = self.folder / f"{part}.log"
        if not path.exists():
            return ""
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])

    def close(self) -> None:
        for stream in self._files.values():
            stream.close()
        self._files.clear()


class Step:
    """One line of progress: what is done, and how long it took."""

    def __init__(self, book: Logbook, title: str) -> None:
        self.book = book
        self.title = title
        self._since = 0.0

    def __enter__(self) -> "Step":
        self._since = time.monotonic()
        if self.book.coloured:
            self.book.say(f"  {self.title} …", end="\r")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        seconds = time.monotonic() - self._since
        mark = "✓" if kind is None else "✗"
        self.book.say(f"{mark} {self.title:<44} {seconds:5.1f} s")
