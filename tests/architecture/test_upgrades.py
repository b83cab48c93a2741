"""Two releases work on one database during an upgrade: migrations add first, and remove later."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command
from django.test import override_settings
from whitenoise import WhiteNoise
from whitenoise.storage import CompressedManifestStaticFilesStorage

from tests.architecture.test_sizes import ROOMS, ROOT

BEGINS_AFTER = {"portal": 13, "diligence": 25, "advisory": 7, "reporting": 4}
"""The last migration of each room that the rule does not look at: older than any installation."""

CONTRACTS: dict[str, str] = {}
"""Migrations that take something away or ask for more, and the release that needs it no longer."""

ADDS = {
    "CreateModel",
    "AddIndex",
    "AddIndexConcurrently",
    "AlterModelOptions",
    "AlterModelManagers",
    "AlterModelTable",
    "AlterIndexTogether",
    "RemoveIndex",
    "CreateExtension",
    "BtreeGinExtension",
    "TrigramExtension",
    "RunPython",  # fills columns; what it may do is listed with the other borders
}


def our_own() -> set[str]:
    """Operations of ours: they add policies, grants and functions."""
    tree = ast.parse((ROOT / "portal" / "rowsecurity.py").read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def operations(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "operations":
            assert isinstance(node.value, ast.List)
            for one in node.value.elts:
                assert isinstance(one, ast.Call), ast.unparse(one)
                yield ast.unparse(one.func).rpartition(".")[2], one


def old_code_can_leave_out(field: ast.expr) -> bool:
    """Whether a release that does not know a column can still store rows."""
    if not isinstance(field, ast.Call):
        return False
    kind = field.func.attr if isinstance(field.func, ast.Attribute) else ""
    if kind in {"ManyToManyField", "GeneratedField"}:
        return True
    told = {one.arg: one.value for one in field.keywords}
    null = told.get("null")
    return "db_default" in told or (isinstance(null, ast.Constant) and null.value is True)


def problems(source: str) -> list[str]:
    """What in a migration an older release would stumble over."""
    found, new = [], set()
    for name, call in operations(ast.parse(source)):
        told = {one.arg: one.value for one in call.keywords}
        if name == "CreateModel":
            new.add(_text(told.get("name")))
        if name in ADDS | our_own() or _text(told.get("model_name")) in new:
            continue
        if name == "AddField" and old_code_can_leave_out(told["field"]):
            continue
        where = ast.unparse(told["name"]) if "name" in told else ""
        found.append(f"{call.lineno} {name} {where}".strip())
    return found


def _text(value: ast.expr | None) -> str:
    return value.value.lower() if isinstance(value, ast.Constant) else ""


def later() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in sorted((ROOT / room / "migrations").glob("[0-9]*.py"))
        if int(path.name[:4]) > BEGINS_AFTER[room]
    ]


def is_only_words(path: Path, wrong: list[str]) -> bool:
    """Whether a migration tells the database nothing: another label, one more choice."""
    if any("AlterField" not in one for one in wrong):
        return False
    told = io.StringIO()
    call_command("sqlmigrate", path.parent.parent.name, path.stem, stdout=told, no_color=True)
    lines = [line for line in told.getvalue().splitlines() if line and not line.startswith("--")]
    return set(lines) <= {"BEGIN;", "COMMIT;"}


@pytest.mark.django_db
def test_migrations_only_add() -> None:
    found = {}
    for path in later():
        name = str(path.relative_to(ROOT))
        wrong = problems(path.read_text())
        if wrong and name not in CONTRACTS and not is_only_words(path, wrong):
            found[name] = wrong
    assert found == {}, "Add first; take away one release later, listed in CONTRACTS."


def test_what_is_listed_exists_and_says_why() -> None:
    for name, reason in CONTRACTS.items():
        assert (ROOT / name).is_file()
        assert reason


def test_the_starting_point_is_not_moved_past_what_exists() -> None:
    for room, number in BEGINS_AFTER.items():
        newest = max(int(one.name[:4]) for one in (ROOT / room / "migrations").glob("[0-9]*.py"))
        assert newest >= number


@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        ("migrations.RemoveField(model_name='a', name='b')", True),
        ("migrations.DeleteModel(name='a')", True),
        ("migrations.RenameField(model_name='a', old_name='b', new_name='c')", True),
        ("migrations.RenameModel(old_name='b', new_name='c')", True),
        ("migrations.AlterField(model_name='a', name='b', field=models.TextField())", True),
        ("migrations.AddConstraint(model_name='a', constraint=None)", True),
        ("migrations.RunSQL('DROP TABLE x')", True),
        ("migrations.AddField(model_name='a', name='b', field=models.TextField())", True),
        (
            "migrations.AddField(model_name='a', name='b', field=models.TextField(default=''))",
            True,
        ),
        ("migrations.AddField(model_name='a', name='b', field=models.TextField(null=True))", False),
        (
            "migrations.AddField(model_name='a', name='b',"
            " field=models.TextField(default='', db_default=''))",
            False,
        ),
        ("migrations.CreateModel(name='a', fields=[])", False),
        ("migrations.AddIndex(model_name='a', index=None)", False),
    ],
)
def test_the_rule_knows_what_an_older_release_stumbles_over(operation: str, refused: bool) -> None:
    assert bool(problems(f"operations = [{operation}]")) is refused


def test_a_new_table_is_nobodys_yet() -> None:
    new = "migrations.CreateModel(name='A', fields=[])"
    own = "migrations.AddConstraint(model_name='a', constraint=None)"
    other = "migrations.AddConstraint(model_name='b', constraint=None)"
    assert problems(f"operations = [{new}, {own}]") == []
    assert len(problems(f"operations = [{new}, {other}]")) == 1


def test_static_files_of_the_release_before_stay(tmp_path: Path) -> None:
    """Its pages ask for its files while the new release answers, and the other way round."""
    source, target = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    names = []
    told = {
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        },
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    with override_settings(
        STATIC_ROOT=target,
        STATICFILES_DIRS=[source],
        STORAGES=told,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        get_finder.cache_clear()
        for release in ("one", "two"):
            (source / "page.css").write_text(f"/* {release} */")
            call_command("collectstatic", interactive=False, verbosity=0)
            storage = CompressedManifestStaticFilesStorage()
            names.append(storage.stored_name("page.css"))
    assert names[0] != names[1]
    served = WhiteNoise(lambda *_args: [], root=str(target), prefix="/static/")
    for release, name in zip(("one", "two"), names, strict=True):
        assert (target / name).read_text() == f"/* {release} */"
        assert f"/static/{name}" in served.files
    get_finder.cache_clear()


def test_nothing_collects_with_clearing() -> None:
    told = [ROOT / "docker-compose.yml", ROOT / "Dockerfile", ROOT / "Makefile"]
    told += sorted((ROOT / "portal" / "management").rglob("*.py"))
    clearing = [path.name for path in told if "collectstatic --clear" in path.read_text()]
    assert clearing == []
