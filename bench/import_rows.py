"""Importing a spreadsheet: 5,000 rows through reading, dry run and the task's chunks.

Floor in the same run: the same partnerships, their links and history by plain bulk inserts.
Run: `python -m bench.import_rows [rows]`.
"""

import csv
import io
import sys
import time
import tracemalloc
from typing import Any

from bench import stage

PARTNERS = 500
COLUMNS = 30


def spreadsheet(rows: int) -> bytes:
    """So many rows of thirty columns, seven of which are imported."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    head = ["Reference", "Title", "Partner", "Country", "Start date", "End date", "Funding"]
    writer.writerow([*head, *(f"Other {number}" for number in range(COLUMNS - len(head)))])
    for number in range(rows):
        partner = f"Institute of {number % PARTNERS} studies"
        row = [f"R-{number}", f"Work {number}", partner, "Japan", "01.02.2025", "31.12.2027"]
        others = ["something else"] * (COLUMNS - len(row) - 1)
        writer.writerow([*row, f"{number % 900}.250,50", *others])
    return stream.getvalue().encode("cp1252")


def plain(owner: Any, rows: int) -> None:
    """What the rows come to, by bulk inserts and nothing else."""
    from diligence.models import Partner, Partnership, PartnershipChange, PartnershipPartner
    from portal.tenancy import acting_for

    with acting_for(owner):
        partners = [
            Partner(name=f"Plain {n}", normalised_name=f"plain {n}", country="JP")
            for n in range(PARTNERS)
        ]
        Partner.objects.bulk_create(partners, batch_size=1000)
        made = [
            Partnership(code=f"F-{n}", title=f"Work {n}", reference=f"F-{n}", search_text="work")
            for n in range(rows)
        ]
        Partnership.objects.bulk_create(made, batch_size=1000)
        PartnershipPartner.objects.bulk_create(
            [
                PartnershipPartner(partnership=row, partner=partners[n % PARTNERS])
                for n, row in enumerate(made)
            ],
            batch_size=5000,
        )
        PartnershipChange.objects.bulk_create(
            [
                PartnershipChange(partnership=row, by="Bench", kind="imported", revision=1)
                for row in made
            ],
            batch_size=2000,
        )


def measured(job: Any) -> tuple[Any, float, float]:
    """What a job gives, its wall-clock seconds and its CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = job()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def peak_of_reading(data: bytes) -> float:
    """Megabytes that Python holds at most while the file is read."""
    from diligence.exchange import opening

    tracemalloc.start()
    opening.read(io.BytesIO(data), "bench.csv", size=len(data), most=len(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    data = spreadsheet(rows)
    with stage.database():
        from diligence.actions import intake_run
        from portal import bells
        from portal.enums import Role
        from portal.tenancy import acting_for
        from tests import cast
        from tests.factories import sheets

        bells.send = lambda *args, **kwargs: None  # type: ignore[assignment]  # no broker here
        member = cast.member(cast.organisation("Bench University"), "Ines Officer", Role.OFFICER)
        peak = peak_of_reading(data)

        def tried() -> Any:
            with acting_for(member.organisation, user=member.user.pk):
                return sheets.checked(member.actor, data, "bench.csv")

        def asked() -> None:
            with acting_for(member.organisation, user=member.user.pk):
                intake_run.store(batch.pk, by=member.actor)

        batch, *dry = measured(tried)
        asked()
        owner = member.organisation.pk
        worked, *stored = measured(lambda: intake_run.run(batch.pk, owner))
        assert worked == rows, f"{worked} rows were stored"
        _plain, *floor = measured(lambda: plain(owner, rows))
    lines = [("read and dry run", dry), ("stored by the task", stored), ("plain inserts", floor)]
    stage.table(
        f"{rows:,} rows of {COLUMNS} columns; reading holds {peak:.0f} MB at most",
        ("step", "wall s", "CPU s", "× floor (CPU)"),
        [
            (name, f"{wall:.1f}", f"{cpu:.1f}", f"{cpu / floor[1]:.1f}")
            for name, (wall, cpu) in lines
        ],
    )


if __name__ == "__main__":
    main()
