"""A research organisation's case after its result: consult, treat, clear, decide, look back."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from portal import clock
from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission


def _because(_estate: Estate) -> dict[str, Any]:
    return {"because": "It suits me."}


def _need(_estate: Estate) -> dict[str, Any]:
    day = clock.today() + timedelta(days=20)
    return {"needed_by": day.isoformat(), "needed_because": "Taken over"}


def _plan(estate: Estate) -> dict[str, Any]:
    day = clock.today() + timedelta(days=20)
    revision = estate.measure.revision
    return {"responsible": "Somebody else", "due_on": day.isoformat(), "revision": revision}


def _flag(estate: Estate) -> dict[str, str]:
    row = estate.clearance
    return {"question": row.question, "option": row.option, "flag": row.flag}


def _finding(_estate: Estate) -> dict[str, Any]:
    return {"kind": "licence", "reason": "Says who?", "reference": "EX-0"}


def _decision(_estate: Estate) -> dict[str, Any]:
    day = clock.today() + timedelta(days=20)
    return {
        "verdict": "decline",
        "reasons": "Taken over.",
        "expires_on": day.isoformat(),
        "followed": "not",
        "followed_because": "Taken over.",
        "shown": "{}",
        "digest": "0" * 64,
    }


def _step(permission: Permission, about: str, body: Any = _because) -> Route:
    """A page that everybody who looks at the register reads, and some send."""
    return Route(P.VIEW_REGISTER, permission, about, body=body, by_unit=True)


def _form(permission: Permission, about: str, body: Any = _because) -> Route:
    """A page with nothing on it but a form: for those who may send it."""
    return Route(permission, permission, about, body=body, by_unit=True)


def _read(about: str, **more: Any) -> Route:
    return Route(P.VIEW_REGISTER, about=about, by_unit=True, **more)


_ONE_DECISION = {"decision": lambda estate: estate.decision.pk}

CASE = {
    "appraisal-dossier": _read("referred"),
    "appraisal-send": _form(P.REFER, "referred", _need),
    "appraisal-recall": _form(P.REFER, "referred"),
    "appraisal-needed": _form(P.REFER, "referred", _need),
    "appraisal-reply": _form(P.REFER, "referred", lambda _: {"reply": "Taken over."}),
    "referral-settings": Route(
        P.MANAGE_SETTINGS, P.MANAGE_SETTINGS, body=lambda _: {"text": "Taken over."}
    ),
    "treatment": _step(P.TREAT, "advised", lambda _: {"measures": ["M08"]}),
    "measure": _step(P.TREAT, "measure", _plan),
    "measure-drop": _form(P.TREAT, "measure"),
    "measure-step": Route(None, P.TREAT, "measure", {"step": "done"}, by_unit=True),
    "clearance-new": Route(
        P.CLEAR,
        P.CLEAR,
        "advised",
        body=_finding,
        by_unit=True,
        query=lambda estate: urlencode(_flag(estate)),
    ),
    "clearance-end": Route(P.CLEAR, P.CLEAR, "clearance", body=_because, by_unit=True),
    "decision": _step(P.DECIDE_LOW, "advised", _decision),
    "decision-list": Route(P.VIEW_REGISTER, query="show=decided"),
    "decision-record": _read("decided", also=_ONE_DECISION),
    "decision-statement": _read("decided", also=_ONE_DECISION),
    "partnership-timeline": _read("decided"),
    "advice-detail": _read("advice"),
}

API = {
    "dossier": _read("referred"),
    "route": _read("referred"),
    "consultation": _read("referred"),
    "send": Route(None, P.REFER, "referred", body=_need, by_unit=True),
    "recall": Route(None, P.REFER, "referred", body=_because, by_unit=True),
    "reply": Route(
        None, P.REFER, "referred", body=lambda _: {"reply": "Taken over."}, by_unit=True
    ),
    "measures": _step(P.TREAT, "advised", lambda _: {"measures": ["M08"]}),
    "measure": Route(P.VIEW_REGISTER, about="measure", by_unit=True, put=P.TREAT, body=_plan),
    **{
        f"measure-{step}": Route(None, P.TREAT, "measure", body=_because, by_unit=True)
        for step in ("done", "accept", "back", "drop", "restore")
    },
    "clearances": _step(P.CLEAR, "advised", lambda estate: _flag(estate) | _finding(estate)),
    "clearance-end": Route(None, P.CLEAR, "clearance", body=_because, by_unit=True),
    "decision": _step(P.DECIDE_LOW, "advised", _decision),
    "decisions": Route(P.VIEW_REGISTER),
}
