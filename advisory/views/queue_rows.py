"""One referral as a row of the queue: its age, its due date and its place, in words."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from advisory.choices import ReferralSource, ReferralState
from advisory.domain import triage
from advisory.domain.queue import is_overdue
from advisory.domain.triage import Ground, Reason
from advisory.domain.working_days import working_days_between
from advisory.models import Referral

SOON: Final = 3
"""Working days from which on a due date is close."""
CLOSED: Final = frozenset({ReferralState.ISSUED, ReferralState.CLOSED})


@dataclass(frozen=True, slots=True)
class _Page:
    """What is looked up once for all rows: labels, and addresses with a key to be replaced."""

    me: uuid.UUID | None
    today: date
    states: Mapping[str, str]
    case: str
    assign: str


def rows(
    referrals: Iterable[Referral], *, me: uuid.UUID | None, today: date
) -> list[dict[str, Any]]:
    """What the queue's table shows of each."""
    page = _Page(
        me,
        today,
        {value: str(label) for value, label in ReferralState.choices},
        reverse("advisory:referral-detail", args=[_ANY]),
        reverse("advisory:referral-assign", args=[_ANY]),
    )
    return [_row(referral, page) for referral in referrals]


_ANY: Final = uuid.UUID(int=0)
_NIL: Final = str(_ANY)


def _row(referral: Referral, page: _Page) -> dict[str, Any]:
    me, today, key = page.me, page.today, str(referral.pk)
    return {
        "id": referral.pk,
        "code": referral.code,
        "url": page.case.replace(_NIL, key),
        "assign_url": page.assign.replace(_NIL, key),
        "title": _short(referral.title, 90),
        "partners": _short(referral.partner_names, 80),
        "sender": referral.sender_name,
        "source": referral.source,
        "came": "" if referral.source == ReferralSource.PORTAL else referral.get_source_display(),
        "outcome": referral.outcome,
        "band": referral.band,
        "triage": referral.kind == "triage",
        "hold": referral.hold,
        "flags": flags_of(referral),
        "received": _day(timezone.localtime(referral.received_at).date(), "j M Y"),
        "age": age(referral, today),
        "due": due_of(referral, today),
        "needed": _needed(referral),
        "paused": paused(referral, today),
        "because": because(referral, today),
        "by_hand": bool(referral.priority_set_by),
        "state": referral.state,
        "state_label": page.states[referral.state],
        "held_by": referral.assignee_name,
        "mine": me is not None and referral.assignee == me,
        "free": referral.assignee is None and referral.state not in CLOSED,
        "open": referral.state not in CLOSED,
        "takeable": referral.state == ReferralState.QUEUED
        or (referral.state == ReferralState.WAITING and referral.assignee is None),
        "releasable": referral.state in (ReferralState.TAKEN, ReferralState.WAITING),
    }


def words() -> dict[str, str]:
    """What every row repeats, translated once a page."""
    return {name: str(text) for name, text in _REPEATED.items()}


_REPEATED: Final[Mapping[str, Any]] = {
    "choose": gettext_lazy("Choose"),
    "take": gettext_lazy("Take"),
    "release": gettext_lazy("Release"),
    "assign": gettext_lazy("Assign"),
    "nobody": gettext_lazy("Nobody"),
    "no_title": gettext_lazy("Title not shared"),
    "no_due": gettext_lazy("No due date"),
    "triage": gettext_lazy("Triage only"),
    "unscored": gettext_lazy("Not scored"),
}


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _day(on: date, form: str) -> str:
    return _written(on, form, get_language())


@lru_cache(maxsize=2048)
def _written(on: date, form: str, _language: str | None) -> str:
    # The few days of a queue, written again for every row and every look at it.
    return date_format(on, form)


def _needed(referral: Referral) -> str:
    """By when the organisation needs the answer, and why; empty where it did not say."""
    if referral.needed_by is None:
        return ""
    told = _("needed by %(day)s") % {"day": _day(referral.needed_by, "j M Y")}
    why = _short(referral.needed_because, 60)
    return f"{told}: {why}" if why else told


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
    written = {"written": _day(on, "j M Y"), "machine": on.isoformat()}
    told = {"on": on, **written, "distance": "", "tone": ""}
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
        told = ngettext("%(days)d working day overdue", "%(days)d working days overdue", late)
        return told % {"days": late}
    if not days:
        return _("before the next working day")
    return ngettext("in %(days)d working day", "in %(days)d working days", days) % {"days": days}


def paused(referral: Referral, today: date) -> str:
    """Since when the clock stands still; empty while it runs."""
    if referral.state != ReferralState.WAITING or referral.paused_at is None:
        return ""
    since = timezone.localtime(referral.paused_at).date()
    days = working_days_between(since, today, referral.member_state)
    words = ngettext(
        "clock stands still since %(day)s, %(days)d working day",
        "clock stands still since %(day)s, %(days)d working days",
        days,
    )
    return words % {"day": _day(since, "j M Y"), "days": days}


_WORDS: Final[Mapping[Reason, Any]] = {
    Reason.DUE: gettext_lazy("by its due date"),
    Reason.NEEDED: gettext_lazy("needed by %(day)s"),
    Reason.NO_DATE: gettext_lazy("no date set"),
    Reason.HIGH: gettext_lazy("high: %(days)d days earlier"),
    Reason.REFER: gettext_lazy("refer: %(days)d days earlier"),
    Reason.FLAG: gettext_lazy("flag for the hub: %(days)d days earlier"),
}


def because(referral: Referral, today: date, *, beside_due: bool = False) -> str:
    """Why it stands where it stands: set by hand and why, or the grounds of the rule.

    `beside_due`: the due date is written next to it, so that it is no news.
    """
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
    grounds = found.grounds
    if beside_due:
        grounds = tuple(ground for ground in grounds if ground.reason is not Reason.DUE)
    return _grounds(grounds, get_language())


@lru_cache(maxsize=2048)
def _grounds(grounds: tuple[Ground, ...], _language: str | None) -> str:
    text = "; ".join(_clause(ground) for ground in grounds)
    return text[:1].upper() + text[1:]


def _clause(ground: Ground) -> str:
    day = _day(ground.on, "j M Y") if ground.on else ""
    return str(_WORDS[ground.reason]) % {"day": day, "days": ground.days}
