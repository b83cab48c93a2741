"""Collecting one quarter of a Member State whose organisations have 1,000,000 appraisals.

Floors in the same run: the plain GROUP BY of one table over the same rows, and counting them.
"""

import sys
import time
from datetime import UTC, datetime
from typing import Any

from bench import stage

SIZE = 1_000_000
ORGANISATIONS = 400
GOAL = 5.0
NOW = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)

_ORGANISATIONS = """
INSERT INTO portal_organisation (
    id, name, kind, type, size_band, country, city, identifier, demonstration, active,
    measures_minutes, created_at
)
SELECT gen_random_uuid(), 'Bench ' || n, 'research',
    (ARRAY['university', 'other_hei', 'public_institute', 'rto', 'private', 'infrastructure'])
        [1 + n %% 6],
    (ARRAY['small', 'medium', 'large'])[1 + n %% 3], 'NL', '', '', false, true, true, '2024-01-01'
FROM generate_series(1, %(organisations)s) AS n
"""

# A million rows go in first and get their indexes after.
_TAKE_INDEXES = """
CREATE TEMPORARY TABLE taken AS
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made
FROM pg_index i WHERE i.indrelid::regclass::text ~ '^(diligence|advisory)_'
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid);
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT name FROM taken LOOP EXECUTE 'DROP INDEX ' || found.name; END LOOP;
END $$
"""
_GIVE_INDEXES = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT made FROM taken LOOP EXECUTE found.made; END LOOP;
END $$
"""

# Seven quarters; a third of the organisations have two thirds of the cases.
_FILL = """
CREATE TEMPORARY TABLE fresh AS
SELECT n, gen_random_uuid() AS partnership, gen_random_uuid() AS appraisal,
    gen_random_uuid() AS score, o.owner, timestamptz '2025-01-01' + n %% 638 * interval '1 day'
        + n %% 1440 * interval '1 minute' AS at,
    (ARRAY['low', 'medium', 'low', 'high'])[1 + n %% 4] AS band, n %% 5 < 2 AS scored
FROM generate_series(1, %(size)s) AS n
JOIN (
    SELECT id AS owner, row_number() OVER (ORDER BY id) AS place FROM portal_organisation
    WHERE kind = 'research'
) o ON o.place = 1 + (CASE WHEN n %% 3 = 0 THEN n ELSE n %% 133 END) %% %(organisations)s;

INSERT INTO diligence_partnership (
    id, owner_id, code, title, reference, responsible, state, agreement_kind, activities,
    technology_areas, starts_on, funding_currency, funding_source, benefit, partner_names,
    partner_countries, search_text, appraisal_state, outcome, legal_checks, consultation_state,
    decision, decision_review, registered_at, registered_by, updated_at, revision
)
SELECT partnership, owner, 'B-' || n, 'Partnership number ' || n, '', 'chair', 'running', 'none',
    '{joint}', CASE n %% 3 WHEN 0 THEN '{ai}'::varchar[] WHEN 1 THEN '{space}' ELSE '{}' END,
    at::date + 20, 'EUR', '', '', 'Partner ' || n %% 500, '{US}', 'partnership number ' || n,
    'scored', band, '{}', '', 'proceed', '', at, 'Bench', at, 1
FROM fresh;

INSERT INTO diligence_appraisal (
    id, owner_id, partnership_id, version_id, state, started_at, started_by, triaged_at,
    triage_rule, triage_refers, submitted_at, submitted_by, submission, scored_at,
    withdrawn_because, outcome, band, baseline_outcome, baseline_band, baseline_route, hold,
    measures_shown, triage_minutes, full_minutes
)
SELECT appraisal, owner, partnership, %(version)s, CASE WHEN scored THEN 'scored' ELSE 'ended_low'
    END, at, 'Bench', at + interval '1 day', 'triage:T2', false,
    CASE WHEN scored THEN at + interval '5 days' END, CASE WHEN scored THEN 'Bench' ELSE '' END,
    CASE WHEN scored THEN 1 ELSE 0 END, CASE WHEN scored THEN at + interval '5 days' END, '',
    CASE WHEN scored THEN band ELSE '' END, CASE WHEN scored THEN band ELSE '' END,
    CASE WHEN scored THEN band ELSE '' END, CASE WHEN scored THEN band ELSE '' END,
    CASE WHEN scored THEN 'full' ELSE 'ended_low' END, false, 0,
    5 * (n %% 7), CASE WHEN scored THEN 5 * (n %% 31) END
FROM fresh;

INSERT INTO diligence_score (
    id, owner_id, appraisal_id, submission, version_digest, engine, input_hash, answers, document,
    outcome, band, baseline_digest, baseline_outcome, baseline_band, scored_at
)
SELECT score, owner, appraisal, 1, '', '1', '', '{}', '{}',
    CASE WHEN n %% 40 = 0 THEN 'refer' ELSE band END, band, '',
    CASE WHEN n %% 40 = 0 THEN 'refer' ELSE band END, band, at + interval '5 days'
FROM fresh WHERE scored;

INSERT INTO diligence_decision (
    id, owner_id, partnership_id, appraisal_id, score_id, number, verdict, reasons, authority,
    band, outcome, target_band, actual_band, baseline_target_band, followed, followed_because,
    basis, basis_digest, decided_at, decided_by
)
SELECT gen_random_uuid(), owner, partnership, appraisal, score, 1,
    (ARRAY['proceed', 'with_measures', 'with_measures', 'hold', 'decline'])[1 + n %% 11 %% 5],
    'Because.', 'decider', band, band, 'low', band, 'low',
    CASE WHEN n %% 40 = 0 THEN 'followed' ELSE 'not_asked' END, '', '{}', '',
    at + interval '9 days', 'Bench'
FROM fresh WHERE scored;

INSERT INTO diligence_chosenmeasure (
    id, owner_id, appraisal_id, measure, state, responsible, due_on, note, chosen_at, chosen_by,
    done_at, done_by, accepted_by, dropped_because, revision
)
SELECT gen_random_uuid(), owner, appraisal, 'M' || m, 'done', '', at::date + 30, '', at, 'Bench',
    at + n %% 40 * interval '1 day', 'Bench', '', '', 1
FROM fresh, generate_series(1, 2) AS m WHERE scored AND n %% 10 < 4;

INSERT INTO advisory_referral (
    id, owner_id, code, source, sender_id, sender_name, member_state, kind, title, summary, band,
    outcome, baseline_outcome, baseline_band, hold, flags, technology_areas, partner_names, rule,
    remit_because, received_at, due_on, target_days, needed_because, priority, priority_because,
    priority_set_by, state, assignee_name, issued_at, closed_because, updated_at, revision
)
SELECT score, %(hub)s, 'R-' || n, 'portal', owner, '', 'NL', 'full', '', '', band, 'refer',
    'refer', band, false, '{}', '{}', '', '', '', at + interval '5 days', at::date + 26, 15,
    '', 50, '', '', 'issued', '', at + interval '5 days' + n %% 29 * interval '1 day', '', at, 1
FROM fresh WHERE scored AND n %% 40 = 0;

INSERT INTO advisory_advice (
    id, owner_id, referral_id, number, recommendation, shareable, reference, document, digest,
    issued_at, issued_by, countersigned_by, without_because
)
SELECT gen_random_uuid(), %(hub)s, score, 'A-' || n,
    (ARRAY['proceed', 'with_measures', 'reconsider'])[1 + n %% 3], true, '', '{}', '',
    at + interval '5 days' + n %% 29 * interval '1 day', 'Ada', 'Bram', ''
FROM fresh WHERE scored AND n %% 40 = 0;

DROP TABLE fresh;
"""


def organisation(name: str, kind: str) -> Any:
    from portal.models import Organisation
    from portal.tenancy import acting_for, new_id

    key = new_id()
    with acting_for(key):
        return Organisation.objects.create(id=key, name=name, kind=kind, country="NL")


def filled(size: int) -> Any:
    """A Member State with so many appraisals over seven quarters; its ministry."""
    from django.db import connection

    hub, ministry = organisation("Bench hub", "hub"), organisation("Bench ministry", "ministry")
    given = {
        "size": size,
        "organisations": ORGANISATIONS,
        "version": stage.version().pk,
        "hub": hub.pk,
    }
    with stage.owner_connection(), connection.cursor() as cursor:
        cursor.execute(_ORGANISATIONS, given)
        cursor.execute(_TAKE_INDEXES)
        cursor.execute(_FILL, given)
        cursor.execute(_GIVE_INDEXES)
    with stage.owner_connection():
        connection.set_autocommit(True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    return ministry


def _timed(job: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = job()
    return time.perf_counter() - begun, found


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    with stage.database():
        from django.db import connections

        from portal import clock
        from portal.authority import product
        from portal.tenancy import acting_for
        from reporting.actions import collect
        from reporting.queries import collected, figures

        ministry = filled(size)
        rows: list[tuple[object, ...]] = []
        with clock.set_to(NOW):
            with acting_for(ministry):
                quarters = collected.waiting(ministry, clock.today())[-7:]
            for quarter in quarters:
                counting, _tally = _timed(
                    lambda quarter=quarter: figures.count("NL", quarter, demonstration=False)
                )

                def job(quarter: Any = quarter) -> Any:
                    with acting_for(ministry):
                        return collect.collect(quarter, by=product("Bench"))

                whole, snapshot = _timed(job)
                with connections[figures.ALIAS].cursor() as cursor:
                    floor, _found = _timed(
                        lambda cursor=cursor: cursor.execute(
                            "SELECT owner_id, baseline_band, count(*) FROM diligence_score "
                            "GROUP BY 1, 2"
                        )
                    )
                rows.append(
                    (
                        str(quarter),
                        f"{counting:.2f}",
                        f"{whole:.2f}",
                        f"{floor:.2f}",
                        f"{whole / floor:.1f}",
                        len(snapshot.document) // 1000,
                        "yes" if whole <= GOAL else "NO",
                    )
                )
        stage.table(
            f"Collecting a quarter of a Member State with {size:,} appraisals",
            ("quarter", "count s", "collect s", "one GROUP BY s", "ratio", "kB", "≤ 5 s"),
            rows,
        )


if __name__ == "__main__":
    main()
