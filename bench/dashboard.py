"""A ministry's figures over 1,000,000 appraisals: pages drawn from one snapshot.

Floors in the same run: the bare snapshot row, a bare Django page that reads the same row and lists
the same numbers, and the GROUP BY that a page without snapshots would need for one table.
"""

import sys
from typing import Any

from bench import collect as filling
from bench import stage

RUNS = 60
PAGES = (
    ("/figures/", "registered-type,scored-band,received-source,decided-verdict"),
    ("/figures/register/", "registered-type,registered-technology,started"),
    ("/figures/appraisal/", "triaged,scored-band,scored-outcome,scored-technology"),
    ("/figures/hub/", "received-source,received-outcome,answered,advice"),
)


def policy_officer(ministry: Any) -> Any:
    from portal.models import Membership, User
    from portal.tenancy import acting_for

    user = User.objects.create_user("petra@bench.example", "a bench, not a door", name="Petra")
    with acting_for(ministry):
        Membership.objects.create(user=user, roles=["policy_officer"])
    return user


def collected(ministry: Any) -> None:
    """Every quarter that is due, one after the other."""
    from portal import clock
    from portal.authority import product
    from portal.tenancy import acting_for
    from reporting.actions import collect
    from reporting.queries import collected as stored

    with clock.set_to(filling.NOW):
        with acting_for(ministry):
            quarters = stored.waiting(ministry, clock.today())[-7:]
        for quarter in quarters:
            with acting_for(ministry):
                collect.collect(quarter, by=product("Bench"))


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else filling.SIZE
    with stage.database():
        from django.db import connection, connections
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from bench import bare
        from portal.tenancy import acting_for

        ministry = filling.filled(size)
        collected(ministry)
        user = policy_officer(ministry)
        client = Client()
        client.force_login(user)
        rows: list[tuple[object, ...]] = []
        with acting_for(ministry):
            sql = "SELECT document FROM reporting_snapshot ORDER BY period DESC LIMIT 1"
            row = stage.Timing.of(lambda: bare.run_sql(sql, []), runs=RUNS)
        with connections["collector"].cursor() as cursor:
            live = "SELECT owner_id, baseline_band, count(*) FROM diligence_score GROUP BY 1, 2"
            group = stage.Timing.of(lambda: cursor.execute(live), runs=3, warmup=1)
        for address, tables in PAGES:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
                statements = stage.statements(captured)
            page = stage.Timing.of(lambda address=address: client.get(address), runs=RUNS)
            with bare.floor_client(user) as plain:
                bare_address = f"/bare/figures/?owner={ministry.pk}&tables={tables}"
                floor = stage.Timing.of(
                    lambda bare_address=bare_address: plain.get(bare_address), runs=RUNS
                )
            rows.append(
                (
                    address,
                    statements,
                    f"{page.cpu:.1f}",
                    f"{page.p50:.1f}",
                    f"{page.p95:.1f}",
                    f"{floor.p50:.1f}",
                    f"{page.p50 / floor.p50:.2f}",
                    f"{row.p50:.2f}",
                    f"{group.p50:.0f}",
                )
            )
        stage.table(
            f"A ministry's figures over {size:,} appraisals",
            (
                "page",
                "statements",
                "CPU ms",
                "p50 ms",
                "p95 ms",
                "bare page p50",
                "page/bare",
                "row ms",
                "one GROUP BY ms",
            ),
            rows,
        )


if __name__ == "__main__":
    main()
