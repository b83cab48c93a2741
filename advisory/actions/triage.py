"""Triage the queue: take, assign, release, put first or last, set the due date, close.

Each action locks the referrals it changes, so that of two advisers who take the same case at once
one holds it and the other reads who does. What the organisation is told stands in its own record
through `border.tell_sender`, in the same transaction.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import border, drafting
from advisory.choices import ReferralState
from advisory.domain import triage
from advisory.models import Referral
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.enums import Role
from portal.queries import members

MOST: Final = 100
"""Referrals that can be taken or assigned at once."""


class Place(StrEnum):
    """Where a referral stands: before or after all others by hand, or where it is worked out."""

    FIRST = "first"
    LAST = "last"
    WORKED_OUT = "worked_out"


@dataclass(frozen=True, slots=True)
class Many:
    """What came of changing many: the referrals changed, and (code, reason) of the others."""

    changed: tuple[Referral, ...]
    refused: tuple[tuple[str, str], ...]


def take(referral_id: uuid.UUID, *, by: Actor) -> Referral:
    """Hold this case from now on. Raises Refused, naming who holds it, or Referral.DoesNotExist."""
    return _take(_locked(referral_id), by)


def take_many(referral_ids: Iterable[uuid.UUID], *, by: Actor) -> Many:
    """Hold these cases; those that somebody else holds are named, and the others are taken."""
    return _each(referral_ids, lambda row: _take(row, by))


def assign(referral_id: uuid.UUID, *, by: Actor, to: uuid.UUID) -> Referral:
    """Give the case to an adviser of this hub, by membership.

    Raises Refused, ValidationError (`to`: nobody of this hub), or Referral.DoesNotExist.
    """
    return _assign(_locked(referral_id), _adviser(to), by)


def assign_many(referral_ids: Iterable[uuid.UUID], *, by: Actor, to: uuid.UUID) -> Many:
    """Give these cases to an adviser; those that can't be given are named."""
    name = _adviser(to)
    return _each(referral_ids, lambda row: _assign(row, name, by))


def release(referral_id: uuid.UUID, *, by: Actor) -> Referral:
    """Put the case back to where nobody holds it. While it waits, the clock goes on standing still.

    Raises Refused or Referral.DoesNotExist.
    """
    row = _locked(referral_id)
    require(policy.may_release(by, row))
    before = row.assignee_name
    row.assignee, row.assignee_name, row.taken_at = None, "", None
    if row.state == ReferralState.TAKEN:
        row.state = ReferralState.QUEUED
    _store(row, "released", by, {"from": before})
    return row


def prioritise(referral_id: uuid.UUID, *, by: Actor, place: Place, because: str) -> Referral:
    """Put the case before or after all others by hand, or back to where it is worked out.

    Raises Refused, ValidationError (`because` is missing), or Referral.DoesNotExist.
    """
    row = _locked(referral_id)
    require(policy.may_arrange(by, row))
    if place is Place.WORKED_OUT:
        row.priority_set_by = ""
        work_out(row)
    else:
        row.priority = triage.FIRST if place is Place.FIRST else triage.LAST
        row.priority_because = _reason(because, 300)
        row.priority_set_by = by.label
    _store(row, "prioritised", by, {"place": str(place), "because": because.strip()})
    return row


def set_due(referral_id: uuid.UUID, *, by: Actor, due_on: date, because: str) -> Referral:
    """Say by when the hub means to answer; the organisation is told the date.

    Raises Refused, ValidationError (`due_on` in the past, `because` missing), or DoesNotExist.
    """
    row = _locked(referral_id)
    require(policy.may_arrange(by, row))
    if due_on < clock.today():
        raise ValidationError({"due_on": _("Give today or a later day.")})
    reason = _reason(because, 500)
    before, row.due_on = row.due_on, due_on
    work_out(row)
    told = {"from": before.isoformat() if before else "", "to": due_on.isoformat()}
    _store(row, "due_changed", by, {**told, "because": reason})
    border.tell_sender(row, "due_changed", due_on=due_on)
    return row


def close(referral_id: uuid.UUID, *, by: Actor, because: str) -> Referral:
    """End the case without further advice; the organisation reads the reason.

    An open request for information is withdrawn with it, and a draft discarded. Raises Refused,
    ValidationError (`because` is missing), or Referral.DoesNotExist.
    """
    row = _locked(referral_id)
    require(policy.may_close(by, row))
    reason = _reason(because, 500)
    now = clock.now()
    row.requests.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=now)
    drafting.discard(row)
    row.state, row.paused_at = ReferralState.CLOSED, None
    row.closed_at, row.closed_because = now, reason
    _store(row, "closed", by, {"because": reason})
    border.tell_sender(row, "closed", because=reason)
    return row


def work_out(row: Referral) -> None:
    """Give the referral its place by the one rule, unless somebody set it by hand; not stored."""
    if row.priority_set_by:
        return
    found = triage.priority(
        outcome=row.outcome,
        flags=row.flags,
        due_on=row.due_on,
        needed_by=row.needed_by,
        today=clock.today(),
    )
    row.priority, row.priority_because = found.rank, found.because


def _take(row: Referral, by: Actor) -> Referral:
    require(policy.may_take(by, row))
    if by.membership_id is None:
        raise Refused(_("Only a member of the hub can hold a case."))
    _hand_over(row, by.membership_id, by.label)
    _store(row, "taken", by, {})
    border.tell_sender(row, "taken")
    return row


def _assign(row: Referral, to: tuple[uuid.UUID, str], by: Actor) -> Referral:
    require(policy.may_assign(by, row))
    membership, name = to
    if row.assignee == membership:
        raise Refused(_("%(who)s holds %(code)s already.") % {"who": name, "code": row.code})
    was_free, before = row.assignee is None, row.assignee_name
    _hand_over(row, membership, name)
    _store(row, "assigned", by, {"from": before, "to": name})
    if was_free:
        border.tell_sender(row, "taken")
    return row


def _hand_over(row: Referral, membership: uuid.UUID, name: str) -> None:
    row.assignee, row.assignee_name = membership, name
    row.taken_at = clock.now()
    if row.state in (ReferralState.QUEUED, ReferralState.ISSUED):
        row.state = ReferralState.TAKEN


def _adviser(membership: uuid.UUID) -> tuple[uuid.UUID, str]:
    found = members.holders(Role.ADVISER).filter(pk=membership).first()
    if found is None:
        raise ValidationError({"to": _("Choose an adviser of this hub.")})
    return found.pk, found.user.get_full_name()


def _each(referral_ids: Iterable[uuid.UUID], change: Callable[[Referral], Referral]) -> Many:
    wanted = list(dict.fromkeys(referral_ids))
    if not wanted:
        raise ValidationError({"referral": _("Choose at least one case.")})
    if len(wanted) > MOST:
        told = _("Choose at most %(most)d cases at once.") % {"most": MOST}
        raise ValidationError({"referral": told})
    # Locked in one order, so that two advisers with overlapping choices never wait for each other.
    rows = list(Referral.objects.filter(pk__in=wanted).order_by("pk").select_for_update())
    changed, refused = [], []
    for row in rows:
        try:
            with transaction.atomic():
                changed.append(change(row))
        except Refused as refusal:
            refused.append((row.code, refusal.reason))
    missing = len(wanted) - len(rows)
    if missing:
        refused.append(("", _("There is nothing here, or it belongs to another organisation.")))
    return Many(tuple(changed), tuple(refused))


def _locked(referral_id: uuid.UUID) -> Referral:
    row: Referral = Referral.objects.select_for_update().get(pk=referral_id)
    return row


def _reason(text: str, longest: int) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise ValidationError({"because": _("Say why, in a sentence.")})
    if len(reason) > longest:
        told = _("Say it in at most %(longest)d characters.") % {"longest": longest}
        raise ValidationError({"because": told})
    return reason


def _store(row: Referral, verbed: str, by: Actor, detail: dict[str, Any]) -> None:
    row.revision += 1
    row.updated_at = clock.now()
    row.save()
    audit.record(f"referral.{verbed}", row, by=by, detail={"code": row.code, **detail})
