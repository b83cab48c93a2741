"""Debian's own clamd, which knows one harmless signature, answers as the portal expects it to."""

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import scanning
from portal.scanning import ScannerError, TooLargeError
from tests.files.test_scanning import EICAR

PROGRAM = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin") or ""
CONFIGURATION = """
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/database
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength 1M
MaxThreads 2
"""

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(not PROGRAM, reason="clamd is not installed (packages.debian)"),
]


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The daemon's address; signatures are not fetched, one of EICAR's test file is written."""
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "database").mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    line = f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n"
    (folder / "database" / "eicar.hdb").write_text(line)
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
    command = [PROGRAM, f"--config-file={folder}/clamd.conf"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield _ready(process, folder)
    finally:
        process.terminate()
        process.wait(20)


def _ready(process: "subprocess.Popen[bytes]", folder: Path) -> str:
    address = f"unix:{folder}/clamd.ctl"
    for _try in range(300):
        assert process.poll() is None, (folder / "log").read_text()
        try:
            scanning.answers(address)
        except ScannerError:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError((folder / "log").read_text())


def test_it_says_its_version(clamd: str):
    assert scanning.answers(clamd).startswith("ClamAV ")


def test_a_clean_file_is_clean(clamd: str):
    assert scanning.scan([b"Agreed in Lund", os.urandom(500_000)], clamd).clean


def test_the_test_file_is_found(clamd: str):
    told = scanning.scan([EICAR[:10], EICAR[10:]], clamd)
    assert told.finding.startswith("Eicar-Test-Signature")


def test_a_file_larger_than_it_takes_is_said_to_be(clamd: str):
    with pytest.raises(TooLargeError, match="StreamMaxLength"):
        scanning.scan((os.urandom(65_536) for _part in range(64)), clamd)
