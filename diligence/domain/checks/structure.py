"""Defects of reading and of fitting together, said as findings at their places."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from diligence.domain import places
from diligence.domain.checks.catalogue import CHECKS
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.soundness import Defect
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

MOST_TRIAGE = 10

_LISTS = {
    "question": "questions",
    "triage": "triage",
    "dimension": "dimensions",
    "side": "sides",
    "flag": "flags",
    "flag rule": "flag_rules",
    "section": "sections",
    "measure": "measures",
    "ancestor": "lineage",
    "translation": "translations",
    "option": "options",
    "thresholds": "thresholds",
    "feeds": "feeds",
    "reduces": "reduces",
}


def from_defects(defects: Iterable[Defect], document: object) -> tuple[Finding, ...]:
    """The same as findings, each at the nearest place that the document has."""
    return tuple(
        Finding(
            defect.kind.value,
            resolved(document, _place(defect.place)),
            Sentence("%(told)s", {"told": defect.problem}),
            Sentence("%(told)s", {"told": defect.remedy}),
            CHECKS[defect.kind.value].weight,
        )
        for defect in defects
    )


def skeleton(part: object) -> Any:
    """A questionnaire's parts as a document has them: enough to look up places."""
    if is_dataclass(part):
        members = [field.name for field in fields(part) if field.init]
        return {name: kept for name in members if (kept := skeleton(getattr(part, name)))}
    if isinstance(part, tuple):
        if part and all(_is_pair(item) for item in part):
            return dict(part)
        return [skeleton(item) for item in part]
    return part


def _is_pair(item: object) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)


def resolved(document: object, place: str) -> str:
    """The place, or the nearest one above it where the document has something."""
    parts = places.parts(place)
    for length in range(len(parts), 0, -1):
        shorter = places.at(*parts[:length])
        try:
            places.look_up(document, shorter)
        except KeyError:
            continue
        return shorter
    return ""


def _place(told: str) -> str:
    """A defect's place in words (`question A1, option joint, points`) as a path."""
    parts: list[str] = []
    for segment in told.split(", "):
        if segment == "questionnaire" and not parts:
            continue
        noun, _space, name = segment.rpartition(" ")
        if noun.endswith(" number"):
            parts.append(_LISTS.get(noun.removesuffix(" number"), noun))
            break
        parts += [_LISTS[noun], name] if noun in _LISTS else [segment]
    return places.at(*parts)


def short_triage(questionnaire: Questionnaire) -> Iterator[Finding]:
    """One finding, at the first question that is too many."""
    if len(questionnaire.triage) <= MOST_TRIAGE:
        return
    values = {"count": str(len(questionnaire.triage)), "most": str(MOST_TRIAGE)}
    yield Finding(
        "triage",
        places.at("triage", questionnaire.triage[MOST_TRIAGE].id),
        Sentence(_("There are %(count)s triage questions; at most %(most)s are allowed."), values),
        Sentence(_("Remove some, or ask them in the full questionnaire."), {}),
        Weight.ERROR,
    )


def recorded_only(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Triage questions that ask for a country or an organisation: their answer fixes a route."""
    for question in questionnaire.triage:
        if question.type.names_a_place_or_body:
            yield Finding(
                "country",
                places.at("triage", question.id),
                Sentence(
                    _("“%(label)s” asks for a country or an organisation and decides the route."),
                    {"label": question.label},
                ),
                Sentence(_("Ask about the circumstance itself, with yes or no."), {}),
                Weight.ERROR,
            )
