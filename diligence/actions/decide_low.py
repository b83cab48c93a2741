"""Decide low cases together: each its own decision on its own basis, with one standard reason."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from diligence.actions import decide
from diligence.domain.deciding import Draft
from diligence.domain.low import MOST, why_alone
from diligence.enums import Course
from diligence.models import Appraisal, Decision
from diligence.queries import low
from diligence.queries.decisions import Ground
from diligence.queries.sentences import spoken
from portal import clock
from portal.authority import Actor, Refused


@dataclass(frozen=True, slots=True)
class Chosen:
    """One case as it was shown: its appraisal, and the digest of what the page said of it."""

    appraisal: uuid.UUID
    digest: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One case before it is decided: what a decision would rest on, and why it can't be taken
    here, if it can't. `ground` is None where there is no result to read."""

    appraisal: Appraisal
    ground: Ground | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one case: its decision, or why there is none."""

    appraisal: Appraisal
    decision: Decision | None
    refused: str = ""


def weigh(keys: Sequence[uuid.UUID], *, by: Actor) -> list[Weighed]:
    """These cases with what each decision would rest on, and which can't be decided here, and
    why. What the actor doesn't see is left out, and what is more than MOST."""
    today = clock.today()
    rows = low.current(by, keys)
    found, newest = low.grounds(rows, today), low.newest(rows)
    return [_weighed(row, found.get(row.pk), by, today, row.pk in newest) for row in rows]


def weigh_one(appraisal: Appraisal, ground: Ground, *, by: Actor) -> Weighed:
    """The same for one case whose ground is known."""
    newest = bool(low.newest([appraisal]) & {appraisal.pk})
    return _weighed(appraisal, ground, by, clock.today(), newest)


def decide_all(
    chosen: Sequence[Chosen], *, by: Actor, reasons: str, expires_on: date | None
) -> list[Taken]:
    """Take a decision to proceed on each case that can be decided here, as it was shown.

    One that is refused takes none of the others with it. Raises Refused where more are sent than
    can be decided at once.
    """
    if len(chosen) > MOST:
        raise Refused(_("Decide at most %(count)d at once.") % {"count": MOST})
    shown = {item.appraisal: item.digest for item in chosen}
    draft = Draft(course=Course.PROCEED, reasons=reasons, expires_on=expires_on)
    return [
        Taken(item.appraisal, None, item.refused)
        if item.refused
        else _taken(item.appraisal, draft, shown[item.appraisal.pk], by)
        for item in weigh(list(shown), by=by)
    ]


def _weighed(
    row: Appraisal, ground: Ground | None, by: Actor, today: date, newest: bool
) -> Weighed:
    if ground is None:
        return Weighed(row, None, _("There is no result that can be read here."))
    case = ground.case(today)
    verdict = decide.may_on(by, row, case, newest=newest)
    alone = why_alone(case, ground.now.outcome, decided=bool(row.partnership.decision))
    # What is left to weigh is said before who may weigh it.
    reason = spoken(alone) if alone is not None else str(verdict.reason)
    return Weighed(row, ground, reason)


def _taken(appraisal: Appraisal, draft: Draft, digest: str, by: Actor) -> Taken:
    try:
        with transaction.atomic():
            decision = decide.decide(appraisal.pk, by=by, draft=draft, digest=digest)
            _require_first(decision)
    except Refused as refusal:
        return Taken(appraisal, None, refusal.reason)
    except decide.Moved as moved:
        return Taken(appraisal, None, str(moved))
    except ValidationError as error:
        return Taken(appraisal, None, " ".join(error.messages))
    return Taken(appraisal, decision)


def _require_first(decision: Decision) -> None:
    """Two people may confirm the same list: the second decides nothing anew."""
    if decision.number > 1:
        raise Refused(_("Somebody else decided it meanwhile."))
