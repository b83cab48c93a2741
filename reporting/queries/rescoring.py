"""Reads a Member State's scored answers and its hubs' weeks, as the collector.

Chosen options travel as bits, without texts, names or the organisation's own words; they leave
this process only as what `domain.rescored` cleared.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

import numpy as np
from django.db import connections, transaction

from diligence.domain.forecasting import Observed
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.vectors import load
from diligence.queries import questionnaires
from portal.enums import OrganisationKind
from reporting.domain.rows import TECHNOLOGY, Rows
from reporting.domain.tables import SENSITIVE
from reporting.domain.tallies import by_organisation, cell
from reporting.domain.trials import History, Part, Queue
from reporting.queries import figures

WEEKS: Final = 52
"""Weeks of a queue that are looked at."""

_SCORES: Final = """
SELECT s.appraisal_id, s.owner_id, o.type, s.version_digest, s.packed,
  extract(epoch FROM s.scored_at)::float8, a.triage_refers, coalesce(a.full_minutes, 0),
  CASE WHEN p.technology_areas && %(sensitive)s::varchar[] THEN 'sensitive'
       WHEN p.technology_areas <> '{}' THEN 'other' ELSE 'none' END
FROM diligence_score s
JOIN portal_organisation o ON o.id = s.owner_id AND o.kind = %(research)s
  AND o.country = %(country)s AND o.demonstration = %(demonstration)s
JOIN diligence_appraisal a ON a.id = s.appraisal_id
JOIN diligence_partnership p ON p.id = a.partnership_id
WHERE s.scored_at >= %(since)s AND s.scored_at < %(until)s
ORDER BY s.appraisal_id, s.submission
"""

_REFERRALS: Final = """
SELECT r.sender_id, r.received_at, least(r.issued_at, r.closed_at), r.target_days
FROM advisory_referral r
JOIN portal_organisation h ON h.id = r.owner_id AND h.kind = %(hub)s
  AND h.demonstration = %(demonstration)s
WHERE r.member_state = %(country)s AND r.received_at < %(until)s
  AND (least(r.issued_at, r.closed_at) IS NULL OR least(r.issued_at, r.closed_at) >= %(since)s)
"""


def history(country: str, since: datetime, until: datetime, *, demonstration: bool) -> History:
    """Every score of the Member State's research organisations in these quarters.

    Inside `acting_for` its ministry, whose reading rights decide which editions are known. Raises
    NoCollectorError where DATABASE_COLLECTOR_URL is not set.
    """
    given = {
        "country": country,
        "demonstration": demonstration,
        "research": OrganisationKind.RESEARCH.value,
        "sensitive": list(SENSITIVE),
        "since": since,
        "until": until,
    }
    found = _fetched(_SCORES, given)
    editions = _editions({row[3] for row in found})
    known = [row for row in found if row[3] in editions and row[4] is not None]
    readable = {id(row) for row in known}
    rest = [{str(row[1]): 1} for row in found if id(row) not in readable]
    return _history(known, editions, cell(by_organisation(rest)))


def _history(
    known: Sequence[Sequence[Any]], editions: Mapping[str, Questionnaire], left_out: Any
) -> History:
    owners, owner = _places([str(row[1]) for row in known])
    types, type_ = _places([row[2] for row in known])
    _names, appraisal = _places([str(row[0]) for row in known])
    areas = np.array([TECHNOLOGY.index(row[8]) for row in known], np.int64)
    return History(
        Rows(owner, owners, areas, type_, types),
        appraisal,
        np.array([row[5] for row in known], np.float64),
        np.array([row[6] for row in known], np.bool_),
        np.array([row[7] for row in known], np.int64),
        tuple(_parts(known, editions)),
        left_out,
    )


def _places(names: Sequence[str]) -> tuple[tuple[str, ...], Any]:
    """The distinct names in order, and each row's place among them."""
    listed = sorted(set(names))
    place = {name: at for at, name in enumerate(listed)}
    return tuple(listed), np.array([place[name] for name in names], np.int64)


def _parts(known: Sequence[Sequence[Any]], editions: Mapping[str, Questionnaire]) -> list[Part]:
    places: dict[str, list[int]] = {}
    for at, row in enumerate(known):
        places.setdefault(row[3], []).append(at)
    return [
        Part(
            editions[key],
            load(editions[key], [bytes(known[at][4]) for at in rows]),
            np.array(rows, np.intp),
        )
        for key, rows in places.items()
    ]


def _editions(digests: set[str]) -> dict[str, Questionnaire]:
    """The editions that the acting ministry may read; an organisation's own stays its own."""
    found = {}
    for key in sorted(digests):
        try:
            found[key] = questionnaires.definition(questionnaires.with_digest(key))
        except (questionnaires.NoQuestionnaireError, questionnaires.AlteredError):
            continue
    return found


def queue(country: str, until: datetime, *, demonstration: bool) -> Queue | None:
    """The weeks of the Member State's referrals before that moment; None when there are none."""
    since = until - timedelta(weeks=WEEKS)
    given = {
        "country": country,
        "demonstration": demonstration,
        "hub": OrganisationKind.HUB.value,
        "since": since,
        "until": until,
    }
    found = _fetched(_REFERRALS, given)
    arrived = [row for row in found if row[1] >= since]
    if not arrived:
        return None
    first = min(row[1] for row in arrived)
    weeks = max(1, min(WEEKS, (until - first) // timedelta(weeks=1)))
    begins = until - timedelta(weeks=weeks)
    left = [row[2] for row in found if row[2] is not None and begins <= row[2] < until]
    observed = Observed(
        _by_week([row[1] for row in arrived], begins, weeks),
        _by_week(left, begins, weeks),
        waiting=sum(row[2] is None or row[2] >= until for row in found),
        # Targets count working days, of which a week has five.
        target_weeks=float(median(row[3] for row in arrived)) / 5,
    )
    return Queue(observed, cell(by_organisation([{_sender(row[0]): 1} for row in arrived])))


def _sender(sender: uuid.UUID | None) -> str:
    return str(sender) if sender else "elsewhere"


def _by_week(moments: Sequence[datetime], begins: datetime, weeks: int) -> list[int]:
    found = [0] * weeks
    for moment in moments:
        at = (moment - begins) // timedelta(weeks=1)
        if 0 <= at < weeks:
            found[at] += 1
    return found


def _fetched(sql: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    alias = figures.alias()
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(sql, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
