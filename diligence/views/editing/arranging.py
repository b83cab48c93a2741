"""What the buttons of an outline ask for, as operations on the draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.domain import places
from diligence.domain.draft_reading import members, text_of
from diligence.domain.editing import Insert, Move, Operation, Remove, Set
from portal.authority import Refused

Document = Mapping[str, Any]

END = "end:"


@dataclass(frozen=True, slots=True)
class Act:
    """What is done, how it is called, and which place has the focus afterwards."""

    operations: list[Operation]
    what: str
    focus: str


def read(
    document: Document, data: Mapping[str, str], why_locked: Callable[[str], str]
) -> Act | None:
    """What one button asks for; None where it changes nothing.

    Raises ValidationError for what can't be read, Refused for what is inherited.
    """
    verb, _space, place = data.get("act", "").partition(" ")
    target = data.get("before", "")
    if verb == "place":
        place = data.get("place", "")
    list_, _slash, name = place.partition("/")
    item = _find(document, list_, name)
    if verb == "copy":
        return _copy(document, list_, name, item)
    reason = why_locked(place)
    if reason:
        raise Refused(reason)
    if verb == "remove":
        return _remove(document, list_, name, item, why_locked)
    if verb in ("up", "down"):
        return _step(document, list_, name, -1 if verb == "up" else 1)
    if verb == "place":
        return _place(document, list_, name, target)
    raise ValidationError(_("This button isn't known here. Load the page again."))


def _find(document: Document, list_: str, name: str) -> dict[str, Any]:
    for item in members(document, list_):
        if places.name_of(item) == name:
            return item
    raise ValidationError(_("That part is gone: a colleague may have removed it."))


# --- Order --------------------------------------------------------------------------------------
def _step(document: Document, list_: str, name: str, by: int) -> Act | None:
    if list_ == "questions":
        return _step_question(document, name, by)
    named = [str(places.name_of(item)) for item in members(document, list_)]
    at = named.index(name)
    if not 0 <= at + by < len(named):
        return None
    # One down is: before the one after the next, or at the end.
    after = at + 2 if by > 0 else at - 1
    before = named[after] if after < len(named) else None
    place = places.at(list_, name)
    return Act([Move(place, before)], _moved(name, before), place)


def _step_question(document: Document, name: str, by: int) -> Act | None:
    """Past the neighbour of its section, or from the edge of one section into the next."""
    sections = [text_of(section, "id") for section in members(document, "sections")]
    listed = members(document, "questions")
    section = next(text_of(q, "section") for q in listed if q.get("id") == name)
    inside = [str(q.get("id")) for q in listed if q.get("section") == section]
    at = inside.index(name)
    place = places.at("questions", name)
    if 0 <= at + by < len(inside):
        if by < 0:
            return Act([Move(place, inside[at - 1])], _moved(name, inside[at - 1]), place)
        before = _following(document, inside[at + 1])
        return Act([Move(place, before)], _moved(name, before), place)
    if section not in sections or not 0 <= sections.index(section) + by < len(sections):
        return None
    wanted = sections[sections.index(section) + by]
    return _into(document, name, wanted, first=by > 0)


def _into(document: Document, name: str, section: str, *, first: bool) -> Act:
    place = places.at("questions", name)
    inside = [
        str(q.get("id"))
        for q in members(document, "questions")
        if q.get("section") == section and q.get("id") != name
    ]
    before = (
        inside[0] if inside and first else (_following(document, inside[-1]) if inside else None)
    )
    operations: list[Operation] = [Set(places.at(place, "section"), section)]
    if inside and before != name:
        operations.append(Move(place, before))
    what = _("Moved %(id)s to section %(section)s") % {"id": name, "section": section}
    return Act(operations, what, place)


def _place(document: Document, list_: str, name: str, target: str) -> Act | None:
    """Where the list “place before” says: before a question, or at the end of a section."""
    place = places.at(list_, name)
    if target.startswith(END):
        section = target.removeprefix(END)
        _find(document, "sections", section)
        return _into(document, name, section, first=False)
    if not target or target == name:
        raise ValidationError(_("Choose where to put it: before a question, or at the end."))
    other = _find(document, list_, target)
    operations: list[Operation] = []
    if list_ == "questions":
        section = text_of(other, "section")
        if section != text_of(_find(document, list_, name), "section"):
            operations.append(Set(places.at(place, "section"), section))
    operations.append(Move(place, target))
    return Act(operations, _moved(name, target), place)


def _following(document: Document, name: str) -> str | None:
    named = [str(q.get("id")) for q in members(document, "questions")]
    at = named.index(name) + 1
    return named[at] if at < len(named) else None


def _moved(name: str, before: str | None) -> str:
    if before is None:
        return _("Moved %(id)s to the end") % {"id": name}
    return _("Moved %(id)s before %(before)s") % {"id": name, "before": before}


# --- Copies and removals ------------------------------------------------------------------------
def _copy(document: Document, list_: str, name: str, item: dict[str, Any]) -> Act:
    if list_ not in ("questions", "triage", "measures", "flag_rules"):
        raise ValidationError(_("Only questions, measures and rules can be duplicated."))
    fresh = free_id(document, list_, name)
    key = "code" if "code" in item else "id"
    copied = {**item, key: fresh}
    if isinstance(copied.get("short"), str):
        copied["short"] = _("%(label)s (copy)") % {"label": copied["short"]}
    before = None
    named = [str(places.name_of(each)) for each in members(document, list_)]
    if named.index(name) + 1 < len(named):
        before = named[named.index(name) + 1]
    what = _("Duplicated %(id)s as %(new)s") % {"id": name, "new": fresh}
    return Act([Insert(list_, copied, before)], what, places.at(list_, fresh))


def free_id(document: Document, list_: str, name: str) -> str:
    """A code nobody has yet: `A3` after `A2` where the name ends in digits, else `name-2`."""
    taken = {
        str(places.name_of(item))
        for each in places.sharing(list_)
        for item in members(document, each)
    }
    stem = name.rstrip("0123456789")
    if stem != name and stem:
        width = len(name) - len(stem)
        count = int(name[len(stem) :]) if width < 9 else 0
        return next(
            id
            for n in range(count + 1, count + 10_000)
            if (id := f"{stem}{n:0{width}}") not in taken
        )
    return next(id for n in range(2, 10_000) if (id := f"{name}-{n}") not in taken)


def _remove(
    document: Document,
    list_: str,
    name: str,
    item: dict[str, Any],
    why_locked: Callable[[str], str],
) -> Act:
    place = places.at(list_, name)
    label = str(item.get("short") or item.get("title") or item.get("name") or name)[:80]
    what = _("Removed %(id)s (%(label)s)") % {"id": name, "label": label}
    operations: list[Operation] = []
    if list_ == "sections":
        inside = [q for q in members(document, "questions") if q.get("section") == name]
        for question in inside:
            inner = places.at("questions", text_of(question, "id"))
            if reason := why_locked(inner):
                raise Refused(reason)
            operations.append(Remove(inner))
        if inside:
            what = _("Removed section %(id)s with its %(count)s questions") % {
                "id": name,
                "count": len(inside),
            }
    return Act([*operations, Remove(place)], what, "")
