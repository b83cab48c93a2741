"""What an edition may not change of the one it builds on, place by place.

An author is told before trying; `inheriting.composed` proves it of the whole document.
"""

from diligence.domain import places
from diligence.domain.canonical import number
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Band, Step

SEVERITY = {step: rank for rank, step in enumerate((Step.OUT, Step.NEXT, Step.FULL, Step.REFER))}
"""How much a triage option asks for."""

_PART = gettext_noop(
    "“%(name)s” comes from %(parent)s, on which this edition builds: it stays as it is there. Add "
    "a part of your own beside it."
)
_FRAME = gettext_noop(
    "The dimensions and sides are those of %(parent)s, on which this edition builds: results could "
    "not be compared otherwise."
)
_LANGUAGE = gettext_noop(
    "The inherited texts are written in the language of %(parent)s. Add a translation instead."
)
_FORMAT = gettext_noop("The format is the same in every edition.")
_LINEAGE = gettext_noop(
    "This names what the edition builds on (%(parent)s). It changes only with an update to a newer "
    "edition of it."
)
_TRANSLATED = gettext_noop("%(parent)s translates this itself: its words stay.")
_AT_MOST = gettext_noop("At most %(limit)s, as in %(parent)s: a lower number is more severe.")
_MATRIX = gettext_noop("No cell may be milder than in %(parent)s.")
_ROUTE = gettext_noop("At least “%(limit)s”, as in %(parent)s.")
_HUB = gettext_noop("The hub is asked from “%(limit)s” on in %(parent)s: at that band or earlier.")
_ACCUMULATE = gettext_noop("%(parent)s has this rule: it stays on.")
_EXTEND = gettext_noop("Begins with the words of %(parent)s; yours may follow.")
_SUGGESTED = gettext_noop("The suggestions of %(parent)s stay; yours may follow.")

_EXTENDED = ("help", "measures")
_OPEN = ("thresholds", "rules", "languages", "cases")


def named(parent: Questionnaire) -> str:
    """What an inherited edition is called in sentences."""
    return f"{parent.title} {parent.edition}"


def lock_of(parent: Questionnaire, place: str) -> Sentence | None:
    """Why what stands at a place can't be changed, moved or removed; None where it can.

    The place of a list itself (`questions`) is free where own members may be added to it. Places
    where only more severity is allowed are free: `limit_of` says how far.
    """
    told = {"parent": named(parent)}
    path = places.parts(place)
    head, rest = (path[0], path[1:]) if path else ("", ())
    if head == "format":
        return Sentence(_FORMAT, {})
    if head == "language":
        return Sentence(_LANGUAGE, told)
    if head == "lineage":
        return Sentence(_LINEAGE, told)
    if head in ("dimensions", "sides"):
        may_rise = head == "dimensions" and len(rest) >= 2 and rest[1] == "matrix"
        return None if may_rise else Sentence(_FRAME, told)
    if head == "translations":
        return _of_translation(parent, rest)
    if head in _OPEN or not rest or rest[0] not in ids(parent).get(head, frozenset()):
        return None
    return None if _may_grow(head, rest) else Sentence(_PART, told | {"name": rest[0]})


def _may_grow(head: str, rest: tuple[str, ...]) -> bool:
    """Help and suggested measures may be added to; the route of a triage option may rise."""
    if head == "triage" and len(rest) == 4 and rest[1] == "options" and rest[3] == "route":
        return True
    extended = _EXTENDED if head == "questions" else ("help",) if head == "triage" else ()
    return len(rest) >= 2 and rest[1] in extended


def _of_translation(parent: Questionnaire, rest: tuple[str, ...]) -> Sentence | None:
    if not rest:
        return None
    own = {t.language: {text.place for text in t.texts} for t in parent.translations}
    theirs = own.get(rest[0])
    if theirs is None or rest[1:] == ("texts",):
        return None
    place = "/".join(rest[2:]).removesuffix("/text").removesuffix("/of")
    whole = "/".join(rest[2:])
    if rest[1:] and whole not in theirs and place not in theirs:
        return None
    if "/help/" in whole or rest[2:3] in (("title",), ("about",)):
        return None
    return Sentence(_TRANSLATED, {"parent": named(parent)})


def ids(parent: Questionnaire) -> dict[str, frozenset[str]]:
    """The names of the inherited members of each list that own ones may be added to."""
    return {
        "sections": frozenset(section.id for section in parent.sections),
        "triage": frozenset(question.id for question in parent.triage),
        "questions": frozenset(parent.positions),
        "flags": frozenset(flag.code for flag in parent.flags),
        "flag_rules": frozenset(rule.id for rule in parent.flag_rules),
        "measures": frozenset(measure.id for measure in parent.measures),
    }


def limit_of(parent: Questionnaire, place: str) -> Sentence | None:
    """How far what stands at an inherited place may be changed; None where nothing limits it."""
    told = {"parent": named(parent)}
    path = places.parts(place)
    if len(path) < 2:
        return None
    head, name, rest = path[0], path[1], path[2:]
    if head == "thresholds":
        steps = dict(parent.thresholds).get(name)
        limit = None if steps is None else ", ".join(str(number(step)) for step in steps)
        return None if limit is None else Sentence(_AT_MOST, told | {"limit": limit})
    if head == "rules":
        return _of_rule(parent, name, told)
    if head == "dimensions" and rest[:1] == ("matrix",):
        return Sentence(_MATRIX, told)
    if head in ("triage", "questions") and name in ids(parent)[head]:
        return _of_question(parent, head, name, rest)
    return None


def _of_question(
    parent: Questionnaire, head: str, name: str, rest: tuple[str, ...]
) -> Sentence | None:
    told = {"parent": named(parent)}
    if rest[:1] == ("help",):
        return Sentence(_EXTEND, told)
    if rest == ("measures",):
        return Sentence(_SUGGESTED, told)
    if head == "triage" and len(rest) == 3 and rest[2] == "route":
        option = parent.triage_question(name).option(rest[1])
        route = option.route if option else None
        return None if route is None else Sentence(_ROUTE, told | {"limit": route.value})
    return None


def _of_rule(parent: Questionnaire, name: str, told: dict[str, str]) -> Sentence | None:
    if name == "accumulate":
        return Sentence(_ACCUMULATE, told) if parent.rules.accumulate else None
    if name == "hub_from":
        band: Band = parent.rules.hub_from
        return Sentence(_HUB, told | {"limit": band.value})
    if name in ("unknown_floor", "unknown_limit", "high_refer"):
        return Sentence(_AT_MOST, told | {"limit": str(getattr(parent.rules, name))})
    return None
