"""Absences: while a member is away, another one looks after their units and gets their mail.

Roles never pass, and what is done in the meantime stands under the name of who did it.
"""

import uuid
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal import audit, clock, policy
from portal.authority import Actor, require
from portal.models import Absence, Membership, UnitAssignment
from portal.queries import members as reading
from portal.tenancy import acting_id

LONGEST: Final = timedelta(days=366)


@transaction.atomic
def arrange(
    membership_id: uuid.UUID, *, delegate_id: uuid.UUID, from_on: date, until_on: date, by: Actor
) -> Absence:
    """From the first to the last day, both included, `delegate_id` stands in for the member.

    Raises Http404, Refused, or ValidationError by field.
    """
    absent, delegate = _locked(membership_id, delegate_id)
    require(policy.may_arrange_absence(by, absent))
    _check_days(from_on, until_on)
    covers = _covers(delegate, absent)
    if verdict := policy.may_stand_in(absent, delegate, covers=covers):
        _check_others(absent, delegate, from_on, until_on)
    else:
        raise ValidationError({"delegate": verdict.reason})
    row: Absence = Absence.objects.create(
        membership=absent,
        delegate=delegate,
        from_on=from_on,
        until_on=until_on,
        created_by=by.label,
    )
    _record("absence.arranged", row, by)
    return row


@transaction.atomic
def end(absence_id: uuid.UUID, *, by: Actor) -> Absence:
    """The member is back before the last day, or stays after all. Raises Http404 and Refused."""
    rows = Absence.objects.select_related("membership__user", "delegate__user")
    row: Absence | None = rows.select_for_update(of=("self",)).filter(pk=absence_id).first()
    if row is None:
        raise Http404(_("There is no such absence."))
    require(policy.may_arrange_absence(by, row.membership))
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        _record("absence.ended", row, by)
    return row


def end_all(membership: Membership) -> None:
    """With a membership end its absences, and those it stood in for."""
    rows = Absence.objects.filter(Q(membership=membership) | Q(delegate=membership))
    rows.filter(ended_at=None).update(ended_at=clock.now())


def _locked(membership_id: uuid.UUID, delegate_id: uuid.UUID) -> tuple[Membership, Membership]:
    """Both memberships, locked in one order, so that no two absences can make a chain."""
    rows = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "owner")
        .filter(pk__in={membership_id, delegate_id}, owner_id=acting_id())
        .order_by("pk")
    )
    found = {row.pk: row for row in rows}
    absent = found.get(membership_id)
    if absent is None or not absent.active:
        raise Http404(_("There is no such member."))
    delegate = found.get(delegate_id)
    if delegate is None:
        raise ValidationError({"delegate": _("Choose a member of your organisation.")})
    return absent, delegate


def _check_days(from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise ValidationError({"until_on": _("The last day lies before the first.")})
    if until_on < clock.today():
        raise ValidationError({"until_on": _("This day has passed. Choose today or later.")})
    if until_on - from_on > LONGEST:
        told = _("That is longer than a year. Who is away for good is better ended as a member.")
        raise ValidationError({"until_on": told})


def _covers(delegate: Membership, absent: Membership) -> bool:
    """Whether the delegate works on everything the absent member works on."""
    rows = UnitAssignment.objects.filter(membership__in=(delegate, absent))
    units: dict[uuid.UUID, set[uuid.UUID]] = {}
    for membership, unit in rows.values_list("membership_id", "unit_id"):
        units.setdefault(membership, set()).add(unit)
    if delegate.pk not in units:
        return True
    return absent.pk in units and units[absent.pk] <= units[delegate.pk]


def _check_others(absent: Membership, delegate: Membership, start: date, end: date) -> None:
    """Nobody is away twice, and there are no chains: who stands in is there all the time."""
    for row in reading.absences_between(start, end, (absent.pk, delegate.pk)):
        days = _days(row)
        if row.membership_id == absent.pk:
            told = _("There is an absence already, %(days)s. End that one first.") % {"days": days}
            raise ValidationError({"from_on": told})
        if row.membership_id == delegate.pk:
            told = _("%(name)s is away as well, %(days)s. Choose somebody who is there.")
            name = delegate.user.get_full_name()
            raise ValidationError({"delegate": told % {"name": name, "days": days}})
        if row.delegate_id == absent.pk:
            told = _(
                "%(absent)s stands in for %(other)s, %(days)s. Work isn’t handed on twice: "
                "let somebody else stand in for %(other)s first."
            )
            names = {
                "absent": absent.user.get_full_name(),
                "other": row.membership.user.get_full_name(),
            }
            raise ValidationError({"from_on": told % {**names, "days": days}})


def _days(row: Absence) -> str:
    first, last = (date_format(day, "DATE_FORMAT") for day in (row.from_on, row.until_on))
    return _("from %(first)s until %(last)s") % {"first": first, "last": last}


def _record(event: str, row: Absence, by: Actor) -> None:
    detail = {
        "name": row.membership.user.get_full_name(),
        "delegate": row.delegate.user.get_full_name(),
        "from": row.from_on.isoformat(),
        "until": row.until_on.isoformat(),
    }
    audit.record(event, row, by=by, detail=detail)
