"""A ministry confirms its return by name: the one moment at which figures leave a Member State.

The Return at the ministry and the Commission's copy are written in one transaction, each behind
its own wall. Both hold the same bytes; nobody else's rows are touched.
"""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.authority import Actor, product, require
from portal.tenancy import acting_for
from reporting import policy
from reporting.actions.contribution import Conflict
from reporting.choices import ContributionState
from reporting.domain import editions, returns
from reporting.models import Contribution, ReceivedReturn, Return
from reporting.queries import contribution as reading

LONGEST_CORRECTION = 1000


def confirm(
    contribution_id: uuid.UUID, *, seen: str, name: str, correction: str = "", by: Actor
) -> Return:
    """Freeze the contribution as it stands and hand the Commission its copy.

    `seen`: digest of the document that was shown; anything else is refused. `name`: the full name
    typed by whoever confirms. `correction`: what changed and why, from the second revision on.
    Raises Contribution.DoesNotExist, Refused, Conflict, or ValidationError by field.
    """
    row: Contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("cycle__owner", "owner")
        .get(pk=contribution_id)
    )
    document = reading.document(row)
    require(policy.may_confirm(by, row, lacking=_lacking(document)))
    last = reading.latest(row)
    _check(document, last, seen=seen, name=name, correction=correction, by=by)
    confirmed: Return = Return.objects.create(
        contribution=row,
        revision=last.revision + 1 if last else 1,
        document=reading.text_of(document),
        digest=editions.digest(document),
        correction=correction.strip(),
        confirmed_by=by.label,
        user_id=by.user_id,
        confirmed_at=clock.now(),
    )
    row.state = ContributionState.CONFIRMED
    row.save(update_fields=["state"])
    detail = {
        "cycle": row.cycle.key,
        "revision": confirmed.revision,
        "digest": confirmed.digest,
        "correction": confirmed.correction,
    }
    audit.record("return.confirmed", confirmed, by=by, detail=detail)
    _hand_over(row, confirmed, detail)
    return confirmed


def _lacking(document: dict[str, object]) -> str:
    lacking = returns.lacking(document)
    return _(lacking) if lacking else ""


def _check(
    document: dict[str, object],
    last: Return | None,
    *,
    seen: str,
    name: str,
    correction: str,
    by: Actor,
) -> None:
    digest = editions.digest(document)
    if seen != digest:
        raise Conflict(_("Somebody, or a new quarter of figures,"), digest, seen)
    problems = {}
    if _folded(name) != _folded(by.label):
        problems["name"] = _("Type your full name as it stands in your account: %(name)s.") % {
            "name": by.label
        }
    if last is not None and not correction.strip():
        problems["correction"] = _("Say what changed since revision %(number)s, and why.") % {
            "number": last.revision
        }
    if len(correction) > LONGEST_CORRECTION:
        problems["correction"] = _("Shorten it to %(most)s characters.") % {
            "most": LONGEST_CORRECTION
        }
    if last is not None and not returns.changed(reading.opened(last.document), document):
        problems["correction"] = _("Nothing changed since revision %(number)s.") % {
            "number": last.revision
        }
    if problems:
        raise ValidationError(problems)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _hand_over(row: Contribution, confirmed: Return, detail: dict[str, object]) -> None:
    """The Commission's copy, in the Commission's own rows and record."""
    with acting_for(row.cycle.owner):
        received = ReceivedReturn.objects.create(
            cycle=row.cycle,
            ministry=row.owner,
            member_state=row.owner.country,
            revision=confirmed.revision,
            document=confirmed.document,
            digest=confirmed.digest,
            confirmed_by=confirmed.confirmed_by,
            confirmed_at=confirmed.confirmed_at,
            received_at=clock.now(),
        )
        audit.record(
            "return.received",
            received,
            by=product(row.owner.name),
            detail=detail | {"member_state": row.owner.country},
        )


def begin_correction(contribution_id: uuid.UUID, *, by: Actor) -> Contribution:
    """Open a confirmed return for a correction; what was confirmed stands until the next revision.

    Raises Contribution.DoesNotExist or Refused.
    """
    row: Contribution = Contribution.objects.select_for_update().get(pk=contribution_id)
    require(policy.may_correct(by, row))
    row.state = ContributionState.REVISING
    row.save(update_fields=["state"])
    audit.record("contribution.reopened", row, by=by, detail={})
    return row


def drop_correction(contribution_id: uuid.UUID, *, by: Actor) -> Contribution:
    """Close a correction that changed nothing. Raises Contribution.DoesNotExist or Refused."""
    row: Contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("cycle", "owner")
        .get(pk=contribution_id)
    )
    last = reading.latest(row)
    before = reading.opened(last.document) if last else {}
    changed = last is None or bool(returns.changed(before, reading.document(row)))
    require(policy.may_drop_correction(by, row, changed=changed))
    row.state = ContributionState.CONFIRMED
    row.save(update_fields=["state"])
    audit.record("contribution.closed", row, by=by, detail={})
    return row
