"""What a release consists of, and whether asking about it can fail quietly."""

import importlib.machinery
import importlib.util
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from portal.embedded.place import CHECKOUT

LOCK = CHECKOUT / "requirements.lock"


def program() -> ModuleType:
    path = str(CHECKOUT / "scripts" / "sbom")
    loader = importlib.machinery.SourceFileLoader("sbom", path)
    spec = importlib.util.spec_from_loader("sbom", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def test_the_bill_lists_every_package_with_version_and_hashes(tmp_path: Path) -> None:
    target = tmp_path / "build" / "ajar.cdx.json"
    done = subprocess.run(
        [sys.executable, CHECKOUT / "scripts" / "sbom", LOCK, target],
        capture_output=True,
        text=True,
        check=True,
    )
    bill = json.loads(target.read_text())
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[.*?\])?==([^ \\\n;]+)", LOCK.read_text(), re.M)
    listed = [(one["name"], one["version"]) for one in bill["components"]]
    assert listed == [(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in pinned]
    assert f"{len(pinned)} packages" in done.stdout
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    for one in bill["components"]:
        assert one["hashes"], one["name"]
        assert all(re.fullmatch("[0-9a-f]{64}", each["content"]) for each in one["hashes"])
        assert one["purl"] == one["bom-ref"] == f"pkg:pypi/{one['name']}@{one['version']}"
    refs = {one["bom-ref"] for one in bill["components"]}
    [direct] = bill["dependencies"]
    assert len(direct["dependsOn"]) > 20
    assert set(direct["dependsOn"]) <= refs


def test_the_same_lock_file_makes_the_same_bill() -> None:
    sbom = program()
    assert sbom.bill(LOCK) == sbom.bill(LOCK)
    with pytest.raises(ValueError, match="not understood"):
        sbom.packages("what is this ==")


def fake(folder: Path, output: str, status: int) -> Path:
    made = folder / "pip-audit"
    made.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\nexit {status}\n")
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return made


@pytest.mark.parametrize(
    ("output", "status", "ends"),
    [
        ("No known vulnerabilities found", 0, 0),
        ("Found 2 known vulnerabilities in 1 package", 1, 1),
        ("Dependency not found on PyPI and could not be audited: django (5.2)", 0, 2),
        ("ERROR:pip_audit._cli:Connection refused", 1, 2),
        ("Name Skip Reason\ndjango Dependency not found", 0, 2),
        ("", 127, 2),
    ],
)
def test_what_could_not_be_asked_is_no_good_news(
    tmp_path: Path, output: str, status: int, ends: int
) -> None:
    done = subprocess.run(
        [CHECKOUT / "scripts" / "audit", fake(tmp_path, output, status), LOCK],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == ends
    assert ("could not be asked" in done.stderr) is (ends == 2)


def test_a_policy_says_how_to_report() -> None:
    text = (CHECKOUT / "SECURITY.md").read_text()
    for word in ("security.txt", "working days", "scope", "Supported versions", "docs/security.md"):
        assert word in text
