"""One referral as a row of the queue: its age, its due date and its place, in words."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advisory.choices import ReferralSource, ReferralState
from advisory.domain import triage
from advisory.domain.queue import is_overdue
from advisory.domain.triage import Ground, Reason
from advisory.domain.working_days import working_days_between
from advisory.models import Referral

SOON: Final = 3
"""Working days from which on a due date is close."""
CLOSED: Final = frozenset({ReferralState.ISSUED, ReferralState.CLOSED})


def rows(
    referrals: Iterable[Referral], *, me: uuid.UUID | None, today: date
) -> list[dict[str, Any]]:
    """What the queue's table shows of each."""
    return [_row(referral, me, today) for referral in referrals]


def _row(referral: Referral, me: uuid.UUID | None, today: date) -> dict[str, Any]:
    return {
        "id": referral.pk,
        "code": referral.code,
        "url": reverse("advisory:referral-detail", args=[referral.pk]),
        "title": referral.title,
        "partners": referral.partner_names,
        "sender": referral.sender_name,
        "source": referral.source,
        "came": "" if referral.source == ReferralSource.PORTAL else referral.get_source_display(),
        "outcome": referral.outcome,
        "band": referral.band,
        "triage": referral.kind == "triage",
        "hold": referral.hold,
        "flags": flags_of(referral),
        "received": timezone.localtime(referral.received_at).date(),
        "age": age(referral, today),
        "due": due_of(referral, today),
        "needed_by": referral.needed_by,
        "needed_because": referral.needed_because,
        "paused": paused(referral, today),
        "because": because(referral, today),
        "by_hand": bool(referral.priority_set_by),
        "state": referral.state,
        "state_label": referral.get_state_display(),
        "held_by": referral.assignee_name,
        "mine": me is not None and referral.assignee == me,
        "free": referral.assignee is None and referral.state not in CLOSED,
        "open": referral.state not in CLOSED,
        "takeable": referral.state == ReferralState.QUEUED
        or (referral.state == ReferralState.WAITING and referral.assignee is None),
        "releasable": referral.state in (ReferralState.TAKEN, ReferralState.WAITING),
    }


def flags_of(referral: Referral) -> list[str]:
    """Whom its flags ask, each once, without the questions that raised them."""
    return list(dict.fromkeys(flag.partition(":")[0] for flag in referral.flags))


def age(referral: Referral, today: date) -> int:
    """Working days since it came, until it was answered or closed."""
    ended = referral.issued_at or referral.closed_at
    until = timezone.localtime(ended).date() if ended else today
    received = timezone.localtime(referral.received_at).date()
    return max(0, working_days_between(received, until, referral.member_state))


def due_of(referral: Referral, today: date) -> dict[str, Any]:
    """The due date for `components/due.html`, counted in the Member State's working days."""
    on = referral.due_on
    if on is None:
        return {"on": None}
    told = {"on": on, "written": date_format(on, "j M Y"), "distance": "", "tone": ""}
    if referral.state in CLOSED or referral.state == ReferralState.WAITING:
        return told
    days = working_days_between(today, on, referral.member_state)
    late = is_overdue(referral.state, on, today)
    tone = "late" if late else "soon" if days <= SOON else ""
    return told | {"distance": _distance(days, on, today), "tone": tone}


def _distance(days: int, on: date, today: date) -> str:
    if on == today:
        return _("today")
    if on < today:
        late = max(1, -days)
        return ngettext("%(days)d day overdue", "%(days)d days overdue", late) % {"days": late}
    if not days:
        return _("before the next working day")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def paused(referral: Referral, today: date) -> str:
    """Since when the clock stands still; empty while it runs."""
    if referral.state != ReferralState.WAITING or referral.paused_at is None:
        return ""
    since = timezone.localtime(referral.paused_at).date()
    days = working_days_between(since, today, referral.member_state)
    words = ngettext(
        "clock stands still since %(day)s, %(days)d day",
        "clock stands still since %(day)s, %(days)d days",
        days,
    )
    return words % {"day": date_format(since, "j M"), "days": days}


_WORDS: Final[Mapping[Reason, Any]] = {
    Reason.DUE: gettext_lazy("due %(day)s"),
    Reason.NEEDED: gettext_lazy("needed by %(day)s"),
    Reason.NO_DATE: gettext_lazy("no date set"),
    Reason.HIGH: gettext_lazy("high: %(days)d days earlier"),
    Reason.REFER: gettext_lazy("refer: %(days)d days earlier"),
    Reason.FLAG: gettext_lazy("flag for the hub: %(days)d days earlier"),
}


def because(referral: Referral, today: date) -> str:
    """Why it stands where it stands: set by hand and why, or the grounds of the rule."""
    if referral.priority_set_by:
        place = _("First") if referral.priority == triage.FIRST else _("Last")
        return _("%(place)s by hand, %(who)s: %(why)s") % {
            "place": place,
            "who": referral.priority_set_by,
            "why": referral.priority_because,
        }
    found = triage.priority(
        outcome=referral.outcome,
        flags=referral.flags,
        due_on=referral.due_on,
        needed_by=referral.needed_by,
        today=today,
    )
    text = "; ".join(_clause(ground) for ground in found.grounds)
    return text[:1].upper() + text[1:]


def _clause(ground: Ground) -> str:
    day = date_format(ground.on, "j M") if ground.on else ""
    return str(_WORDS[ground.reason]) % {"day": day, "days": ground.days}
