"""The pieces of a sealed file: nothing shows, and nothing can be changed, swapped, cut or moved."""

import io
import os
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import sealing

KEY, KEY_ID = os.urandom(32), uuid.uuid4()
NAME = "someone/somewhere"
PIECE = sealing.PIECE


def seal(data: bytes, *, name: str = NAME) -> bytes:
    parts = [data[at : at + 50_000] for at in range(0, len(data), 50_000)]
    return b"".join(sealing.sealed(parts, key_id=KEY_ID, key=KEY, name=name))


def opened(told: bytes, *, name: str = NAME) -> io.BufferedReader:
    return io.BufferedReader(
        sealing.Opened(io.BytesIO(told), name=name, key_by=lambda _key: KEY), PIECE
    )


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_is_sealed_opens_and_its_size_is_known(size: int):
    data = os.urandom(size)
    told = seal(data)
    assert len(told) == sealing.sealed_size(size)
    assert sealing.plain_size(len(told)) == size
    assert opened(told).read() == data


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3 * PIECE), st.integers(0, 3 * PIECE + 10), st.integers(0, 200_000))
def test_it_is_read_where_it_is_asked_for(size: int, at: int, much: int):
    data = os.urandom(1) * size + b"end"
    with opened(seal(data)) as file:
        file.seek(at)
        assert file.read(much) == data[at : at + much]
        assert file.seek(0, io.SEEK_END) == len(data)


def test_nothing_of_it_shows():
    data = b"Dual use of the reactor design. " * 5000
    assert data[:16] not in seal(data)
    assert seal(data) != seal(data)


def test_every_changed_byte_is_noticed():
    told = seal(os.urandom(PIECE + 100))
    for at in (0, 5, 22, sealing.HEAD, sealing.HEAD + PIECE, len(told) - 1):
        bent = bytearray(told)
        bent[at] ^= 1
        with pytest.raises(sealing.DamagedFileError):
            opened(bytes(bent)).read()


@pytest.mark.parametrize("keep", [0, 10, sealing.HEAD, sealing.HEAD + 5, sealing.HEAD + PIECE + 16])
def test_a_file_that_was_cut_short_is_noticed(keep: int):
    told = seal(os.urandom(2 * PIECE + 100))
    with pytest.raises(sealing.DamagedFileError):
        opened(told[:keep]).read()


def test_pieces_that_were_swapped_or_repeated_are_noticed():
    told = seal(os.urandom(3 * PIECE))
    step = PIECE + sealing.TAG
    head, body = told[: sealing.HEAD], told[sealing.HEAD :]
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    for order in ([1, 0, 2], [0, 0, 2], [0, 1, 2, 2], [0, 2]):
        with pytest.raises(sealing.DamagedFileError):
            opened(head + b"".join(pieces[at] for at in order)).read()


def test_a_file_put_under_another_name_does_not_open():
    with pytest.raises(sealing.DamagedFileError):
        opened(seal(b"secret"), name="someone/else").read()


def test_a_piece_of_another_file_does_not_fit():
    one, other = seal(b"a" * 100), seal(b"b" * 100)
    with pytest.raises(sealing.DamagedFileError):
        opened(one[: sealing.HEAD] + other[sealing.HEAD :]).read()


def test_an_emptied_file_is_noticed_though_there_is_nothing_to_read():
    told = seal(b"")
    with pytest.raises(sealing.DamagedFileError):
        opened(told[:-1] + bytes([told[-1] ^ 1])).read()
