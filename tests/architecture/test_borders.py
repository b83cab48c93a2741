"""Who may write SQL, cross a border, read the clock: closed lists, checked in the source."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_sizes import ROOT, sources

RAW_SQL = {
    "portal/tenancy.py": "tells the database who is acting",
    "portal/rowsecurity.py": "writes the policies",
    "portal/bells.py": "claims bells with SKIP LOCKED",
    "portal/checks.py": "asks for the role's privileges",
    "portal/diagnosis.py": "looks at policies and grants",
    "portal/backups.py": "dumps and restores as the owner",
    "reporting/queries/figures.py": "counts across organisations, as the collector",
    "reporting/queries/rescoring.py": "reads chosen options across organisations, as the collector",
}
"""Modules that may send SQL of their own, and why. Operations work on whole databases."""

OPERATIONS = ("portal/embedded/", "portal/management/", "portal/readiness.py")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sources():
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def _calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            yield node.lineno, name


def _uses(names: set[str], allowed: tuple[str, ...]) -> list[str]:
    return [
        f"{module}:{line} {name}"
        for module, tree in modules()
        if not module.startswith(allowed)
        for line, name in _calls(tree)
        if name in names
    ]


def test_raw_sql_stands_only_in_listed_modules():
    raw = {"cursor", "raw", "RawSQL", "extra", "execute"}
    assert _uses(raw, (*RAW_SQL, *OPERATIONS)) == []


def test_there_is_only_one_clock():
    wrong = {"today", "utcnow"}
    found = [
        f"{module}:{node.lineno}"
        for module, tree in modules()
        if module not in {"portal/clock.py", "portal/bells.py"}
        and not module.startswith(OPERATIONS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (
            (node.func.value.id in {"date", "datetime"} and node.func.attr in wrong | {"now"})
            or (node.func.value.id == "timezone" and node.func.attr in {"now", "localdate"})
        )
    ]
    assert found == []


@pytest.mark.parametrize("name", ["mark_safe", "print"])
def test_pages_are_escaped_and_modules_do_not_print(name: str):
    assert _uses({name}, OPERATIONS) == []


def test_only_the_worker_is_given_the_collectors_address():
    """And the step that makes the role: no web process can count across organisations."""
    told = (ROOT / "docker-compose.yml").read_text()
    services = re.split(r"^  (\w+):\n", told.partition("\nservices:\n")[2], flags=re.MULTILINE)
    given = dict(zip(services[1::2], services[2::2], strict=True))
    assert {name for name, text in given.items() if "COLLECTOR" in text} == {"prepare", "worker"}
    assert "COLLECTOR" not in told.partition("\nservices:\n")[0]
