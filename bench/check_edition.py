"""What the checks of a questionnaire cost: the baseline, and 200 questions made of it.

    python -m bench.check_edition

Nothing is remembered between the rounds. Beside it stands the time of one score of the same
questionnaire, measured in the same run, so that a busy machine shows in both. Two large editions
are measured: the baseline's questions three and a half times over, and the same with every third
question depending on an earlier one. Goal: under a second of CPU time.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from statistics import median
from time import process_time

from diligence.domain import checks
from diligence.domain.checks import findings, personal
from diligence.domain.conditions import Compare
from diligence.domain.plan import plan_of
from diligence.domain.questionnaire import Question, Questionnaire, Section
from diligence.domain.scoring import score
from diligence.exchange.packaged import packaged, worked_cases

ROUNDS = 5
GOAL = 1.0


def large(baseline: Questionnaire, count: int, *, chained: bool) -> Questionnaire:
    """The baseline repeated up to `count` questions, thresholds raised in proportion."""
    copies: list[Question] = []
    names: list[Section] = []
    for n in range(-(-count // len(baseline.questions))):
        mark = "abcdefgh"[n] if n else ""
        renamed = {q.id: f"{q.id}{mark}" for q in baseline.questions}
        names += [replace(s, id=f"{s.id}{mark}") for s in baseline.sections]
        copies += [_copy(question, renamed, mark) for question in baseline.questions]
    questions = copies[:count]
    if chained:
        questions = _chained(questions)
    times = Decimal(count) / len(baseline.questions)
    thresholds = tuple((a, tuple(int(s * times) for s in t)) for a, t in baseline.thresholds)
    used = {question.section for question in questions}
    return replace(
        baseline,
        questions=tuple(questions),
        sections=tuple(section for section in names if section.id in used),
        thresholds=tuple((a, tuple(Decimal(s) for s in t)) for a, t in thresholds),
    )


def _copy(question: Question, renamed: dict[str, str], mark: str) -> Question:
    condition = question.condition
    if isinstance(condition, Compare):
        condition = replace(condition, question=renamed[condition.question])
    section = f"{question.section}{mark}"
    return replace(question, id=renamed[question.id], section=section, condition=condition)


def _chained(questions: list[Question]) -> list[Question]:
    """Every third question without a condition is asked after a choice two before it."""
    found = list(questions)
    for index in range(2, len(found), 3):
        above = found[index - 2]
        if found[index].condition is None and above.options and above.type != "multi":
            condition = Compare(above.id, "!=", above.options[0].code)
            found[index] = replace(found[index], condition=condition)
    return found


def cpu_seconds(job: Callable[[], object]) -> float:
    start = process_time()
    job()
    return process_time() - start


def cold(questionnaire: Questionnaire) -> None:
    checks.amounts_to.cache_clear()
    personal.attributes.cache_clear()
    findings(questionnaire)


def main() -> int:
    baseline = packaged("eu-baseline")
    listed = worked_cases("eu-baseline")
    answers = listed["assumed"] | listed["cases"][0]["answers"]
    plan_of(baseline)
    one = median(cpu_seconds(lambda: score(baseline, answers)) for _ in range(200))
    print(f"one score of the baseline: {one * 1e6:.0f} µs of CPU time")
    worst = 0.0
    for name, questionnaire in (
        (f"baseline, {len(baseline.questions)} questions", baseline),
        ("200 questions", large(baseline, 200, chained=False)),
        ("200 questions, one in three conditional", large(baseline, 200, chained=True)),
    ):
        spent = median(cpu_seconds(lambda q=questionnaire: cold(q)) for _ in range(ROUNDS))
        found = len(findings(questionnaire))
        worst = max(worst, spent)
        print(f"{name}: {spent * 1e3:.0f} ms, {spent / one:.0f} scores, {found} findings")
    print(f"worst {worst:.2f} s (goal: under {GOAL:.0f} s)")
    return int(worst >= GOAL)


if __name__ == "__main__":
    sys.exit(main())
