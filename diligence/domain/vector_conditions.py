"""Conditions over many answers at once, in three values: no, open (an answer is missing), yes.

In this order "and" is the smaller of two, "or" the larger, "not" the distance from yes.
"""

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from diligence.domain.conditions import (
    All,
    Answered,
    AnyOf,
    Compare,
    Condition,
    In,
    Includes,
    Not,
    evaluator,
)

NO, OPEN, YES = 0, 1, 2

Leaf = Compare | Includes | In | Answered
Truths = NDArray[np.int8]


def truth(condition: Condition, of: Callable[[Leaf], Truths]) -> Truths:
    """A condition's value row by row; `of` gives that of each comparison in it."""
    match condition:
        case Not(term):
            return np.subtract(YES, truth(term, of), dtype=np.int8)
        case All(terms):
            return reduce(np.minimum, (truth(term, of) for term in terms))
        case AnyOf(terms):
            return reduce(np.maximum, (truth(term, of) for term in terms))
        case _:
            return of(condition)


def truths_of(leaf: Leaf, answers: Sequence[object], *, possible: bool) -> Truths:
    """One comparison's value for each of a column's answers.

    `possible`: what is unanswered might be answered, so even "is there an answer?" is open.
    """
    holds = evaluator(leaf)
    found = []
    for answer in answers:
        value = None if possible and answer is None else holds({leaf.question: answer})
        found.append(OPEN if value is None else YES if value else NO)
    return np.array(found, np.int8)
