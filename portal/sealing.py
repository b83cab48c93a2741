"""How the bytes of a file are sealed: in pieces that can't be changed, swapped, cut off or moved.

`AJF1`, the id of the data key, a random prefix, then pieces of 64 KiB, each under AES-256-GCM. A
piece's nonce holds its number and whether it is the last, and every piece is bound to the file's
name: the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015).
"""

import io
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"AJF1"
PREFIX: Final = 7
HEAD: Final = len(MAGIC) + 16 + PREFIX
PIECE: Final = 64 * 1024
TAG: Final = 16


class DamagedFileError(OSError):
    """The stored bytes are not those that were sealed under this name."""


def is_sealed(start: bytes) -> bool:
    return start.startswith(MAGIC)


def key_of(head: bytes) -> uuid.UUID:
    """Which data key a sealed file's first bytes name."""
    return uuid.UUID(bytes=head[len(MAGIC) : len(MAGIC) + 16])


def sealed_size(size: int) -> int:
    """How many bytes `size` plain ones become."""
    return HEAD + size + TAG * max(1, -(-size // PIECE))


def plain_size(size: int) -> int:
    """How many plain bytes a sealed file of `size` holds."""
    body = size - HEAD
    pieces = max(1, -(-body // (PIECE + TAG)))
    return body - TAG * pieces


def sealed(parts: Iterable[bytes], *, key_id: uuid.UUID, key: bytes, name: str) -> Iterator[bytes]:
    """The sealed bytes, piece by piece, of what `parts` are together."""
    prefix = os.urandom(PREFIX)
    beside = _beside(key_id, name)
    cipher = AESGCM(key)
    yield MAGIC + key_id.bytes + prefix
    held, number = b"", 0
    for part in parts:
        held += part
        while len(held) > PIECE:  # more follows, so this one is not the last
            yield cipher.encrypt(_nonce(prefix, number, last=False), held[:PIECE], beside)
            held, number = held[PIECE:], number + 1
    yield cipher.encrypt(_nonce(prefix, number, last=True), held, beside)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _beside(key_id: uuid.UUID, name: str) -> bytes:
    return MAGIC + key_id.bytes + name.encode()


class Opened(io.RawIOBase):
    """The plain bytes of a sealed file, read where they are asked for."""

    def __init__(
        self, source: BinaryIO, *, name: str, key_by: Callable[[uuid.UUID], bytes]
    ) -> None:
        head = source.read(HEAD)
        if len(head) < HEAD or not is_sealed(head):
            raise DamagedFileError(f"{name} is not a sealed file.")
        self._source, self._name = source, name
        key_id = key_of(head)
        self._cipher = AESGCM(key_by(key_id))
        self._beside = _beside(key_id, name)
        self._prefix = head[-PREFIX:]
        total = source.seek(0, io.SEEK_END)
        self.size = plain_size(total)
        self._pieces = max(1, -(-(total - HEAD) // (PIECE + TAG)))
        if self.size < 0:
            raise DamagedFileError(f"{name} was cut short.")
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]  # typeshed's Buffer is newer
        number, within = divmod(self._at, PIECE)
        # Even nothing is read from the last piece, so that an emptied file is noticed.
        piece = self._piece(min(number, self._pieces - 1))
        if self._at >= self.size:
            return 0
        told = piece[within : within + len(buffer)]
        buffer[: len(told)] = told
        self._at += len(told)
        return len(told)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(HEAD + number * (PIECE + TAG))
            body = self._source.read(PIECE + TAG)
            nonce = _nonce(self._prefix, number, last=number == self._pieces - 1)
            try:
                self._held = number, self._cipher.decrypt(nonce, body, self._beside)
            except (InvalidTag, ValueError):
                raise DamagedFileError(
                    f"{self._name} was changed where it is stored, or belongs somewhere else."
                ) from None
        return self._held[1]

    def close(self) -> None:
        self._source.close()
        super().close()
