"""Figures, contributions, returns, reports: the ministry's and the Commission's room."""

from typing import Any

from portal.enums import Permission
from tests.isolation.beyond import Office
from tests.isolation.route import Route

P = Permission
KEY = {"key": "2025-2026"}
READS = (P.VIEW_RETURNS, P.VIEW_FIGURES)
MAKES = (P.MANAGE_CYCLES, P.DECLARE)


def _cover(_office: Office) -> dict[str, Any]:
    return {"authority": "Taken over", "contact": "nobody@taken.example"}


def _text(_office: Office) -> dict[str, Any]:
    return {"text": "Taken over.", "revision": 1}


def _confirm(office: Office) -> dict[str, Any]:
    return {"seen": "0" * 64, "name": office.officer.user.name, "correction": "Taken over."}


def _publish(_office: Office) -> dict[str, Any]:
    return {"confirmation": "NL-2025-2026-E2", "correction": "Taken over."}


def _figures(**more: Any) -> Route:
    return Route(P.VIEW_FIGURES, query="view=internal", at="ministry", **more)


def _page(who: Permission = P.DECLARE, body: Any = lambda _office: {}, **also: str) -> Route:
    return Route(P.VIEW_FIGURES, who, body=body, at="ministry", also=KEY | also)


def _report(about: str, **more: Any) -> Route:
    return Route(READS, about=about, at="ministry", **more)


REPORTING = {
    "figures": _figures(),
    "figures-json": _figures(),
    "figures-csv": _figures(also={"name": "all"}),
    "figures-part": _figures(also={"part": "register"}),
    "policy-simulation": Route(P.VIEW_FIGURES, P.VIEW_FIGURES, "policy_draft", at="ministry"),
    "trial-progress": Route(P.VIEW_FIGURES, about="trial", at="ministry"),
    "trial-cancel": Route(None, P.VIEW_FIGURES, "trial", at="ministry"),
    "dashboard": Route(P.VIEW_OWN_FIGURES),
    "cycles": Route(P.VIEW_RETURNS, at="commission"),
    "cycle-new": Route(
        P.MANAGE_CYCLES,
        P.MANAGE_CYCLES,
        body=lambda _: {"first_year": 2029, "freezes_on": "2031-03-31"},
        at="commission",
    ),
    "cycle": Route(
        P.MANAGE_CYCLES,
        P.MANAGE_CYCLES,
        also=KEY,
        body=lambda _: {"freezes_on": "2027-05-31"},
        at="commission",
    ),
    "contributions": _figures(),
    "contribution": _page(),
    "contribution-cover": _page(body=_cover),
    "contribution-frame": _page(body=lambda _: {"source": "Taken over", "revision": 1}),
    "contribution-freeze": _page(),
    "contribution-declaration": _page(body=lambda _: {"note": "Taken over."}, code="MS-01"),
    "contribution-text": _page(body=_text, chapter="policy"),
    "contribution-figures": Route(P.VIEW_FIGURES, also=KEY, at="ministry"),
    "contribution-confirm": _page(P.CONFIRM_RETURN, _confirm),
    "contribution-correct": _page(P.CONFIRM_RETURN),
    "returns-current": Route(P.VIEW_RETURNS, at="commission"),
    "returns": Route(P.VIEW_RETURNS, also=KEY, at="commission"),
    "return": Route(P.VIEW_RETURNS, also=KEY | {"code": "NL"}, at="commission"),
    "reports": _report(""),
    "making": _report("rendering"),
    "making-progress": _report("rendering"),
    "making-step": Route(None, MAKES, "rendering", at="ministry"),
    "report-file": _report("report"),
    "edition": _report("report"),
    "report-cycle": _report("", also=KEY),
    "report-preview": _report("", also=KEY),
    "report-draft": Route(None, MAKES, also=KEY, at="ministry"),
    "report-publish": Route(READS, (P.PUBLISH,), also=KEY, body=_publish, at="ministry"),
    "verify": Route(READS, READS, body=lambda _: {"sha256": "0" * 64}, at="ministry"),
}

API = {
    "api-indicators": _figures(),
    "api-returns": Route(P.VIEW_RETURNS, at="commission"),
    "api-reports": _report(""),
    "api-trials": Route(
        P.VIEW_FIGURES,
        P.VIEW_FIGURES,
        body=lambda office: {"draft": str(office.policy_draft.pk)},
        at="ministry",
    ),
    "api-trial": Route(P.VIEW_FIGURES, about="trial", at="ministry"),
    "api-trial-cancel": Route(None, P.VIEW_FIGURES, "trial", at="ministry"),
}
