"""Where a place of a draft stands on the pages of its authors, and how it is called there."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.domain import place_words, places
from diligence.models import Draft

_PAGES = {
    "dimensions": "draft-scoring",
    "sides": "draft-scoring",
    "thresholds": "draft-scoring",
    "rules": "draft-scoring",
    "flag_rules": "draft-flags",
    "flags": "draft-flags",
    "triage": "draft-triage",
    "sections": "draft-outline",
    "questions": "draft-outline",
    "measures": "draft-measures",
    "translations": "draft-translations",
    "languages": "draft-translations",
    "cases": "draft-cases",
}
_ONE = {
    "questions": "draft-question",
    "triage": "draft-triage-question",
    "sections": "draft-section",
    "flags": "draft-flag",
    "flag_rules": "draft-flag-rule",
    "measures": "draft-measure",
    "cases": "draft-case",
}
_FIELDS = {
    "text": "id_text",
    "short": "id_short",
    "condition": "id_condition",
    "when": "id_when",
    "options": "options",
    "feeds": "feeds",
    "cap": "id_cap",
    "measures": "id_measures",
    "basis": "id_basis",
    "factor": "id_factor",
    "scope": "id_scope",
    "tags": "id_tags",
    "type": "id_type",
    "section": "id_section",
    "valid_months": "id_valid_months",
    "flag": "id_flag",
    "question": "id_question",
    "axis": "id_axis",
    "level": "id_level",
    "target": "id_target",
    "kind": "id_kind",
    "evidence": "id_evidence",
    "residual": "id_residual",
    "reduces": "reduces",
    "clears": "id_clears",
    "title": "id_title",
    "name": "id_name",
    "words": "id_words",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as pages show it: in words, and where it is changed. `place` is for scripts."""

    place: str
    words: str
    href: str
    called: str = ""


def spot(draft: Draft, place: str) -> Spot:
    """The place with its words and its link; what a member is called stands apart."""
    words = place_words.line(place, draft.document, _)
    called = place_words.called(place, {**draft.document, "cases": draft.cases})
    return Spot(place, words, url_of(draft, place), called)


def url_of(draft: Draft, place: str) -> str:
    """The page on which a place is changed, with the anchor of its field.

    Places that don't exist lead to the page where they would stand.
    """
    path = places.parts(place)
    head, rest = (path[0], path[1:]) if path else ("", ())
    if head == "translations" and rest:
        return _translation(draft, rest[0], places.at(*rest[2:]))
    if head in _ONE and rest and _there(draft, head, rest[0]):
        address = reverse(f"diligence:{_ONE[head]}", args=[draft.pk, rest[0]])
        return address + _anchor(draft, head, rest)
    if head in _PAGES:
        base = reverse(f"diligence:{_PAGES[head]}", args=[draft.pk])
        return base + _part(head, rest)
    about = reverse("diligence:draft-about", args=[draft.pk])
    return f"{about}#id_{head}" if head in ("title", "edition", "about") else about


def _translation(draft: Draft, language: str, text: str) -> str:
    """The page of the language, narrowed to one text."""
    wanted = draft.document.get("languages")
    known = _there(draft, "translations", language)
    if not known and language not in (wanted if isinstance(wanted, list) else ()):
        return reverse("diligence:draft-translations", args=[draft.pk])
    address = reverse("diligence:draft-language", args=[draft.pk, language])
    return f"{address}?{urlencode({'only': 'all', 'q': text})}#text-0" if text else address


def _part(head: str, rest: tuple[str, ...]) -> str:
    """The field of a page that holds several parts."""
    match head, rest:
        case "thresholds", (axis, *_rest):
            return f"#id_step-{axis}-1"
        case "dimensions", (id, "title"):
            return f"#id_dimension-{id}"
        case "dimensions", (id, *_rest):
            return f"#dimensions-{id}"
        case "rules", (name, *_rest):
            return f"#id_{name}"
        case "rules" | "flags" | "flag_rules", ():
            return f"#{head}"
        case "languages", ():
            return "#id_language"
    return ""


def _there(draft: Draft, head: str, name: str) -> bool:
    if head == "cases":
        return places.index_of(list(draft.cases), name) is not None
    listed = draft.document.get(head)
    return isinstance(listed, list) and places.index_of(listed, name) is not None


def _anchor(draft: Draft, head: str, path: tuple[str, ...]) -> str:
    """The field of a part's own page."""
    match path:
        case (id, "options", code, *rest):
            return _option(draft, head, id, code, rest[0] if rest else "code")
        case (_id, "help", name):
            return f"#id_{name}"
        case (_id, "feeds", axis):
            return f"#id_feed-{axis}"
        case (_id, "reduces", axis):
            return f"#id_reduces-{axis}"
        case (_id, name, *_rest) if name in _FIELDS:
            return f"#{_FIELDS[name]}"
    return ""


def _option(draft: Draft, head: str, id: str, code: str, field: str) -> str:
    question = places.look_up(draft.document, places.at(head, id))
    options = question.get("options") if isinstance(question, dict) else None
    row = places.index_of(options, code) if isinstance(options, list) else None
    return "#options" if row is None else f"#id_option-{row}-{field}"
