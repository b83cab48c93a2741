"""Start-up checks: a connection that could look through the wall is refused."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from portal.embedded import place, roles

_PRIVILEGES = """
SELECT current_user, rolsuper, rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = r.oid)
FROM pg_roles r WHERE rolname = current_user
"""


_OPEN = """
SELECT what FROM unnest(%s::text[], %s::text[]) AS closed (what, name)
WHERE CASE WHEN what LIKE 'FUNCTION %%' THEN has_function_privilege(name, 'EXECUTE')
           ELSE has_table_privilege(name, 'UPDATE') END
"""

_DEFAULTS = """
SELECT coalesce(r.rolname::text, 'everybody'), split_part(told, '=', 1)
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS told
LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
WHERE (s.setrole = 0 OR r.rolname = ANY (%s))
  AND (s.setdatabase = 0 OR d.datname = current_database())
  AND split_part(told, '=', 1) ~ '^(portal\\..*|role|search_path|row_security|session_.*)$'
ORDER BY 1, 2
"""


def open_rights() -> list[str]:
    """Of what is taken from everybody, what the application's role may do here all the same."""
    names = [f"pg_catalog.{what.split(' ', 1)[1]}" for what in roles.CLOSED]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(roles.CLOSED), names])
        return [what for (what,) in cursor.fetchall()]


def planted_defaults() -> list[tuple[str, str]]:
    """(role, setting) that would say for whom connections act, or how they look, from the start."""
    with connection.cursor() as cursor:
        cursor.execute(_DEFAULTS, [list(place.ROLES)])
        return list(cursor.fetchall())


def privilege_problem() -> str:
    """Why the current connection must not serve requests; '' when it may."""
    with connection.cursor() as cursor:
        cursor.execute(_PRIVILEGES)
        role, superuser, bypasses, owns = cursor.fetchone()
    if superuser:
        return f"The database role {role} is a superuser and would see every organisation's rows."
    if bypasses:
        return f"The database role {role} bypasses row security."
    if owns:
        return f"The database role {role} owns tables, so row security does not bind it."
    return ""


def start_problem() -> str:
    """Why this process must not serve anybody; '' when it may, or nobody can tell yet."""
    for error in (*check_secrets(), *check_doors()):
        return str(error.msg)
    try:
        return privilege_problem()
    except DatabaseError:
        return ""  # unreachable as yet: /readyz says so until it is there, and looks again


@register(Tags.database)
def check_role(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    if not databases or settings.PRIVILEGED_COMMAND:
        return []
    problem = privilege_problem()
    hint = "Connect as portal_app: let DATABASE_URL name it, and run `manage.py prepare_database`."
    return [Error(problem, hint=hint, id="portal.E001")] if problem else []


@register(Tags.security)
def check_secrets(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    if settings.DEMONSTRATION or settings.SECRET_KEY not in settings.DEFAULT_SECRETS:
        return []
    return [
        Error(
            "Production must not run with the demonstration's secret key.",
            hint="Set AJAR_SECRET_KEY to at least 50 random characters.",
            id="portal.E002",
        )
    ]


@register(Tags.security)
def check_doors(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Only suites switch off what protects everybody: production can't."""
    if settings.DEMONSTRATION:
        return []
    return [
        Error(
            f"Production must not run with {name} switched off.",
            hint=f"Take {name} out of the settings: it is on by itself.",
            id="portal.E003",
        )
        for name in OBLIGATORY
        if not getattr(settings, name)
    ]


OBLIGATORY = ("SECOND_FACTOR_OBLIGATORY", "STEP_UP_OBLIGATORY", "RATE_LIMITS_OBLIGATORY")
