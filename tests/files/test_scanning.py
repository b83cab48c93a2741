"""What a scanner says about a file, asked over a socket: by a stand-in that speaks its protocol."""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal import scanning
from portal.scanning import ScannerError, TooLargeError

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeScanner:
    """Listens on a socket; `answer` is given the bytes of a file and says what is sent back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answer: Callable[[bytes], bytes | None] = says
        self.most = 10_000_000
        self.received = b""
        self._line = socket.socket(socket.AF_UNIX)
        self._line.bind(str(path))
        self._line.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"unix:{self.path}"

    def close(self) -> None:
        self._line.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _where = self._line.accept()
            except OSError:
                return
            with connection:
                self._one(connection)

    def _one(self, connection: socket.socket) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += connection.recv(1)
        if command == b"zVERSION\0":
            connection.sendall(b"ClamAV 1.4.6\0")
            return
        assert command == b"zINSTREAM\0"
        self.received = b""
        while True:
            [size] = struct.unpack("!I", self._exactly(connection, 4))
            if not size:
                break
            self.received += self._exactly(connection, size)
            if len(self.received) > self.most:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        told = self.answer(self.received)
        if told is not None:
            connection.sendall(told)

    def _exactly(self, connection: socket.socket, size: int) -> bytes:
        told = b""
        while len(told) < size:
            part = connection.recv(size - len(told))
            if not part:
                return told.ljust(size, b"\0")
            told += part
        return told


def says(data: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[FakeScanner]:
    made = FakeScanner(tmp_path / "clamd")
    yield made
    made.close()


def test_a_clean_file_is_clean_and_was_sent_whole(scanner: FakeScanner):
    data = os.urandom(300_000)
    assert scanning.scan([data[:100], data[100:]], scanner.address).clean
    assert scanner.received == data


def test_what_is_found_is_named(scanner: FakeScanner):
    told = scanning.scan([b"before", EICAR], scanner.address)
    assert (told.clean, told.finding) == (False, "Eicar-Test-Signature")


def test_a_name_that_is_too_long_is_cut(scanner: FakeScanner):
    scanner.answer = lambda _data: b"stream: " + b"x" * 500 + b" FOUND\0"
    assert len(scanning.scan([b"a"], scanner.address).finding) == 200


def test_an_empty_file_is_asked_about(scanner: FakeScanner):
    assert scanning.scan([], scanner.address).clean


def test_a_file_too_large_for_the_scanner_says_what_to_raise(scanner: FakeScanner):
    scanner.most = 100_000
    with pytest.raises(TooLargeError, match="StreamMaxLength"):
        scanning.scan([b"a" * 65_536 for _part in range(40)], scanner.address)


@pytest.mark.parametrize(
    ("answer", "told"),
    [(b"stream: some ERROR\0", "some ERROR"), (b"", "nothing"), (b"OK\0", "OK")],
)
def test_any_other_answer_is_none(scanner: FakeScanner, answer: bytes, told: str):
    scanner.answer = lambda _data: answer
    with pytest.raises(ScannerError, match=told):
        scanning.scan([b"a"], scanner.address)


def test_a_scanner_that_hangs_is_given_up(scanner: FakeScanner):
    hung = threading.Event()

    def hang(_data: bytes) -> None:
        hung.wait(5)

    scanner.answer = hang
    with pytest.raises(ScannerError, match="can't be asked"):
        scanning.scan([b"a"], scanner.address, seconds=0.2)
    hung.set()


def test_a_scanner_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ScannerError, match="no-such"):
        scanning.scan([b"a"], f"unix:{tmp_path}/no-such")


@pytest.mark.parametrize("address", ["clamd", "tcp:host", "tcp::x", "file:/etc", "tcp:host:x"])
def test_an_address_that_is_none_says_how_one_looks(address: str):
    with pytest.raises(ScannerError, match="AJAR_CLAMD"):
        scanning.scan([b"a"], address)


def test_over_tcp_it_is_the_same():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            connection, _where = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"ClamAV 1.4.6\0")

        threading.Thread(target=serve, daemon=True).start()
        assert scanning.answers(f"tcp:127.0.0.1:{port}") == "ClamAV 1.4.6"
