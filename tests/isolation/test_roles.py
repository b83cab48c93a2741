"""What the database's roles may do by themselves, and what the product's statements look like."""

import ast
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, transaction

from portal import checks, role_health
from portal.embedded import place, postgres, roles
from portal.findings import Level
from portal.models import Organisation, Unit
from portal.tenancy import (
    FOREIGN,
    ForeignStatementError,
    acting_for,
    known_as,
    presenting,
)
from tests import cast

pytestmark = pytest.mark.django_db


# --- What the guard lets through ------------------------------------------------------------------
@pytest.mark.parametrize(
    "statement",
    [
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "set transaction read only",
        "SET CONSTRAINTS ALL IMMEDIATE",
    ],
)
def test_a_transaction_may_be_told_how_it_reads_while_somebody_acts(
    university_a: Organisation, statement: str
):
    """Figures are counted so; none of it says for whom."""
    assert FOREIGN.search(statement) is None
    if "ISOLATION" in statement:
        return  # only the first statement of a transaction may say that: `test_collect` does
    with acting_for(university_a), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL portal.acting_for = 'x'",
        "SET SESSION portal.acting_for = 'x'",
        "SET TRANSACTIONS = 'x'",
        "SET portal.presented = 'x'",
        "SET TRANSACTION READ ONLY; SET LOCAL portal.acting_for = 'x'",
        "SET ROLE portal_owner",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    ],
)
def test_every_other_setting_is_refused(university_a: Organisation, statement: str):
    with (
        acting_for(university_a),
        connection.cursor() as cursor,
        pytest.raises(ForeignStatementError),
    ):
        cursor.execute(statement)


NOBODY_ACTS = {
    "portal/backups.py": "restores a database as its owner, with nobody signed in",
    "portal/management/commands/demo.py": "empties the demonstration's database as its owner",
    "portal/management/commands/prepare_database.py": "makes roles as the administrator",
    "portal/rowsecurity.py": "migrates as the owner",
    "portal/tenancy.py": "says who acts",
}
"""Modules that send what the guard refuses, and why it never meets it there."""


def _told(node: ast.expr, module: str) -> str:
    """The text of a statement as far as it stands in the source."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_told(each, module) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        return _told(node.value, module)
    if isinstance(node, ast.Name):
        return str(getattr(import_module(module), node.id, ""))
    return ""


def _statements() -> Iterator[tuple[str, str]]:
    root = Path(settings.BASE_DIR)
    for room in ("portal", "diligence", "advisory", "reporting"):
        for path in sorted((root / room).rglob("*.py")):
            text = path.read_text()
            if "migrations" in path.parts or ".execute(" not in text:
                continue
            at = str(path.relative_to(root))
            for node in ast.walk(ast.parse(text)):
                called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if called and node.func.attr == "execute" and node.args:
                    module = at.removesuffix(".py").replace("/", ".")
                    yield at, _told(node.args[0], module)


def test_no_statement_of_the_product_is_refused_where_somebody_may_act():
    found = list(_statements())
    assert len(found) > 20
    assert [each for each in found if FOREIGN.search(each[1]) and each[0] not in NOBODY_ACTS] == []


# --- Settings that a role gives itself ------------------------------------------------------------
def _line() -> Any:
    """A connection of the administrator's to this worker's database, which keeps what it does."""
    data = Path(os.environ["AJAR_TEST_CLUSTER"])
    name = str(connection.settings_dict["NAME"])
    url = place.embedded_url(data, postgres.ADMINISTRATOR, place.passwords(data), database=name)
    line = psycopg2.connect(url)
    line.autocommit = True
    return closing(line)


@contextmanager
def _planted(setting: str, value: str) -> Iterator[None]:
    """What `ALTER ROLE … SET` leaves for the connections that come next, in this database alone."""
    where = f"ROLE portal_owner IN DATABASE {roles.identifier(connection.settings_dict['NAME'])}"
    with _line() as line, line.cursor() as cursor:
        cursor.execute(f"ALTER {where} SET {setting} = {roles.literal(value)}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER {where} RESET {setting}")


def _said(cursor: Any, setting: str) -> str | None:
    cursor.execute("SELECT current_setting(%s, true)", [setting.replace('"', "")])
    return cursor.fetchone()[0]


@pytest.mark.parametrize("setting", roles.SAID)
def test_a_default_that_a_role_gave_itself_is_gone_when_the_portal_connects(setting: str):
    """`ALTER ROLE portal_app SET portal.acting_for = …` is anybody's who has SQL as that role."""
    with _planted(setting, "planted"):
        another = connection.copy()
        another.connect()
        try:
            with closing(psycopg2.connect(**another.get_connection_params())) as bare:
                assert _said(bare.cursor(), setting) == "planted", "nothing was tried"
            with another.connection.cursor() as cursor:
                assert _said(cursor, setting) == ""
        finally:
            another.close()


def test_whoever_comes_in_by_a_door_reads_nothing_by_what_a_connection_began_with(db: None):
    """Where a pooler lends a connection that the portal did not open."""
    home = cast.organisation("University P")
    with acting_for(home):
        unit = Unit.objects.create(name="Planted")

    def seen() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM portal_unit WHERE id = %s", [unit.pk])
            return cursor.fetchone() is not None

    with transaction.atomic(), connection.connection.cursor() as bare:
        bare.execute("SET SESSION portal.acting_for = %s", [str(home.pk)])
        assert seen(), "nothing was tried"
        with presenting("nobody's"):
            assert not seen()
        bare.execute("SET SESSION portal.acting_for = %s", [str(home.pk)])
        with known_as(home.pk):
            assert not seen()
        transaction.set_rollback(True)


def test_the_doctor_finds_a_setting_that_was_planted_and_preparing_takes_it_away():
    [well] = role_health.rights()
    assert well.level is Level.OK
    with _planted("portal.acting_for", "planted"):
        [ill] = role_health.rights()
        assert ill.level is Level.FAIL
        assert "portal.acting_for of portal_owner" in ill.text
        with _line() as line, line.cursor() as cursor:
            for statement in roles.defaults_statements(connection.settings_dict["NAME"]):
                cursor.execute(statement)
        assert checks.planted_defaults() == []


@pytest.mark.parametrize("what", ["FUNCTION lo_creat(integer)", "TABLE pg_settings"])
def test_the_doctor_finds_a_right_that_was_given_back(what: str):
    kind, name = what.split(" ", 1)
    right = "EXECUTE" if kind == "FUNCTION" else "UPDATE"
    with _line() as line, line.cursor() as cursor:
        cursor.execute(f"GRANT {right} ON {kind} pg_catalog.{name} TO PUBLIC")
        try:
            [finding] = role_health.rights()
        finally:
            cursor.execute(f"REVOKE {right} ON {kind} pg_catalog.{name} FROM PUBLIC")
    assert finding.level is Level.WARN
    assert name in finding.text
    assert "prepare_database" in finding.todo
