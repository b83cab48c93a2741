"""Questionnaires that organisations write: editions, drafts, comments, review, publishing."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission


def _begin(_estate: Estate) -> dict[str, Any]:
    return {"start": "empty", "title": "Taken over", "key": "taken", "edition": "1"}


def _return(_estate: Estate) -> dict[str, Any]:
    return {"verdict": "return", "note": "Taken over", "digest": "0" * 64}


AUTHORING = {
    "questionnaires": Route(P.VIEW_QUESTIONNAIRES, query="q=zorvath"),
    "draft-list": Route(P.REVIEW, query="q=zorvath"),
    "draft-new": Route(P.AUTHOR, P.AUTHOR, body=_begin),
    "draft-discard": Route(P.AUTHOR, P.AUTHOR, "draft"),
    "draft-restore": Route(None, P.AUTHOR, "draft_discarded"),
    "draft-history": Route(P.REVIEW, about="draft"),
    "draft-undo": Route(None, P.AUTHOR, "draft", body=lambda _: {"revision": "1"}),
    "draft-comments": Route(P.REVIEW, P.REVIEW, "draft", body=lambda _: {"text": "Taken over"}),
    "draft-comment": Route(None, P.REVIEW, "comment", body=lambda _: {"step": "settle"}),
    "draft-review": Route(P.REVIEW, P.AUTHOR, "draft", body=lambda _: {"note": "Taken over"}),
    "draft-verdict": Route(None, P.REVIEW, "offered", body=_return),
    "draft-publish": Route(
        P.AUTHOR, P.AUTHOR, "approved", body=lambda _: {"note": "New", "confirmation": "1"}
    ),
}


def _begin_by_machine(_estate: Estate) -> dict[str, Any]:
    return {"title": "Taken over", "key": "taken", "edition": "1"}


def _change(estate: Estate) -> dict[str, Any]:
    step = {"op": "set", "place": "questions/L1/text", "value": "Taken over"}
    return {"revision": estate.draft.revision, "what": "Taken over", "operations": [step]}


def _asked(_estate: Estate) -> dict[str, Any]:
    return {"step": "returned", "note": "Taken over"}


API = {
    "drafts": Route(P.REVIEW, P.AUTHOR, body=_begin_by_machine),
    "draft": Route(P.REVIEW, about="draft"),
    "draft-changes": Route(P.REVIEW, P.AUTHOR, "draft", body=_change),
    "draft-undo": Route(None, P.AUTHOR, "draft", body=lambda _: {"revision": 1}),
    "draft-review": Route(P.REVIEW, P.REVIEW, "offered", body=_asked),
    "draft-comments": Route(P.REVIEW, P.REVIEW, "draft", body=lambda _: {"text": "Taken over"}),
    "draft-publish": Route(
        None, P.AUTHOR, "approved", body=lambda _: {"note": "Taken over", "confirm": "1"}
    ),
    "draft-discard": Route(None, P.AUTHOR, "draft"),
    "draft-restore": Route(None, P.AUTHOR, "draft_discarded"),
    "draft-comment-settle": Route(None, P.REVIEW, "comment"),
    "draft-comment-reopen": Route(None, P.REVIEW, "comment"),
}
