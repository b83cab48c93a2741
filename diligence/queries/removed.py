"""What became of a part of a draft that was there when somebody began to change it."""

from dataclasses import dataclass
from typing import Any, Final

from diligence.domain import editing
from diligence.domain.draft_reading import members
from diligence.domain.edits import EditError, Insert, Operation, Rename, overlaps
from diligence.domain.places import at, look_up, name_of, parts, stands
from diligence.models import Draft, DraftChange
from diligence.queries import drafts

LOOKED_AT: Final = 200
"""Changes, the latest first, among which the one that took a part away is looked for."""


@dataclass(frozen=True, slots=True)
class Removed:
    """The change that took a part away, and the draft just before it, with its worked cases.

    `renamed` is the part's new place where the change only named it otherwise.
    """

    change: DraftChange
    before: dict[str, Any]
    renamed: str = ""


def removed(draft: Draft, place: str, since: int) -> Removed | None:
    """Who took the part at `place` away after the revision `since`; None where nobody did."""
    now = drafts.whole(draft)
    if stands(now, place):
        return None
    later = DraftChange.objects.filter(draft=draft, revision__gt=since).order_by("-revision")
    waiting: list[DraftChange] = []
    for change in later[:LOOKED_AT]:
        waiting.append(change)
        # Taking a change back copies the whole draft: only where one may have removed the part.
        if not any(overlaps(place, touched) for touched in drafts.places_of(change)):
            continue
        try:
            for each in waiting:
                now = editing.apply(now, editing.from_json(each.inverse)).document
        except EditError:
            return None
        waiting = []
        if stands(now, place):
            return Removed(change, now, _renamed(change, place))
    return None


def put_back(
    draft: Draft, gone: Removed, place: str, operations: list[Operation]
) -> list[Operation]:
    """What puts the part back where it stood, as `operations` on the earlier draft make it.

    A question comes with its section where that went too. Raises EditError as these operations do.
    """
    changed = editing.apply(gone.before, operations).document
    named = [o for o in operations if isinstance(o, Rename) and o.place == place]
    list_ = parts(place)[0]
    after = at(list_, named[-1].new_id) if named else place
    item = look_up(changed, after)
    now = drafts.whole(draft)
    back: list[Operation] = []
    if list_ == "questions" and not stands(now, at("sections", str(item.get("section")))):
        back += _with_before(now, gone.before, "sections", str(item.get("section")))
    return [*back, Insert(list_, item, _before(now, gone.before, place))]


def _with_before(
    now: dict[str, Any], then: dict[str, Any], list_: str, name: str
) -> list[Operation]:
    place = at(list_, name)
    if not stands(then, place):
        return []
    return [Insert(list_, look_up(then, place), _before(now, then, place))]


def _before(now: dict[str, Any], then: dict[str, Any], place: str) -> str | None:
    """The part it stood before and that is still there; None: it was the last."""
    list_, name = parts(place)[:2]
    named = [str(name_of(item)) for item in members(then, list_)]
    present = {str(name_of(item)) for item in members(now, list_)}
    following = named[named.index(name) + 1 :] if name in named else []
    return next((each for each in following if each in present), None)


def _renamed(change: DraftChange, place: str) -> str:
    for operation in editing.from_json(change.operations):
        if isinstance(operation, Rename) and operation.place == place:
            return at(parts(place)[0], operation.new_id)
    return ""
