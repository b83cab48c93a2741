"""A stage for benchmarks: an embedded database of its own, filled to a size by plain SQL.

Everything is measured against floors taken in the same run: figures of shared machines are only
comparable as ratios.
"""

import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django


@contextmanager
def database() -> Iterator[Path]:
    """A durable embedded PostgreSQL with the schema, thrown away afterwards; sets Django up."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_COLLECTOR_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="ajar-bench-"))
    os.environ["AJAR_DATA"] = str(data)
    os.environ["AJAR_LOG"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from portal.embedded import postgres

    cluster = postgres.ensure_running(data)
    try:
        django.setup()
        _migrate()
        yield data
    finally:
        from django.db import connections

        connections.close_all()
        cluster.stop()
        shutil.rmtree(data, ignore_errors=True)


def _migrate() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from portal.embedded import place

    app = dict(connection.settings_dict)
    with owner_connection(place.database_urls().require_owner()):
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(_EMPTY_WHERE_LEFT_OUT)
    connection.settings_dict.update(app)
    # The test client fetches pages by this name; static files need no manifest here.
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )


# What a filling leaves out is empty, as models make it; so a column added later is no obstacle.
_EMPTY_WHERE_LEFT_OUT = """
DO $$ DECLARE found record; BEGIN
    FOR found IN
        SELECT table_name, column_name, CASE
            WHEN data_type IN ('character varying', 'text') THEN ''
            WHEN data_type = 'ARRAY' THEN '{}'
            WHEN data_type = 'boolean' THEN 'false'
            WHEN data_type = 'jsonb' THEN '[]'
            ELSE '0' END AS empty
        FROM information_schema.columns
        WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL
          AND is_identity = 'NO' AND table_name ~ '^(diligence|advisory|portal)_'
          AND data_type IN ('character varying', 'text', 'ARRAY', 'boolean', 'jsonb', 'smallint',
            'integer', 'bigint')
    LOOP
        EXECUTE format(
            'ALTER TABLE %I ALTER COLUMN %I SET DEFAULT %L',
            found.table_name, found.column_name, found.empty
        );
    END LOOP;
END $$
"""


@contextmanager
def owner_connection(url: str = "") -> Iterator[None]:
    """The default connection as the owner of the tables, for schema and for filling."""
    import dj_database_url
    from django.db import connection

    from portal.embedded import place

    entry = dj_database_url.parse(url or place.database_urls().require_owner())
    saved = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update({key: entry[key] for key in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(saved)


@dataclass(frozen=True)
class Member:
    """Whom the pages are fetched as, and whose rows they are."""

    organisation: Any
    user: Any
    membership: Any


def member() -> Member:
    from portal.models import Membership, Organisation, User
    from portal.tenancy import acting_for, new_id

    key = new_id()
    with acting_for(key):
        organisation = Organisation.objects.create(
            id=key,
            name="Bench University",
            kind="research",
            type="university",
            size_band="large",
            country="NL",
        )
        user = User.objects.create_user("bench@bench.example", "a bench, not a door", name="Bench")
        membership = Membership.objects.create(user=user, roles=["officer"])
    return Member(organisation, user, membership)


_FILL = """
WITH fresh AS (
    SELECT n, gen_random_uuid() AS partnership, gen_random_uuid() AS appraisal
    FROM generate_series(%(first)s, %(last)s) AS n
), registered AS (
    INSERT INTO diligence_partnership (
        id, owner_id, code, title, reference, responsible, state, agreement_kind, activities,
        technology_areas, starts_on, funding_currency, funding_source, benefit, partner_names,
        partner_countries, search_text, appraisal_state, outcome, registered_at, registered_by,
        updated_at, revision
    )
    SELECT partnership, %(owner)s, 'B-' || n, 'Partnership number ' || n, 'REF-' || n, 'chair',
        'running', 'none', '{joint}', '{}', date '2025-01-01' + n %% 700, 'EUR', '', '',
        'Partner ' || n %% 500, '{US}', 'partnership number ' || n || ' ref-' || n, 'answering', '',
        now() - n * interval '1 minute', 'Bench', now() - n * interval '1 minute', 1
    FROM fresh
), started AS (
    INSERT INTO diligence_appraisal (
        id, owner_id, partnership_id, version_id, state, started_at, started_by, triage_rule,
        triage_refers, submission
    )
    SELECT appraisal, %(owner)s, partnership, %(version)s, 'answering', now(), 'Bench', 'triage:T2',
        false, 0
    FROM fresh
)
INSERT INTO diligence_answersheet (
    id, owner_id, appraisal_id, entries, active_seconds, updated_at
)
SELECT gen_random_uuid(), %(owner)s, appraisal, %(entries)s::jsonb, '{}', now() FROM fresh
"""


def fill(owner: Any, version: Any, entries: dict[str, Any], *, first: int, last: int) -> None:
    """Partnerships `first`…`last` with an appraisal and its answers each, by one statement."""
    from django.db import connection

    with owner_connection(), connection.cursor() as cursor:
        cursor.execute(
            _FILL,
            {
                "first": first,
                "last": last,
                "owner": owner,
                "version": version,
                "entries": json.dumps(entries),
            },
        )
        cursor.execute("ANALYZE")


def statements(captured: Any) -> int:
    """How many statements were sent so far; beginning and ending the transaction don't count.

    To be asked inside the capture: the next request empties the log.
    """
    sent = [query["sql"] for query in captured.connection.queries[captured.initial_queries :]]
    return sum(not sql.startswith(("BEGIN", "COMMIT")) for sql in sent)


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one job over several runs."""

    cpu: float
    p50: float
    p95: float

    @classmethod
    def of(cls, job: Callable[[], object], *, runs: int, warmup: int = 5) -> "Timing":
        """CPU milliseconds of this process a run, and wall-clock percentiles."""
        for _ in range(warmup):
            job()
        walls, started = [], time.process_time()
        for _ in range(runs):
            begun = time.perf_counter()
            job()
            walls.append((time.perf_counter() - begun) * 1000)
        cpu = (time.process_time() - started) * 1000 / runs
        walls.sort()
        return cls(cpu, statistics.median(walls), walls[max(0, round(runs * 0.95) - 1)])


def table(title: str, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print a small table, figures to the right."""
    cells = [tuple(str(cell) for cell in row) for row in rows]
    widths = [max(len(row[i]) for row in [head, *cells]) for i in range(len(head))]
    print(f"\n{title}")
    for row in [head, *cells]:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def version() -> Any:
    """The packaged baseline, published as the Commission's."""
    from django.core.management import call_command

    from diligence.models import QuestionnaireVersion

    call_command("load_questionnaire", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    return QuestionnaireVersion.objects.get()


def whole_set() -> dict[str, Any]:
    """A complete set of benign answers to what is always asked."""
    from diligence.domain.visibility import asked_answers
    from diligence.exchange.packaged import packaged, worked_cases

    answers = worked_cases("eu-baseline")["assumed"]
    return asked_answers(packaged("eu-baseline"), {k: v for k, v in answers.items() if v != ""})


def entries_of(answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers as an answer sheet holds them."""
    return {
        question: {
            "value": value,
            "revision": 1,
            "by": "Bench",
            "user": None,
            "at": "2026-01-01T10:00:00+00:00",
            "origin": "typed",
            "confirmed_by": None,
            "note": "",
        }
        for question, value in answers.items()
    }
