"""Referrals of a hub as rows, for tests that don't care how a case came: `referral(hub, **fields)`.

Partners are given by name. What the queue works out (due date, place) is worked out here too, by
the same pure functions, unless a test says otherwise.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from advisory.actions.triage import work_out
from advisory.choices import ReferralSource, ReferralState
from advisory.domain.codes import HOW_MANY, referral_code
from advisory.domain.working_days import due
from advisory.models import Referral, ReferralPartner
from diligence.domain.names import normalise
from portal import clock
from portal.models import Organisation
from portal.tenancy import acting_for


def referral(
    hub: Organisation,
    *,
    days_ago: int = 0,
    partners: Sequence[str] = ("Tsukuba Institute",),
    **fields: Any,
) -> Referral:
    """One referral in the hub's queue, received `days_ago` calendar days ago.

    It came through the portal from an organisation that is not on it (no `sender`), so that
    nothing crosses a border; give `sender` and `consultation_id` where something should.
    """
    received = clock.now() - timedelta(days=days_ago)
    values: dict[str, Any] = {
        "code": referral_code(secrets.randbelow(HOW_MANY)),
        "source": ReferralSource.PORTAL,
        "sender_name": "University A",
        "member_state": hub.country,
        "kind": "full",
        "band": "high",
        "outcome": "high",
        "received_at": received,
        "due_on": due(
            timezone.localtime(received).date(), fields.get("target_days", 15), hub.country
        ),
        "partner_names": "; ".join(partners),
        "rule": "band:high",
    }
    if fields.get("state") == ReferralState.WAITING:
        values["paused_at"] = clock.now()
    with acting_for(hub):
        row = Referral(**(values | fields))
        if "priority" not in fields:
            work_out(row)
        row.save(force_insert=True)
        ReferralPartner.objects.bulk_create(
            ReferralPartner(referral=row, name=name, normalised_name=normalise(name))
            for name in partners
        )
    return row


def many(hub: Organisation, count: int, **fields: Any) -> list[Referral]:
    """So many at once, each received an hour before the one before."""
    rows = []
    for number in range(count):
        received = clock.now() - timedelta(hours=number)
        values: dict[str, Any] = {
            "sender_name": f"University {number}",
            "member_state": hub.country,
            "outcome": ("high", "refer", "medium")[number % 3],
            "band": ("high", "medium", "medium")[number % 3],
            "received_at": received,
            "due_on": due(received.date(), 5 + number % 20, hub.country),
        }
        code = referral_code(secrets.randbelow(HOW_MANY))
        row = Referral(code=code, owner=hub, **(values | fields))
        work_out(row)
        rows.append(row)
    with acting_for(hub):
        return Referral.objects.bulk_create(rows)
