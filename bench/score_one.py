"""What explaining a score costs: `score()` against plain dictionary arithmetic, in one run.

    python bench/score_one.py

The plain way adds points, levels, bands and the outcome of the same answers in dictionaries and
explains nothing. Both are measured alternately, in CPU time, so that a busy machine slows both;
each figure is the median of the rounds. The two must agree before anything is measured.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diligence.domain.canonical import canonical_bytes
from diligence.domain.result import as_document
from diligence.domain.scoring import score
from diligence.exchange import native
from diligence.exchange.packaged import packaged, worked_cases

ROUNDS = 7
REPEATS = 300
RANK = ("low", "medium", "high")


def prepared(document: dict[str, Any]) -> dict[str, Any]:
    """The definition as dictionaries, looked up the way a careful plain program would."""
    questions = [
        {
            "id": q["id"],
            "multi": q["type"] == "multi",
            "cap": q.get("cap"),
            "points": {o["code"]: o.get("points", 0) for o in q.get("options", [])},
            "flags": {o["code"]: o["flags"] for o in q.get("options", []) if o.get("flags")},
            "feeds": q.get("feeds", {}),
            "show": tuple(q["condition"][2:-1].split("} = '")) if "condition" in q else None,
        }
        for q in document["questions"]
    ]
    matrices = {d["id"]: d["matrix"] for d in document["dimensions"]}
    return {"questions": questions, "thresholds": document["thresholds"], "matrices": matrices}


def plain(definition: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:  # noqa: C901 - one flat loop is the point
    axes = dict.fromkeys(definition["thresholds"], 0.0)
    flags, unknown = [], 0
    for question in definition["questions"]:
        show = question["show"]
        if show is not None and answers.get(show[0]) != show[1]:
            continue
        answer = answers.get(question["id"])
        codes = answer if question["multi"] else [answer]
        points = 0
        for code in codes:
            points += question["points"].get(code, 0)
            if code in question["flags"]:
                flags.extend((question["id"], flag) for flag in question["flags"][code])
            if code == "unknown":
                unknown += 1
        if question["cap"] is not None and points > question["cap"]:
            points = question["cap"]
        for axis, weight in question["feeds"].items():
            axes[axis] += points * weight
    levels = {
        axis: sum(points >= step for step in definition["thresholds"][axis])
        for axis, points in axes.items()
    }
    bands = {
        id: matrix[levels[f"{id}.S"]][levels[f"{id}.P"]]
        for id, matrix in definition["matrices"].items()
    }
    if answers.get("B4") == "unit" and levels["KT.S"] >= 2:
        flags.append(("B4", "REFER"))
    rank = max(RANK.index(band) for band in bands.values())
    if all(band != "low" for band in bands.values()):
        rank = 2
    if unknown >= 4:
        rank = max(rank, 1)
    high = sum(band == "high" for band in bands.values())
    outcome = "refer" if flags or high >= 2 else RANK[rank]
    return {"axes": axes, "levels": levels, "bands": bands, "flags": flags, "outcome": outcome}


def cpu_microseconds(job: Callable[[], object]) -> float:
    start = process_time()
    for _ in range(REPEATS):
        job()
    return (process_time() - start) / REPEATS * 1e6


def main() -> None:
    questionnaire = packaged("eu-baseline")
    definition = prepared(native.dump(questionnaire))
    cases = worked_cases("eu-baseline")
    print("CPU µs for one answer set, median of", ROUNDS, "rounds of", REPEATS)
    print(f"{'case':6}{'plain':>9}{'score':>9}{'ratio':>8}{'+document':>11}{'+bytes':>9}")
    ratios = []
    for case in cases["cases"]:
        answers = cases["assumed"] | case["answers"]
        if plain(definition, answers)["outcome"] != score(questionnaire, answers).outcome:
            sys.exit(f"{case['id']}: the two ways disagree.")
        jobs: tuple[Callable[[], object], ...] = (
            lambda a=answers: plain(definition, a),
            lambda a=answers: score(questionnaire, a),
            lambda a=answers: as_document(score(questionnaire, a)),
            lambda a=answers: canonical_bytes(as_document(score(questionnaire, a))),
        )
        rounds = [[cpu_microseconds(job) for job in jobs] for _ in range(ROUNDS)]
        base, full, document, written = (median(column) for column in zip(*rounds, strict=True))
        ratio = median(row[1] / row[0] for row in rounds)
        ratios.append(ratio)
        print(f"{case['id']:6}{base:9.1f}{full:9.1f}{ratio:8.2f}{document:11.1f}{written:9.1f}")
    print(
        f"ratio of score with its full explanation to plain: median {median(ratios):.2f}, "
        f"worst {max(ratios):.2f} (goal: at most 3)"
    )


if __name__ == "__main__":
    main()
