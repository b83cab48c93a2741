"""What may leave the organisation: built from a case, and from what its officer ticked.

Coded answers, the register's coded facts and the partners' identity always travel: without them a
hub can neither advise nor find its earlier cases. Words people wrote, names of persons and files
travel one by one, and only where they were ticked. A country is a fact of a partner and of an
answer, never a column to sort by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from diligence.domain.canonical import canonical_bytes, digest
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Entry, values
from diligence.domain.visibility import visibility
from diligence.enums import QuestionType

FORMAT = "ajar-dossier-1"
FULL, TRIAGE = "full", "triage"
_WORDS = (QuestionType.TEXT, QuestionType.ORGANISATION)
"""Types whose answers somebody wrote in words."""
TITLE, BENEFIT, RESPONSIBLE = "title", "benefit", "responsible"


@dataclass(frozen=True, slots=True)
class File:
    """A file that could travel. `question` is empty for one kept with the partnership."""

    id: str
    name: str
    content_type: str
    size: int
    sha256: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a dossier can be made of, as it stands now.

    `facts` are the register's coded facts, `words` its texts by item key, `partners` the partners'
    identity; `submission` is 0 for a triage dossier.
    """

    kind: str
    submission: int
    organisation: Mapping[str, str]
    questionnaire: Questionnaire
    version: Mapping[str, Any]
    entries: Mapping[str, Entry]
    facts: Mapping[str, Any]
    words: Mapping[str, str]
    partners: Sequence[Mapping[str, str]]
    files: Sequence[File]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that travels only where it is ticked. `key` names it: `title`, `benefit`,
    `responsible`, `answer:I5`, `note:A1`, `file:<id>`."""

    key: str
    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Built:
    """A dossier: its content, the canonical text of it, and that text's SHA-256."""

    content: dict[str, Any]
    text: str
    digest: str


def build(case: Case, included: frozenset[str]) -> Built:
    """The dossier with exactly the ticked items. Keys that name nothing of the case add nothing."""
    made = content(case, included)
    return Built(made, canonical_bytes(made).decode(), digest(made))


def items(case: Case) -> tuple[Item, ...]:
    """What can be ticked, in the order it is shown."""
    register = [
        Item(key, key, "", case.words[key])
        for key in (TITLE, BENEFIT, RESPONSIBLE)
        if case.words.get(key)
    ]
    answers = [
        Item(f"answer:{q.id}", "answer", q.label, _written(case.entries[q.id].get("value")))
        for q in _answered(case)
        if q.type in _WORDS
    ]
    notes = [Item(f"note:{id}", "note", label, note) for id, label, note in _noted(case)]
    files = [Item(f"file:{file.id}", "file", file.question, file.name) for file in case.files]
    return (*register, *answers, *notes, *files)


def texts(case: Case) -> dict[str, str]:
    """The words that could travel, by the key of their item; files are none."""
    return {item.key: item.text for item in items(case) if item.kind != "file"}


def with_texts(case: Case, texts: Mapping[str, str]) -> Case:
    """The case with other words at some items' places; what is equal stays as it is."""
    changed = {item.key: texts[item.key] for item in items(case) if _differs(item, texts)}
    if not changed:
        return case
    entries = {id: dict(entry) for id, entry in case.entries.items()}
    for key, text in changed.items():
        kind, _colon, id = key.partition(":")
        if kind in ("answer", "note"):
            entries[id]["value" if kind == "answer" else "note"] = text
    words = {key: changed.get(key, text) for key, text in case.words.items()}
    return replace(case, words=words, entries=cast(Mapping[str, Entry], entries))


def content(case: Case, included: frozenset[str]) -> dict[str, Any]:
    """The dossier's content in JSON types."""
    offered = items(case)
    taken = [item.key for item in offered if item.key in included]
    left = [item for item in offered if item.key not in included]
    return {
        "format": FORMAT,
        "kind": case.kind,
        "submission": case.submission,
        "organisation": dict(case.organisation),
        "questionnaire": dict(case.version) | _titles(case.questionnaire),
        "partnership": dict(case.facts) | {k: case.words[k] for k in taken if k in case.words},
        "partners": [dict(partner) for partner in case.partners],
        "answers": [
            _answer(case, question)
            for question in _answered(case)
            if question.type not in _WORDS or f"answer:{question.id}" in included
        ],
        "notes": [
            {"question": id, "note": note}
            for id, _label, note in _noted(case)
            if f"note:{id}" in included
        ],
        "files": [
            {
                "name": file.name,
                "type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
                "question": file.question,
            }
            for file in case.files
            if f"file:{file.id}" in included
        ],
        "included": taken,
        "left_out": {
            kind: sum(item.kind == kind for item in left)
            for kind in dict.fromkeys(item.kind for item in left)
        },
    }


def _titles(questionnaire: Questionnaire) -> dict[str, dict[str, str]]:
    """What sections and dimensions are called: a dossier is read without the questionnaire."""
    return {
        "sections": {section.id: section.title for section in questionnaire.sections},
        "dimensions": {d.id: d.title for d in questionnaire.dimensions},
    }


def _shown(case: Case) -> list[Question]:
    """Questions that are asked, in question order."""
    if case.kind == TRIAGE:
        return list(case.questionnaire.triage)
    told = values(case.entries, case.questionnaire.questions)
    asked = set(visibility(case.questionnaire, told).asked)
    return [question for question in case.questionnaire.questions if question.id in asked]


def _answered(case: Case) -> list[Question]:
    return [q for q in _shown(case) if case.entries.get(q.id, {}).get("value") is not None]


def _noted(case: Case) -> list[tuple[str, str, str]]:
    """Question, its label and the note beside its answer."""
    noted = [(q, case.entries.get(q.id, {}).get("note", "")) for q in _shown(case)]
    return [(question.id, question.label, note) for question, note in noted if note]


def _answer(case: Case, question: Question) -> dict[str, Any]:
    value = case.entries[question.id].get("value")
    chosen = value if isinstance(value, list | tuple) else [value]
    labels = [_label(question, code) for code in chosen]
    return {
        "question": question.id,
        "section": question.section,
        "text": question.text,
        "type": question.type.value,
        "value": value,
        "labels": labels,
    }


def _label(question: Question, code: object) -> str:
    option = question.option(str(code))
    return str(code) if option is None else option.label


def _differs(item: Item, texts: Mapping[str, str]) -> bool:
    return item.key in texts and item.kind != "file" and texts[item.key] != item.text


def _written(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
