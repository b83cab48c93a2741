"""Writes a questionnaire as a REDCap data dictionary that REDCap takes and we read back.

What a dictionary has no place for stands as JSON behind `@RS=` in a field's annotation, and in
hidden descriptive fields behind `@RS-PART=`. A cell never begins like a formula.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from diligence.domain.canonical import number
from diligence.domain.conditions import to_text
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import Factor, QuestionType, Scope
from diligence.exchange.foreign import shown
from diligence.exchange.redcap.annotations import MARK, PART
from diligence.exchange.redcap.branching import BOXES, Branching
from diligence.exchange.redcap.columns import COLUMNS
from diligence.exchange.redcap.options import celled
from diligence.exchange.spreadsheets import CELL_MAX, as_text
from diligence.exchange.tables import FileRefusedError
from diligence.exchange.writing import dump
from diligence.exchange.xlsform.rest import LONG

_NOT_NAME: Final = re.compile(r"[^a-z0-9_]+")
_NOT_CODE: Final = re.compile(r"[^A-Za-z0-9_]+")
PIECE: Final = 20_000
"""Characters of one hidden field, as far as its items can be divided."""
_TYPES: Final = {
    QuestionType.MULTI: "checkbox",
    QuestionType.SINGLE: "radio",
    QuestionType.YESNO: "radio",
    QuestionType.YNU: "radio",
    QuestionType.LIKERT: "radio",
    QuestionType.TEXT: "notes",
}
_VALIDATION: Final = {QuestionType.DATE: "date_ymd", QuestionType.NUMBER: "number"}
_PARTS: Final = ("dimensions", "sides", "thresholds", "rules", "flags", "flag_rules", "sections",
                 "measures", "lineage", "languages")  # fmt: skip

Cells = dict[str, str]


def write(questionnaire: Questionnaire, stream: BinaryIO) -> None:
    """Write the dictionary as CSV in UTF-8. Raises FileRefusedError for a text that is too long."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    for row in rows(questionnaire):
        cells = [as_text(row.get(column, "")) for column in COLUMNS]
        for cell in cells:
            if len(cell) >= CELL_MAX:
                raise FileRefusedError(LONG, most=str(CELL_MAX), text=cell[:60])
        writer.writerow(cells)
    text.detach()


def rows(q: Questionnaire) -> Iterator[Cells]:
    """The fields in order, by column."""
    fields = _Fields(q)
    first = "triage" if q.triage else "appraisal"
    yield {
        "field_name": "record_id",
        "form_name": first,
        "field_type": "text",
        "field_label": "Record ID",
    }
    for question in q.triage:
        yield fields.field(question, "triage", "Triage" if question is q.triage[0] else "")
    for section in q.sections:
        header = section.title
        for question in q.section_of(section.id):
            yield fields.field(question, "appraisal", header)
            header = ""
    for count, part in enumerate(_parts(q, fields.moved), 1):
        yield {
            "field_name": fields.free(f"ajar_part_{count}"),
            "form_name": "ajar_parts",
            "field_type": "descriptive",
            "field_label": "Carries parts of the questionnaire that are not asked.",
            "field_annotation": f"Ajar @HIDDEN {PART}{_json(part)}",
        }


def _json(value: object) -> str:
    """JSON in which neither REDCap nor we find a tag."""
    return json.dumps(value, separators=(",", ":")).replace("@", "\\u0040")


class _Fields:
    """Fields of questions, with the names and codes a dictionary allows."""

    def __init__(self, q: Questionnaire) -> None:
        self._q = q
        self._taken = {"record_id"}
        both = (*q.triage, *q.questions)
        self._names = {question.id: self.free(_name(question.id)) for question in both}
        self._codes = {question.id: _codes(question) for question in (*q.triage, *q.questions)}
        self._branching = Branching(self._names, self._codes)
        listed = [one for section in q.sections for one in q.section_of(section.id)]
        self.moved = listed != list(q.questions)

    def free(self, wanted: str) -> str:
        """A name that no other field has, from now on taken."""
        name = _free(wanted, self._taken)
        self._taken.add(name)
        return name

    def field(self, question: Question, form: str, header: str) -> Cells:
        triage = form == "triage"
        scores = self._scores(question, triage)
        branching = ""
        if question.condition is not None:
            branching = self._branching.text(question.condition)
            if branching.startswith("(") and branching.endswith(")"):
                branching = _unwrapped(branching)
            scores |= {"when": to_text(question.condition), "of": branching}
        exact = {"label": question.text, "note": question.help.how, "header": header}
        kept = {name: text for name, text in exact.items() if text and shown(text) != text}
        scores |= {"exact": kept} if kept else {}
        validation = _VALIDATION.get(question.type, "")
        number_ = question.id if question.id.lower() == self._names[question.id] else ""
        return {
            "field_name": self._names[question.id],
            "form_name": form,
            "section_header": shown(header),
            "field_type": _TYPES.get(question.type, "text"),
            "field_label": shown(question.text) or question.id,
            "select_choices_or_calculations": self._choices(question),
            "field_note": shown(question.help.how),
            "text_validation_type_or_show_slider_number": validation,
            "branching_logic": branching,
            "required_field": "y" if triage or question.id in self._q.required else "",
            "question_number": number_,
            "field_annotation": f"Ajar {MARK}{_json(scores)}",
        }

    def _choices(self, question: Question) -> str:
        codes = self._codes[question.id]
        return " | ".join(f"{codes[o.code]}, {celled(o.label)}" for o in question.options)

    def _scores(self, question: Question, triage: bool) -> dict[str, Any]:
        """What no column holds; usual values are left out."""
        codes = self._codes[question.id]
        cells: dict[str, Any] = {
            "id": question.id,
            "type": question.type.value,
            "list": "triage" if triage else "",
            "section": question.section,
            "short": question.short,
            "why": question.help.why,
            "counts": question.help.counts,
            "basis": question.basis,
            "factor": "" if triage or question.factor is Factor.PARTNER else question.factor.value,
            "scope": "" if triage or question.scope is Scope.PARTNERSHIP else question.scope.value,
            "feeds": {axis: number(weight) for axis, weight in question.feeds},
            "cap": None if question.cap is None else number(question.cap),
            "p": {codes[o.code]: number(o.points) for o in question.options if o.points},
            "f": {codes[o.code]: [*o.flags] for o in question.options if o.flags},
            "r": {codes[o.code]: o.route.value for o in question.options if o.route},
            "m": [*question.measures],
            "valid_months": question.valid_months,
            "tags": [*question.tags],
            "codes": {codes[o.code]: o.code for o in question.options if codes[o.code] != o.code},
            "labels": {
                codes[o.code]: o.label for o in question.options if celled(o.label) != o.label
            },
        }
        return {name: value for name, value in cells.items() if value not in (None, "", [], {})}


def _unwrapped(text: str) -> str:
    """Without a pair of brackets around the whole."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[1:-1] if at == len(text) - 1 else text
    return text


def _name(id: str) -> str:
    name = _NOT_NAME.sub("_", id.lower()).strip("_") or "q"
    return name if name[0].isalpha() else f"q_{name}"


def _free(wanted: str, taken: set[str]) -> str:
    made, count = wanted, 2
    while made in taken:
        made, count = f"{wanted}_{count}", count + 1
    return made


def _codes(question: Question) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for option in question.options:
        taken = set(codes.values())
        codes[option.code] = _free(_NOT_CODE.sub("_", option.code), taken)
    return codes | {BOXES: ""} if question.type is QuestionType.MULTI else codes


def _parts(q: Questionnaire, moved: bool) -> Iterator[dict[str, Any]]:
    """Everything beside the questions, in pieces that a field can hold."""
    document = dump(q)
    yield {"key": q.id, "edition": q.edition, "title": q.title, "language": q.language,
           "about": q.about}  # fmt: skip
    if moved:
        yield {"order": [question.id for question in q.questions]}
    for name in _PARTS:
        value = document.get(name)
        if isinstance(value, list):
            yield from ({name: piece} for piece in _pieces(value))
        elif value:
            yield {name: value}
    for translation in document.get("translations", ()):
        language = translation["language"]
        for piece in list(_pieces(translation["texts"])) or [[]]:
            yield {"translations": [{"language": language, "texts": piece}]}


def _pieces(items: list[Any]) -> Iterator[list[Any]]:
    piece: list[Any] = []
    size = 0
    for item in items:
        length = len(_json(item)) + 1
        if piece and size + length > PIECE:
            yield piece
            piece, size = [], 0
        piece.append(item)
        size += length
    if piece:
        yield piece
