"""Who may write SQL, cross a border, read the clock: closed lists, checked in the source."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_sizes import ROOT, parsed, sources

RAW_SQL = {
    "portal/tenancy.py": "tells the database who is acting",
    "portal/rowsecurity.py": "writes the policies",
    "portal/privacy/kept.py": "removes rows written once, and names in them, beside a record of it",
    "portal/bells.py": "claims bells with SKIP LOCKED",
    "portal/limits.py": "counts in one statement, so that none of several processes loses a count",
    "portal/checks.py": "asks for the role's privileges",
    "portal/diagnosis.py": "looks at policies and grants",
    "portal/actions/pruning.py": "calls the function that removes old events",
    "portal/backups.py": "dumps and restores as the owner",
    "reporting/queries/figures.py": "counts across organisations, as the collector",
    "reporting/queries/rescoring.py": "reads chosen options across organisations, as the collector",
}
"""Modules that may send SQL of their own, and why. Operations work on whole databases."""

CONNECTS = {
    "portal/backups.py": "dumps and restores as the owner",
    "portal/diagnosis.py": "tries the addresses it was given",
    "portal/models/user.py": "saves where the manager was told to, as Django's own does",
    "portal/management/commands/prepare_database.py": "makes roles as the administrator",
    "portal/management/commands/demo.py": "empties the demonstration's tables as the owner",
    "reporting/queries/figures.py": "counts across organisations, as the collector",
    "reporting/queries/rescoring.py": "reads across organisations, as the collector",
}
"""Modules that choose a database connection, and why; all others have the application's role."""

MIGRATIONS = {
    "advisory/migrations/0006_baseline_outcome.py": "fills a new column; opens it to the collector",
    "diligence/migrations/0007_second_half_security.py": "a key of which one part may be missing",
    "diligence/migrations/0017_owned_questionnaires_security.py": "fills a new column",
    "diligence/migrations/0018_scores_packed.py": "packs what was stored as text",
    "diligence/migrations/0019_baseline_counts.py": "fills columns; opens them to the collector",
    "portal/migrations/0003_operators_and_demonstration.py": "the cache's table; who made an entry",
    "portal/migrations/0008_identity_files_record_security.py": "a door's key; old tokens' scopes",
    "reporting/migrations/0004_policy_simulations.py": "opens columns to the collector",
}
"""Migrations with SQL or code of their own, which run as the owner, past every policy."""

SAYS_WHO_ACTS = {
    "portal/tenancy.py": "says it",
    "portal/rowsecurity.py": "policies and functions ask for it",
    "portal/embedded/roles.py": "takes the means away from everybody else",
}

OPERATIONS = ("portal/embedded/", "portal/management/", "portal/readiness.py")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sources():
        yield str(path.relative_to(ROOT)), parsed(path)


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


CHOOSES = {"using", "db_manager"}


def _chooses(node: ast.AST) -> str:
    """How a connection is chosen here; "" where none is."""
    if isinstance(node, ast.ImportFrom):
        return "from psycopg2" if node.module == "psycopg2" else ""
    if isinstance(node, ast.Subscript):
        return "connections[]" if getattr(node.value, "id", "") == "connections" else ""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        of = getattr(node.func.value, "id", "")
        if node.func.attr in CHOOSES or (of, node.func.attr) == ("psycopg2", "connect"):
            return node.func.attr
    return "using=" if any(keyword.arg == "using" for keyword in node.keywords) else ""


def test_only_listed_modules_choose_a_connection():
    found = {
        module: how for module, tree in modules() for how in map(_chooses, ast.walk(tree)) if how
    }
    assert {module: how for module, how in found.items() if module not in CONNECTS} == {}
    assert CONNECTS.keys() - found.keys() == set(), "listed without need"


def test_only_listed_migrations_have_sql_or_code_of_their_own():
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/migrations/*.py")
        for _line, name in _calls(ast.parse(path.read_text()))
        if name in {"RunSQL", "RunPython", "execute", "SeparateDatabaseAndState"}
    }
    assert found == MIGRATIONS.keys()


def test_only_the_wall_says_who_acts():
    """No other module names the setting, nor takes away what looks at statements."""
    words = ("portal.acting_for", "portal.presented", "set_config", "execute_wrapper")
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }
    assert found - SAYS_WHO_ACTS.keys() == set()


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
