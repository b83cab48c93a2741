"""The three database roles as SQL, for the embedded database, a managed one, or to be read."""

from collections.abc import Mapping

from portal.embedded.place import APP_ROLE, COLLECTOR_ROLE, OWNER_ROLE, ROLES

# A managed server's administrator is no superuser and must belong to the owner to act for it.
JOIN_OWNER = (
    "DO $$BEGIN IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) "  # noqa: S608 - fixed names
    f"THEN EXECUTE format('GRANT {OWNER_ROLE} TO %I', current_user); END IF; END$$"
)

SAID: tuple[str, ...] = ("portal.acting_for", 'portal."user"', "portal.presented")
"""Settings by which the application says for whom it acts, in each transaction anew."""

CLOSED: Mapping[str, str] = {
    "FUNCTION set_config(text, text, boolean)": "says inside a query who is acting",
    "FUNCTION pg_stat_get_activity(integer)": "shows what other connections ask, with values",
    "FUNCTION pg_stat_get_backend_activity(integer)": "the same, one by one",
    "FUNCTION pg_terminate_backend(integer, bigint)": "ends other organisations' requests",
    "FUNCTION pg_cancel_backend(integer)": "the same, statement by statement",
    "FUNCTION lo_create(oid)": "keeps bytes that no row policy guards",
    "FUNCTION lo_creat(integer)": "the same",
    "FUNCTION lo_from_bytea(oid, bytea)": "the same",
    "TABLE pg_settings": "is set_config under another name",
}
"""What everybody may do in PostgreSQL and the application's role may not, and why."""


def _closing() -> str:
    """Takes away what `CLOSED` names; a managed server's administrator can't, and is left alone."""
    lines = []
    for what in CLOSED:
        kind, name = what.split(" ", 1)
        right = "EXECUTE" if kind == "FUNCTION" else "UPDATE"
        lines.append(f"REVOKE {right} ON {kind} pg_catalog.{name} FROM PUBLIC;")
        lines.append(f"GRANT {right} ON {kind} pg_catalog.{name} TO {OWNER_ROLE};")
    return _as_superuser(lines)


def _as_superuser(lines: list[str]) -> str:
    """What only a superuser may do; on a managed server the doctor says what is left open."""
    may = "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
    return f"DO $$BEGIN IF {may} THEN {' '.join(lines)} END IF; END$$"


def _without_defaults(database: str = "") -> str:
    """Takes away what a role may have told itself to act for; it can tell itself so at any time."""
    where = f" IN DATABASE {identifier(database)}" if database else ""
    return _as_superuser(
        [
            f"ALTER ROLE {identifier(role)}{where} RESET {setting};"
            for role in ROLES
            for setting in SAID
        ]
    )


def literal(value: str) -> str:
    """``value`` as an SQL string, whatever characters it has."""
    doubled = value.replace("'", "''")
    return f" E'{doubled.replace(chr(92), chr(92) * 2)}'" if chr(92) in value else f"'{doubled}'"


def identifier(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def role_statements(passwords: Mapping[str, str], *, may_create_databases: bool) -> list[str]:
    """Makes or corrects the roles named in ``passwords``; run twice they change nothing more.

    The owner is a member of the other two, so that it can act as them (test runs do) and so
    that what it grants to them needs no administrator. Only test runs need it to create databases.
    """
    statements = []
    for role in ROLES:
        name, exists = identifier(role), literal(role)
        statements.append(
            f"DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {exists}) "
            f"THEN CREATE ROLE {name}; END IF; END$$"
        )
        creates = "CREATEDB" if role == OWNER_ROLE and may_create_databases else "NOCREATEDB"
        secret = f" PASSWORD {literal(passwords[role])}" if role in passwords else ""
        statements.append(f"ALTER ROLE {name} LOGIN NOCREATEROLE INHERIT {creates}{secret}")
        # Otherwise Django would ask for it by `set_config`, which CLOSED takes away.
        statements.append(f"ALTER ROLE {name} SET timezone TO 'UTC'")
    statements.append(
        f"GRANT {identifier(APP_ROLE)}, {identifier(COLLECTOR_ROLE)} TO {identifier(OWNER_ROLE)}"
    )
    statements.append(_without_defaults())
    return statements


def database_exists(database: str) -> str:
    return f"SELECT 1 FROM pg_database WHERE datname = {literal(database)}"  # noqa: S608 - quoted


def create_database(database: str) -> str:
    """Cannot run inside a transaction, nor when the database exists."""
    return f"CREATE DATABASE {identifier(database)} OWNER {identifier(OWNER_ROLE)} ENCODING 'UTF8'"


def access_statements(database: str) -> list[str]:
    """Who may connect and create, to run inside ``database`` by its administrator or owner."""
    name, owner = identifier(database), identifier(OWNER_ROLE)
    others = f"{identifier(APP_ROLE)}, {identifier(COLLECTOR_ROLE)}"
    return [
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT ALL ON DATABASE {name} TO {owner}",
        f"GRANT CONNECT ON DATABASE {name} TO {others}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        f"GRANT USAGE ON SCHEMA public TO {others}",
        _closing(),
    ]


def defaults_statements(database: str) -> list[str]:
    """Takes away what roles told themselves to act for in ``database``; its administrator's."""
    return [_without_defaults(database)]


def script(passwords: Mapping[str, str], database: str, *, may_create_databases: bool) -> str:
    """Everything as one input for psql, connected as administrator to another database."""
    lines = [
        f"{statement};"
        for statement in role_statements(passwords, may_create_databases=may_create_databases)
    ]
    lines.append(f"{JOIN_OWNER};")
    # \gexec runs what a query returns: the way to create a database only where it is missing.
    lines.append(
        f"SELECT {literal(create_database(database))} "
        f"WHERE NOT EXISTS ({database_exists(database)}) \\gexec"
    )
    lines.append(f"\\connect {identifier(database)}")
    lines += [f"{statement};" for statement in access_statements(database)]
    lines += [f"{statement};" for statement in defaults_statements(database)]
    return "\n".join(lines) + "\n"
