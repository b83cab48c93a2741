"""Counts one quarter of one Member State, as the collector: columns without names, rows of all.

Where triage led, bands, outcomes and what measures leave are those under the unmodified EU
baseline, whatever edition an organisation fills in: editions of Member States and organisations
can't be added up. Cases on an edition that does not build on the baseline are left out there and
counted by themselves (`…_apart`); those that the baseline's own triage would have ended count where
it ended them.

Only this module and `rescoring` use the collector's connection. Every statement here adds up in SQL
what it also gives by organisation, so that both can be compared.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections, transaction

from portal.enums import OrganisationKind
from reporting.domain.periods import Quarter
from reporting.domain.tables import SENSITIVE
from reporting.domain.tallies import ELSEWHERE, Tally, Tenant, require_equal

ALIAS: Final = "collector"

_LOCAL: Final = "AT TIME ZONE 'Europe/Brussels'"

_TECHNOLOGY: Final = """
    CASE WHEN p.technology_areas && %(sensitive)s::varchar[] THEN 'sensitive'
         WHEN p.technology_areas <> '{}' THEN 'other' ELSE 'none' END
"""


@dataclass(frozen=True, slots=True)
class _Source:
    """Cases of one kind: a statement giving `organisation` and one column for each split.

    A null in a split is a case that has no category there.
    """

    name: str
    splits: tuple[str, ...]
    sql: str


_SOURCES: Final = (
    _Source("registered", ("type", "technology"), f"""
        SELECT o.id AS organisation, o.type, {_TECHNOLOGY} AS technology
        FROM diligence_partnership p JOIN tenant o ON o.id = p.owner_id
        WHERE p.registered_at >= %(since)s AND p.registered_at < %(until)s
          AND p.discarded_at IS NULL
    """),
    _Source("started", ("triage",), f"""
        SELECT o.id AS organisation, CASE WHEN EXISTS (
            SELECT 1 FROM diligence_appraisal a WHERE a.partnership_id = p.id
              AND a.state <> 'withdrawn' AND (a.triaged_at {_LOCAL})::date <= p.starts_on
        ) THEN 'before' ELSE 'after' END AS triage
        FROM diligence_partnership p JOIN tenant o ON o.id = p.owner_id
        WHERE p.starts_on BETWEEN %(first)s AND %(last)s AND p.registered_at < %(until)s
          AND p.discarded_at IS NULL
    """),
    _Source("triaged", ("route", "minutes"), """
        SELECT o.id AS organisation,
          CASE WHEN a.baseline_route = 'full' THEN 'goes_on' ELSE a.baseline_route END AS route,
          a.triage_minutes::text AS minutes
        FROM diligence_appraisal a JOIN tenant o ON o.id = a.owner_id
        WHERE a.triaged_at >= %(since)s AND a.triaged_at < %(until)s AND a.state <> 'withdrawn'
          AND a.baseline_route <> ''
    """),
    _Source("scored", ("band", "outcome", "technology", "minutes"), f"""
        SELECT o.id AS organisation, s.baseline_band AS band,
          CASE WHEN s.baseline_outcome = 'refer' THEN 'refer' ELSE 'not_refer' END AS outcome,
          {_TECHNOLOGY} AS technology, a.full_minutes::text AS minutes
        FROM (
          SELECT DISTINCT ON (appraisal_id) appraisal_id, owner_id, baseline_band,
            baseline_outcome
          FROM diligence_score WHERE scored_at >= %(since)s AND scored_at < %(until)s
          ORDER BY appraisal_id, submission DESC
        ) s
        JOIN tenant o ON o.id = s.owner_id
        JOIN diligence_appraisal a ON a.id = s.appraisal_id AND a.state <> 'withdrawn'
          AND a.baseline_route = 'full' AND s.baseline_outcome <> ''
        JOIN diligence_partnership p ON p.id = a.partnership_id
    """),
    _Source("triaged_apart", ("edition",), """
        SELECT o.id AS organisation, 'left_out' AS edition
        FROM diligence_appraisal a JOIN tenant o ON o.id = a.owner_id
        WHERE a.triaged_at >= %(since)s AND a.triaged_at < %(until)s AND a.state <> 'withdrawn'
          AND a.baseline_route = ''
    """),
    _Source("scored_apart", ("edition",), """
        SELECT o.id AS organisation, 'left_out' AS edition
        FROM (
          SELECT DISTINCT ON (appraisal_id) appraisal_id, owner_id, baseline_outcome
          FROM diligence_score WHERE scored_at >= %(since)s AND scored_at < %(until)s
          ORDER BY appraisal_id, submission DESC
        ) s
        JOIN tenant o ON o.id = s.owner_id
        JOIN diligence_appraisal a ON a.id = s.appraisal_id AND a.state <> 'withdrawn'
          AND (a.baseline_route = '' OR s.baseline_outcome = '')
    """),
    _Source("decided", ("verdict", "residual", "followed"), """
        SELECT o.id AS organisation, d.verdict,
          nullif(d.baseline_target_band, '') AS residual,
          CASE WHEN d.followed IN ('followed', 'partly', 'not') THEN d.followed END AS followed
        FROM (
          SELECT DISTINCT ON (partnership_id) partnership_id, owner_id, verdict,
            baseline_target_band, followed
          FROM diligence_decision WHERE decided_at >= %(since)s AND decided_at < %(until)s
          ORDER BY partnership_id, number DESC
        ) d JOIN tenant o ON o.id = d.owner_id
    """),
    _Source("measures", ("when",), f"""
        SELECT o.id AS organisation, CASE WHEN m.done_at IS NULL THEN 'open'
          WHEN (m.done_at {_LOCAL})::date <= m.due_on THEN 'in_time' ELSE 'late' END AS "when"
        FROM diligence_chosenmeasure m JOIN tenant o ON o.id = m.owner_id
        WHERE m.due_on BETWEEN %(first)s AND %(last)s AND m.state <> 'dropped'
    """),
    _Source("received", ("source", "outcome"), """
        SELECT r.sender_id AS organisation, r.source,
          CASE WHEN r.baseline_outcome <> '' THEN r.baseline_outcome
            WHEN r.kind <> 'full' THEN 'no_score' END AS outcome
        FROM advisory_referral r JOIN hub h ON h.id = r.owner_id
        WHERE r.member_state = %(country)s
          AND r.received_at >= %(since)s AND r.received_at < %(until)s
    """),
    _Source("answered", ("when",), f"""
        SELECT r.sender_id AS organisation, CASE WHEN r.issued_at IS NULL THEN 'open'
          WHEN (r.issued_at {_LOCAL})::date <= r.due_on THEN 'in_time' ELSE 'late' END AS "when"
        FROM advisory_referral r JOIN hub h ON h.id = r.owner_id
        WHERE r.member_state = %(country)s AND r.due_on BETWEEN %(first)s AND %(last)s
          AND (r.closed_at IS NULL OR r.issued_at IS NOT NULL)
    """),
    _Source("advice", ("recommendation", "days"), f"""
        SELECT r.sender_id AS organisation, v.recommendation, CASE WHEN NOT EXISTS (
            SELECT 1 FROM advisory_advice e
            WHERE e.referral_id = v.referral_id AND e.issued_at < v.issued_at
          ) THEN greatest(
            (v.issued_at {_LOCAL})::date - (r.received_at {_LOCAL})::date, 0
          )::text END AS days
        FROM advisory_advice v JOIN advisory_referral r ON r.id = v.referral_id
        JOIN hub h ON h.id = r.owner_id
        WHERE r.member_state = %(country)s
          AND v.issued_at >= %(since)s AND v.issued_at < %(until)s
    """),
)  # fmt: skip

_WHOSE: Final = """
WITH tenant AS (
    SELECT id, type FROM portal_organisation
    WHERE kind = %(research)s AND country = %(country)s AND demonstration = %(demonstration)s
      AND active
), hub AS (
    SELECT id FROM portal_organisation
    WHERE kind = %(hub)s AND demonstration = %(demonstration)s
)
"""

_TENANTS: Final = """
SELECT id, type, size_band, created_at < %(until)s FROM portal_organisation
WHERE kind = %(research)s AND country = %(country)s AND demonstration = %(demonstration)s AND active
"""

_SEALED: Final = "SELECT period, document FROM reporting_sealedtally WHERE owner_id = %s"


class NoCollectorError(RuntimeError):
    """This process knows no address of the collector's role."""


def count(country: str, quarter: Quarter, *, demonstration: bool) -> Tally:
    """Everything that is counted for a quarter, from one consistent view of the database.

    Raises CountsDiffer when what is added up here differs from what the database added up,
    NoCollectorError where DATABASE_COLLECTOR_URL is not set.
    """
    since, until = quarter.instants()
    given: dict[str, Any] = {
        "country": country,
        "demonstration": demonstration,
        "research": OrganisationKind.RESEARCH.value,
        "hub": OrganisationKind.HUB.value,
        "sensitive": list(SENSITIVE),
        "since": since,
        "until": until,
        "first": quarter.starts_on,
        "last": quarter.ends_on,
    }
    with transaction.atomic(using=alias()), connections[ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for source in _SOURCES:
            cursor.execute(_statement(source), given)
            counts |= _folded(source, cursor.fetchall())
        cursor.execute(_TENANTS, given)
        tenants = _tenants(cursor.fetchall(), counts)
    return Tally(tenants, counts)


def sealed(ministry: uuid.UUID, periods: Sequence[str]) -> dict[str, Tally]:
    """What was counted for earlier quarters, in the order of `periods`.

    Raises KeyError for a quarter that was not collected.
    """
    with transaction.atomic(using=alias()), connections[ALIAS].cursor() as cursor:
        cursor.execute(f"{_SEALED} AND period = ANY(%s)", [ministry, list(periods)])
        found = dict(cursor.fetchall())
    return {key: Tally.from_document(json.loads(found[key])) for key in periods}


def done() -> None:
    """Close the collector's connection: it is needed for seconds a quarter."""
    connections[alias()].close()


def alias() -> str:
    """The collector's connection. Raises NoCollectorError where it is not known."""
    if ALIAS not in connections.settings:
        raise NoCollectorError(
            "DATABASE_COLLECTOR_URL is not set here: figures are collected by the worker, or by "
            "manage.py collect where it is."
        )
    return ALIAS


def _statement(source: _Source) -> str:
    """By organisation and split, by split alone, and in all: in one pass over the rows."""
    quoted = [f'"{split}"' for split in source.splits]
    sets = ", ".join([*(f"(organisation, {each}), ({each})" for each in quoted), "()"])
    columns = ", ".join(["organisation", *quoted])
    return (
        f"{_WHOSE} SELECT GROUPING({columns}), {columns}, count(*) FROM ({source.sql}) AS counted "
        f"GROUP BY GROUPING SETS ({sets})"
    )


def _folded(source: _Source, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, dict[str, int]]]:
    """The rows of one statement by split; raises CountsDiffer when they don't add up."""
    width = len(source.splits)
    every = next((row[-1] for row in rows if row[0] == 2 ** (width + 1) - 1), 0)
    found: dict[str, dict[str, dict[str, int]]] = {}
    for at, split in enumerate(source.splits):
        # GROUPING sets a bit for each column a row was not grouped by, the first one highest.
        alone = 2 ** (width + 1) - 1 - 2 ** (width - 1 - at)
        by_organisation: dict[str, dict[str, int]] = {}
        by_category: dict[str, int] = {}
        excluded = 0
        for grouping, organisation, *values, cases in rows:
            category = values[at]
            if grouping == alone and category is None:
                excluded = cases
            elif grouping == alone:
                by_category[category] = cases
            elif grouping == alone - 2**width and category is not None:
                whose = str(organisation) if organisation else ELSEWHERE
                by_organisation.setdefault(category, {})[whose] = cases
        counted = f"{source.name}.{split}"
        require_equal(counted, by_organisation, by_category, every, excluded=excluded)
        found[counted] = by_organisation
    return found


def _tenants(
    rows: Sequence[Sequence[Any]], counts: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> dict[str, Tenant]:
    """Organisations that were there by the end of the quarter, or have cases in it."""
    active = {each for split in counts.values() for cases in split.values() for each in cases}
    return {
        str(key): Tenant(type_, size)
        for key, type_, size, was_there in rows
        if was_there or str(key) in active
    }
