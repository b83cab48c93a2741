"""Reading the register: one page of fifty, with 10 to 100,000 appraisals in the organisation.

Floors in the same run: a bare Django page over the same rows, and the bare SQL.
"""

import sys

from bench import stage

SIZES = (10, 1_000, 10_000, 100_000)
RUNS = 60


def main() -> None:
    with stage.database():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from bench import bare

        who = stage.member()
        version = stage.version()
        client = Client()
        client.force_login(who.user)
        rows: list[tuple[object, ...]] = []
        filled = 0
        for size in [int(size) for size in sys.argv[1:]] or SIZES:
            stage.fill(who.organisation.pk, version.pk, {}, first=filled + 1, last=size)
            filled = size
            with CaptureQueriesContext(connection) as captured:
                assert client.get("/partnerships/").status_code == 200
                statements = stage.statements(captured)
            page = stage.Timing.of(lambda: client.get("/partnerships/"), runs=RUNS)
            found = stage.Timing.of(
                lambda: client.get("/partnerships/?q=number+7&sort=title"), runs=RUNS // 3
            )
            with bare.floor_client(who.user) as plain:
                address = f"/bare/list/?owner={who.organisation.pk}"
                floor = stage.Timing.of(lambda: plain.get(address), runs=RUNS)
            sql = stage.Timing.of(
                lambda: bare.run_sql(bare.LIST_SQL, [who.organisation.pk]), runs=RUNS
            )
            rows.append(
                (
                    f"{size:,}",
                    statements,
                    f"{page.cpu:.1f}",
                    f"{page.p50:.1f}",
                    f"{page.p95:.1f}",
                    f"{found.p50:.1f}",
                    f"{floor.p50:.1f}",
                    f"{page.p50 / floor.p50:.2f}",
                    f"{sql.p50:.2f}",
                )
            )
        stage.table(
            "Reading the register, a page of 50",
            (
                "appraisals",
                "statements",
                "CPU ms",
                "p50 ms",
                "p95 ms",
                "search p50",
                "floor p50",
                "page/floor",
                "SQL p50",
            ),
            rows,
        )


if __name__ == "__main__":
    main()
