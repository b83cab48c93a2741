"""What a decision was taken on, in one document, and how far things have moved since.

The document is canonical JSON; its SHA-256 binds the decision to it. Some changes only carry out
what was decided (a measure's evidence is accepted, a plan is added to): they are told, but they
do not ask for a review. The others are material.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diligence.domain.canonical import canonical_bytes, digest
from diligence.domain.wording import Sentence, gettext_noop

Document = Mapping[str, Any]

FORMAT = "ajar-basis-1"

FACTS = {
    "partners": gettext_noop("The partners, or what is known of them, changed."),
    "activities": gettext_noop("What is done together changed."),
    "technology_areas": gettext_noop("The critical technology areas changed."),
    "funding": gettext_noop("The funding changed."),
    "starts_on": gettext_noop("The start changed."),
    "ends_on": gettext_noop("The end changed."),
}
"""Facts of a partnership that a decision rests on; titles, references and people are not."""

_SCORE = gettext_noop("The answers were scored anew.")
_REOPENED = gettext_noop("The appraisal was taken up again.")
_OTHER_APPRAISAL = gettext_noop("Another appraisal of the partnership was begun.")
_ADDED = gettext_noop("Measure %(measure)s was chosen.")
_DROPPED = gettext_noop("Measure %(measure)s was dropped.")
_PLAN = gettext_noop("The plan of measure %(measure)s changed.")
_FORWARD = gettext_noop("Measure %(measure)s moved on.")
_BACK = gettext_noop("Measure %(measure)s was set back.")
_EVIDENCE = gettext_noop("The evidence of measure %(measure)s changed.")
_CLEARED = gettext_noop("A clearance of %(flag)s (%(question)s) was recorded.")
_STANDS = gettext_noop("%(flag)s (%(question)s) is no longer cleared.")
_RECLEARED = gettext_noop("The clearance of %(flag)s (%(question)s) changed.")
_NEW_ADVICE = gettext_noop("New advice of the hub arrived.")
_WAITING = gettext_noop("The consultation of the hub moved on.")

_STAGES = ("planned", "done", "accepted")
_PLANNED = ("responsible", "due_on", "note", "driver", "restricted_until")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: `part` says of what (partnership, appraisal, measures,
    clearance, advice); a `material` one asks for a review of the decision."""

    part: str
    sentence: Sentence
    material: bool = True


def content(
    *,
    score: Document,
    partnership: Document,
    measures: Sequence[Document],
    clearances: Sequence[Document],
    advice: Document | None,
    consultation: Document | None,
    legal: Sequence[str],
) -> dict[str, Any]:
    """The document, from parts in JSON types. Lists are put in order, so that it has one form."""
    return {
        "format": FORMAT,
        "score": dict(score),
        "partnership": dict(partnership),
        "measures": sorted((dict(item) for item in measures), key=lambda m: str(m["measure"])),
        "clearances": sorted((dict(item) for item in clearances), key=_key),
        "advice": None if advice is None else dict(advice),
        "consultation": None if consultation is None else dict(consultation),
        "legal": list(legal),
    }


def text_of(document: Document) -> str:
    """The document's canonical JSON, as it is stored."""
    return canonical_bytes(document).decode()


def digest_of(document: Document) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return digest(document)


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """What differs between two documents, in the order of a decision's page."""
    return (
        *_of_score(before["score"], after["score"]),
        *_of_partnership(before["partnership"], after["partnership"]),
        *_of_measures(before["measures"], after["measures"]),
        *_of_clearances(before["clearances"], after["clearances"]),
        *_of_advice(before, after),
    )


def material(before: Document, after: Document) -> tuple[Change, ...]:
    """The changes that ask for a review."""
    return tuple(change for change in changes(before, after) if change.material)


def begun_anew() -> Change:
    """Another appraisal was begun that has no score yet to compare."""
    return Change("appraisal", Sentence(_OTHER_APPRAISAL, {}))


def _of_score(before: Document, after: Document) -> Iterator[Change]:
    if before["appraisal"] != after["appraisal"]:
        yield Change("appraisal", Sentence(_OTHER_APPRAISAL, {}))
    elif before["document"] != after["document"] or before["submission"] != after["submission"]:
        yield Change("appraisal", Sentence(_SCORE, {}))
    elif before["state"] != after["state"]:
        yield Change("appraisal", Sentence(_REOPENED, {}))


def _of_partnership(before: Document, after: Document) -> Iterator[Change]:
    for name, told in FACTS.items():
        if before.get(name) != after.get(name):
            yield Change("partnership", Sentence(told, {}))


def _of_measures(before: Sequence[Document], after: Sequence[Document]) -> Iterator[Change]:
    was = {str(item["measure"]): item for item in before}
    now = {str(item["measure"]): item for item in after}
    for measure in sorted(was.keys() | now.keys()):
        named = {"measure": measure}
        if measure not in now:
            yield Change("measures", Sentence(_DROPPED, named))
        elif measure not in was:
            # More than what was decided on takes nothing away from it.
            yield Change("measures", Sentence(_ADDED, named), material=False)
        else:
            yield from _of_measure(was[measure], now[measure], named)


def _of_measure(was: Document, now: Document, named: Mapping[str, str]) -> Iterator[Change]:
    if any(was[name] != now[name] for name in _PLANNED):
        yield Change("measures", Sentence(_PLAN, named))
    step = _STAGES.index(now["state"]) - _STAGES.index(was["state"])
    if step < 0:
        yield Change("measures", Sentence(_BACK, named))
    elif step > 0:
        yield Change("measures", Sentence(_FORWARD, named), material=False)
    elif was["evidence"] != now["evidence"]:
        gone = not set(was["evidence"]) <= set(now["evidence"])
        yield Change("measures", Sentence(_EVIDENCE, named), material=gone)


def _key(clearance: Document) -> tuple[str, str, str]:
    return (clearance["question"], clearance["option"], clearance["flag"])


def _of_clearances(before: Sequence[Document], after: Sequence[Document]) -> Iterator[Change]:
    was, now = ({_key(item): item for item in rows} for rows in (before, after))
    for key in sorted(was.keys() | now.keys()):
        named = {"flag": key[2], "question": key[0]}
        if key not in now:
            yield Change("clearance", Sentence(_STANDS, named))
        elif key not in was:
            yield Change("clearance", Sentence(_CLEARED, named))
        elif was[key] != now[key]:
            yield Change("clearance", Sentence(_RECLEARED, named))


def _of_advice(before: Document, after: Document) -> Iterator[Change]:
    if before["advice"] != after["advice"]:
        yield Change("advice", Sentence(_NEW_ADVICE, {}))
    elif before["consultation"] != after["consultation"]:
        yield Change("advice", Sentence(_WAITING, {}), material=False)
