"""How points, counts and flags of one appraisal share a few 64-bit words.

Every axis has a lane of bits wide enough for the largest sum it can reach, and so have the
counts. A word of answers' effects is then added up in one instruction, and no lane ever flows
over into its neighbour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
WORD = 63


class TooFineError(ValueError):
    """Points whose sums don't fit: they have too many digits to be added up exactly here."""

    def __init__(self) -> None:
        super().__init__("Points have more digits than can be added up here.")


@dataclass(frozen=True, slots=True)
class Lane:
    """Bits `shift` to `shift + width` of a word."""

    word: int
    shift: int
    width: int

    def of(self, words: Sequence[Words]) -> Words:
        found: Words = (words[self.word] >> np.uint64(self.shift)) & np.uint64(
            (1 << self.width) - 1
        )
        return found


@dataclass(frozen=True, slots=True)
class Layout:
    """The lane of each name, and how many words all of them take."""

    lanes: Mapping[str, Lane]
    words: int

    def encoded(self, amounts: Mapping[str, NDArray[np.int64]], rows: int) -> Words:
        """Amounts by name, as words: one row for each of them."""
        found = np.zeros((self.words, rows), np.uint64)
        for name, amount in amounts.items():
            lane = self.lanes[name]
            found[lane.word] += amount.astype(np.uint64) << np.uint64(lane.shift)
        return found

    def joined(self, first: str, second: str) -> Lane | None:
        """Two lanes read at once, where they are neighbours and short; None where not."""
        low, high = self.lanes[first], self.lanes[second]
        width = low.width + high.width
        if low.word != high.word or high.shift != low.shift + low.width or width > 16:
            return None
        return Lane(low.word, low.shift, width)


def laid_out(groups: Sequence[Sequence[tuple[str, int]]]) -> Layout:
    """Lanes for the largest amount of each name; the names of a group are kept together.

    Raises TooFineError for an amount that no word holds.
    """
    lanes: dict[str, Lane] = {}
    used = [0]
    for group in groups:
        widths = [max(1, most.bit_length()) for _, most in group]
        if max(widths, default=0) > WORD:
            raise TooFineError
        parts = [list(zip(group, widths, strict=True))]
        if sum(widths) > WORD:
            parts = [[pair] for pair in parts[0]]
        for part in parts:
            _place(part, lanes, used)
    return Layout(lanes, len(used))


def _place(
    part: Sequence[tuple[tuple[str, int], int]], lanes: dict[str, Lane], used: list[int]
) -> None:
    need = sum(width for _, width in part)
    word = next((at for at, bits in enumerate(used) if bits + need <= WORD), len(used))
    if word == len(used):
        used.append(0)
    for (name, _), width in part:
        lanes[name] = Lane(word, used[word], width)
        used[word] += width
