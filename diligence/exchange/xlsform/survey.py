"""The survey sheet: rows become sections and questions, groups lend their conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from diligence.domain.wording import gettext_noop
from diligence.enums import QuestionType
from diligence.exchange.assembling import TEXT_MAX, Expression, Made, too_long
from diligence.exchange.foreign import exactly, has_markup, identifier, parsed, plain, unheld
from diligence.exchange.losses import Losses, LossKind
from diligence.exchange.xlsform.choices import OPTIONS_MAX, OTHER_LANGUAGE, Options
from diligence.exchange.xlsform.faults import Typed
from diligence.exchange.xlsform.sheets import Row, Table
from diligence.exchange.xlsform.types import Asked, Kind

TEXTS: Final = (("hint", "how"), ("guidance_hint", "why"), ("rs_counts", "counts"))
"""Columns that become help, and which part of it."""
MAIN: Final = "main"
_INSIDE: Final = " – "
"""Between the titles of a group and of one inside it."""

_DROPPED: Final = {
    Kind.NOTE: gettext_noop("There are no notes between questions here: say it in a help text."),
    Kind.WORKED_OUT: gettext_noop("Nothing is worked out inside a questionnaire here but scores."),
    Kind.FILE: gettext_noop("Files are attached to answers as evidence, they are no questions."),
    Kind.PLACE: gettext_noop("Places on a map are not asked here."),
    Kind.ABOUT_DEVICE: gettext_noop("Who answered when is recorded here without a question."),
    Kind.RANKED: gettext_noop("Putting choices in order is not asked here."),
    Kind.ATTACHED: gettext_noop("Data from other files are not used here."),
}
_CHANGED: Final = {
    Kind.MOMENT: gettext_noop("Asked as a day; the time of the day is not recorded."),
    Kind.TIME: gettext_noop("Asked as text: there is no time of the day here."),
    Kind.CODE: gettext_noop("Asked as text: nothing is scanned here."),
    Kind.AGREED: gettext_noop("Asked as yes or no."),
    Kind.RANGE: gettext_noop("Asked as a number; the limits and steps are not kept."),
}
_TYPES: Final = {
    Kind.ONE: QuestionType.SINGLE,
    Kind.SEVERAL: QuestionType.MULTI,
    Kind.TEXT: QuestionType.TEXT,
    Kind.TIME: QuestionType.TEXT,
    Kind.CODE: QuestionType.TEXT,
    Kind.NUMBER: QuestionType.NUMBER,
    Kind.RANGE: QuestionType.NUMBER,
    Kind.DATE: QuestionType.DATE,
    Kind.MOMENT: QuestionType.DATE,
    Kind.AGREED: QuestionType.YESNO,
}
OF_KIND: Final = {
    Kind.ONE: frozenset({"single", "yesno", "ynu", "likert", "country", "organisation"}),
    Kind.SEVERAL: frozenset({"multi"}),
    Kind.TEXT: frozenset({"text", "country", "organisation", "date", "number"}),
    Kind.NUMBER: frozenset({"number"}),
    Kind.DATE: frozenset({"date"}),
}
"""What `rs_type` may say of a row of this kind."""
_ELSEWHERE = gettext_noop("The choices stand in another file or sheet; asked as text.")
_FROM_ANSWERS = gettext_noop("The choices come from other answers; asked as text.")
_MANY = gettext_noop("A question has at most 200 options here; asked as text.")
_NO_CHOICES = gettext_noop("The list has no usable choice; asked as text.")
_OTHER = gettext_noop("“Other” is an option with a question of its own that asks for the words.")
_REPEAT = gettext_noop("Nothing is asked repeatedly here: the questions inside are asked once.")
_NOTHING_KEPT = gettext_noop("No question of the group is kept, so there is no section of it.")
_NO_HELP = gettext_noop("Sections have a title here and no help text.")
_NESTED = gettext_noop("Sections have no sections inside: the inner group becomes its own.")
_RENAMED = gettext_noop("Ids have letters, digits, “_”, “-” and “.” only and occur once.")
_NO_LABEL = gettext_noop(
    "The question has no text in the form's language; what there is stands there."
)
_MARKUP = gettext_noop("Markup is taken off; the words stay.")
_PIPED = gettext_noop(
    "Earlier answers are not repeated in texts here; the reference stays as words."
)


@dataclass(slots=True)
class _Group:
    """A group or repeat that is open: the section its questions go to, and its conditions."""

    section: str
    label: str
    shown_if: list[Expression] = field(default_factory=list)
    triage: bool = False


@dataclass(slots=True)
class Walk:
    """What walking through the rows made."""

    sections: list[dict[str, Any]] = field(default_factory=list)
    section_rows: dict[str, Row] = field(default_factory=dict)
    questions: list[tuple[Made, Row]] = field(default_factory=list)
    triage: list[tuple[Made, Row]] = field(default_factory=list)
    option_rows: dict[str, list[tuple[str, Row]]] = field(default_factory=dict)


class Walker:
    """Walks through the rows of the survey once, top to bottom."""

    def __init__(self, survey: Table, options: Options, languages: list[str], title: str,
                 losses: Losses) -> None:  # fmt: skip
        self.survey, self._options, self._languages = survey, options, languages
        self._title, self._losses = title, losses
        self.walk = Walk()
        self._open: list[_Group] = []
        self._ids: set[str] = set()
        self._section_ids: set[str] = set()
        self._titles = 0
        """Characters of the titles so far: each repeats those of the groups around."""

    def over(self, rows: list[Typed]) -> Walk:
        """Everything the rows make. The groups open and close soundly by now."""
        for row, asked in rows:
            if asked.kind is Kind.BEGIN:
                self._begin(row, asked)
            elif asked.kind is Kind.END:
                self._open.pop()
            else:
                self._question(row, asked)
        return self.walk

    def leave_out_empty(self) -> None:
        """Sections without questions; their titles stay as parts of those inside, or are told."""
        used = {made.members["section"] for made, _row in self.walk.questions}
        kept = [section for section in self.walk.sections if section["id"] in used]
        inside = {title for section in kept for title in _around(section["title"])}
        for section in self.walk.sections:
            if section["id"] not in used and section["title"] not in inside:
                row = self.walk.section_rows[section["id"]]
                self._lost(LossKind.LAYOUT, row, "label", section["title"], _NOTHING_KEPT)
        self.walk.sections = kept

    def _lost(self, kind: LossKind, row: Row, column: str, what: str, why: str) -> None:
        self._losses.add(kind, row.sheet, row.number, self.survey.written(column), what, why)

    def _text(self, row: Row, column: str, *, tell: bool = True) -> str:
        """A text in the form's own language, as its exact spelling where one is kept beside."""
        cell, language = row.first(column, self._languages)
        if tell and language not in ("", self._languages[0]):
            self._lost(LossKind.LANGUAGE, row, column, cell, OTHER_LANGUAGE)
        if tell and has_markup(cell) and not row.get("rs_exact"):
            self._lost(LossKind.TEXT, row, column, cell, _MARKUP)
        if tell and "${" in cell and not row.get("rs_exact"):
            self._lost(LossKind.TEXT, row, column, cell, _PIPED)
        kept = parsed(row.get("rs_exact"))
        return exactly(cell, kept.get(column) if isinstance(kept, dict) else None)

    def _shown_if(self, row: Row) -> list[Expression]:
        text = row.get("relevant")
        column = self.survey.written("relevant")
        if not text and row.get("rs_condition"):
            kept = unheld(row.get("rs_condition"))
            return [Expression(kept, row.sheet, row.number, "rs_condition", on_ids=True)]
        return [Expression(text, row.sheet, row.number, column)] if text else []

    def _begin(self, row: Row, asked: Asked) -> None:
        outer = self._open[-1] if self._open else None
        shown_if = [*(outer.shown_if if outer else ()), *self._shown_if(row)]
        for column in ("hint", "guidance_hint"):
            if told := row.first(column, self._languages)[0]:
                self._lost(LossKind.TEXT, row, column, told, _NO_HELP)
        if asked.control != "group":
            self._lost(LossKind.LAYOUT, row, "type", row.get("type"), _REPEAT)
        if row.get("rs_list") == "triage" or (outer and outer.triage):
            self._open.append(_Group("", "", shown_if, triage=True))
            return
        label = self._text(row, "label")
        if outer is not None and not label:
            self._open.append(_Group(outer.section, outer.label, shown_if))
            return
        if outer is not None:
            self._lost(LossKind.LAYOUT, row, "label", label, _NESTED)
            label = f"{outer.label}{_INSIDE}{label}" if outer.label else label
            self._titles += len(label)
            if self._titles > TEXT_MAX:
                raise too_long(self._title)
        id = self._section(row, label or row.get("name").replace("_", " "))
        self._open.append(_Group(id, label, shown_if))

    def _section(self, row: Row, title: str) -> str:
        wanted = row.get("rs_id") or row.get("name")
        id = identifier(wanted, self._section_ids, f"s{len(self._section_ids) + 1}")
        if row.get("rs_id") and row.get("rs_id") not in self._section_ids:
            id = row.get("rs_id")
        self._section_ids.add(id)
        self.walk.sections.append({"id": id, "title": title})
        self.walk.section_rows[id] = row
        return id

    def _main(self) -> str:
        """The section of questions outside all groups."""
        if MAIN not in self._section_ids:
            self._section_ids.add(MAIN)
            self.walk.sections.append({"id": MAIN, "title": self._title})
        return MAIN

    def _question(self, row: Row, asked: Asked) -> None:
        if asked.kind in _DROPPED:
            label = self._text(row, "label", tell=False)
            what = f"{row.get('name')}: {label}" if label else row.get("name") or row.get("type")
            self._lost(LossKind.QUESTION, row, "type", what, _DROPPED[asked.kind])
            return
        group = self._open[-1] if self._open else None
        triage = row.get("rs_list") == "triage" or bool(group and group.triage)
        members = self._members(row, asked)
        made = Made(row.get("name"), members)
        self._answers(made, row, asked, triage=triage)
        if triage:
            self.walk.triage.append((made, row))
            return
        members["section"] = group.section if group else self._main()
        made.shown_if = [*(group.shown_if if group else ()), *self._shown_if(row)]
        self.walk.questions.append((made, row))
        if asked.other and members["type"] in ("single", "multi"):
            self._specified(made, row)

    def _id(self, row: Row) -> str:
        written, kept = row.get("name"), row.get("rs_id")
        id = kept if kept and kept not in self._ids else identifier(
            written, self._ids, f"q{len(self._ids) + 1}"
        )  # fmt: skip
        if id != written and not kept:
            self._lost(LossKind.NAME, row, "name", f"{written} → {id}", _RENAMED)
        self._ids.add(id)
        return id

    def _members(self, row: Row, asked: Asked) -> dict[str, Any]:
        text = self._text(row, "label")
        helps = {part: self._text(row, column) for column, part in TEXTS}
        if not text.strip():
            text = helps["how"].strip() or plain(row.get("name")) or row.get("name")
            self._lost(LossKind.TEXT, row, "label", row.get("name"), _NO_LABEL)
        members: dict[str, Any] = {
            "id": self._id(row),
            "text": text,
            "type": _TYPES[asked.kind].value,
            "help": {part: words for part, words in helps.items() if words},
        }
        if asked.kind in _CHANGED:
            self._lost(LossKind.TYPE, row, "type", row.get("type"), _CHANGED[asked.kind])
        if row.get("rs_type") in OF_KIND.get(asked.kind, ()):
            members["type"] = row.get("rs_type")
        return members

    def _answers(self, made: Made, row: Row, asked: Asked, *, triage: bool) -> None:
        """The options of a choice; a choice whose options can't be listed becomes a text."""
        members = made.members
        if asked.kind is Kind.AGREED:
            members["options"] = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
            made.codes = {"OK": "yes", "yes": "yes", "no": "no"}
        if asked.kind not in (Kind.ONE, Kind.SEVERAL):
            return
        why = self._not_listed(row, asked)
        if why:
            self._lost(LossKind.CHOICES, row, "type", row.get("type"), why)
            members["type"] = QuestionType.TEXT.value
            return
        pairs = self._options.made(asked.list, triage=triage)
        members["options"] = [option for option, _row in pairs]
        self.walk.option_rows[made.id] = [(option["code"], row) for option, row in pairs]
        made.codes = self._options.codes(asked.list)
        if members["type"] == "single" and not row.get("rs_type") and not asked.other:
            members["type"] = _yes_or_no({option["code"] for option in members["options"]})

    def _not_listed(self, row: Row, asked: Asked) -> str:
        if asked.source or "search(" in row.get("appearance"):
            return _ELSEWHERE
        if asked.list.startswith("${"):
            return _FROM_ANSWERS
        if self._options.size(asked.list) > OPTIONS_MAX:
            return _MANY
        return "" if self._options.size(asked.list) else _NO_CHOICES

    def _specified(self, made: Made, row: Row) -> None:
        """“Other” of `or_other`: one option more, and a text asked where it is chosen."""
        self._lost(LossKind.CHOICES, row, "type", row.get("type"), _OTHER)
        options = made.members["options"]
        if "other" not in {option["code"] for option in options}:
            options.append({"code": "other", "label": "Other"})
            made.codes = made.codes | {"other": "other"}
        id = identifier(f"{made.id}_other", self._ids, "other")
        self._ids.add(id)
        members = {
            "id": id,
            "text": f"{made.members['text']} – other",
            "type": QuestionType.TEXT.value,
            "section": made.members["section"],
            "factor": "partner",
            "scope": "partnership",
        }
        asked = f"selected(${{{made.name}}}, 'other')"
        column = self.survey.written("type")
        other = Expression(asked, row.sheet, row.number, column)
        name = f"{row.get('name')}_other"
        self.walk.questions.append((Made(name, members, {}, [*made.shown_if, other]), row))


def _around(title: str) -> Iterator[str]:
    """The titles of the groups around a group, which stand before its own."""
    at = title.find(_INSIDE)
    while at >= 0:
        yield title[:at]
        at = title.find(_INSIDE, at + 1)


def _yes_or_no(codes: set[str]) -> str:
    if codes == {"yes", "no"}:
        return QuestionType.YESNO.value
    return QuestionType.YNU.value if codes == {"yes", "no", "unknown"} else "single"
