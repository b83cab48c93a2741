"""The collector's role: a few columns of many organisations, nothing to write, nobody else's.

It is the one role that reads past the wall between organisations. What it may read is a closed
list, so that a column is added to it on purpose.
"""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.db import DatabaseError, connection, models, transaction

from portal.settings import _URLS
from portal.tenancy import Owned, acting_for
from reporting.models import SealedTally
from tests.isolation.beyond import World
from tests.isolation.world import owned_models

pytestmark = pytest.mark.django_db

MAY_READ = {
    "portal_organisation": "id kind type size_band country active demonstration created_at",
    "diligence_partnership": ("id owner_id registered_at discarded_at starts_on technology_areas"),
    "diligence_appraisal": (
        "id owner_id partnership_id state started_at triaged_at submission submitted_at scored_at "
        "withdrawn_at triage_refers baseline_outcome baseline_band baseline_route triage_minutes "
        "full_minutes"
    ),
    "diligence_score": (
        "id owner_id appraisal_id submission version_digest baseline_outcome baseline_band packed "
        "scored_at"
    ),
    "diligence_consultation": (
        "id owner_id appraisal_id state created_at sent_at opened_at due_on closed_at"
    ),
    "diligence_receivedadvice": "id owner_id consultation_id recommendation received_at",
    "diligence_chosenmeasure": (
        "id owner_id appraisal_id measure state due_on chosen_at done_at accepted_at"
    ),
    "diligence_decision": (
        "id owner_id partnership_id appraisal_id number verdict authority baseline_target_band "
        "advice_id followed decided_at"
    ),
    "advisory_referral": (
        "id owner_id sender_id member_state source kind baseline_outcome baseline_band "
        "technology_areas received_at due_on target_days state first_answer_at issued_at closed_at"
    ),
    "advisory_advice": "id owner_id referral_id recommendation issued_at",
    "reporting_sealedtally": "id owner_id period document digest taken_at",
}
"""Keys, dates, codes from closed lists: `packed` holds the chosen options as bits. No title, name,
note, reason, written answer, file or e-mail."""


def _rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def collecting() -> Iterator[None]:
    """As the collector, in the world's own transaction."""
    with transaction.atomic():
        _rows("SET LOCAL ROLE portal_collector")
        yield
        _rows("SET LOCAL ROLE portal_app")


def test_what_it_may_read_is_a_closed_list():
    granted: dict[str, set[str]] = {}
    for table, column, privilege in _rows(
        "SELECT c.relname, a.attname, 'SELECT' FROM pg_class c "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
        "WHERE c.relkind IN ('r', 'v', 'm', 'p') "
        "AND has_column_privilege('portal_collector', c.oid, a.attnum, 'SELECT')"
    ):
        assert privilege == "SELECT"
        granted.setdefault(table, set()).add(column)
    assert granted == {table: set(columns.split()) for table, columns in MAY_READ.items()}


@pytest.mark.parametrize("privilege", ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
def test_it_may_write_nothing(privilege: str):
    assert not _rows(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p') "
        "AND has_table_privilege('portal_collector', c.oid, %s)",
        privilege,
    )


def test_nothing_it_reads_holds_a_word_that_anybody_wrote(world: World, collecting: None):
    """Every column of every row it can read, looked through for the markers of everybody."""
    marks = {each.mark for each in (world.a, world.b, world.hub, world.other_hub, world.ministry)}
    for table, columns in MAY_READ.items():
        rows = _rows(f"SELECT {', '.join(columns.split())} FROM {table}")
        assert rows, table
        told = str(rows)
        sealed = {world.ministry.mark} if table == SealedTally._meta.db_table else set()
        assert [mark for mark in marks - sealed if mark in told] == [], table


def test_it_reads_every_organisations_rows_and_only_there(world: World, collecting: None):
    owners = {owner for (owner,) in _rows("SELECT owner_id FROM diligence_score")}
    assert {world.a.organisation.pk, world.b.organisation.pk} <= owners


@pytest.mark.parametrize(
    "model", [pytest.param(model, id=model.__name__) for model in owned_models()]
)
def test_no_row_in_full(world: World, model: type[models.Model], collecting: None):
    table = model._meta.db_table
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        _rows(f'SELECT * FROM "{table}"')
    hidden = {field.column for field in model._meta.concrete_fields} - set(
        MAY_READ.get(table, "").split()
    )
    for column in sorted(hidden):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _rows(f'SELECT "{column}" FROM "{table}" LIMIT 1')


def test_the_application_sees_no_more_by_the_collectors_policies(world: World):
    for organisation in (world.ministry.organisation, world.commission.organisation):
        with acting_for(organisation):
            for table in MAY_READ:
                if table in {"portal_organisation", "reporting_sealedtally"}:
                    continue
                assert _rows(f"SELECT id FROM {table}") == [], table


def test_every_policy_for_all_rows_is_the_collectors_alone():
    owned = {model._meta.db_table for model in owned_models() if issubclass(model, Owned)}
    found = _rows(
        "SELECT tablename, policyname, roles::text[], cmd FROM pg_policies WHERE qual = 'true'"
    )
    open_to_all = {
        (table, tuple(roles), command)
        for table, _name, roles, command in found
        if table in owned | {"reporting_sealedtally"}
    }
    assert open_to_all
    assert {(roles, command) for _table, roles, command in open_to_all} == {
        (("portal_collector",), "SELECT")
    }


@pytest.mark.parametrize("role", ["portal_collector", "portal_owner", "postgres"])
def test_whoever_signs_in_as_the_application_becomes_no_other_role(role: str):
    """A connection of its own: the suite's is the owner's, who may act as the application."""
    database = connection.settings_dict["NAME"]
    with (
        closing(psycopg2.connect(_URLS.app, dbname=database, connect_timeout=5)) as own,
        own.cursor() as cursor,
    ):
        with pytest.raises(psycopg2.Error, match=r"permission denied|does not exist"):
            cursor.execute(f"SET ROLE {role}")
        own.rollback()
        with pytest.raises(psycopg2.Error, match="permission denied"):
            cursor.execute("SELECT document FROM reporting_sealedtally")
    assert (
        _rows(
            "SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
            "WHERE r.rolname IN ('portal_app', 'portal_collector')"
        )
        == []
    )
