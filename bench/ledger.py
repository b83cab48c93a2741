"""The record at 1,000, 100,000 and 1,000,000 events: sealing, checking, copying, looking, pruning.

Floor in the same run: the bare reading of the same rows, without any checking of them; and of each
page the same page of the smallest record.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bench import stage
from bench.ledger_rows import RARE, Filled, filled

SIZES = (1_000, 100_000, 1_000_000)
RUNS = 20


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    told = work()
    return time.perf_counter() - begun, told


def memory() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- Looking --------------------------------------------------------------------------------------
def searches(record: Filled) -> Iterator[tuple[str, dict[str, str]]]:
    """What people look for, as addresses say it: a purpose on record where it is for a person."""
    from portal import clock
    from portal.actions import ledger_export
    from portal.authority import Actor
    from portal.enums import Permission, SearchPurpose
    from portal.queries import record as reading

    by = Actor(
        label="Stella", user_id=record.user.pk, permissions=frozenset({Permission.VIEW_RECORD})
    )
    old = clock.today() - timedelta(days=1000)
    middle = reading.events(reading.Search(until=clock.today() - timedelta(days=500)))
    purpose = SearchPurpose.INCIDENT
    told = ledger_export.search_for(record.seldom, purpose=purpose, reason="Bench", by=by)
    yield "the latest", {}
    yield "in the middle", {"before": reading._name(middle.order_by("-at", "-id")[0])}
    yield "one kind", {"event": "measure.planned"}
    yield "a rare kind", {"event": RARE}
    yield "a purpose", {"event": "work"}
    yield "a rare purpose", {"event": "rights"}
    yield "nine days", {"since": str(old), "until": str(old + timedelta(days=9))}
    yield "about a partnership", {"about": str(record.case)}
    yield "about nothing", {"about": str(record.organisation.pk)}
    yield "a person", {"search": str(told.pk)}


def blocks(record: Filled, query: dict[str, str], client: Any) -> int:
    """Blocks of the database that the statement for the events reads, by its own plan."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.tenancy import acting_for

    with CaptureQueriesContext(connection) as caught:
        assert client.get("/record/", query).status_code == 200
        told = [each["sql"] for each in caught.captured_queries]
    wanted = [each for each in told if 'FROM "portal_auditevent"' in each and "LIMIT 51" in each]
    with acting_for(record.organisation), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {wanted[-1]}")
        plan = cursor.fetchone()[0]
    plan = plan if isinstance(plan, list) else json.loads(plan)
    top = plan[0]["Plan"]
    return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def looked(records: list[Filled]) -> None:
    """How long a page takes in each record, and how many blocks its statement reads."""
    from django.test import Client

    from portal.tenancy import acting_for

    found: dict[str, list[tuple[float, float, int]]] = {}
    for record in records:
        client = Client()
        client.force_login(record.user)
        with acting_for(record.organisation):
            chosen = list(searches(record))
        for name, query in chosen:
            page = stage.Timing.of(lambda c=client, q=query: c.get("/record/", q), runs=RUNS)
            read = blocks(record, query, client)
            found.setdefault(name, []).append((page.p50, page.cpu, read))
        seals = stage.Timing.of(lambda c=client: c.get("/record/seals/"), runs=RUNS)
        found.setdefault("seals", []).append((seals.p50, seals.cpu, 0))
    sizes = [f"{each.size:,}" for each in records]
    rows: list[tuple[object, ...]] = [
        (
            name,
            *(f"{p50:.0f}" for p50, _cpu, _read in each),
            f"{each[-1][0] / each[0][0]:.2f}",
            f"{each[-1][1] / each[0][1]:.2f}",
        )
        for name, each in found.items()
    ]
    head = ("", *sizes, "ratio", "of CPU")
    stage.table("Pages: p50 ms, and the largest against the smallest", head, rows)
    rows = [(name, *(read for *_times, read in each)) for name, each in found.items()]
    stage.table("Blocks of 8 kB that the statement reads", ("", *sizes), rows[:-1])


# --- Work on all of it ----------------------------------------------------------------------------
def read_bare() -> int:
    from portal.queries import ledger

    return sum(1 for _row in ledger.events())


def sealed(record: Filled) -> int:
    from portal.actions import sealing
    from portal.tenancy import acting_for

    done = now = 0
    while True:
        with acting_for(record.organisation):
            now = sealing.seal_new()
        done += now
        if not now:
            return done


def copied(record: Filled) -> int:
    """A copy of everything, as the worker makes it."""
    from portal.actions import ledger_export
    from portal.enums import RecordFormat
    from portal.models import RecordExport
    from portal.tenancy import acting_for

    with acting_for(record.organisation):
        row = RecordExport.objects.create(format=RecordFormat.JSONL, by="Stella")
    assert ledger_export.make(row.pk, record.organisation.pk)
    with acting_for(record.organisation):
        return int(RecordExport.objects.get(pk=row.pk).done)


def checked() -> int:
    from portal.queries import ledger

    report = ledger.check()
    assert report.whole, report.first
    return report.events


def pruned() -> int:
    from portal.actions import pruning
    from portal.models import RetentionRule

    RetentionRule.objects.create(category="record", months=24, reason="Bench", by="Bench")
    gone = now = pruning.prune(pruning.due_before(), by=pruning.product("Bench"))
    while now == pruning.CHUNK:
        now = pruning.prune(pruning.due_before(), by=pruning.product("Bench"))
        gone += now
    return gone


def worked(records: list[Filled]) -> None:
    """Every job at every size: microseconds an event, which stay the same where it is linear."""
    from portal.actions import sealing
    from portal.tenancy import acting_for

    rows: list[tuple[object, ...]] = []

    def add(what: str, record: Filled, work: Callable[[], int]) -> None:
        seconds, of = timed(work)
        each = f"{seconds / max(of, 1) * 1e6:.0f}"
        row = (what, f"{record.size:,}", f"{of:,}", f"{seconds:.1f}", each, f"{memory():.0f}")
        print(*row, file=sys.stderr, flush=True)
        rows.append(row)

    for record in records:
        add("seal", record, lambda record=record: sealed(record))
    looked(records)
    for record in records:
        with acting_for(record.organisation):
            add("read, bare", record, read_bare)
        with acting_for(record.organisation):
            add("check", record, checked)
        add("copy", record, lambda record=record: copied(record))
    sealed(records[-1])
    with acting_for(records[-1].organisation):
        quiet = stage.Timing.of(sealing.seal_new, runs=RUNS)
        add("prune a year", records[-1], pruned)
        add("check after it", records[-1], checked)
    head = ("what", "of", "events", "seconds", "µs each", "memory MB")
    stage.table("Work on the whole record", head, rows)
    stage.table(
        "Nothing new to seal", ("CPU ms", "p50 ms"), [(f"{quiet.cpu:.1f}", f"{quiet.p50:.1f}")]
    )


def main() -> None:
    sizes = tuple(int(each) for each in sys.argv[1:]) or SIZES
    with stage.database():
        from django.db import connection

        made = [timed(lambda size=size: filled(size)) for size in sizes]
        with stage.owner_connection(), connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) portal_auditevent")
        rows = [(f"{record.size:,}", f"{seconds:.1f}") for seconds, record in made]
        stage.table("Filled by COPY", ("events", "seconds"), rows)
        worked([record for _seconds, record in made])


if __name__ == "__main__":
    main()
