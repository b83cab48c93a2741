"""What is known from before: offers of an appraisal, facts of partners and units."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route

P = Permission


def _correction(estate: Any) -> dict[str, Any]:
    question = estate.fact.question
    return {question: "no", f"{question}.seen": "0.-", "because": "It suits me."}


KNOWN = {
    "appraisal-known": Route(
        P.VIEW_REGISTER,
        P.APPRAISE,
        "answering",
        body=lambda _: {"which": "all", "back": "known", "shown": "B5@0123456789abcdef"},
        by_unit=True,
    ),
    "appraisal-changed": Route(
        P.APPRAISE, P.APPRAISE, "again", body=lambda _: {"changed": ["A"]}, by_unit=True
    ),
    "partner-known": Route(P.VIEW_REGISTER, about="partner"),
    "unit-known": Route(P.VIEW_REGISTER, about="unit", by_unit=True),
    "fact": Route(P.VIEW_REGISTER, about="fact"),
    "fact-correct": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "fact", body=_correction),
    "fact-remove": Route(
        P.EDIT_REGISTER, P.EDIT_REGISTER, "fact", body=lambda _: {"because": "It suits me."}
    ),
    "fact-undo": Route(None, P.EDIT_REGISTER, "corrected"),
}

API = {
    "offers": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "confirm": Route(
        None,
        P.APPRAISE,
        "answering",
        body=lambda _: {"keys": {"B5": "0123456789abcdef"}},
        by_unit=True,
    ),
    "partner-facts": Route(P.VIEW_REGISTER, about="partner"),
    "unit-facts": Route(P.VIEW_REGISTER, about="unit", by_unit=True),
}
