"""What sealing a file costs: 20 MB sealed to disk and read back, against a plain copy, in one run.

    python -m bench.files [MEGABYTES]

Plain and sealed are measured alternately, in CPU time, so that a busy machine slows both; each
figure is the median of the rounds. The floor is the cipher alone over the same bytes in memory.
Memory is the most that Python held beyond what it began with. Both ways must give the same bytes.
"""

import hashlib
import os
import sys
import tempfile
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal import sealing

ROUNDS = 9
PART = 64 * 1024
KEY, KEY_ID, NAME = AESGCM.generate_key(256), uuid.uuid4(), "bench/file"


def parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while part := source.read(PART):
            yield part


def copy_plain(source: Path, target: Path) -> None:
    with target.open("wb") as out:
        for part in parts(source):
            out.write(part)


def seal(source: Path, target: Path) -> None:
    with target.open("wb") as out:
        for piece in sealing.sealed(parts(source), key_id=KEY_ID, key=KEY, name=NAME):
            out.write(piece)


def read_plain(source: Path) -> str:
    digest = hashlib.sha256()
    for part in parts(source):
        digest.update(part)
    return digest.hexdigest()


def read_sealed(source: Path) -> str:
    digest = hashlib.sha256()
    with sealing.Opened(source.open("rb"), name=NAME, key_by=lambda _key: KEY) as opened:
        buffer = bytearray(PART)
        while size := opened.readinto(buffer):
            digest.update(memoryview(buffer)[:size])
    return digest.hexdigest()


def cipher_alone(data: bytes) -> None:
    cipher, nonce = AESGCM(KEY), bytes(12)
    for at in range(0, len(data), PART):
        cipher.encrypt(nonce, data[at : at + PART], b"")


def seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def held(work: Callable[[], object]) -> float:
    """The most memory the work held, in megabytes."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def main() -> int:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    data = os.urandom(megabytes * 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        source, plain, sealed = (Path(name) / each for each in ("source", "plain", "sealed"))
        source.write_bytes(data)
        copy_plain(source, plain)
        seal(source, sealed)
        if read_plain(plain) != read_sealed(sealed):
            print("The sealed file is not the plain one.")
            return 1
        work: dict[str, Callable[[], object]] = {
            "plain copy": lambda: copy_plain(source, plain),
            "sealed copy": lambda: seal(source, sealed),
            "plain read, hashed": lambda: read_plain(plain),
            "sealed read, hashed": lambda: read_sealed(sealed),
            "cipher alone": lambda: cipher_alone(data),
        }
        taken: dict[str, list[float]] = {each: [] for each in work}
        for _round in range(ROUNDS):
            for each, one in work.items():
                taken[each].append(seconds(one))
        told = {each: median(times) for each, times in taken.items()}
        print(f"{megabytes} MB, median of {ROUNDS} rounds, CPU time")
        for each, time in told.items():
            print(f"{each:22} {time * 1000:8.1f} ms   {held(work[each]):6.2f} MB held")
        writing = told["sealed copy"] / told["plain copy"]
        reading = told["sealed read, hashed"] / told["plain read, hashed"]
        print(f"sealed / plain: writing {writing:.1f} x, reading {reading:.1f} x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
