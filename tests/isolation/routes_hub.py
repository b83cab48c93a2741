"""The hub's room: its queue, its cases, what it asks of another hub, its remits."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.enums import Permission
from tests.isolation.beyond import Hub
from tests.isolation.route import Route

P = Permission


def _because(_hub: Hub) -> dict[str, Any]:
    return {"because": "It suits me."}


def _new_case(_hub: Hub) -> dict[str, Any]:
    return {
        "source": "telephone",
        "sender_name": "Somebody",
        "member_state": "NL",
        "summary": "Taken over",
        "received_on": clock.today().isoformat(),
        "revision": 1,
        "partners-TOTAL_FORMS": 0,
        "partners-INITIAL_FORMS": 0,
    }


def _draft(_hub: Hub) -> dict[str, Any]:
    return {"recommendation": "proceed", "reasons": "Taken over.", "revision": 1, "measures": []}


def _signs(hub: Hub) -> dict[str, Any]:
    draft = hub.draft
    return {"signs": draft.digest, "draft": str(draft.pk)} if draft else {}


def _day(_hub: Hub) -> dict[str, Any]:
    day = clock.today() + timedelta(days=30)
    return {"due_on": day.isoformat(), "because": "Taken over."}


def _questions(_hub: Hub) -> dict[str, Any]:
    return {"free": "Who pays?", "questions": [{"question": "", "text": "Who pays?"}]}


def _remit(_hub: Hub) -> dict[str, Any]:
    return {"member_state": "NL", "target_days": 9, "contact": "Taken over"}


def _page(about: str, body: Any = lambda _hub: {}, **more: Any) -> Route:
    return Route(P.ADVISE, P.ADVISE, about, body=body, at="hub", **more)


def _press(about: str, body: Any = lambda _hub: {}, **more: Any) -> Route:
    return Route(None, P.ADVISE, about, body=body, at="hub", **more)


def _read(about: str = "", **more: Any) -> Route:
    return Route(P.ADVISE, about=about, at="hub", **more)


def _of_remits(*, get: bool = True, post: bool = True, about: str = "") -> Route:
    who = P.MANAGE_SETTINGS
    return Route(who if get else None, who if post else None, about, body=_remit, at="hub")


HUB = {
    "queue": _read(query="tab=open"),
    "queue-change": _press("", lambda hub: {"take": str(hub.referral.pk)}),
    "view-save": _press("", lambda _: {"name": "Taken over", "query": "tab=mine"}),
    "view-forget": _press("view", quiet=True),
    "referral-new": _page("", _new_case),
    "sender-suggest": _read(query="q=nobody"),
    "referral-edit": _page("referral", _new_case),
    "referral-take": _press("referral"),
    "referral-assign": _page("referral", lambda hub: {"to": str(hub.second.membership.pk)}),
    "referral-release": _press("referral"),
    "referral-place": _page("referral", lambda _: {"place": "first", "because": "Taken over."}),
    "referral-due": _page("referral", _day),
    "referral-close": _page("referral", _because),
    "remits": _of_remits(post=False),
    "remit-new": _of_remits(),
    "remit": _of_remits(about="remit"),
    "remit-end": _of_remits(about="remit"),
    "remit-resume": _of_remits(get=False, about="remit"),
    "referral-detail": _read("referral"),
    "referral-earlier": _read("referral"),
    "referral-note": _page("referral", lambda _: {"text": "Taken over."}),
    "referral-ask": _page("referral", _questions),
    "referral-ask-withdraw": _page("referral"),
    "advice-draft": _page("referral", _draft),
    "advice-offer": _page("referral", lambda _: {"to": "here"}),
    "advice-take-back": _page("referral"),
    "advice-sign": _page("referral", _signs),
    "advice-issue": _page("referral", _signs),
    "advice-detail": _read("answered", also={"advice": lambda hub: hub.advice.pk}),
    "received-file": _read("file"),
    "countersign-list": _read(query="state=all"),
    "countersign-detail": _page("request"),
}

API = {
    "referrals": _read(query="tab=open"),
    "referral": _read("referral"),
    "referral-take": _press("referral"),
    "referral-assign": _press("referral", lambda hub: {"to": str(hub.second.membership.pk)}),
    "referral-release": _press("referral"),
    "referral-dossiers": _read("referral"),
    "referral-notes": _page("referral", lambda _: {"text": "Taken over."}),
    "referral-ask": Route(None, P.ADVISE, "referral", body=_questions, at="hub", delete=P.ADVISE),
    "advice-draft": Route(P.ADVISE, about="referral", body=_draft, at="hub", put=P.ADVISE),
    "advice-offer": _press("referral"),
    "advice-take-back": _press("referral"),
    "advice-sign": _press("referral", _signs),
    "advice-return": _press("referral", _because),
    "referral-advice": _page("referral", _signs),
    "countersign-requests": _read(),
    "countersign-sign": _press("request"),
    "countersign-return": _press("request", _because),
}
