"""Asking clamd whether bytes hold malware: its INSTREAM command over a socket.

`AJAR_CLAMD` is `unix:/run/clamav/clamd.ctl` or `tcp:host:3310`; empty: files are not scanned.
"""

import socket
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 60.0
PIECE: Final = 1 << 16


class ScannerError(Exception):
    """The scanner gave no verdict; the file stays where it is until it does."""


class TooLargeError(ScannerError):
    """The scanner takes no file as large as this: asking again would change nothing."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """`finding` is what the scanner calls it; empty where it found nothing."""

    finding: str = ""

    @property
    def clean(self) -> bool:
        return not self.finding


def scan(parts: Iterable[bytes], address: str, *, seconds: float = SECONDS) -> Scanned:
    """The verdict on the bytes. Raises ScannerError, saying what the operator looks at."""
    try:
        with closing(_connected(address, seconds)) as connection:
            # It hangs up on a file that is too large for it, and says so before.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(connection, parts)
            told = _answer(connection)
    except OSError as problem:
        raise ScannerError(f"The scanner at {address} can't be asked: {problem}") from problem
    return _verdict(told)


def _send(connection: socket.socket, parts: Iterable[bytes]) -> None:
    connection.sendall(b"zINSTREAM\0")
    for part in parts:
        for at in range(0, len(part), PIECE):
            piece = part[at : at + PIECE]
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
    connection.sendall(bytes(4))


def answers(address: str, *, seconds: float = 2.0) -> str:
    """The scanner's version. Raises ScannerError."""
    try:
        with closing(_connected(address, seconds)) as connection:
            connection.sendall(b"zVERSION\0")
            return _answer(connection)
    except OSError as problem:
        raise ScannerError(f"The scanner at {address} can't be asked: {problem}") from problem


def _connected(address: str, seconds: float) -> socket.socket:
    kind, _colon, rest = address.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            connection.connect(rest)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = rest.rpartition(":")
    if kind != "tcp" or not host or not port.isdecimal():
        raise ScannerError(
            f"AJAR_CLAMD is {address!r}: set it to unix:/path/of/the/socket or tcp:host:port."
        )
    return socket.create_connection((host, int(port)), timeout=seconds)


def _answer(connection: socket.socket) -> str:
    told = b""
    while not told.endswith(b"\0") and len(told) < 4096:
        part = connection.recv(4096)
        if not part:
            break
        told += part
    return told.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(told: str) -> Scanned:
    if told == "stream: OK":
        return Scanned()
    if told.startswith("stream: ") and told.endswith(" FOUND"):
        return Scanned(told[len("stream: ") : -len(" FOUND")][:200])
    if "size limit exceeded" in told:
        raise TooLargeError("The file is larger than the scanner takes; raise its StreamMaxLength.")
    raise ScannerError(f"The scanner gave no verdict: {told[:200] or 'nothing'}")
