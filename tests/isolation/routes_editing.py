"""The pages on which a draft is built: every part of it, its preview, cases and translations."""

import json
from collections.abc import Callable
from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission
Body = Callable[[Estate], dict[str, Any]]


def _posts(**told: Any) -> Body:
    return lambda estate: told | {"revision": estate.draft.revision}


def _named(id: str) -> dict[str, Any]:
    return {"id": lambda _estate: id}


def _write(body: Body, id: str = "") -> Route:
    return Route(P.REVIEW, P.AUTHOR, "draft", body=body, also=_named(id) if id else {})


_QUESTION = {
    "text": "Taken over?",
    "type": "text",
    "section": "L",
    "id": "L1",
    "factor": "own",
    "scope": "partnership",
    "option-count": "0",
}
_RULE = {"when": "${C1} = 'yes'", "question": "C1", "flag": "REFER", "id": "R9"}
_CASE = {"title": "Taken over", "facts": "Taken over", "why": "Taken over"}
_KEPT = _CASE | {"id": "K99", "answers": json.dumps({"answers": {}, "triage": {}})}

EDITING = {
    "draft-outline": _write(_posts(act="remove questions/L1")),
    "draft-about": _write(_posts(title="Taken over", edition="9")),
    "draft-section-new": _write(_posts(title="Taken over", id="X")),
    "draft-section": _write(_posts(title="Taken over", id="L"), "L"),
    "draft-question-new": _write(_posts(text="Taken?", type="text", section="L", id="L9")),
    "draft-question": _write(_posts(**_QUESTION), "L1"),
    "draft-complete": Route(P.REVIEW, about="draft", query="q=%24%7BL&at=3"),
    "draft-explain": Route(P.REVIEW, about="draft", query="condition=%24%7BL1%7D+!%3D+%27%27"),
    "draft-triage": _write(_posts(act="copy triage/T2")),
    "draft-triage-new": _write(_posts(text="Taken over?", id="T99")),
    "draft-triage-question": _write(_posts(why="Taken over", **{"option-count": "0"}), "T2"),
    "draft-scoring": _write(_posts(unknown_floor="1")),
    "draft-flags": _write(_posts(act="copy flag_rules/C1")),
    "draft-flag-new": _write(_posts(words="Taken over", target="hub", code="TAKEN")),
    "draft-flag": _write(_posts(words="Taken over", target="hub", code="REFER"), "REFER"),
    "draft-flag-rule-new": _write(_posts(**_RULE)),
    "draft-flag-rule": _write(_posts(**_RULE), "C1"),
    "draft-measures": _write(_posts(act="copy measures/M01")),
    "draft-measure-new": _write(_posts(name="Taken over", kind="access", id="M99")),
    "draft-measure": _write(_posts(name="Taken over", kind="access", id="M01"), "M01"),
    "draft-translations": _write(_posts(language="fr")),
    "draft-language": _write(
        _posts(**{"place-0": "questions/L1/text", "text-0": "Übernommen"}), "de"
    ),
    # Trying a draft changes nothing: who reads it may answer it.
    "draft-preview": Route(
        P.REVIEW, P.REVIEW, "draft", body=lambda _: {"L1": "Taken over", "L1.seen": "0.-"}
    ),
    "draft-cases": Route(P.REVIEW, about="draft"),
    "draft-case-new": _write(_posts(**_KEPT)),
    "draft-case": _write(_posts(**_CASE), "K29"),
    "draft-case-approve": _write(_posts(because="Taken over"), "K29"),
    "draft-case-remove": _write(_posts(), "K29"),
}
