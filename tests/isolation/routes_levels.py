"""Whose questionnaire is filled in, and a newer edition of what a draft builds on."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route

P = Permission


def _choice(_estate: Any) -> dict[str, Any]:
    return {"level": "nearest", "because": "It suits me."}


def _taking_over(estate: Any) -> dict[str, Any]:
    return {"to": str(estate.draft.parent_id), "revision": str(estate.draft.revision)}


LEVELS = {
    "questionnaire-level": Route(P.VIEW_QUESTIONNAIRES, P.AUTHOR, body=_choice),
    "parent-updates": Route(
        P.AUTHOR, P.AUTHOR, body=lambda estate: {"version": str(estate.draft.pk), "edition": "9"}
    ),
    "draft-parent-update": Route(P.REVIEW, P.AUTHOR, "draft", body=_taking_over),
}


def _begun(estate: Any) -> dict[str, Any]:
    return {"replaces": str(estate.draft.pk), "edition": "9"}


API = {
    "questionnaire-level": Route(P.VIEW_QUESTIONNAIRES, P.AUTHOR, body=_choice),
    "parent-updates": Route(P.AUTHOR, P.AUTHOR, body=_begun),
    "draft-parent-update": Route(P.REVIEW, P.AUTHOR, "draft", body=_taking_over),
}
