"""Reading a hub's queue: one page of fifty, with 100 to 100,000 referrals in the hub.

Half of them are open at every size, which is worse than any hub: the lists that an adviser works
from are as long as they can be. Floors in the same run: a bare Django page over the same rows, and
the bare SQL.
"""

import sys
from typing import Any

from bench import stage

SIZES = (100, 10_000, 100_000)
RUNS = 60
PAGES = (
    ("to take", "/queue/"),
    ("all open", "/queue/?tab=open"),
    ("by due date", "/queue/?tab=open&sort=due"),
    ("closed", "/queue/?tab=closed"),
    ("search", "/queue/?tab=open&q=university+77"),
)
HEAD = ("referrals", "list", "statements", "CPU ms", "p50 ms", "p95 ms", "floor p50", "page/floor")


FILL = """
WITH fresh AS (
    SELECT n, gen_random_uuid() AS id, n %% 40 AS ago FROM generate_series(%(first)s, %(last)s) AS n
), came AS (
    INSERT INTO advisory_referral (
        id, owner_id, code, source, sender_name, member_state, kind, title, summary, band, outcome,
        baseline_band, baseline_outcome, hold, flags, technology_areas, partner_names, rule,
        remit_because, received_at, due_on, target_days, needed_because, priority, priority_because,
        priority_set_by, state, assignee_name, closed_because, updated_at, revision
    )
    SELECT id, %(owner)s, 'R-' || n, 'portal', 'University ' || n %% 300, 'NL', 'full',
        'Partnership number ' || n, '', 'high', CASE n %% 3 WHEN 0 THEN 'refer' ELSE 'high' END,
        'high', CASE n %% 3 WHEN 0 THEN 'refer' ELSE 'high' END, false,
        CASE n %% 3 WHEN 0 THEN '{REFER:B4}'::varchar[] ELSE '{}' END, '{quantum}',
        'Institute number ' || n %% 5000, 'band:high', '', now() - n * interval '1 minute',
        current_date + 21 - (n %% 40)::int, 15, '', 9700 + n %% 60, 'Due soon.', '',
        CASE n %% 8 WHEN 0 THEN 'queued' WHEN 1 THEN 'queued' WHEN 2 THEN 'taken'
            WHEN 3 THEN 'drafted' WHEN 4 THEN 'issued' ELSE 'closed' END,
        '', '', now(), 1
    FROM fresh
)
INSERT INTO advisory_referralpartner (
    id, owner_id, referral_id, name, normalised_name, ror_id, pic
)
SELECT gen_random_uuid(), %(owner)s, id, 'Institute number ' || n %% 5000,
    'institute number ' || n %% 5000, '', ''
FROM fresh
"""


def fill(owner: Any, *, first: int, last: int) -> None:
    """Referrals `first`…`last` with a partner each, by one statement."""
    from django.db import connection

    with stage.owner_connection(), connection.cursor() as cursor:
        cursor.execute(FILL, {"first": first, "last": last, "owner": owner})
        cursor.execute("ANALYZE")


def adviser() -> stage.Member:
    from portal.models import Membership, Organisation, User
    from portal.tenancy import acting_for, new_id

    key = new_id()
    with acting_for(key):
        hub = Organisation.objects.create(id=key, name="Bench Hub", kind="hub", country="NL")
        user = User.objects.create_user("bench@hub.example", "a bench, not a door", name="Bench")
        membership = Membership.objects.create(user=user, roles=["adviser"])
    return stage.Member(hub, user, membership)


def main() -> None:
    with stage.database():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from bench import bare

        who = adviser()
        client = Client()
        client.force_login(who.user)
        rows: list[tuple[object, ...]] = []
        filled = 0
        for size in [int(size) for size in sys.argv[1:]] or SIZES:
            fill(who.organisation.pk, first=filled + 1, last=size)
            filled = size
            with bare.floor_client(who.user) as plain:
                address = f"/bare/queue/?owner={who.organisation.pk}"
                floor = stage.Timing.of(lambda: plain.get(address), runs=RUNS)
            for name, page in PAGES:
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(page).status_code == 200
                    statements = stage.statements(captured)
                timing = stage.Timing.of(lambda page=page: client.get(page), runs=RUNS)
                rows.append(
                    (
                        f"{size:,}",
                        name,
                        statements,
                        f"{timing.cpu:.1f}",
                        f"{timing.p50:.1f}",
                        f"{timing.p95:.1f}",
                        f"{floor.p50:.1f}",
                        f"{timing.p50 / floor.p50:.2f}",
                    )
                )
            sql = stage.Timing.of(
                lambda: bare.run_sql(bare.QUEUE_SQL, [who.organisation.pk]), runs=RUNS
            )
            rows.append((f"{size:,}", "SQL alone", 1, "", f"{sql.p50:.2f}", "", "", ""))
        stage.table("Reading the queue, a page of 50", HEAD, rows)


if __name__ == "__main__":
    main()
