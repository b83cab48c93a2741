"""Questionnaires that come with the product, and the worked cases beside them."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.soundness import Defect
from diligence.exchange import native, seed
from diligence.exchange.jsontext import JsonError, read_json
from diligence.exchange.reading import QuestionnaireError

KEYS = {"eu-baseline": "eu_baseline", "eu-baseline-proposal": "eu_baseline_proposal"}
PROPOSALS = frozenset({"eu-baseline-proposal"})
"""Offered to begin a draft with; not published by anybody yet."""
LARGEST_FILE = 20_000_000


class NoSuchQuestionnaireError(QuestionnaireError):
    """Neither a file nor a packaged key."""


@cache
def packaged(key: str) -> Questionnaire:
    """The packaged questionnaire. Raises KeyError for another key."""
    return native.loads(_text(f"{KEYS[key]}.json"))


@cache
def worked_cases(key: str) -> Any:
    """Its worked cases: `assumed` answers and `cases` with what each must give. Raises KeyError."""
    return json.loads(_text(f"{KEYS[key]}_cases.json"))


@cache
def overrides(key: str) -> Any:
    """Reasons to publish it although checks of judgement object. Raises KeyError."""
    return json.loads(_text(f"{KEYS[key]}_overrides.json"))


def _text(name: str) -> str:
    return (files("diligence.data") / name).read_text(encoding="utf-8")


def from_file_or_key(name: str) -> Questionnaire:
    """A questionnaire from a file (native or draft layout) or a packaged key; a file comes first.

    Raises NoSuchQuestionnaireError when it is neither, QuestionnaireError when it cannot be used.
    """
    path = Path(name)
    if not path.is_file():
        if name in KEYS:
            return packaged(name)
        remedy = f"Give a file or one of {', '.join(KEYS)}."
        defect = Defect(name, "There is no such file or questionnaire.", remedy)
        raise NoSuchQuestionnaireError((defect,))
    try:
        document = read_json(_contents(path), exact=True)
    except (JsonError, OSError) as error:
        defect = Defect(name, str(error), "Correct the file or name another.")
        raise QuestionnaireError((defect,)) from None
    return seed.load(document)


def _contents(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        raise JsonError(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.")
    return path.read_bytes()
