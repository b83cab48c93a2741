"""Attacks on the database itself, as the application's role, from inside another organisation.

Here the manager is left out on purpose: what holds is PostgreSQL's half of the wall.
"""

import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from advisory.models import Remit
from diligence.models import QuestionnaireVersion
from portal.models import ApiToken, Invitation, Membership, Organisation, ResetLink, SharedLink
from portal.models.door import digest_of
from portal.tenancy import Directory, Ledger, Owned, acting_for, presenting
from reporting.models import ReportingCycle, SealedTally, Snapshot
from tests.isolation.beyond import World
from tests.isolation.world import owned_models

pytestmark = pytest.mark.django_db

REFUSED = "same_owner|duplicate key|fact_about_one|objection_to_one"
"""Where a row has one such row at most, the victim's own is in the way before the key is; a fact
is about a partner or a unit, never about both."""

OWNED = [pytest.param(model, id=model.__name__) for model in owned_models()]


def _sql(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


@pytest.mark.parametrize("model", OWNED)
def test_the_world_has_a_row_in_every_table(world: World, model: type[models.Model]):
    """Otherwise the attacks below would attack nothing."""
    for organisation in world.whose(model):
        with acting_for(organisation):
            assert model._base_manager.filter(owner_id=organisation.pk).exists()


@pytest.mark.parametrize("model", OWNED)
def test_no_statement_reads_another_organisations_row(world: World, model: type[models.Model]):
    victim, intruder = world.whose(model)
    with acting_for(intruder):
        own = intruder.pk
        assert {owner for (owner,) in _sql(f"SELECT owner_id FROM {_table(model)}")} == {own}
        assert not model._base_manager.exclude(owner_id=own).exists()
        assert _sql(f"SELECT 1 FROM {_table(model)} WHERE owner_id = %s", victim.pk) == []


@pytest.mark.parametrize("model", OWNED)
def test_nobody_beside_the_owner_reads_it(world: World, model: type[models.Model]):
    """Neither the hub that advises it, nor its ministry, nor the Commission."""
    for organisation in (world.b.organisation, world.other_hub.organisation, *world.victims):
        with acting_for(organisation):
            owners = {owner for (owner,) in _sql(f"SELECT owner_id FROM {_table(model)}")}
            assert owners <= {organisation.pk}


@pytest.mark.parametrize("model", OWNED)
def test_no_statement_changes_or_deletes_another_organisations_row(
    world: World, model: type[models.Model]
):
    victim, intruder = world.whose(model)
    before = _rows_of(victim, model)
    statements = (
        f"UPDATE {_table(model)} SET owner_id = owner_id WHERE owner_id = %s",
        f"DELETE FROM {_table(model)} WHERE owner_id = %s",
    )
    with acting_for(intruder):
        for statement in statements:
            if issubclass(model, Ledger):
                with pytest.raises(DatabaseError), transaction.atomic():
                    _sql(statement, victim.pk)
            else:
                assert _sql(statement, victim.pk) == [(0,)]
    assert _rows_of(victim, model) == before


def _rows_of(organisation: Organisation, model: type[models.Model]) -> list[tuple]:
    with acting_for(organisation):
        return _sql(
            f"SELECT * FROM {_table(model)} WHERE owner_id = %s ORDER BY id", organisation.pk
        )


@pytest.mark.parametrize("model", OWNED)
def test_no_statement_plants_a_row_with_another_organisation(
    world: World, model: type[models.Model]
):
    victim, intruder = world.whose(model)
    with acting_for(intruder):
        row = model._base_manager.filter(owner_id=intruder.pk).first()
        assert row is not None
        names = [field.column for field in model._meta.concrete_fields if not field.generated]
        chosen = ", ".join(f'"{name}"' if name != "owner_id" else "%s" for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            _sql(
                f"INSERT INTO {_table(model)} ({columns}) "
                f"SELECT {chosen} FROM {_table(model)} WHERE id = %s",
                victim.pk,
                row.pk,
            )


@pytest.mark.parametrize(
    "model", [param for param in OWNED if not issubclass(param.values[0], Ledger)]
)
def test_a_row_cannot_be_given_away(world: World, model: type[models.Model]):
    victim, intruder = world.whose(model)
    with (
        acting_for(intruder),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        _sql(f"UPDATE {_table(model)} SET owner_id = %s", victim.pk)


@pytest.mark.parametrize("model", [param for param in OWNED if issubclass(param.values[0], Ledger)])
def test_a_ledger_is_never_rewritten_not_even_ones_own(world: World, model: type[models.Model]):
    _victim, own = world.whose(model)
    with acting_for(own):
        for statement in (
            f"UPDATE {_table(model)} SET owner_id = owner_id",
            f"DELETE FROM {_table(model)}",
            f"TRUNCATE {_table(model)}",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                _sql(statement)


def _turn(intruder: Organisation, model: type[models.Model], column: str, prey: object) -> None:
    one = f'(SELECT id FROM {_table(model)} ORDER BY "{column}" IS NULL, id LIMIT 1)'
    with transaction.atomic(), acting_for(intruder):
        changed = _sql(f'UPDATE {_table(model)} SET "{column}" = %s WHERE id = {one}', prey)
        assert changed == [(1,)], f"{model.__name__}.{column} was not attacked"
        _sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_foreign_keys_into_another_organisation_are_refused(world: World):
    """Every key between owned rows, turned to the other organisation's row by hand."""
    attacked = []
    for model in owned_models():
        if issubclass(model, Ledger):
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if target is None or not issubclass(target, Owned):
                continue
            victim, intruder = world.whose(model)
            with acting_for(victim):
                prey = target._base_manager.filter(owner_id=victim.pk).first()
            assert prey is not None
            attacked.append(f"{model.__name__}.{field.name}")
            with pytest.raises(IntegrityError, match=REFUSED):
                _turn(intruder, model, field.column, prey.pk)
    assert len(attacked) >= 20


def _planted(row: models.Model, column: str, prey: object) -> None:
    """A copy of a row of one's own that points at somebody else's."""
    names = [field.column for field in row._meta.concrete_fields]
    chosen = ["%s" if name in {"id", column} else f'"{name}"' for name in names]
    values = [uuid.uuid4() if name == "id" else prey for name in names if name in {"id", column}]
    table, into = _table(type(row)), ", ".join(f'"{name}"' for name in names)
    with transaction.atomic():
        _sql(
            f"INSERT INTO {table} ({into}) SELECT {', '.join(chosen)} FROM {table} WHERE id = %s",
            *values,
            row.pk,
        )
        _sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_is_written_once_never_points_into_another_organisation(world: World):
    attacked = []
    for model in owned_models():
        for field in model._meta.concrete_fields if issubclass(model, Ledger) else ():
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if target is None or not issubclass(target, Owned):
                continue
            victim, intruder = world.whose(model)
            with acting_for(victim):
                prey = target._base_manager.filter(owner_id=victim.pk).first()
            assert prey is not None
            attacked.append(f"{model.__name__}.{field.name}")
            with acting_for(intruder):
                row = model._base_manager.filter(owner_id=intruder.pk).first()
                assert row is not None
                with pytest.raises(IntegrityError, match=REFUSED):
                    _planted(row, field.column, prey.pk)
    assert len(attacked) >= 15


@pytest.mark.parametrize("statement", ["SELECT", "DELETE FROM", "TRUNCATE", "UPDATE"])
def test_raw_counts_are_out_of_reach_of_whoever_wrote_them(world: World, statement: str):
    table = _table(SealedTally)
    sql = {
        "SELECT": f"SELECT document FROM {table}",
        "UPDATE": f"UPDATE {table} SET document = '{{}}'",
    }.get(statement, f"{statement} {table}")
    for organisation in (world.ministry.organisation, world.commission.organisation):
        with acting_for(organisation):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                _sql(sql)
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                SealedTally.objects.exists()
            assert Snapshot.objects.filter(document__contains="sealed").count() == 0


def test_raw_counts_are_not_planted_with_another_ministry(world: World):
    with (
        acting_for(world.other_ministry.organisation),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        SealedTally(
            owner=world.ministry.organisation, period="2026-Q2", document="{}", digest="0" * 64
        ).save(force_insert=True)


def test_what_must_be_unique_is_so_within_an_owner():
    """A unique violation tells that a value exists, so it may never tell it of someone else."""
    indexes = _sql(
        "SELECT t.relname, i.relname, array_agg(a.attname::text) FILTER (WHERE a.attname IS NOT "
        "NULL) FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid "
        "JOIN pg_class i ON i.oid = x.indexrelid LEFT JOIN pg_attribute a "
        "ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey) "
        "WHERE x.indisunique GROUP BY t.relname, i.relname"
    )
    tables = {model._meta.db_table: model for model in owned_models()}
    telling = []
    for table, index, columns in indexes:
        model = tables.get(table)
        if model is None:
            continue
        # A key made of random bits, a digest of 256 bits, or a key of an own row (which the
        # composite foreign key binds to the same owner) can't be guessed.
        unguessable = {"id", "owner_id", "digest"} | {
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model in tables.values()
        }
        if not unguessable & set(columns or ()):
            telling.append(index)
    assert telling == []


def test_the_directory_is_written_by_its_owner_alone(world: World):
    directories = {Organisation, QuestionnaireVersion, Remit, ReportingCycle}
    assert directories == {each for each in apps.get_models() if issubclass(each, Directory)}
    with acting_for(world.b.organisation):
        mine = world.b.organisation.pk
        assert _sql("UPDATE portal_organisation SET city = 'X' WHERE id <> %s", mine) == [(0,)]
        assert _sql("UPDATE portal_organisation SET city = 'X' WHERE id = %s", mine) == [(1,)]
        for denied in (
            "DELETE FROM portal_organisation",
            "UPDATE diligence_questionnaireversion SET title = 'X'",
            "DELETE FROM diligence_questionnaireversion",
            "DELETE FROM advisory_remit",
            "DELETE FROM reporting_reportingcycle",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                _sql(denied)
        for other in (
            "UPDATE advisory_remit SET active = false",
            "UPDATE reporting_reportingcycle SET freezes_on = ends_on",
        ):
            assert _sql(other) == [(0,)]
        edition = QuestionnaireVersion.objects.get()
        edition.pk, edition.edition = world.b.unit.pk, "forged"
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            edition.save(force_insert=True)


@pytest.mark.parametrize(
    ("model", "door"),
    [
        (Invitation, "invitation"),
        (ResetLink, "reset"),
        (ApiToken, "token"),
        (SharedLink, "colleague"),
        (SharedLink, "result"),
        (SharedLink, "calendar"),
    ],
)
def test_doors_are_found_by_what_was_presented_and_no_other(world: World, model, door):
    mine, theirs = (digest_of(estate.secrets[door]) for estate in (world.b, world.a))
    doors = {SharedLink: {"colleague", "result", "calendar"}, ApiToken: {"token", "steward token"}}
    own = {digest_of(world.b.secrets[each]) for each in doors.get(model, {door})}
    assert mine in own
    assert not model._base_manager.exists()
    with presenting(theirs):
        assert [row.digest for row in model._base_manager.all()] == [theirs]
        assert _sql(f"UPDATE {_table(model)} SET expires_at = now()") == [(0,)]
        assert _sql(f"DELETE FROM {_table(model)}") == [(0,)]
    assert not model._base_manager.exists()
    with acting_for(world.b.organisation):
        assert {row.digest for row in model._base_manager.all()} == own
        with presenting(theirs):
            assert {row.digest for row in model._base_manager.all()} == own | {theirs}
        assert {row.digest for row in model._base_manager.all()} == own


def test_a_membership_elsewhere_is_seen_by_its_user_alone(world: World):
    with acting_for(world.b.organisation, user=world.b.officer.user.pk):
        assert not Membership.objects.filter(owner=world.a.organisation).exists()
    with acting_for(world.b.organisation, user=world.a.officer.user.pk):
        seen = Membership.objects.filter(owner=world.a.organisation)
        assert [row.pk for row in seen] == [world.a.officer.membership.pk]
        assert seen.update(active=True) == 0
        assert _sql("DELETE FROM portal_membership WHERE owner_id = %s", world.a.organisation.pk)[
            0
        ] == (0,)


def test_one_organisation_after_another_on_one_connection_leaves_nothing_behind(world: World):
    for estate in (world.a, world.b, world.a):
        with acting_for(estate.organisation):
            assert {owner for (owner,) in _sql("SELECT owner_id FROM diligence_partnership")} == {
                estate.organisation.pk
            }
        assert _sql("SELECT count(*) FROM diligence_partnership") == [(0,)]


@pytest.mark.parametrize(
    "forged", ["not a key", "'; DROP TABLE portal_unit; --", "00000000-0000-0000-0000-000000000000"]
)
def test_a_forged_setting_opens_nothing(world: World, forged: str):
    with transaction.atomic():
        _sql("SET LOCAL portal.acting_for = %s", forged)
        try:
            with transaction.atomic():
                seen = _sql("SELECT count(*) FROM portal_unit")
        except DatabaseError:
            seen = [(0,)]
        _sql("SET LOCAL portal.acting_for = ''")
    assert seen == [(0,)]


def test_the_application_cannot_become_somebody_else(world: World):
    for escape in (
        "ALTER TABLE portal_unit DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON portal_unit",
        "REVOKE ALL ON portal_auditevent FROM portal_owner; DELETE FROM portal_auditevent",
        "CREATE POLICY mine ON portal_unit USING (true)",
        "ALTER ROLE portal_app BYPASSRLS",
        "COPY portal_user TO PROGRAM 'true'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            _sql(escape)
