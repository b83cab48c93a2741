"""The chosen options of a questionnaire as bytes: what a simulation reads instead of texts.

One little-endian 32-bit word a question, in the order of the edition; bit n stands for option n.
0 stands for a question that was not asked, was left empty, or has no options.
"""

import struct
from collections.abc import Mapping, Sequence

from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import QuestionType

BITS = 32
"""More options than a word has bits can't be packed."""


def packable(questionnaire: Questionnaire) -> bool:
    """Whether every option of every question finds its bit."""
    return all(len(question.options) <= BITS for question in questionnaire.questions)


def pack(questionnaire: Questionnaire, answers: Mapping[str, object]) -> bytes | None:
    """The words of these answers, given for asked questions only; None where they don't fit."""
    if not packable(questionnaire):
        return None
    words = [_word(question, answers.get(question.id)) for question in questionnaire.questions]
    return struct.pack(f"<{len(words)}I", *words)


def _word(question: Question, answer: object) -> int:
    if answer is None or not question.options:
        return 0
    codes = answer if isinstance(answer, list | tuple) else (answer,)
    return sum(1 << question.codes.index(str(code)) for code in codes)


def unpack(questionnaire: Questionnaire, packed: bytes) -> dict[str, object]:
    """The answers to questions with options; raises ValueError when it isn't of this edition."""
    wanted = 4 * len(questionnaire.questions)
    if len(packed) != wanted:
        raise ValueError(f"{len(packed)} bytes, where this edition has {wanted}.")
    words = struct.unpack(f"<{len(questionnaire.questions)}I", packed)
    pairs = zip(questionnaire.questions, words, strict=True)
    return {question.id: answer_of(question, word) for question, word in pairs if word}


def answer_of(question: Question, word: int) -> object:
    """What a word of a question stands for; None for 0. Raises ValueError for a bit too many."""
    chosen = chosen_in(question.codes, word)
    if question.type is QuestionType.MULTI:
        return chosen or None
    if len(chosen) > 1:
        raise ValueError(f"{question.id} has one answer, not {len(chosen)}.")
    return chosen[0] if chosen else None


def chosen_in(codes: Sequence[str], word: int) -> list[str]:
    """The codes whose bits are set; raises ValueError when a bit stands for none."""
    if word >> len(codes):
        raise ValueError(f"{word:#x} has a bit beyond {len(codes)} options.")
    return [code for place, code in enumerate(codes) if word >> place & 1]
