"""The files an installation stands on: lock files, packages, containers, what CI runs."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from portal.embedded.place import CHECKOUT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pinned(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\\n]+)", (CHECKOUT / lock).read_text(), re.M)
    return dict(found)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes_and_no_address(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    entries = re.split(r"^(?=[A-Za-z])", text, flags=re.M)
    bare = [
        entry.split()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry
    ]
    assert bare == []
    assert not re.search(r"https?:|file:|index|find-links|/home|/root|/work|/opt", text)


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped, tested = pinned(LOCKS[0]), pinned(LOCKS[1])
    assert {name: tested.get(name) for name in shipped} == shipped


def test_the_lock_files_follow_the_project_file() -> None:
    project = (CHECKOUT / "pyproject.toml").read_text()
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.M | re.S)
    assert block is not None
    wanted = re.findall(r'^\s+"([A-Za-z0-9_.-]+)', block[1], re.M)
    assert wanted
    assert {name.lower() for name in wanted} <= pinned(LOCKS[0]).keys()


def test_every_system_package_says_which_set_needs_it_and_why() -> None:
    for line in (CHECKOUT / "packages.debian").read_text().splitlines():
        if line and not line.startswith("#"):
            which, package, why = line.split(maxsplit=2)
            assert which in {"run", "test"}
            assert re.fullmatch(r"[a-z0-9.+-]+", package)
            assert why


def test_ci_runs_what_a_developer_runs() -> None:
    run = CHECKOUT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert "exec make test" in run.read_text()


def test_without_root_or_sudo_the_missing_packages_are_named(tmp_path: Path) -> None:
    """Every tool the script asks is replaced by one that answers like such a machine."""
    answers = {"dpkg-query": "exit 1", "id": "echo 1000", "sudo": "exit 1", "python3": "exit 1"}
    for name, line in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ["sh", CHECKOUT / "scripts" / "system-packages", "run"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert "libpango-1.0-0" in done.stderr


@pytest.fixture(scope="module")
def compose() -> dict[str, dict[str, dict[str, object]]]:
    loaded: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(
        (CHECKOUT / "docker-compose.yml").read_text()
    )
    return loaded


def test_the_containers_are_all_there(compose: dict[str, dict[str, dict[str, object]]]) -> None:
    services = compose["services"]
    assert services.keys() == {"database", "broker", "prepare", "web", "worker", "beat"}
    assert {name for name, one in services.items() if "healthcheck" not in one} == {
        "prepare",
        "beat",
    }


def test_web_and_workers_never_learn_the_owners_password(
    compose: dict[str, dict[str, dict[str, object]]],
) -> None:
    for name in ("web", "worker", "beat"):
        known = compose["services"][name]["environment"]
        assert isinstance(known, dict)
        assert not {"DATABASE_OWNER_URL", "ADMIN_URL"} & known.keys()
        # Only the worker counts across organisations.
        assert ("DATABASE_COLLECTOR_URL" in known) == (name == "worker")
        assert "env_file" not in compose["services"][name]


def test_the_example_has_every_variable_the_containers_ask_for() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (CHECKOUT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^#? ?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.M))
    assert asked <= given


def test_the_operations_guide_explains_every_variable() -> None:
    used: set[str] = set()
    for folder in ("portal", "diligence", "advisory", "reporting"):
        for path in (CHECKOUT / folder).rglob("*.py"):
            used |= set(re.findall(r'environ\S*?[(\[]"([A-Z][A-Z_]+)"', path.read_text()))
    used -= {"DJANGO_SETTINGS_MODULE", "NO_COLOR"}
    guide = (CHECKOUT / "docs" / "operations.md").read_text()
    assert {name for name in used if f"`{name}`" not in guide} == set()
