"""The machine interface: one JSON object of answers a line in, one JSON object a line out.

Blank lines at the end are ignored. A blank line between others is a bad line, so that outputs stay
beside their inputs.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from diligence.domain.answers import Problem
from diligence.domain.canonical import canonical_bytes
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import as_document
from diligence.domain.scoring import AnswersError, score
from diligence.exchange.jsontext import JsonError, read_json

LONGEST_LINE = 1_000_000


def score_lines(
    questionnaire: Questionnaire, lines: Iterable[bytes]
) -> Iterator[tuple[bytes, bool]]:
    """For each line its answer, without line end, and whether the line was good."""
    blank = 0
    for line in lines:
        if not line.strip():
            blank += 1
            continue
        for _ in range(blank):
            yield _bad("The line is blank.", ()), False
        blank = 0
        yield score_line(questionnaire, line)


def score_line(questionnaire: Questionnaire, line: bytes) -> tuple[bytes, bool]:
    """The canonical score of one line of answers, or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        return _bad(f"The line is longer than {LONGEST_LINE} bytes.", ()), False
    try:
        answers = read_json(line, exact=False)
    except JsonError as error:
        return _bad(str(error), ()), False
    if not isinstance(answers, dict):
        return _bad("A line holds one JSON object of answers.", ()), False
    try:
        return canonical_bytes(as_document(score(questionnaire, answers))), True
    except AnswersError as error:
        return _bad("The answers cannot be scored.", error.problems), False


def _bad(error: str, problems: tuple[Problem, ...]) -> bytes:
    listed = [{"question": item.question, "problem": item.problem} for item in problems]
    document: dict[str, Any] = {"error": error, "problems": listed}
    return canonical_bytes(document)
