"""Asking colleagues and sharing a result: the officer's pages, and those that a link opens."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Open, Route
from tests.isolation.world import Estate

P = Permission


def _letter(_estate: Estate) -> dict[str, Any]:
    return {"to_name": "Trojan", "questions": ["A2"], "days": 14}


def _share(_estate: Estate) -> dict[str, Any]:
    return {"to_name": "Trojan", "parts": ["result"], "days": 14}


def _accept(estate: Estate) -> dict[str, Any]:
    return {"reply": f"accept@{estate.reply.pk}@1"}


def _settle(_estate: Estate) -> dict[str, Any]:
    return {"act": "accept", "revision": 1}


def _corrected(_estate: Estate) -> dict[str, Any]:
    return {"A2": "trl3", "A2.seen": "1.-"}


COLLEAGUE = {
    "colleague-list": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "colleague-ask": Route(P.APPRAISE, P.APPRAISE, "answering", body=_letter, by_unit=True),
    "result-share": Route(P.TREAT, P.TREAT, "scored", body=_share, by_unit=True),
    "reply-list": Route(P.VIEW_REGISTER, P.APPRAISE, "answering", body=_accept, by_unit=True),
    "colleague-request": Route(P.VIEW_REGISTER, P.APPRAISE, "asked", body=_accept, by_unit=True),
    "colleague-renew": Route(
        P.APPRAISE, P.APPRAISE, "asked", body=lambda _: {"days": 3}, by_unit=True
    ),
    "colleague-revoke": Route(P.APPRAISE, P.APPRAISE, "asked", by_unit=True),
    "colleague-remind": Route(None, P.APPRAISE, "asked", by_unit=True),
    "reply-correct": Route(P.APPRAISE, P.APPRAISE, "reply", body=_corrected, by_unit=True),
    "colleague-page": Route(Open.BEARER, Open.BEARER, also={"secret": "colleague_forged"}),
    "colleague-check": Route(Open.BEARER, Open.BEARER, also={"secret": "colleague_forged"}),
    "shared-result": Route(Open.BEARER, also={"secret": "result_forged"}),
}

API = {
    "colleagues": Route(P.VIEW_REGISTER, P.APPRAISE, "answering", body=_letter, by_unit=True),
    "replies": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "colleague-revoke": Route(None, P.APPRAISE, "asked", by_unit=True),
    "reply-settle": Route(None, P.APPRAISE, "reply", body=_settle, by_unit=True),
}
