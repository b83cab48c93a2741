"""SQL of somebody else's, sent as the application's role inside one organisation's walls.

`_sql` goes the product's way, through the guard of `portal.tenancy`; `_below` past it, straight to
the driver: what holds there is PostgreSQL alone. What a role with SQL of its own still learns is
written down in docs/adr/0036 and stands at the end of this file.
"""

import io
import json
import uuid
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connection, models, transaction

from diligence.models import Partner, PartnershipPartner
from portal.embedded import roles
from portal.models import AuditPruning, Organisation, RetentionRun, Unit
from portal.rowsecurity import LEDGER_FUNCTIONS
from portal.tenancy import ForeignStatementError, Ledger, acting_for
from tests.isolation.beyond import World
from tests.isolation.world import MARK, owned_models, snapshot

pytestmark = pytest.mark.django_db

OWNED = [pytest.param(model, id=model.__name__) for model in owned_models()]
ABSENT = uuid.UUID("018f0000-0000-7000-8000-000000000000")


def _sql(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def _below(statement: str, *values: object) -> list[tuple]:
    """The same without Django between: the driver's own cursor, on the same connection."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(statement, [str(each) for each in values] or None)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def _as_owner(statement: str) -> None:
    _below("SET ROLE NONE")
    try:
        _below(statement)
    finally:
        _below("SET ROLE portal_app")


def _denied(statement: str, *values: object, match: str = "denied|must be|only roles") -> str:
    """What the database says when it refuses."""
    with pytest.raises(psycopg2.Error, match=match) as told, transaction.atomic():
        _below(statement, *values)
    return f"{told.value} {told.value.diag.message_detail or ''}"


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


def _prey(world: World, model: type[models.Model]) -> tuple[Organisation, Organisation, uuid.UUID]:
    """The victim, the intruder, and the key of a row of the victim's."""
    victim, intruder = world.whose(model)
    with acting_for(victim):
        key = model._base_manager.filter(owner_id=victim.pk).values_list("pk", flat=True).first()
    assert key is not None
    return victim, intruder, key


# --- Without saying for whom, or saying nonsense -------------------------------------------------
NONSENSE = ["", " ", "*", "not a key", "' OR true --", "00000000-0000-0000-0000-000000000000"]


@pytest.mark.parametrize("said", [None, *NONSENSE])
def test_no_table_shows_a_row_to_whoever_says_nobody_or_nonsense(world: World, said: str | None):
    seen = []
    with transaction.atomic():
        if said is not None:
            _below("SET LOCAL portal.acting_for = %s", said)
        for model in owned_models():
            try:
                with transaction.atomic():
                    seen += _below(f"SELECT owner_id FROM {_table(model)} LIMIT 1")
            except psycopg2.DataError:
                continue  # nonsense is no key: the statement fails, which shows nothing either
        transaction.set_rollback(True)
    assert seen == []


@pytest.mark.parametrize(
    "injected",
    [
        "SELECT set_config('portal.acting_for', %s, true)",
        "SELECT 1 WHERE (SELECT set_config('portal.acting_for', %s, true)) <> ''",
        "SELECT pg_catalog.\"set_config\"('portal.acting_for', %s, true)",
        "UPDATE pg_settings SET setting = %s WHERE name = 'portal.acting_for'",
        "SELECT query_to_xml(format('SELECT set_' || 'config(''portal.acting_for'', %%L, true)',"
        " %s), true, true, '')",
        "SELECT query_to_xml(format('S' || 'ET portal.acting_for = %%L', %s), true, true, '')",
    ],
)
def test_no_part_of_a_query_changes_who_is_acting(world: World, injected: str):
    """Each of them could stand where somebody's text got into a statement."""
    victim = world.a.organisation.pk
    with acting_for(world.b.organisation):
        told = _denied(injected, victim, match="permission denied|not allowed|unsupported XML")
        assert MARK not in told
        assert set(_below("SELECT owner_id FROM portal_unit")) == {(world.b.organisation.pk,)}


@pytest.mark.parametrize(
    "injected",
    [
        "SELECT 1; SET LOCAL portal.acting_for = '{victim}'",
        "SELECT 1;SET SESSION portal.acting_for='{victim}';SELECT 2",
        "set local portal.acting_for = '{victim}'",
        "/**/ SELECT set_config('portal.acting_for', '{victim}', true)",
        "SELECT U&\"set\\005fconfig\"('portal.acting_for', '{victim}', true)",
        "RESET portal.acting_for",
        "LOCK TABLE portal_unit IN ACCESS EXCLUSIVE MODE",
        "LISTEN anything",
        "NOTIFY anything, 'told'",
        "COPY portal_unit TO STDOUT",
        "DISCARD ALL",
        "DO $$ BEGIN PERFORM 1; END $$",
        "ALTER ROLE portal_app SET portal.acting_for = '{victim}'",
    ],
)
def test_no_statement_that_sets_is_sent_while_somebody_acts(world: World, injected: str):
    """A second statement can't be hung on a first, and none that sets can be the first."""
    statement = injected.format(victim=world.a.organisation.pk)
    with acting_for(world.b.organisation):
        with pytest.raises(ForeignStatementError):
            _sql(statement)
        assert _below("SELECT current_setting('portal.acting_for')") == [
            (str(world.b.organisation.pk),)
        ]


def test_a_statement_of_the_product_is_sent(world: World):
    """The guard looks at a statement's text; what people write travels beside it."""
    naughty = "x'; SET LOCAL portal.acting_for = ''; SELECT set_config(1) --"
    with acting_for(world.b.organisation):
        unit = Unit.objects.create(name=naughty)
        assert Unit.objects.filter(name__contains="set_config(").get() == unit


def test_every_right_that_is_taken_from_everybody_is_taken(world: World):
    """As the deployment does it; on a managed server the doctor says what its owner must do."""
    held = []
    for what in roles.CLOSED:
        kind, name = what.split(" ", 1)
        asks, right = (
            ("has_function_privilege", "EXECUTE")
            if kind == "FUNCTION"
            else ("has_table_privilege", "UPDATE")
        )
        (allowed,) = _below(f"SELECT {asks}('portal_app', 'pg_catalog.{name}', '{right}')")[0]
        held += [what] if allowed else []
    assert held == []


# --- What stands beside tables -------------------------------------------------------------------
def test_there_is_no_view_that_looks_with_other_eyes():
    """One that is made must say security_invoker, or it reads as its owner."""
    assert (
        _below(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND (c.relkind = 'm' OR "
            "(c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)))"
        )
        == []
    )


def test_functions_are_the_closed_list():
    found = _below(
        "SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig, r.rolname, p.proacl::text "
        "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "JOIN pg_roles r ON r.oid = p.proowner "
        "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    assert {name.replace(",", ", ") for name, *_rest in found} == set(LEDGER_FUNCTIONS)
    for name, definer, config, owner, grants in found:
        assert definer is True, name
        assert config == ["search_path=pg_catalog, pg_temp"], name
        assert owner == "portal_owner", name
        assert "portal_app=X" in grants, name
        assert ",=X" not in grants.replace("{", ","), f"{name} is everybody's"


def test_extensions_bring_no_functions_of_their_own():
    assert _below("SELECT extname FROM pg_extension") == [("plpgsql",)]


CALLS = {
    "portal_prune_events(uuid[])": "SELECT portal_prune_events({ids})",
    "portal_remove_kept(regclass, uuid[])": "SELECT portal_remove_kept('{table}', {ids})",
    "portal_forget_label(regclass, text, uuid[], text)": (
        "SELECT portal_forget_label('{table}', '{column}', {ids}, 'stolen')"
    ),
}


@pytest.mark.parametrize("signature", LEDGER_FUNCTIONS)
def test_what_runs_as_the_owner_does_nothing_to_foreign_rows(world: World, signature: str):
    """With the victim's keys, beside a record of one's own that would allow it with one's own."""
    before, tried = snapshot(*world.victims), 0
    for model in owned_models():
        if not issubclass(model, Ledger):
            continue
        _victim, intruder, key = _prey(world, model)
        for column in _labels(model) if "column" in CALLS[signature] else [""]:
            call = CALLS[signature].format(
                table=model._meta.db_table, column=column, ids=f"ARRAY['{key}']::uuid[]"
            )
            with acting_for(intruder), transaction.atomic():
                RetentionRun.objects.create(kind="retention")
                AuditPruning.objects.create(
                    before="2026-01-01T00:00Z", count=1, ids_digest="", by=MARK[::-1]
                )
                try:
                    with transaction.atomic():
                        assert _below(call) == [(0,)], call
                except psycopg2.errors.InsufficientPrivilege:
                    pass
                tried += 1
                transaction.set_rollback(True)
    assert tried >= 5
    assert snapshot(*world.victims) == before


def _labels(model: type[models.Model]) -> list[str]:
    names = [field.column for field in model._meta.concrete_fields if not field.generated]
    return [name for name in names if name == "by" or name.endswith(("_by", "user_id"))]


def test_a_function_is_called_by_nobody_and_for_no_other_table(world: World):
    people = f"ARRAY['{world.operator.pk}']::uuid[]"
    for call in CALLS.values():
        statement = call.format(table="portal_user", column="email", ids=people)
        _denied(statement, match="nobody is acting")
        if "{table}" in call:
            with acting_for(world.b.organisation):
                _denied(statement, match="written once")


def test_no_owned_table_counts_with_a_sequence():
    """A next number would tell how many rows others have made since."""
    counted = {
        table
        for (table,) in _below(
            "SELECT d.refobjid::regclass::text FROM pg_class s "
            "JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') "
            "WHERE s.relkind = 'S' AND d.refobjid::regclass::text <> '-'"
        )
    }
    assert not counted & {model._meta.db_table for model in owned_models()}


# --- Ways of reading that are no SELECT ----------------------------------------------------------
@pytest.mark.parametrize("model", OWNED)
def test_copy_shows_only_ones_own(world: World, model: type[models.Model]):
    victim, intruder = world.whose(model)
    target = io.StringIO()
    with acting_for(victim):
        theirs = model._base_manager.filter(owner_id=victim.pk).values_list("pk", flat=True)
        keys = [str(key) for key in theirs]
    with acting_for(intruder):
        with connection.connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {_table(model)} TO STDOUT", target)
        first = {line.partition("\t")[0] for line in target.getvalue().splitlines()}
        assert not first & set(keys)
        assert str(intruder.pk) in target.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        "COPY portal_unit FROM '/etc/passwd'",
        "COPY portal_unit TO '/tmp/units'",
        "COPY portal_unit TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_authid",
        "SELECT query FROM pg_stat_activity",
        "SELECT * FROM pg_stat_get_activity(NULL)",
        "SELECT pg_stat_get_backend_activity(1)",
        "SELECT pg_terminate_backend(1)",
        "SELECT pg_cancel_backend(1)",
        "SELECT lo_from_bytea(0, 'kept')",
        "SELECT lo_create(0)",
        "SELECT * FROM pg_largeobject",
        "CREATE TEMP TABLE portal_unit (id uuid)",
        "CREATE TEMP VIEW portal_unit AS SELECT 1 AS id",
        "CREATE TYPE pg_temp.uuid AS (stolen text)",
        "CREATE TABLE portal_stolen (id uuid)",
        "CREATE VIEW portal_stolen AS SELECT 1",
        "CREATE FUNCTION stolen() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA stolen",
        "CREATE TRIGGER stolen BEFORE INSERT ON portal_unit EXECUTE FUNCTION portal_prune_events()",
        "CREATE RULE stolen AS ON SELECT TO portal_unit DO INSTEAD SELECT 1",
        "ALTER FUNCTION portal_prune_events(uuid[]) SET search_path = ''",
        "ALTER TABLE portal_unit NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON portal_unit",
        "SET SESSION AUTHORIZATION ajar_admin",
        "TRUNCATE portal_unit",
        "ALTER DATABASE ajar SET portal.acting_for = 'x'",
    ],
)
def test_it_is_no_way_round(world: World, statement: str):
    with acting_for(world.b.organisation):
        said = "denied|must be|only roles|not supported|cannot be executed|permission|no more than"
        _denied(statement, match=said)


def test_row_security_is_not_switched_off_but_for_an_error(world: World):
    with acting_for(world.b.organisation), transaction.atomic():
        _below("SET LOCAL row_security = off")
        _denied("SELECT * FROM portal_unit", match="row-level security")
        transaction.set_rollback(True)


def test_gathered_statistics_of_walled_tables_are_hidden(world: World):
    _as_owner("ANALYZE portal_unit, diligence_partner, diligence_partnership")
    with acting_for(world.b.organisation):
        for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
            rows = _below(f"SELECT * FROM {view} WHERE schemaname = 'public'")
            walled = {model._meta.db_table for model in owned_models()}
            assert not [row for row in rows if set(map(str, row[:4])) & walled], view
            assert MARK not in str(rows)


# --- Asking by failing ---------------------------------------------------------------------------
def _copied(model: type[models.Model], key: uuid.UUID) -> str:
    """Inserts a copy of a row of one's own under somebody else's key."""
    names = [field.column for field in model._meta.concrete_fields if not field.generated]
    chosen = [f"'{key}'::uuid" if name == "id" else f'"{name}"' for name in names]
    into = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO {_table(model)} ({into}) "
        f"SELECT {', '.join(chosen)} FROM {_table(model)} LIMIT 1"
    )


@pytest.mark.parametrize("model", OWNED)
def test_a_taken_key_neither_changes_nor_quotes_the_row(world: World, model: type[models.Model]):
    victim, intruder, key = _prey(world, model)
    before = snapshot(victim)
    with acting_for(intruder):
        plain = _denied(_copied(model, key), match="duplicate key")
        upsert = _denied(
            f"{_copied(model, key)} ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id",
            match="row-level security|permission denied|duplicate key",
        )
    for said in (plain, upsert):
        assert str(victim.pk) not in said
        assert MARK not in said
        assert "already exists" not in said, "the database described the row in the way"
    assert snapshot(victim) == before


def test_names_that_others_use_are_free(world: World):
    """Otherwise a name that is taken would tell that somebody has it."""
    with acting_for(world.b.organisation):
        mine = Unit.objects.create(name=world.a.unit.name)
        assert Unit.objects.get(name=world.a.unit.name) == mine


def test_a_refused_row_is_not_described(world: World):
    """`Failing row contains …` would quote what triggers and defaults put in."""
    with acting_for(world.b.organisation):
        said = _denied(
            "UPDATE diligence_fact SET partner_id = NULL, unit_id = NULL", match="check constraint"
        )
        assert "contains" not in said


@pytest.mark.parametrize(
    "probe",
    [
        "SELECT 1 FROM diligence_partner WHERE 1 / (CASE WHEN name LIKE %s THEN 0 ELSE 1 END) = 1",
        "SELECT 1 FROM diligence_partner WHERE CASE WHEN name LIKE %s THEN name::int > 0 END",
        "SELECT CASE WHEN name LIKE %s THEN name::uuid END FROM diligence_partner",
        "SELECT 1 FROM portal_unit ORDER BY CASE WHEN name LIKE %s THEN 1/(id IS NULL)::int END",
        "DELETE FROM portal_unit WHERE CASE WHEN name LIKE %s THEN 1/(id IS NULL)::int = 1 END",
    ],
)
def test_an_error_is_not_provoked_by_foreign_values(world: World, probe: str):
    """The policy is asked before whatever the statement asks."""
    with acting_for(world.b.organisation), transaction.atomic():
        _below(probe, f"%{MARK}%")
        transaction.set_rollback(True)
    with acting_for(world.a.organisation):
        _denied(probe, f"%{MARK}%", match="division by zero|invalid input")


def test_a_key_that_is_checked_later_reads_nothing_meanwhile(world: World):
    """Deferred keys: a row may point over the wall until the end, and shows nothing of there."""
    with acting_for(world.b.organisation), transaction.atomic():
        _below(
            "INSERT INTO diligence_partnershippartner (id, owner_id, partnership_id, partner_id, "
            "position) SELECT %s, owner_id, partnership_id, %s, 900 "
            "FROM diligence_partnershippartner LIMIT 1",
            uuid.uuid4(),
            world.a.partner.pk,
        )
        linked = PartnershipPartner.objects.filter(partner_id=world.a.partner.pk)
        assert linked.exists()
        assert not linked.filter(partner__name__contains="").exists()
        assert not Partner._base_manager.filter(pk=world.a.partner.pk).exists()
        _denied("SET CONSTRAINTS ALL IMMEDIATE", match="same_owner")
        transaction.set_rollback(True)


# --- Asking by how long it takes -----------------------------------------------------------------
def _plan(statement: str, *values: object) -> dict[str, Any]:
    ((told,),) = _below(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}", *values)
    plan: dict[str, Any] = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
    return plan


def _work(plan: dict[str, Any]) -> tuple[str, int]:
    """What was done, and how many pages were looked at."""
    pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return plan["Node Type"] + str(plan.get("Index Name", "")), pages


@pytest.mark.parametrize("model", OWNED)
def test_a_foreign_key_costs_what_an_absent_one_costs(world: World, model: type[models.Model]):
    """The same plan and the same pages, not milliseconds: those depend on the machine.

    By an index over the key alone, a page more: that of the row which the policy then hides. One
    has to know 74 random bits to ask, and the answer is the same.
    """
    _victim, intruder, key = _prey(world, model)
    statement = f"SELECT * FROM {_table(model)} WHERE id = %s"
    with acting_for(intruder):
        _below(statement, key)  # what is only read the first time is in memory then
        for scan in ("on", "off"):
            _below(f"SET LOCAL enable_seqscan = {scan}")
            (how, foreign), (as_well, absent) = (
                _work(_plan(statement, each)) for each in (key, ABSENT)
            )
            assert how == as_well
            assert foreign - absent <= 1, (how, foreign, absent)
        _below("SET LOCAL enable_seqscan = on")


# --- What a role with SQL of its own learns all the same -----------------------------------------
def test_estimates_tell_nothing_of_a_single_row(world: World):
    """How common a value is in the installation can be estimated; that one row has it can't."""
    _as_owner("ANALYZE diligence_partner")
    with acting_for(world.b.organisation):
        theirs, nobodys = (
            _plan("SELECT * FROM diligence_partner WHERE name = %s", name)["Plan Rows"]
            for name in (f"{MARK} Observatory", "Nobody's Institute")
        )
    assert theirs == nobodys


def test_doors_without_an_owner_are_the_known_ones(world: World):
    """These hold people and secrets' digests for all organisations: SQL of one's own reads them."""
    from tests.architecture.test_row_security import DOORS, WALLED_DOORS

    open_doors = {
        table
        for (table,) in _below(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity AND "
            "relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'INSERT')"
        )
    }
    assert open_doors == DOORS - WALLED_DOORS
    with acting_for(world.b.organisation):
        for table in open_doors - {"portal_user"}:
            assert MARK not in str(_below(f'SELECT * FROM "{table}"')), table


def test_the_application_may_still_say_for_whom_it_acts(world: World):
    """By design: the application is trusted to say it, and nothing put into its statements is."""
    with transaction.atomic():
        _below("SET LOCAL portal.acting_for = %s", world.a.organisation.pk)
        assert _below("SELECT count(*) FROM portal_unit") != [(0,)]
        transaction.set_rollback(True)
    with acting_for(world.b.organisation), pytest.raises(DatabaseError):
        _sql("SET LOCAL portal.acting_for = %s", str(world.a.organisation.pk))
