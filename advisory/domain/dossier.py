"""Reading a dossier as it arrived: what it says, and what changed since the one before.

The content is the sender's frozen copy. It carries its own words for questions and options, so
that it can be read where the questionnaire's edition is not published.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from diligence.domain import result
from diligence.domain.questionnaire import Questionnaire
from diligence.enums import Band, Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as the sender read it; `was` is what the dossier before said, if it differs."""

    question: str
    text: str
    value: Any
    labels: tuple[str, ...]
    note: str = ""
    was: tuple[str, ...] | None = None

    @property
    def changed(self) -> bool:
        return self.was is not None


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A dossier, in the order in which it is read.

    `words` are the texts that were ticked, `left_out` counts by kind what was not. `removed` names
    questions that the dossier before answered and this one does not.
    """

    kind: str
    submission: int
    organisation: Mapping[str, str]
    questionnaire: Mapping[str, Any]
    facts: Mapping[str, Any]
    words: Mapping[str, str]
    partners: tuple[Mapping[str, str], ...]
    sections: tuple[Section, ...]
    files: tuple[Mapping[str, Any], ...]
    left_out: Mapping[str, int]
    removed: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(answer for section in self.sections for answer in section.answers)

    @property
    def edition(self) -> str:
        """The digest of the questionnaire's edition, or ''."""
        return str(self.questionnaire.get("digest", ""))

    @property
    def changes(self) -> int:
        """How many answers differ from those of the dossier before."""
        return sum(answer.changed for answer in self.answers) + len(self.removed)


_WORDS = ("title", "benefit", "responsible")


def read(text: str, before: str = "") -> Reading:
    """What a dossier says; `before` is the text of the one that came before it, or ''."""
    content: dict[str, Any] = json.loads(text)
    earlier: dict[str, Any] = json.loads(before) if before else {}
    partnership = dict(content.get("partnership", {}))
    words = {key: partnership.pop(key) for key in _WORDS if partnership.get(key)}
    answers = content.get("answers", [])
    answered = {item["question"] for item in answers}
    gone = (item["question"] for item in earlier.get("answers", []))
    return Reading(
        kind=content.get("kind", "full"),
        submission=content.get("submission", 0),
        organisation=content.get("organisation", {}),
        questionnaire=content.get("questionnaire", {}),
        facts=partnership,
        words=words,
        partners=tuple(content.get("partners", [])),
        sections=_sections(content, earlier),
        files=tuple(content.get("files", [])),
        left_out=content.get("left_out", {}),
        removed=tuple(id for id in gone if id not in answered),
        values={item["question"]: item["value"] for item in answers},
    )


def _sections(content: Mapping[str, Any], earlier: Mapping[str, Any]) -> tuple[Section, ...]:
    titles = content.get("questionnaire", {}).get("sections", {})
    notes = {item["question"]: item["note"] for item in content.get("notes", [])}
    was = {item["question"]: tuple(item["labels"]) for item in earlier.get("answers", [])}
    grouped: dict[str, list[Answer]] = {}
    for item in content.get("answers", []):
        labels, id = tuple(map(str, item["labels"])), item["question"]
        changed = was.get(id, ()) if earlier and was.get(id, ()) != labels else None
        answer = Answer(id, item["text"], item["value"], labels, notes.get(id, ""), changed)
        grouped.setdefault(item.get("section", ""), []).append(answer)
    return tuple(Section(id, titles.get(id, ""), tuple(found)) for id, found in grouped.items())


def read_score(document: Mapping[str, Any], questionnaire: Questionnaire | None) -> result.Score:
    """The score that a stored document says; nothing is calculated.

    With the questionnaire, dimensions and sides stand in its order instead of by code.
    """
    because: Sequence[Mapping[str, Any]] = document["because"]
    return result.Score(
        band=Band(document["band"]),
        outcome=Outcome(document["outcome"]),
        dimensions=_dimensions(document["dimensions"], questionnaire),
        flags=tuple(
            result.RaisedFlag(f["question"], f["option"], f["flag"], f.get("rule", ""))
            for f in document["flags"]
        ),
        unknown_questions=tuple(document["unknown_questions"]),
        hold=document["hold"],
        decidable=document["decidable"],
        contributions=tuple(_contribution(item) for item in because if "rule" not in item),
        rules=tuple(_rule(item) for item in because if "rule" in item),
    )


def _dimensions(
    told: Mapping[str, Mapping[str, Any]], questionnaire: Questionnaire | None
) -> tuple[result.DimensionScore, ...]:
    order = [d.id for d in questionnaire.dimensions] if questionnaire else list(told)
    found = []
    for id in order:
        if id not in told:
            continue
        sides = [key for key in told[id] if key != "band"]
        if questionnaire:
            sides = [side.id for side in questionnaire.sides if side.id in sides]
        axes = tuple(
            result.AxisScore(f"{id}.{side}", side, _exact(told[id][side]["points"]), level)
            for side in sides
            if (level := told[id][side]["level"]) is not None
        )
        found.append(result.DimensionScore(id, Band(told[id]["band"]), axes))
    return tuple(found)


def _contribution(item: Mapping[str, Any]) -> result.Contribution:
    return result.Contribution(
        question=item["question"],
        options=tuple(item["options"]),
        axis=item["axis"],
        points=_exact(item["points"]),
        weight=_exact(item["weight"]),
        answer_points=_exact(item["answer_points"]),
        capped=_exact(item.get("capped", 0)),
    )


def _rule(item: Mapping[str, Any]) -> result.FiredRule:
    return result.FiredRule(
        rule=item["rule"],
        dimensions=tuple(item.get("dimensions", ())),
        questions=tuple(item.get("questions", ())),
        options=tuple(item.get("options", ())),
        axis=item.get("axis", ""),
        level=item.get("level", 0),
    )


def _exact(value: float) -> Decimal:
    return Decimal(str(value))
