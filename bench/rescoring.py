"""Rescore a million appraisals of the 58-question baseline under a draft, and prove every row.

    python -m bench.rescoring [ROWS] [--every]

Measured in CPU time on one core, best of the rounds: what is left when others use the machine too.
Compared with the engine that scores a single appraisal (on a sample, scaled up), and with one pass
over the same bytes. The answers are packed as they are stored, and read into columns once.

Equality: every row against the same edition added up question by question, without any table; and
a sample (with `--every` all million rows) against the scalar engine.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diligence.domain.packing import unpack
from diligence.domain.questionnaire import EXCLUSIVE_CODES, Question, Questionnaire
from diligence.domain.routing import route
from diligence.domain.scoring import score_so_far
from diligence.domain.vector_judging import BANDS, DESTINATIONS, OUTCOMES
from diligence.domain.vector_scoring import Program, Scores, program
from diligence.domain.vectors import Columns, all_translated, from_words, load
from diligence.enums import QuestionType
from diligence.exchange.packaged import packaged

ROWS = int(next((word for word in sys.argv[1:] if word.isdigit()), 1_000_000))
SAMPLE = min(ROWS, 4_000)
ROUNDS = 9
GOAL = 0.2


def answered(edition: Questionnaire, rows: int) -> np.ndarray:
    """Complete answers at random, mostly harmless ones, packed: a row an appraisal."""
    rng = np.random.default_rng(20261122)
    words = np.zeros((rows, len(edition.questions)), np.uint32)
    for place, question in enumerate(edition.questions):
        if question.options:
            words[:, place] = _words(question, rng, rows)
    for place, question in enumerate(edition.questions):
        if question.condition is not None:
            controller = next(iter(_named(question)))
            at = edition.positions[controller]
            code = question.condition.value
            bit = np.uint32(1 << edition.questions[at].codes.index(code))
            words[words[:, at] & bit == 0, place] = 0
    return words


def _named(question: Question) -> Iterator[str]:
    from diligence.domain.conditions import names

    yield from names(question.condition)


def _words(question: Question, rng: np.random.Generator, rows: int) -> np.ndarray:
    count = len(question.options)
    if question.type is not QuestionType.MULTI:
        share = np.array([3.0] + [1.0] * (count - 1))
        return np.uint32(1) << rng.choice(count, rows, p=share / share.sum()).astype(np.uint32)
    alone = [n for n, code in enumerate(question.codes) if code in EXCLUSIVE_CODES]
    together = sum(1 << n for n in range(count) if n not in alone)
    several = rng.integers(0, 1 << count, rows, dtype=np.uint32)
    several &= rng.integers(0, 1 << count, rows, dtype=np.uint32) & np.uint32(together)
    single = np.uint32(1 << (alone[0] if alone else 0))
    return np.where(several == 0, single, several).astype(np.uint32)


def drafted(edition: Questionnaire) -> Questionnaire:
    """A draft as authors make them: other points, another cap, a condition, one option less."""
    changed = {
        "B6": replace(
            edition.question("B6"),
            options=tuple(
                replace(option, points=option.points * Decimal("1.5"))
                for option in edition.question("B6").options
            ),
        ),
        "D4": replace(edition.question("D4"), cap=Decimal(8)),
        "H4": replace(edition.question("H4"), condition=edition.question("H3").condition),
        "A6": replace(edition.question("A6"), options=edition.question("A6").options[:-1]),
    }
    return replace(edition, questions=tuple(changed.get(q.id, q) for q in edition.questions))


def best(job: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds of the fastest round."""
    took = []
    for _ in range(rounds):
        start = process_time()
        job()
        took.append(process_time() - start)
    return min(took)


def scan(columns: Columns) -> int:
    """One pass over every byte that a rescoring reads."""
    return sum(
        int(np.bitwise_xor.reduce(column.codes.view(np.uint64)))
        for column in columns.by_question.values()
    )


def scalar(draft: Questionnaire, answers: list[dict[str, object]]) -> None:
    for one in answers:
        score_so_far(draft, one)


def differing(draft: Questionnaire, edition: Questionnaire, words: np.ndarray, told: Scores) -> int:
    """Rows on which the scalar engine says anything else."""
    found = 0
    for at, row in enumerate(words):
        answers = all_translated(draft, unpack(edition, row.tobytes()))
        one = score_so_far(draft, answers)
        found += (
            OUTCOMES[told.outcome[at]] is not one.outcome
            or BANDS[told.band[at]] is not one.band
            or DESTINATIONS[told.leads_to[at]] is not route(draft, one).leads_to
            or bool(told.hold[at]) is not one.hold
            or bool(told.decidable[at]) is not one.decidable
        )
    return found


def main() -> int:
    edition = packaged("eu-baseline")
    draft = drafted(edition)
    words = answered(edition, ROWS)
    packed = [row.tobytes() for row in words]
    start = process_time()
    columns = load(edition, packed)
    loading = process_time() - start
    turning = best(lambda: from_words(edition, words), 3)
    made: Program = program(draft, columns)
    tabling = best(lambda: program(draft, columns), 3)
    rescoring = best(lambda: made.verdicts(columns))
    floor = best(lambda: scan(columns))
    sample = [all_translated(draft, unpack(edition, one)) for one in packed[:SAMPLE]]
    single = best(lambda: scalar(draft, sample), 3) / SAMPLE * ROWS
    told = made.scores(columns)
    slowly = program(draft, columns, table=0).verdicts(columns)
    apart = int(np.count_nonzero(slowly != made.verdicts(columns)))
    checked = ROWS if "--every" in sys.argv else min(ROWS, SAMPLE * 5)
    wrong = differing(draft, edition, words[:checked], told)
    print(f"{ROWS:,} appraisals, {len(edition.questions)} questions; CPU seconds, one core")
    print(f"loading packed answers once      {loading:8.3f}  (of it into columns {turning:.3f})")
    print(f"tables of the draft              {tabling:8.3f}  ({len(made.tables)} tables)")
    print(f"rescoring                        {rescoring:8.3f}  (goal: {GOAL})")
    print(f"one pass over {columns.bytes / 1e6:5.1f} MB           {floor:8.3f}")
    print(f"the scalar engine                {single:8.1f}  (from {SAMPLE:,} rows)")
    print(f"ratio to the scalar engine 1:{single / rescoring:.0f}, ", end="")
    print(f"to the pass {rescoring / floor:.1f}:1")
    print(f"rows that differ: {apart} of {ROWS:,} from the way without tables, ", end="")
    print(f"{wrong} of {checked:,} from the scalar engine")
    return int(bool(apart or wrong) or rescoring > GOAL)


if __name__ == "__main__":
    sys.exit(main())
