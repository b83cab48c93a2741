"""Erasure of a person from one organisation's rows; the record's seals stay whole.

Where a name stood, a label stands that says nothing of the person and still tells two apart. What
others must be able to check stays: frozen documents, and, unless the organisation says otherwise,
the authors of decisions and advice for as long as the case is kept. The account goes where no
other organisation knows the person.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal import audit, policy
from portal.actions import departures, forgetting, members, privacy_settings, recovery, retention
from portal.authority import Actor, Verdict, require
from portal.enums import Permission, Role
from portal.models import AuditEvent, LegalHold, Membership, RetentionRun
from portal.privacy import kept
from portal.privacy.people import Part, all_rewriters
from portal.privacy.retention import Holds
from portal.queries import privacy as reading
from portal.queries.members import active_stewards
from portal.queries.privacy import Found, Person
from portal.tenancy import Ledger


@dataclass(frozen=True, slots=True)
class Planned:
    """What an erasure would change: rows by column, and what stays with the reason."""

    membership: Membership
    person: Person
    found: Sequence[Found]
    stays: Sequence[Found]
    events: int
    account_closes: bool
    verdict: Verdict
    hold: LegalHold | None = None

    @property
    def counts(self) -> dict[str, int]:
        return {
            f"{each.names.model.lower()}.{each.names.columns[0]}": len(each.ids)
            for each in self.found
        }


@dataclass(slots=True)
class Erased:
    """What was changed, and what stands where the name stood."""

    label: str
    counts: dict[str, int] = field(default_factory=dict)
    account_closed: bool = False


def plan(membership_id: uuid.UUID, *, by: Actor) -> Planned:
    """What the erasure of this member would change; nothing is changed. Http404 for no member."""
    require(by.may(Permission.MANAGE_PRIVACY))
    membership = members.locked(membership_id)
    person = reading.person_of(membership)
    settings = privacy_settings.current()
    authors_go = settings is not None and settings.erases_authors
    hold = Holds().on({("portal.membership", membership.pk)})
    parts = {Part.WORK, Part.NAMED} | ({Part.AUTHOR} if authors_go else set())
    known = recovery.known_elsewhere(membership.user)
    return Planned(
        membership=membership,
        person=person,
        found=reading.everywhere(person, parts),
        stays=[] if authors_go else reading.everywhere(person, {Part.AUTHOR}),
        events=AuditEvent.objects.filter(user_id=person.user_id).count(),
        account_closes=not known and not membership.user.is_operator,
        verdict=_may(membership, hold, by),
        hold=hold,
    )


def _may(membership: Membership, hold: LegalHold | None, by: Actor) -> Verdict:
    if hold is not None:
        told = _("A hold keeps “%(title)s”: %(reason)s. Release it first.")
        return Verdict(False, told % {"title": hold.title, "reason": hold.reason})
    if membership.pk == by.membership_id:
        return Verdict(False, _("Nobody erases themselves. Ask another steward."))
    if membership.active and Role.STEWARD in membership.roles:
        return policy.keeps_a_steward(membership, list(active_stewards()))
    return Verdict(True)


def erase(membership_id: uuid.UUID, *, by: Actor) -> Erased:
    """Erase a member. It can't be undone. Raises Refused where a hold stands, with its reason."""
    planned = plan(membership_id, by=by)
    require(planned.verdict)
    if planned.membership.active:
        # Tokens, absences and links end as with any membership, each written down.
        members.end(membership_id, by=by)
    erased = Erased(departures.label_for(), dict(planned.counts))
    leaving = departures.plan([planned.membership.pk])
    leaving.then = None
    run = RetentionRun.objects.create(
        kind="erasure",
        removed=erased.counts | leaving.counts | {"portal.auditevent.by": planned.events},
    )
    for each in planned.found:
        _relabel(each, erased.label)
    erased.counts |= _rewrite(planned.person, erased.label)
    user = planned.membership.user
    events = forgetting.forget_person(user.pk, erased.label, by=by)
    retention.carry_out(leaving, leaving.files())
    erased.account_closed = bool(departures.close_accounts([user], label=erased.label))
    detail = {
        "label": erased.label,
        "rows": sum(erased.counts.values()),
        "events": events,
        "authorships_kept": sum(len(each.ids) for each in planned.stays),
        "account_closed": erased.account_closed,
    }
    audit.record("person.erased", run, by=by, detail=detail)
    return erased


def _relabel(found: Found, label: str) -> None:
    """Put the label where the name stood, in rows that change and in rows written once."""
    names = found.names
    if issubclass(names.of, Ledger):
        for column in (names.label, names.key):
            if column:
                kept.forget(names.of, column, found.ids, label if column == names.label else "")
        return
    rows: Any = names.of
    blank: dict[str, Any] = {names.label: label} if names.label else {}
    if names.key:
        blank[names.key] = None
    if names.email:
        blank[names.email] = ""
    rows.objects.filter(pk__in=found.ids).update(**blank)


def _rewrite(person: Person, label: str) -> dict[str, int]:
    if person.user_id is None:
        return {}
    told = person.called - person.shared
    rewritten = sum(each(person.user_id, told, label) for each in all_rewriters())
    return {"documents": rewritten} if rewritten else {}
