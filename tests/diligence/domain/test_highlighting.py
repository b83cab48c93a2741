"""Word by word: both versions can be read off the pieces."""

from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.highlighting import MOST_WORDS, Fate, Piece, pieces

TEXTS = st.text(st.sampled_from("ab cé.,\n"), max_size=40)


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_off(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.fate is not Fate.IN) == before
    assert "".join(p.text for p in found if p.fate is not Fate.OUT) == after
    assert all(piece.text for piece in found)


def test_only_the_changed_words_are_marked() -> None:
    assert pieces("Is the partner public?", "Is the partner private?") == (
        Piece(Fate.SAME, "Is the partner "),
        Piece(Fate.OUT, "public"),
        Piece(Fate.IN, "private"),
        Piece(Fate.SAME, "?"),
    )


def test_texts_with_little_in_common_stand_whole() -> None:
    found = pieces("Who owns it?", "Name every sanction list you searched, please")
    assert [piece.fate for piece in found] == [Fate.OUT, Fate.IN]


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    long = "word " * MOST_WORDS
    assert [piece.fate for piece in pieces(long, long + "more")] == [Fate.OUT, Fate.IN]
    assert pieces(long, long) == (Piece(Fate.SAME, long),)
