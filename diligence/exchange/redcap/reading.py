"""Reads a REDCap data dictionary into a native document, telling everything that was lost."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.assembling import (
    NOTICED,
    Expression,
    Form,
    Made,
    assemble,
    frame_of,
    nothing_left,
)
from diligence.exchange.carried import Carried, Cell, score
from diligence.exchange.foreign import exactly, has_markup, identifier, plain
from diligence.exchange.losses import FormRefusedError, Imported, Loss, Losses, LossKind, shortened
from diligence.exchange.redcap import annotations, cells, fields
from diligence.exchange.redcap.annotations import Annotation
from diligence.exchange.redcap.columns import Row, rows
from diligence.exchange.redcap.options import Options, unlisted
from diligence.exchange.redcap.parts import gathered
from diligence.exchange.tables import Read

FORMAT: Final = "redcap"
_NAME: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)
_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

_BAD_NAME = gettext_noop("A field's name has letters, digits and “_” and begins with a letter.")
_TWICE = gettext_noop("Two fields have this name. Give each its own.")
_TYPE = gettext_noop("REDCap has no such field type. Correct its spelling.")
_NO_CHOICES = gettext_noop("The field has no choices. List them like: 1, Yes | 0, No")
_CHOICE_TWICE = gettext_noop("The choice's code occurs twice in this field. Give each its own.")
_RECORD = gettext_noop("The record's number: appraisals are numbered here by themselves.")
_MARKUP = gettext_noop("Markup is taken off; the words stay.")
_PIPED = gettext_noop(
    "Earlier answers are not repeated in texts here; the reference stays as words."
)
_NO_LABEL = gettext_noop("The field has no label; its name stands there.")
_RENAMED = gettext_noop("Ids have letters, digits, “_”, “-” and “.” only and occur once.")
_ANNOTATION = gettext_noop("What follows @RS is not readable as JSON, so no score was read here.")
_LANGUAGE = gettext_noop(
    "A data dictionary doesn't say its language; its texts were taken to be in the language chosen."
)
_LONG_TITLE: Final = 300
PERSONAL: Final = "personal data"
"""The tag by which the checks find questions about persons."""
_LONG = gettext_noop("The section's header is long; the section is named by its beginning.")


def read(file: Read, name: str, language: str, *, title: str = "") -> Imported:
    """The document and what was lost. `language` is that of the texts, for none is told.

    Raises FileRefusedError for what is no dictionary, FormRefusedError for a contradictory one.
    """
    losses = Losses()
    for note in file.notes[1:]:
        losses.add(LossKind.FILE, "", 0, "", str(note), NOTICED)
    return of_rows(rows(file, name, losses), name, language, losses, title=title)


def of_rows(
    found: list[Row], name: str, language: str, losses: Losses, *, title: str = ""
) -> Imported:
    """The document made of the fields of a dictionary, wherever they were read from."""
    faults = list(_faults(found))
    if faults:
        raise FormRefusedError(faults)
    return _Reader(found, name, language, losses, title).imported()


def _fault(row: Row, column: str, what: str, why: str) -> Loss:
    return Loss("", row.number, row.heading(column), shortened(what), why, LossKind.COLUMN)


def _faults(found: list[Row]) -> list[Loss]:
    """Every contradiction, in the order of the fields."""
    faults, seen = [], set()
    for row in found:
        name, kind = row.get("field_name"), fields.field_type(row.get("field_type"))
        if not _NAME.fullmatch(name):
            faults.append(_fault(row, "field_name", name, _BAD_NAME))
        if name in seen:
            faults.append(_fault(row, "field_name", name, _TWICE))
        seen.add(name)
        if kind not in fields.TYPES:
            faults.append(_fault(row, "field_type", row.get("field_type"), _TYPE))
        if kind in fields.CHOICES:
            faults += _choice_faults(row, kind)
    return faults


def _choice_faults(row: Row, kind: str) -> list[Loss]:
    column = "select_choices_or_calculations"
    codes = [code for code, _ in fields.choices(kind, row.get(column))]
    if not codes:
        return [_fault(row, column, row.get("field_name"), _NO_CHOICES)]
    counts = Counter(codes) if len(codes) < 2000 else Counter()
    twice = sorted(code for code, count in counts.items() if count > 1)
    return [_fault(row, column, code, _CHOICE_TWICE) for code in twice]


class _Reader:
    def __init__(
        self, found: list[Row], name: str, language: str, losses: Losses, title: str
    ) -> None:
        self.rows = [(row, annotations.read(row.get("field_annotation"))) for row in found]
        self.losses = losses
        parts = gathered([note.part for _, note in self.rows], losses)
        self.own = "about" in parts or "key" in parts
        stem = plain(name.rpartition(".")[0] or name)[:100] or "form"
        self.form = Form(
            id=str(parts.pop("key", "")) or identifier(title or stem, (), "form"),
            edition=str(parts.pop("edition", "")) or "1",
            title=str(parts.pop("title", "")) or title or stem,
            language=str(parts.pop("language", "")) or language,
            about=str(parts.pop("about", "")),
            own=self.own,
        )
        self.sections = {s["id"]: s["title"] for s in parts.pop("sections", ())}
        told = parts.pop("translations", [])
        self.form.translated = tuple(item["language"] for item in told)
        self.form.translations = [
            {"language": item["language"], **text} for item in told for text in item["texts"]
        ]
        self.order = parts.pop("order", [])
        self.given, scale = frame_of(parts, self._raised())
        self.rules = set(scale.rules)
        self.carried = Carried(scale, losses)
        self._ids: set[str] = set()
        self._section = ("", "", "")
        self._section_ids: set[str] = set()
        if not self.own:
            losses.add(LossKind.LANGUAGE, "", 0, "", language, _LANGUAGE)

    def _raised(self) -> set[str]:
        raised = set()
        for _row, note in self.rows:
            flags = note.scores.get("f")
            for value in flags.values() if isinstance(flags, dict) else ():
                raised |= set(value if isinstance(value, list) else [value]) - {None}
        return {flag for flag in raised if isinstance(flag, str)}

    def _lost(self, kind: LossKind, row: Row, column: str, what: str, why: str) -> None:
        self.losses.add(kind, "", row.number, row.heading(column), what, why)

    def imported(self) -> Imported:
        for number, (row, note) in enumerate(self.rows):
            if note.broken:
                self._lost(LossKind.SCORING, row, "field_annotation",
                           row.get("field_annotation"), _ANNOTATION)  # fmt: skip
            if note.part:
                continue
            if number == 0 and fields.field_type(row.get("field_type")) == "text":
                # REDCap's first field is always the record's identifier.
                if not note.scores and not self.own:
                    what = f"{row.get('field_name')}: {plain(row.get('field_label'))}"
                    self._lost(LossKind.QUESTION, row, "field_name", what, _RECORD)
                if not note.scores:
                    continue
            self._field(row, note)
        if not self.form.questions and not self.form.triage:
            raise nothing_left(self.losses)
        self._settled()
        return assemble(self.form, self.given, self.rules, FORMAT, self.losses)

    def _settled(self) -> None:
        """Sections that have no question, and the order of an export of our own."""
        there = {section["id"]: section for section in self.form.sections}
        listed = [{"id": id, "title": title} for id, title in self.sections.items()]
        known = [there.pop(section["id"], section) for section in listed]
        self.form.sections = [*known, *there.values()]
        place = {id: n for n, id in enumerate(self.order) if isinstance(id, str)}
        if place:
            self.form.questions.sort(key=lambda made: place.get(made.id, len(place)))

    def _field(self, row: Row, note: Annotation) -> None:
        kind = fields.field_type(row.get("field_type"))
        triage = note.scores.get("list") == "triage"
        section = "" if triage else self._section_of(row, note)
        if kind in fields.DROPPED:
            label = plain(row.get("field_label"))
            what = f"{row.get('field_name')}: {label}"
            self._lost(LossKind.QUESTION, row, "field_type", what, fields.DROPPED[kind])
            return
        members = self._members(row, note, kind)
        made = Made(row.get("field_name"), members)
        made.shown_if = self._shown_if(row, note)
        Options(row, note.scores, self.carried, self.losses).into(made, kind, triage=triage)
        self._scored(made, row, note, triage=triage)
        cells.tell(row, note, kind, self.losses, own=self.own)
        if triage:
            self.form.triage.append(made)
        else:
            members["section"] = self._entered(section, row)
            self.form.questions.append(made)

    def _section_of(self, row: Row, note: Annotation) -> str:
        """Remember under which header the field stands: its own, or the last one of its form."""
        form, header = row.get("form_name"), row.get("section_header")
        exact = note.scores.get("exact")
        title = exactly(header, exact.get("header") if isinstance(exact, dict) else None)
        if header or form != self._section[0]:
            self._section = (form, title, str(note.scores.get("section") or ""))
            if has_markup(header) and title == plain(header) and not self.own:
                self._lost(LossKind.TEXT, row, "section_header", header, _MARKUP)
        return str(note.scores.get("section") or "")

    def _entered(self, wanted: str, row: Row) -> str:
        """The id of the section the field stands in, which is begun where it is new."""
        form, title, begun = self._section
        title = title or form.replace("_", " ").strip().capitalize() or self.form.title
        if wanted and wanted in self.sections:
            if wanted not in self._section_ids:
                self._section_ids.add(wanted)
                kept = self.sections[wanted]
                same = begun != wanted or plain(kept) == plain(title)
                self.form.sections.append({"id": wanted, "title": kept if same else title})
            return wanted
        if not begun:
            if len(title) > _LONG_TITLE:
                self._lost(LossKind.TEXT, row, "section_header", title, _LONG)
                title = f"{title[: _LONG_TITLE - 1]}…"
            begun = identifier(title[:40], self._section_ids | set(self.sections), "section")
            self._section_ids.add(begun)
            self.form.sections.append({"id": begun, "title": title})
            self._section = (form, title, begun)
        return begun

    def _id(self, row: Row, note: Annotation) -> str:
        """The id of @RS or of the question's number where that is the name in other letters."""
        name, number, kept = (
            row.get("field_name"),
            row.get("question_number"),
            note.scores.get("id"),
        )
        if isinstance(kept, str) and re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", kept):
            wanted = kept
        elif _ID.fullmatch(number) and number.lower() == name.lower():
            wanted = number
        else:
            wanted = name
        id = wanted if wanted not in self._ids else identifier(wanted, self._ids, "q")
        if id not in (name, number, kept):
            self._lost(LossKind.NAME, row, "field_name", f"{name} → {id}", _RENAMED)
        self._ids.add(id)
        return id

    def _text(self, row: Row, note: Annotation, column: str, key: str) -> str:
        cell, exact = row.get(column), note.scores.get("exact")
        kept = exact.get(key) if isinstance(exact, dict) else None
        if has_markup(cell) and kept is None:
            self._lost(LossKind.TEXT, row, column, cell, _MARKUP)
        if re.search(r"\[[a-z]\w*\]", cell) and not self.own:
            self._lost(LossKind.TEXT, row, column, cell, _PIPED)
        return exactly(cell, kept)

    def _members(self, row: Row, note: Annotation, kind: str) -> dict[str, Any]:
        text = self._text(row, note, "field_label", "label")
        if not text.strip():
            self._lost(LossKind.TEXT, row, "field_label", row.get("field_name"), _NO_LABEL)
            text = row.get("field_name")
        type_, lost, why = fields.question_type(
            kind, row.get("text_validation_type_or_show_slider_number")
        )
        members: dict[str, Any] = {"id": self._id(row, note), "text": text, "type": type_.value}
        if note.scores.get("type") in fields.OF_TYPE.get(kind, ()):
            members["type"] = note.scores["type"]
        elif lost is not None:
            column = "text_validation_type_or_show_slider_number"
            labels = row.get("select_choices_or_calculations") if kind == "slider" else ""
            self._lost(lost, row, column, labels or row.get(column) or kind, why)
        words = {"how": self._text(row, note, "field_note", "note")}
        words |= {n: v for n in ("why", "counts") if isinstance(v := note.scores.get(n), str)}
        members["help"] = {part: text for part, text in words.items() if text}
        return members

    def _shown_if(self, row: Row, note: Annotation) -> list[Expression]:
        text, when = row.get("branching_logic"), note.scores.get("when")
        column = row.heading("branching_logic")
        if isinstance(when, str) and note.scores.get("of") == text:
            return [Expression(when, "", row.number, column, on_ids=True)]
        return [Expression(text, "", row.number, column)] if text else []

    def _scored(self, made: Made, row: Row, note: Annotation, *, triage: bool) -> None:
        where = Cell("", row.number, row.heading("field_annotation"))
        names = ("feeds", "cap", "measures", "valid_months", "tags", "factor", "scope")
        raw: dict[str, Any] = {name: note.scores.get(name) for name in names}
        raw["measures"] = unlisted(note.scores.get("m"))
        raw |= {n: v for n in ("basis", "short") if isinstance(v := note.scores.get(n), str)}
        if row.get("identifier"):
            raw["tags"] = [*unlisted(raw["tags"]), PERSONAL]
        stands: Mapping[str, Cell] = dict.fromkeys(names, where)
        score(made.members, raw, self.carried, stands, triage=triage)
