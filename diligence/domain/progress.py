"""How far the answers are, section by section, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from diligence.domain.answers import Answers
from diligence.domain.questionnaire import UNKNOWN, Questionnaire
from diligence.domain.visibility import check, visibility
from diligence.enums import ProblemCode, Shown


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """`missing` lists the asked questions that must be answered and have no usable answer."""

    id: str
    title: str
    asked: tuple[str, ...]
    answered: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """`unknown` lists the asked questions answered "don't know"; `faulty` what cannot be used."""

    sections: tuple[SectionProgress, ...]
    states: Mapping[str, Shown]
    unknown: tuple[str, ...]
    faulty: Mapping[str, ProblemCode]

    @property
    def asked(self) -> int:
        return sum(len(section.asked) for section in self.sections)

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(id for section in self.sections for id in section.missing)

    def first_open(self) -> str:
        """The section to go on with: the first that lacks something, or else the first."""
        lacking = (section.id for section in self.sections if section.missing)
        return next(lacking, self.sections[0].id)


def progress(questionnaire: Questionnaire, answers: Answers) -> Progress:
    seen = visibility(questionnaire, answers)
    faulty = {p.question: p.code for p in check(questionnaire, answers, complete=False)}
    missing = frozenset(seen.missing)
    states = dict.fromkeys(seen.asked, Shown.ASKED)
    states |= dict.fromkeys(seen.hidden, Shown.HIDDEN)
    states |= dict.fromkeys(seen.waiting, Shown.WAITING)
    sections = []
    for section in questionnaire.sections:
        ids = [question.id for question in questionnaire.section_of(section.id)]
        asked = tuple(id for id in ids if states[id] is Shown.ASKED)
        told = [id for id in asked if id in answers and id not in faulty]
        lacking = tuple(id for id in asked if id in missing)
        sections.append(SectionProgress(section.id, section.title, asked, len(told), lacking))
    unknown = tuple(id for id in seen.asked if answers.get(id) in (UNKNOWN, [UNKNOWN]))
    return Progress(tuple(sections), states, unknown, faulty)
