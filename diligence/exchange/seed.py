"""Reads the layout in which the EU baseline was first drafted, to score its answers as well.

`show_if` has the short form `C1=yes`, an option has one `flag`, and rule C1 is a sentence beside
the flag mark of the same name. What that layout does not say (factor, scope, help, triage) stays at
its usual value.
"""

import re
from collections.abc import Mapping
from typing import Any

from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native

TARGETS = {
    "REFER": ("hub", "Ask the national hub for advice"),
    "LEGAL-EXPORT": ("export_control", "Ask the export-control authority"),
    "LEGAL-FDI": ("investment_screening", "Ask the investment-screening authority"),
    "LEGAL-FUNDER": ("funder", "Ask the funder"),
    "LEGAL-ETHICS": ("ethics", "Ask the ethics committee"),
}
_RULE = re.compile(r"(\w+)=(\w+) AND level\(([\w.]+)\)>=(\d) -> ([\w-]+)")
_SHORT = re.compile(r"(\w+)=([\w.-]+)")
_NAMED_RULES = {"accumulate", "unknown_floor", "unknown_hold", "refer_if_high_dims"}


def is_seed(document: object) -> bool:
    """Whether the document has this layout rather than the native one."""
    return isinstance(document, Mapping) and "format" not in document and "matrix" in document


def load(document: object) -> Questionnaire:
    """A questionnaire from the draft layout. Raises QuestionnaireError."""
    return native.load(as_native(document)) if is_seed(document) else native.load(document)


def as_native(document: object) -> object:
    """The same in the native layout; what cannot be understood is left for `native.load`."""
    if not isinstance(document, Mapping):
        return document
    try:
        return _translated(document)
    except (AttributeError, KeyError, TypeError, ValueError):
        return document


def _translated(document: Mapping[str, Any]) -> dict[str, Any]:
    rules: Mapping[str, Any] = document["rules"]
    flag_rules = [_rule(id, text) for id, text in rules.items() if id not in _NAMED_RULES]
    marks = {rule["id"] for rule in flag_rules}
    measures = {m: None for q in document["questions"] for m in q["measures"]}
    return {
        "format": native.FORMAT,
        "id": document["id"],
        "edition": document["version"],
        "title": document["id"],
        "language": "en",
        "dimensions": [
            {"id": id, "title": title, "matrix": document["matrix"][id]}
            for id, title in document["dimensions"].items()
        ],
        "sides": [
            {"id": id, "title": title, "reduction": 2 if id == "S" else 1}
            for id, title in document["axes"].items()
        ],
        "thresholds": document["thresholds"],
        "rules": {
            "accumulate": bool(rules.get("accumulate")),
            "unknown_floor": rules["unknown_floor"],
            "unknown_limit": rules["unknown_hold"],
            "high_refer": rules["refer_if_high_dims"],
        },
        "flags": [{"code": c, "target": t, "words": w} for c, (t, w) in TARGETS.items()],
        "flag_rules": flag_rules,
        "sections": [{"id": id, "title": t} for id, t in document["sections"].items()],
        "questions": [_question(question, marks) for question in document["questions"]],
        "measures": [{"id": id, "name": id, "kind": "governance"} for id in measures],
    }


def _rule(id: str, text: str) -> dict[str, Any]:
    found = _RULE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    question, code, axis, level, flag = found.groups()
    when = f"${{{question}}} = '{code}'"
    level_reached = {"axis": axis, "level": int(level)}
    return {"id": id, "when": when, "question": question, "flag": flag, **level_reached}


def _question(question: Mapping[str, Any], marks: set[str]) -> dict[str, Any]:
    kept = ("id", "section", "text", "type", "feeds", "cap", "measures", "basis")
    members = {name: question.get(name) for name in kept}
    members |= {"factor": "partner", "scope": "partnership"}
    members["options"] = [_option(option, marks) for option in question["options"]]
    if question.get("show_if"):
        found = _SHORT.fullmatch(question["show_if"])
        if found is None:
            raise ValueError(question["show_if"])
        members["condition"] = "${{{}}} = '{}'".format(*found.groups())
    return {name: value for name, value in members.items() if value is not None}


def _option(option: Mapping[str, Any], marks: set[str]) -> dict[str, Any]:
    flag = option.get("flag")
    flags = [flag] if flag and flag not in marks else []
    return {"code": option["code"], "label": option["label"], "points": option["points"]} | {
        "flags": flags
    }
