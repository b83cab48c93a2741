"""The longest rising run: what kept its order while something around it moved."""

from bisect import bisect_left
from collections.abc import Sequence


def steady(numbers: Sequence[int]) -> frozenset[int]:
    """The indexes of a longest rising subsequence of distinct numbers.

    Everything else is the smallest set whose moving explains the order.
    """
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(at[place - 1] if place else None)
        ends[place : place + 1] = [number]
        at[place : place + 1] = [index]
    found: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        found.add(last)
        last = before[last]
    return frozenset(found)
