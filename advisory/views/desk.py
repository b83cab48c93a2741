"""The hub's side of a case in words: its timeline, its draft, and what can be done next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory import policy
from advisory.choices import ReferralState
from advisory.models import InformationRequest, Referral
from advisory.queries import drafts
from advisory.queries.referral_page import Beside
from portal.authority import Actor
from portal.models import AuditEvent
from portal.templatetags.marks import in_words

TITLES: Mapping[str, tuple[Any, str]] = {
    "referral.received": (gettext_lazy("Received"), "info"),
    "referral.entered": (gettext_lazy("Entered by hand"), "info"),
    "referral.updated": (gettext_lazy("A new dossier arrived"), "info"),
    "referral.needed_by_changed": (gettext_lazy("“Needed by” changed"), "info"),
    "referral.answered": (gettext_lazy("The organisation answered; the clock goes on"), "success"),
    "referral.viewed": (gettext_lazy("Dossier read"), ""),
    "referral.taken": (gettext_lazy("Taken"), ""),
    "referral.assigned": (gettext_lazy("Assigned"), ""),
    "referral.released": (gettext_lazy("Released"), ""),
    "referral.prioritised": (gettext_lazy("Place in the queue set by hand"), ""),
    "referral.due_changed": (gettext_lazy("Due date changed"), "warning"),
    "referral.noted": (gettext_lazy("Internal note"), ""),
    "referral.asked": (gettext_lazy("Information asked; the clock stands still"), "warning"),
    "referral.request_withdrawn": (gettext_lazy("Request withdrawn; the clock goes on"), ""),
    "referral.closed": (gettext_lazy("Closed"), "danger"),
    "referral.recalled": (gettext_lazy("Recalled by the organisation"), "danger"),
    "advice.drafted": (gettext_lazy("Draft advice written"), ""),
    "advice.offered": (gettext_lazy("Offered for countersigning"), ""),
    "advice.taken_back": (gettext_lazy("Draft taken back"), ""),
    "advice.returned": (gettext_lazy("Returned with comments"), "warning"),
    "advice.countersigned": (gettext_lazy("Countersigned"), "success"),
    "advice.issued": (gettext_lazy("Advice issued"), "success"),
}


def timeline(events: list[AuditEvent]) -> list[dict[str, Any]]:
    """The case's own record, the latest first. Revisions of one draft in a row stand once."""
    found: list[dict[str, Any]] = []
    last: tuple[str, str] = ("", "")
    for event in events:
        here = (event.event, event.by)
        if here == last and event.event == drafts.WROTE:
            continue
        last = here
        title, tone = TITLES.get(event.event, (in_words(event.event.partition(".")[2]), ""))
        told = {"at": event.at, "title": title, "by": event.by, "tone": tone}
        found.append(told | {"text": _text(event)})
    return found


def _text(event: AuditEvent) -> str:
    detail = event.detail
    if event.event == "referral.assigned" and detail.get("to"):
        return _("To %(name)s.") % {"name": detail["to"]}
    if event.event == "advice.issued":
        number = detail.get("number", "")
        without = detail.get("without")
        return f"{number}. {without}" if without else str(number)
    if event.event == "advice.offered" and detail.get("hub"):
        return _("To %(hub)s.") % {"hub": detail["hub"]}
    if event.event == "referral.asked":
        return ", ".join(detail.get("questions", ()))
    return str(detail.get("because", ""))


def requests(rows: list[InformationRequest]) -> list[dict[str, Any]]:
    """Requests for information with where each stands."""
    return [
        {
            "row": row,
            "open": row.answered_at is None and row.withdrawn_at is None,
            "items": [
                {"id": item.get("question", ""), "text": item.get("text", "")}
                for item in row.questions
            ],
        }
        for row in rows
    ]


def moves(actor: Actor, referral: Referral, beside: Beside) -> dict[str, Any]:
    """What this member can do with the case now; each verdict carries its reason."""
    draft = beside.draft
    alone = drafts.hub_of_one()
    signed = referral.state == ReferralState.COUNTERSIGNED
    wrote = draft is not None and drafts.wrote(draft, actor.user_id)
    return {
        "take": policy.may_take(actor, referral),
        "release": policy.may_release(actor, referral),
        "close": policy.may_close(actor, referral),
        "note": policy.may_note(actor, referral),
        "ask": policy.may_ask(actor, referral),
        "withdraw_request": policy.may_withdraw_request(actor, referral),
        "write": policy.may_write(actor, referral),
        "offer": policy.may_offer(actor, referral),
        "take_back": policy.may_take_back(actor, referral),
        "issue": policy.may_issue(actor, referral, countersigned=signed, alone=alone),
        "countersign": policy.may_countersign(
            actor,
            offered=referral.state == ReferralState.DRAFTED,
            wrote=wrote,
            elsewhere=drafts.asked_elsewhere(draft) if draft else "",
        ),
        "alone": alone,
        "holds": referral.assignee == actor.membership_id,
    }
