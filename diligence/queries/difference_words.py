"""A difference between two editions in words: what it is about, how it was, how it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.canonical import number
from diligence.domain.conditions import All, Answered, AnyOf, Compare, In, Includes, Not
from diligence.domain.differences import Change, Kind
from diligence.domain.highlighting import Piece, pieces
from diligence.domain.place_words import FIELDS, LISTS, MEMBERS, WHOLE
from diligence.domain.questionnaire import (
    Ancestor,
    FlagRule,
    Measure,
    Option,
    Question,
    Questionnaire,
    Translated,
)
from diligence.domain.wording import in_words
from diligence.enums import Band
from diligence.queries.sentences import spoken

KINDS: Final[Mapping[Kind, Any]] = {
    Kind.WORDING: _lazy("Wording"),
    Kind.HELP: _lazy("Help"),
    Kind.OPTIONS: _lazy("Options"),
    Kind.LOGIC: _lazy("Logic"),
    Kind.POINTS: _lazy("Points"),
    Kind.MEASURES: _lazy("Measures"),
    Kind.ADDED: _lazy("Added"),
    Kind.REMOVED: _lazy("Removed"),
    Kind.MOVED: _lazy("Moved"),
    Kind.TRANSLATION: _lazy("Translation"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One difference in words. `pieces` are there where running text changed, else empty."""

    change: Change
    kind: str
    what: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


def told(change: Change, before: Questionnaire, after: Questionnaire) -> Told:
    """How a difference reads; each side in the words of its own edition."""
    was = _said(change.before, change, before)
    now = _said(change.after, change, after)
    running = change.kind in (Kind.WORDING, Kind.HELP, Kind.TRANSLATION) or _is_text(change)
    marked = pieces(was, now) if running and was and now else ()
    what = _what(change, before, after)
    if marked and was == now:
        what = _("%(what)s: the same words, confirmed as a translation of the present ones") % {
            "what": what
        }
    return Told(change, str(KINDS[change.kind]), what, was, now, marked)


def subject(change: Change, before: Questionnaire, after: Questionnaire) -> tuple[str, str]:
    """The part a difference belongs to, and what it is called there."""
    head, _slash, id = change.subject.partition("/")
    name = _(MEMBERS[head]) % {"id": id} if id else _(LISTS.get(head, WHOLE))
    called = _called(after, head, id) or _called(before, head, id)
    return name, called


def group(change: Change, before: Questionnaire, after: Questionnaire) -> tuple[int, str]:
    """Where on a page the difference stands: the order of its group, and the group's title."""
    head, _slash, id = change.subject.partition("/")
    if head == "triage":
        return 1, _("Triage")
    if head in ("questions", "sections"):
        return _section(id, head, before, after)
    if head in ("dimensions", "sides", "thresholds", "rules", "flags", "flag_rules"):
        return 900, _("From points to outcome")
    if head == "measures":
        return 901, _("Measures")
    if head in ("languages", "translations"):
        return 902, _("Languages")
    return 0, _("The questionnaire as a whole")


def _section(id: str, head: str, before: Questionnaire, after: Questionnaire) -> tuple[int, str]:
    for start, q in ((10, after), (500, before)):
        section = id if head == "sections" else _section_of(q, id)
        for place, each in enumerate(q.sections):
            if each.id == section:
                return start + place, f"{each.id} · {each.title}"
    return 899, _("Sections")


def _section_of(q: Questionnaire, id: str) -> str:
    return q.question(id).section if id in q.positions else ""


def _called(q: Questionnaire, head: str, id: str) -> str:
    listed: Mapping[str, Callable[[], Any]] = {
        "questions": lambda: {x.id: x.label for x in q.questions},
        "triage": lambda: {x.id: x.label for x in q.triage},
        "sections": lambda: {x.id: x.title for x in q.sections},
        "measures": lambda: {x.id: x.name for x in q.measures},
        "flags": lambda: {x.code: x.words for x in q.flags},
        "dimensions": lambda: {x.id: x.title for x in q.dimensions},
        "sides": lambda: {x.id: x.title for x in q.sides},
    }
    return str(listed[head]().get(id, "")) if head in listed else ""


# --- What it is about ---------------------------------------------------------------------------
def _what(change: Change, before: Questionnaire, after: Questionnaire) -> str:
    parts = change.place.split("/")
    if change.kind is Kind.ADDED:
        return _("Added")
    if change.kind is Kind.REMOVED:
        return _("Removed")
    if parts[0] == "thresholds" or "feeds" in parts[2:3]:
        weight = _("Weight for %(axis)s") if "feeds" in parts[2:3] else "%(axis)s"
        return weight % {"axis": axis_name(after, parts[-1])}
    if "options" in parts[2:3]:
        return _of_options(parts, before, after)
    if len(parts) == 2 and parts[0] == "flag_rules":
        return _("Added") if change.before is None else _("Removed")
    if len(parts) == 2 and change.kind is Kind.MOVED:
        return _("Order")
    field = _(FIELDS[parts[-1]]) if parts[-1] in FIELDS else parts[-1]
    return f"{field} ({change.language})" if change.language else field


def _of_options(parts: list[str], before: Questionnaire, after: Questionnaire) -> str:
    if len(parts) == 3:
        return _("Order of the options")
    found = _option(before, parts[1], parts[3]) or _option(after, parts[1], parts[3])
    named = {"option": found.label if found else parts[3]}
    if len(parts) == 4:
        return _("Option “%(option)s”") % named
    told_of = {
        "label": _("Label of option “%(option)s”"),
        "points": _("Points of “%(option)s”"),
        "flags": _("Flags of “%(option)s”"),
        "route": _("Where “%(option)s” leads"),
    }
    return told_of[parts[4]] % named


def _option(q: Questionnaire, question: str, code: str) -> Option | None:
    for each in (*q.triage, *q.questions):
        if each.id == question:
            return each.option(code)
    return None


def axis_name(q: Questionnaire, axis: str) -> str:
    """The dimension and the side of it that an axis is."""
    dimension, _dot, side = axis.partition(".")
    titles = {d.id: d.title for d in q.dimensions} | {f".{s.id}": s.title for s in q.sides}
    return f"{titles.get(dimension, dimension)}: {titles.get(f'.{side}', side)}"


# --- How it is said -----------------------------------------------------------------------------
_CONDITIONS = (Compare, Includes, In, Answered, Not, All, AnyOf)


def _is_text(change: Change) -> bool:
    return type(change.before) is str and type(change.after) is str


def _said(value: Any, change: Change, q: Questionnaire) -> str:
    if value is None:
        return ""
    if type(value) is str:
        return _moved(value, change, q) if change.kind is Kind.MOVED else value
    if isinstance(value, tuple):
        return _listed(value, change, q)
    return next(say(value, q) for kind, say in _SAID.items() if isinstance(value, kind))


def _moved(value: str, change: Change, q: Questionnaire) -> str:
    if change.place.endswith("/section"):
        return next((f"{s.id} · {s.title}" for s in q.sections if s.id == value), value)
    return _("after %(id)s") % {"id": value} if value else _("first")


def _listed(value: tuple[Any, ...], change: Change, q: Questionnaire) -> str:
    if not value:
        return _("none")
    if isinstance(value[0], tuple) and isinstance(value[0][0], Band):
        return "; ".join(
            _("%(row)s: %(bands)s") % {"row": n, "bands": ", ".join(map(str, row))}
            for n, row in enumerate(value)
        )
    if change.place.endswith("/reduces"):
        return ", ".join(f"{axis_name(q, axis)} −{levels}" for axis, levels in value)
    if change.place == "translations":
        return ", ".join(order[0] for order in value)
    if change.place.endswith("/measures"):
        names = {m.id: f"{m.id} {m.name}" for m in q.measures}
        return "; ".join(names.get(id, id) for id in value)
    if change.place.endswith("/options"):
        return ", ".join(q.option_label(change.place.split("/")[1], code) for code in value)
    return ", ".join(_ancestor(v, q) if isinstance(v, Ancestor) else _plain(v) for v in value)


def _plain(value: Any) -> str:
    return str(number(value)) if isinstance(value, Decimal) else str(value)


def _ancestor(value: Ancestor, _q: Questionnaire) -> str:
    return f"{value.id} {value.edition}"


def _new_option(value: Option, _q: Questionnaire) -> str:
    told_of = [value.label]
    if value.points:
        told_of.append(_("%(points)s points") % {"points": number(value.points)})
    told_of += value.flags
    return "; ".join(told_of)


def _new_rule(value: FlagRule, q: Questionnaire) -> str:
    told_of = {"when": spoken(in_words(value.when, q)), "flag": value.flag}
    return _("When %(when)s: %(flag)s") % told_of


def _titled(value: Any, _q: Questionnaire) -> str:
    return str(getattr(value, "title", None) or getattr(value, "words", None) or value)


def _condition(value: Any, q: Questionnaire) -> str:
    return spoken(in_words(value, q))


_SAID: Final[Mapping[Any, Callable[[Any, Questionnaire], str]]] = {
    **dict.fromkeys(_CONDITIONS, _condition),
    bool: lambda value, q: _("Yes") if value else _("No"),
    Decimal: lambda value, q: str(number(value)),
    int: lambda value, q: str(value),
    Question: lambda value, q: value.text,
    Option: _new_option,
    Measure: lambda value, q: value.name,
    FlagRule: _new_rule,
    Translated: lambda value, q: value.text,
    Enum: lambda value, q: str(value.value).replace("_", " "),
    object: _titled,
}
"""How values of a kind are said; the first that fits."""
