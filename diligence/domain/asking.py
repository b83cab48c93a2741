"""Which questions a colleague can be asked, and quick choices among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diligence.domain.questionnaire import UNKNOWN, Question, Questionnaire
from diligence.domain.sheet import Entry, values
from diligence.domain.visibility import visibility
from diligence.enums import Factor

UNANSWERED, UNCERTAIN, NONE = "unanswered", "unknown", "none"
SECTION, FACTOR = "section:", "factor:"


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one section that can be asked; "" is the triage."""

    id: str
    title: str
    questions: tuple[Question, ...]


def groups(
    definition: Questionnaire,
    entries: Mapping[str, Entry],
    *,
    triage: bool,
    answerable: frozenset[str],
) -> tuple[Group, ...]:
    """What can be asked, by section: all that the answers so far do not rule out."""
    if triage:
        return (Group("", "", tuple(definition.triage)),)
    hidden = visibility(definition, values(entries, definition.questions)).hidden
    found = (
        Group(
            section.id,
            section.title,
            tuple(
                question
                for question in definition.section_of(section.id)
                if question.id in answerable and question.id not in hidden
            ),
        )
        for section in definition.sections
    )
    return tuple(group for group in found if group.questions)


def picks(offered: Iterable[Group], entries: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    """Quick choices and the questions each ticks; those that would tick nothing are left out."""
    offered = tuple(offered)
    every = [question for group in offered for question in group.questions]
    found = {
        UNANSWERED: [q for q in every if entries.get(q.id, Entry()).get("value") is None],
        UNCERTAIN: [q for q in every if _is_unknown(entries.get(q.id, Entry()))],
        FACTOR + Factor.DOMAIN: [q for q in every if q.factor is Factor.DOMAIN],
        FACTOR + Factor.OWN: [q for q in every if q.factor is Factor.OWN],
    } | {SECTION + group.id: list(group.questions) for group in offered if group.id}
    return {name: tuple(q.id for q in chosen) for name, chosen in found.items() if chosen}


def _is_unknown(entry: Entry) -> bool:
    return entry.get("value") in (UNKNOWN, [UNKNOWN])


def with_note(present: str, note: str, name: str) -> str | None:
    """The note beside an answer once a colleague's is added; None where it stays as it is."""
    told = note.strip()
    if not told:
        return None
    signed = f"{name}: {told}"
    if signed in present:
        return None
    return f"{present}\n\n{signed}" if present else signed
