"""A second, deliberately simple implementation of the scoring rules, over the plain document.

It shares no code with the product: fractions instead of scaled integers, a loop a rule.
"""

import re
from fractions import Fraction
from typing import Any

RANK = ["low", "medium", "high"]


def exact(value: Any) -> Fraction:
    return Fraction(str(value))


def asked(document: dict[str, Any], answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Questions asked, for conditions of the form ${C1} = 'yes' on questions of any depth."""
    by_id = {q["id"]: q for q in document["questions"]}

    def is_asked(question: dict[str, Any]) -> bool:
        text = question.get("condition")
        if text is None:
            return True
        name, code = re.fullmatch(r"\$\{(\w+)\} = '(\w+)'", text).groups()  # type: ignore[union-attr]
        return is_asked(by_id[name]) and answers.get(name) == code

    return [q for q in document["questions"] if is_asked(q)]


def score(document: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    points: dict[str, Fraction] = {axis: Fraction(0) for axis in document["thresholds"]}
    flags: list[list[str]] = []
    unknown: list[str] = []
    for question in asked(document, answers):
        given = answers.get(question["id"])
        codes = given if isinstance(given, list) else [given]
        chosen = [o for o in question.get("options", []) if o["code"] in codes]
        total = sum((exact(o.get("points", 0)) for o in chosen), Fraction(0))
        if question["type"] == "multi" and question.get("cap") is not None:
            total = min(total, exact(question["cap"]))
        for axis, weight in question.get("feeds", {}).items():
            points[axis] += total * exact(weight)
        for option in chosen:
            flags += [[question["id"], flag] for flag in option.get("flags", [])]
        if any(o["code"] == "unknown" for o in chosen):
            unknown.append(question["id"])
    return verdict(document, answers, points, flags, unknown)


def verdict(
    document: dict[str, Any],
    answers: dict[str, Any],
    points: dict[str, Fraction],
    flags: list[list[str]],
    unknown: list[str],
) -> dict[str, Any]:
    levels = {a: sum(points[a] >= exact(t) for t in document["thresholds"][a]) for a in points}
    bands = {
        d["id"]: d["matrix"][levels[d["id"] + ".S"]][levels[d["id"] + ".P"]]
        for d in document["dimensions"]
    }
    if answers["B4"] == "unit" and levels["KT.S"] >= 2:
        flags.append(["B4", "REFER"])
    order = [q["id"] for q in document["questions"]]
    flags.sort(key=lambda flag: order.index(flag[0]))
    rank = max(RANK.index(band) for band in bands.values())
    if all(band != "low" for band in bands.values()):
        rank = 2
    if len(unknown) >= 4:
        rank = max(rank, 1)
    refer = bool(flags) or list(bands.values()).count("high") >= 2
    return {
        "band": RANK[rank],
        "outcome": "refer" if refer else RANK[rank],
        "dimensions": bands,
        "points": points,
        "levels": levels,
        "flags": flags,
        "unknown_questions": unknown,
        "hold": len(unknown) >= 4,
        "decidable": len(unknown) < 8,
    }
