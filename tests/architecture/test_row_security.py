"""Every table is in exactly one visibility class, and the database agrees with the model."""

import pytest
from django.apps import apps
from django.db import connection, models

from portal.tenancy import Directory, Ledger, Owned, Sealed

pytestmark = pytest.mark.django_db

DOORS = {
    "portal_user",
    "portal_bell",
    "portal_cache",
    "portal_operatorlink",
    "portal_membership",
    "portal_invitation",
    "portal_resetlink",
    "portal_apitoken",
    "portal_sharedlink",
    "portal_identityprovider",
    "portal_emaildomain",
    "portal_joinrequest",
    "portal_addressproof",
    "portal_knowndevice",
    "portal_tally",
    "socialaccount_socialaccount",
    "usersessions_usersession",
    "django_session",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
}
"""The closed list of what is needed before an organisation is known."""

READ_ONLY = {"django_migrations", "django_content_type", "auth_permission", "auth_group"}

WALLED_DOORS = {
    "portal_membership",
    "portal_invitation",
    "portal_resetlink",
    "portal_apitoken",
    "portal_sharedlink",
    "portal_identityprovider",
    "portal_emaildomain",
    "portal_joinrequest",
    "portal_addressproof",
}
"""Doors with an owner: seen by their organisation, and by whom the door is for."""


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _tables(base: type[models.Model]) -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, base)
    }


def protected() -> set[str]:
    return {name for (name,) in _rows("SELECT relname FROM pg_class WHERE relrowsecurity")}


def test_owned_and_directory_tables_have_row_security():
    walled = _tables(Owned) | _tables(Directory) | _tables(Sealed) | WALLED_DOORS
    assert walled == protected()


def test_every_table_is_in_a_class():
    all_tables = set(connection.introspection.table_names())
    classified = _tables(Owned) | _tables(Directory) | _tables(Sealed) | DOORS | READ_ONLY
    # Tables of libraries that stay empty: groups, and what allauth would keep of providers.
    unused = {"auth_group_permissions", "socialaccount_socialapp", "socialaccount_socialtoken"}
    assert all_tables - classified - unused == set()


def test_the_application_owns_nothing_and_may_not_look_through():
    owned = _rows(
        "SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE r.rolname = 'portal_app' AND n.nspname = 'public'"
    )
    assert owned == []
    assert _rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'portal_app'"
    ) == [(False, False, False)]


def test_ledgers_are_insert_only():
    for table in _tables(Ledger):
        granted = {
            privilege
            for (privilege,) in _rows(
                "SELECT privilege_type FROM information_schema.role_table_grants "
                f"WHERE grantee = 'portal_app' AND table_name = '{table}'"
            )
        }
        assert granted == {"SELECT", "INSERT"}, table


def test_sealed_rows_are_written_and_never_read():
    for table in _tables(Sealed):
        # The information schema tells a role of its own grants alone.
        granted = _rows(
            "SELECT r.rolname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a "
            "JOIN pg_roles r ON r.oid = a.grantee "
            f"WHERE c.relname = '{table}' AND a.grantee <> c.relowner"
        )
        assert sorted(granted) == [("portal_app", "INSERT"), ("portal_collector", "SELECT")]


def test_keys_between_owned_rows_share_the_owner():
    """PostgreSQL checks plain foreign keys past the policies, so each needs a composite twin."""
    twins = {
        (table, tuple(sorted(columns)))
        for table, columns in _rows(
            "SELECT c.conrelid::regclass::text, array_agg(a.attname::text) "
            "FROM pg_constraint c JOIN pg_attribute a "
            "ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
            "WHERE c.contype = 'f' GROUP BY c.oid"
        )
    }
    owned = {model for model in apps.get_models() if issubclass(model, Owned)}
    missing = [
        f"{model.__name__}.{field.name}"
        for model in owned
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model in owned
        and (model._meta.db_table, tuple(sorted((field.column, "owner_id")))) not in twins
    ]
    assert missing == []


def test_tables_without_an_owner_grant_no_more_than_their_class():
    granted = {
        table
        for (table,) in _rows(
            "SELECT DISTINCT table_name::text FROM information_schema.role_table_grants "
            "WHERE grantee = 'portal_app' AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE')"
        )
    }
    assert granted <= _tables(Owned) | _tables(Directory) | _tables(Sealed) | DOORS
    public = _rows(
        "SELECT table_name FROM information_schema.role_table_grants "
        "WHERE grantee = 'PUBLIC' AND table_schema = 'public'"
    )
    assert public == []
