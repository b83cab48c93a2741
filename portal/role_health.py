"""Whether the database's roles are as the wall needs them."""

from collections.abc import Iterator

from portal import checks
from portal.embedded import roles
from portal.findings import Finding, Level


def rights() -> Iterator[Finding]:
    """What is taken from everybody is really taken; and no role begins by acting for somebody."""
    held = checks.open_rights()
    if held:
        named = "; ".join(f"{what.split(' ', 1)[1]}, which {roles.CLOSED[what]}" for what in held)
        yield Finding(
            "database rights",
            Level.WARN,
            f"The portal's role may use {named}.",
            "Run manage.py prepare_database as a superuser. Where the server's administrator is "
            "none, PostgreSQL lets nobody take this away: the portal's own guard is alone then.",
        )
    planted = checks.planted_defaults()
    if planted:
        named = ", ".join(f"{setting} of {role}" for role, setting in planted)
        yield Finding(
            "database rights",
            Level.FAIL,
            f"Connections begin with settings that nobody of the portal's gave them: {named}.",
            "Somebody had SQL of their own, or a password of the database. Find out who; change "
            "the passwords; manage.py prepare_database takes such settings away.",
        )
    if not held and not planted:
        yield Finding("database rights", Level.OK, f"{len(roles.CLOSED)} are taken away")
