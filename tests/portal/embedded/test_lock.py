"""One process at a time over one data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded import place
from portal.embedded.lock import OneAtATime, TakenError

HOLD = (
    "import sys, time; from pathlib import Path; from portal.embedded.lock import OneAtATime\n"
    "OneAtATime(Path(sys.argv[1])).take('http://127.0.0.1:8123/'); print('held', flush=True)\n"
    "time.sleep(600)"
)


def test_a_second_holder_is_told_who_has_it_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path], cwd=place.CHECKOUT, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(TakenError) as refused:
            OneAtATime(path).take("another")
        assert f"process {holder.pid}, http://127.0.0.1:8123/" in str(refused.value)
        assert "AJAR_DATA" in str(refused.value)
        holder.kill()
        holder.wait()
        # The kernel dropped it with its holder; what the file says doesn't count.
        free = OneAtATime(path)
        free.take("another")
        free.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    first, second = OneAtATime(tmp_path / "lock"), OneAtATime(tmp_path / "lock")
    first.take("one")
    with pytest.raises(TakenError):
        second.take("two")
    first.release()
    second.take("two")
    second.release()
