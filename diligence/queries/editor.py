"""What the pages of a draft's author read: the draft, its remarks by place, what changed last."""

from collections import Counter
from collections.abc import Iterable, Mapping

from diligence.domain.places import source_of
from diligence.models import Draft, DraftChange


def last_change(draft: Draft) -> DraftChange | None:
    """The newest change, with who made it and when; None for a draft nobody changed yet."""
    rows = DraftChange.objects.filter(draft=draft).defer("operations", "inverse")
    newest: DraftChange | None = rows.first()
    return newest


def within(counts: Mapping[str, int], place: str) -> int:
    """How many of these counts stand at a place or inside it."""
    inside = f"{place}/"
    return sum(n for at, n in counts.items() if at == place or at.startswith(inside))


def by_member(places: Iterable[str]) -> Counter[str]:
    """How often each member of a list (`questions/A1`) occurs in places at or inside it, or in
    translations of its words."""
    return Counter("/".join(source_of(place).split("/")[:2]) for place in places)


def by_member_counts(counts: Mapping[str, int]) -> Counter[str]:
    """The counts of places added up by the member of a list that they stand in."""
    found: Counter[str] = Counter()
    for place, count in counts.items():
        found["/".join(place.split("/")[:2])] += count
    return found
