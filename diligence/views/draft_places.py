"""Where a place of a draft stands on the pages of its authors."""

from django.urls import reverse

from diligence.domain import places
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
    "translations": "draft-language",
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
    "title": "id_title",
    "name": "id_name",
    "words": "id_words",
}


def url_of(draft: Draft, place: str) -> str:
    """The page on which a place is changed, with the anchor of its field.

    Places that don't exist lead to the page where they would stand.
    """
    path = places.parts(place)
    head, rest = (path[0], path[1:]) if path else ("", ())
    if head in _ONE and rest and _there(draft, head, rest[0]):
        return reverse(f"diligence:{_ONE[head]}", args=[draft.pk, rest[0]]) + _anchor(rest[1:])
    if head in _PAGES:
        base = reverse(f"diligence:{_PAGES[head]}", args=[draft.pk])
        return base + (f"#{head}-{rest[0]}" if rest and head in _ANCHORED else "")
    return reverse("diligence:draft-about", args=[draft.pk])


_ANCHORED = ("dimensions", "sides", "thresholds", "rules")


def _there(draft: Draft, head: str, name: str) -> bool:
    if head == "cases":
        return places.index_of(list(draft.cases), name) is not None
    listed = draft.document.get(head)
    return isinstance(listed, list) and places.index_of(listed, name) is not None


def _anchor(rest: tuple[str, ...]) -> str:
    if not rest:
        return ""
    if rest[0] == "help" and len(rest) > 1:
        return f"#id_{rest[1]}"
    return f"#{_FIELDS[rest[0]]}" if rest[0] in _FIELDS else ""
