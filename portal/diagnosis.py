"""What may be wrong with an installation, and what to do about it.

Each check is a function that yields findings; a check that can't run says so as a finding.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import Error, connection

from portal import bells as portal_bells
from portal import clock, file_health, readiness, role_health, vault
from portal.actions import file_keys
from portal.celery import app
from portal.embedded import place
from portal.findings import Finding, Level
from portal.models import Organisation
from portal.queries import ledger, provider_health
from portal.tenancy import Owned, acting_for

OLDEST_SERVER = 15
LATE = timedelta(minutes=2)
LAST_DAY = timedelta(days=1)
UNSEALED = timedelta(minutes=15)
WORKER_SECONDS = 2.0
SCARCE, TIGHT = 200_000_000, 2_000_000_000  # bytes free
DRIFT_SECONDS = 30.0
FAILURES_SHOWN = 10


Check = Callable[[], Iterator[Finding]]


def examine() -> list[Finding]:
    """Every check in turn; those that need the database only where it answers."""
    findings = [*_all((mode, secrets, mail, pdf, disk, static_files))]
    reached = list(database())
    findings += reached
    if all(one.level is not Level.FAIL for one in reached):
        findings += _all(
            (
                tables,
                row_policies,
                role_health.rights,
                record,
                file_key,
                file_health.store,
                file_health.scanner,
                sign_ins,
                owner_address,
                collector_address,
                time,
                bells,
            )
        )
    findings += _all((broker,))
    if all(one.level is not Level.FAIL for one in findings if one.check == "broker"):
        findings += _all((worker,))
    return findings


def _all(chosen: tuple[Check, ...]) -> Iterator[Finding]:
    for check in chosen:
        yield from check()


# -- configuration --------------------------------------------------------------------------------
def mode() -> Iterator[Finding]:
    """The demonstration has published passwords: it must not be reachable from outside."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    local = host in {"localhost", "127.0.0.1", "::1"}
    if settings.DEMONSTRATION and not local:
        yield Finding(
            "mode",
            Level.FAIL,
            f"The demonstration, whose passwords everybody knows, answers as {host}.",
            "Set AJAR_MODE=production for real work, with an empty database of its own.",
        )
    elif settings.DEMONSTRATION:
        yield Finding("mode", Level.OK, "Demonstration, on this machine only")
    elif host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield Finding(
            "mode",
            Level.FAIL,
            f"AJAR_URL names {host}, which AJAR_HOSTS does not allow: every page is refused.",
            "Add the host to AJAR_HOSTS.",
        )
    elif not settings.HTTPS and not local:
        yield Finding(
            "mode",
            Level.FAIL,
            "Production without https: cookies and passwords travel in the clear.",
            "Put a TLS proxy in front and set AJAR_URL to its https:// address.",
        )
    else:
        yield Finding("mode", Level.OK, f"Production, as {settings.PUBLIC_URL}")


def secrets() -> Iterator[Finding]:
    wrong = [one for one in checks.run_checks(tags=[checks.Tags.security]) if one.level >= 40]
    for one in wrong:
        yield Finding("secret key", Level.FAIL, str(one.msg), str(one.hint or ""))
    if not wrong:
        whose = "The demonstration's own" if settings.DEMONSTRATION else "This installation's own"
        yield Finding("secret key", Level.OK, whose)


def mail() -> Iterator[Finding]:
    if settings.MAIL_ON:
        yield Finding("mail", Level.OK, f"Sent from {settings.DEFAULT_FROM_EMAIL}")
    else:
        yield Finding(
            "mail",
            Level.WARN,
            "Mail is off: forgotten passwords need a steward's link.",
            "Set AJAR_SMTP=smtp://user:password@host:587 and AJAR_MAIL_FROM.",
        )


def pdf() -> Iterator[Finding]:
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    try:
        import weasyprint  # noqa: F401 - slow and optional: only its loading is tried
    except (ImportError, OSError) as problem:
        yield Finding(
            "pdf",
            Level.WARN,
            f"PDF can't be made ({readiness.first_line(problem)}); every other export works.",
            "Install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core.",
        )
    else:
        yield Finding("pdf", Level.OK, "Its libraries are present")


def disk() -> Iterator[Finding]:
    folder = next(one for one in (settings.DATA_DIR, *settings.DATA_DIR.parents) if one.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free at {settings.DATA_DIR}"
    level = Level.FAIL if free < SCARCE else Level.WARN if free < TIGHT else Level.OK
    yield Finding("disk", level, text, "" if level is Level.OK else "Free space or move AJAR_DATA.")


def static_files() -> Iterator[Finding]:
    if settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding("static files", Level.OK, "Collected")
    else:
        yield Finding(
            "static files",
            Level.FAIL,
            f"None in {settings.STATIC_ROOT}: pages fail.",
            "manage.py collectstatic (manage.py up does it).",
        )


# -- database -------------------------------------------------------------------------------------
def database() -> Iterator[Finding]:
    """Reachable, new enough, and as a role that row security binds."""
    problem = readiness.database_problem()
    if problem:
        yield Finding(
            "database",
            Level.FAIL,
            problem,
            "Start it (make run), or correct DATABASE_URL; it must sign in as portal_app "
            "(manage.py prepare_database makes the roles).",
        )
        return
    major = connection.pg_version // 10000  # type: ignore[attr-defined]  # PostgreSQL's own
    role = connection.settings_dict["USER"]
    if major < OLDEST_SERVER:
        yield Finding(
            "database",
            Level.FAIL,
            f"PostgreSQL {major} is too old.",
            f"Move to PostgreSQL {OLDEST_SERVER} or newer.",
        )
    else:
        yield Finding("database", Level.OK, f"PostgreSQL {major} as {role}, which row rules bind")


def tables() -> Iterator[Finding]:
    if problem := readiness.migrations_problem():
        yield Finding("tables", Level.FAIL, problem, "manage.py migrate (manage.py up does it).")
    else:
        yield Finding("tables", Level.OK, "Up to date")


def row_policies() -> Iterator[Finding]:
    """Every table of owned rows has row security on and at least one policy."""
    owned = {model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)}
    try:
        bare = sorted(owned - readiness.protected_tables())
    except Error as problem:
        yield Finding("row policies", Level.FAIL, readiness.first_line(problem))
        return
    if bare:
        yield Finding(
            "row policies",
            Level.FAIL,
            f"Rows of every organisation are visible in: {', '.join(bare)}.",
            "Stop the portal. Restore the policies: manage.py migrate, or a backup.",
        )
    else:
        yield Finding("row policies", Level.OK, f"On all {len(owned)} tables of owned rows")


def record() -> Iterator[Finding]:
    """The last day of every organisation's record: whole, and sealed by a worker that runs."""
    damaged, late, events = [], 0, 0
    for organisation in Organisation.objects.order_by("name", "pk"):
        with acting_for(organisation):
            report = ledger.check(last=LAST_DAY)
            late += ledger.unsealed_for(UNSEALED)
        events += report.events
        if report.first is not None:
            damaged.append(f"{organisation.name} ({report.first.damage.label})")
    if damaged:
        yield Finding(
            "record",
            Level.FAIL,
            f"Damaged within a day: {', '.join(damaged[:FAILURES_SHOWN])}.",
            "Keep everything as it is. manage.py verify_audit names what was damaged first.",
        )
    if late:
        yield Finding(
            "record",
            Level.WARN,
            f"{late} events are not sealed after {UNSEALED.seconds // 60} minutes.",
            "See that worker and beat run, and read the worker's log.",
        )
    if not damaged and not late:
        yield Finding("record", Level.OK, f"The last day is whole: {events} events are sealed")


def file_key() -> Iterator[Finding]:
    """Whether every file can be opened, and whether its key lies where the files lie."""
    try:
        absent, present = file_keys.absent_masters(), vault.current().name
    except vault.VaultError as problem:
        todo = "Put back the key that this installation had; without it no file can be read."
        yield Finding("file key", Level.FAIL, str(problem), todo)
        return
    if absent:
        names = ", ".join(sorted(absent))
        todo = "Add the earlier key to AJAR_FILE_KEY, after the present one, with a comma."
        yield Finding("file key", Level.FAIL, f"Files need a key that is not here: {names}.", todo)
    elif not settings.FILE_KEY and not settings.DEMONSTRATION:
        todo = f"Set AJAR_FILE_KEY to what {settings.DATA_DIR}/file-key holds and move that away."
        text = f"The key {present} lies beside the files: whoever copies the folder has both."
        yield Finding("file key", Level.WARN, text, todo)
    else:
        yield Finding("file key", Level.OK, f"The master key is {present}")


def sign_ins() -> Iterator[Finding]:
    """Organisations' own sign-ins that stop working soon, or did, unless somebody acts."""
    ailing = []
    for organisation in Organisation.objects.filter(active=True).order_by("name", "pk"):
        with acting_for(organisation):
            ailing += [(organisation.name, one) for one in provider_health.ailing()]
    for name, one in sorted(ailing, key=lambda each: not each[1].ended)[:FAILURES_SHOWN]:
        level = Level.FAIL if one.ended else Level.WARN
        yield Finding("sign-ins", level, f"{name}, {one.text}", one.todo)
    if not ailing:
        yield Finding("sign-ins", Level.OK, "None ends within 30 days")


def owner_address() -> Iterator[Finding]:
    yield _address("owner address", "DATABASE_OWNER_URL", place.OWNER_ROLE)


def collector_address() -> Iterator[Finding]:
    yield _address("collector address", "DATABASE_COLLECTOR_URL", place.COLLECTOR_ROLE)


def _address(check: str, variable: str, role: str) -> Finding:
    urls = place.database_urls()
    url = urls.owner if role == place.OWNER_ROLE else urls.collector
    if not url:
        return Finding(
            check, Level.WARN, f"{variable} is not set.", "Set it where its commands are run."
        )
    try:
        with closing(psycopg2.connect(url, connect_timeout=5)) as line, line.cursor() as cursor:
            cursor.execute("SELECT current_user")
            [(found,)] = cursor.fetchall()
    except psycopg2.Error as problem:
        return Finding(check, Level.FAIL, readiness.first_line(problem), f"Correct {variable}.")
    if found != role:
        return Finding(check, Level.FAIL, f"{variable} signs in as {found}.", f"Use {role}.")
    return Finding(check, Level.OK, f"Signs in as {role}")


def time() -> Iterator[Finding]:
    """Deadlines are compared on both sides, so both clocks must agree."""
    drift = abs((readiness.database_time() - clock.now()).total_seconds())
    if drift > DRIFT_SECONDS:
        yield Finding(
            "clock",
            Level.WARN,
            f"This machine and the database differ by {drift:.0f} s.",
            "Let both keep time by NTP.",
        )
    else:
        yield Finding("clock", Level.OK, "This machine and the database agree")


def bells() -> Iterator[Finding]:
    """Work that waits longer than the sweeper ever needs: nobody is doing it."""
    late = portal_bells.unswept(LATE)
    failing = portal_bells.failing()
    if late:
        yield Finding(
            "bells",
            Level.FAIL,
            f"{late} pieces of work are overdue by more than {LATE.seconds // 60} minutes.",
            "See that worker and beat run, and read the worker's log.",
        )
    for bell in failing[:FAILURES_SHOWN]:
        given_up = portal_bells.given_up(bell)
        yield Finding(
            "bells",
            Level.FAIL if given_up else Level.WARN,
            f"{bell.kind} {bell.subject} failed {bell.attempts} times: "
            f"{bell.last_error or 'its worker was killed each time'}",
            "Mend the cause, then ring it again: manage.py ring_bells."
            if given_up
            else "It is tried again by itself; the cause may need you.",
        )
    if not late and not failing:
        yield Finding("bells", Level.OK, "No work is overdue")


# -- broker and worker -----------------------------------------------------------------------------
def broker() -> Iterator[Finding]:
    if problem := readiness.broker_problem():
        yield Finding("broker", Level.FAIL, problem, "Start it (make run), or correct REDIS_URL.")
    else:
        yield Finding("broker", Level.OK, "Answers")


def worker() -> Iterator[Finding]:
    answers = app.control.inspect(timeout=WORKER_SECONDS).ping() or {}
    if answers:
        names = ", ".join(sorted(answers))
        yield Finding("worker", Level.OK, f"{len(answers)} answering: {names}")
    else:
        yield Finding(
            "worker",
            Level.FAIL,
            f"No worker answered within {WORKER_SECONDS:.0f} s: nothing is scored.",
            "Start one (manage.py up, or the worker service), and read its log "
            f"({os.fspath(settings.DATA_DIR / 'logs' / 'worker.log')}).",
        )
