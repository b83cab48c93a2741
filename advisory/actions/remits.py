"""Say what the hub answers for: add a remit, change it, end it, put it in force again.

A hub answers for its own Member State: which one that is stands in its entry in the directory,
which the operator of the installation keeps, so no hub can draw another's cases to itself.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advisory import policy
from advisory.models import Remit
from advisory.queries import remits as reading
from diligence.choices import TechnologyArea
from diligence.enums import Outcome
from portal import audit, clock
from portal.authority import Actor, require
from portal.models import Organisation

MOST_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class Terms:
    """What a remit says. No area or no outcome named means all of them."""

    technology_areas: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    target_days: int = 15
    contact: str = ""


def add(terms: Terms, *, by: Actor) -> Remit:
    """Answer for these cases of the hub's Member State from now on.

    Raises Refused, or ValidationError by field of Terms.
    """
    hub = _hub(by)
    row = Remit(member_state=hub.country, since=clock.now())
    _write(row, terms)
    row.save(force_insert=True)
    audit.record("remit.added", row, by=by, detail=_detail(row))
    return row


def change(remit_id: uuid.UUID, terms: Terms, *, by: Actor) -> Remit:
    """Change what the remit says; cases in the queue keep the due date they have.

    Raises Refused, ValidationError by field of Terms, or Remit.DoesNotExist.
    """
    _hub(by)
    row = _locked(remit_id)
    before = _detail(row)
    _write(row, terms)
    row.save()
    audit.record("remit.changed", row, by=by, detail={"before": before, "after": _detail(row)})
    return row


def end(remit_id: uuid.UUID, *, by: Actor) -> Remit:
    """Answer for these cases no longer; those in the queue stay. Raises Remit.DoesNotExist."""
    return _switch(remit_id, active=False, by=by)


def resume(remit_id: uuid.UUID, *, by: Actor) -> Remit:
    """Answer for these cases again. Raises Refused, ValidationError or Remit.DoesNotExist."""
    return _switch(remit_id, active=True, by=by)


def _switch(remit_id: uuid.UUID, *, active: bool, by: Actor) -> Remit:
    hub = _hub(by)
    row = _locked(remit_id)
    if row.active == active:
        return row
    if active:
        _once(row, hub.country)
    row.active = active
    row.save(update_fields=["active"])
    audit.record("remit.resumed" if active else "remit.ended", row, by=by, detail=_detail(row))
    return row


def _hub(by: Actor) -> Organisation:
    hub = reading.acting_hub()
    require(policy.may_set_remits(by, hub.kind))
    return hub


def _locked(remit_id: uuid.UUID) -> Remit:
    return reading.own().select_for_update().get(pk=remit_id)


def _write(row: Remit, terms: Terms) -> None:
    problems = {}
    if not set(terms.technology_areas) <= set(TechnologyArea.values):
        problems["technology_areas"] = _("Choose from the technology areas offered.")
    if not set(terms.outcomes) <= set(Outcome):
        problems["outcomes"] = _("Choose from the outcomes offered.")
    if not 1 <= terms.target_days <= MOST_DAYS:
        told = _("Give a number of working days from 1 to %(most)d.")
        problems["target_days"] = told % {"most": MOST_DAYS}
    if len(terms.contact) > 300:
        problems["contact"] = _("Say it in at most %(longest)d characters.") % {"longest": 300}
    if problems:
        raise ValidationError(problems)
    row.technology_areas = sorted(set(terms.technology_areas))
    row.bands = sorted(set(terms.outcomes))
    row.target_days, row.contact = terms.target_days, " ".join(terms.contact.split())
    if row.active:
        _once(row, row.member_state)


def _once(row: Remit, member_state: str) -> None:
    same = reading.own().filter(
        active=True,
        member_state=member_state,
        technology_areas=row.technology_areas,
        bands=row.bands,
    )
    if same.exclude(pk=row.pk).exists():
        raise ValidationError(
            {"technology_areas": _("A remit for the same cases is in force. Change that one.")}
        )


def _detail(row: Remit) -> dict[str, Any]:
    return {
        "member_state": row.member_state,
        "technology_areas": list(row.technology_areas),
        "outcomes": list(row.bands),
        "target_days": row.target_days,
        "contact": row.contact,
    }
