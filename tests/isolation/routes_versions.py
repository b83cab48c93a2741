"""Editions compared, and running appraisals moved from one to another."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission

_BOTH: dict[str, Any] = {
    "before": lambda estate: estate.edition.pk,
    "after": lambda estate: estate.edition.pk,
}


def _version(estate: Estate) -> dict[str, Any]:
    return {"version": str(estate.edition.pk)}


def _edition(estate: Estate) -> dict[str, Any]:
    return {"edition": str(estate.edition.pk)}


VERSIONS = {
    "compare-choose": Route(P.VIEW_QUESTIONNAIRES),
    "compare": Route(P.VIEW_QUESTIONNAIRES, also=_BOTH),
    "draft-differences": Route(P.REVIEW, about="draft"),
    "carry-over": Route(P.VIEW_REGISTER, P.APPRAISE, "answering", by_unit=True, body=_version),
    "carry-report": Route(
        P.VIEW_REGISTER,
        about="answering",
        also={"report": lambda estate: estate.carry_report.pk},
        by_unit=True,
    ),
    "carry-over-all": Route(P.AUTHOR, P.AUTHOR, body=_version),
    "carry-over-run": Route(P.AUTHOR, about="carry_over"),
    "carry-over-progress": Route(P.AUTHOR, about="carry_over"),
    "carry-over-stop": Route(None, P.AUTHOR, "carry_over"),
}

API = {
    "differences": Route(P.VIEW_QUESTIONNAIRES, also=_BOTH),
    "carry-over": Route(P.VIEW_REGISTER, P.APPRAISE, "answering", by_unit=True, body=_edition),
    "carry-reports": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "carry-overs": Route(P.AUTHOR, P.AUTHOR, body=_edition),
    "carry-over-run": Route(P.AUTHOR, about="carry_over"),
    "carry-over-stop": Route(None, P.AUTHOR, "carry_over"),
}
