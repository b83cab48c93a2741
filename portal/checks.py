"""Start-up checks: a connection that could look through the wall is refused."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

_PRIVILEGES = """
SELECT current_user, rolsuper, rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = r.oid)
FROM pg_roles r WHERE rolname = current_user
"""


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
    for error in check_secrets():
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
