"""Reads an XLSForm into a native document, telling everything that could not be kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from diligence.domain.cells import text_of
from diligence.domain.wording import gettext_noop
from diligence.exchange.assembling import NOTICED, Form, Made, assemble, frame_of, nothing_left
from diligence.exchange.carried import Carried, Cell, score
from diligence.exchange.foreign import exactly, identifier, parsed, plain, shown, unheld
from diligence.exchange.losses import FormRefusedError, Imported, Loss, Losses, LossKind
from diligence.exchange.tables import FileRefusedError, Read, Sheet
from diligence.exchange.xlsform import choices as lists_of
from diligence.exchange.xlsform import faults, parts
from diligence.exchange.xlsform.columns import tell_cells
from diligence.exchange.xlsform.languages import code_of
from diligence.exchange.xlsform.sheets import Row, Table, table
from diligence.exchange.xlsform.survey import TEXTS, Walk, Walker

FORMAT: Final = "xlsform"
SPOKEN: Final = ("label", "hint", "guidance_hint")
CARRIED: Final = {
    "feeds": "rs_feeds",
    "cap": "rs_cap",
    "measures": "rs_measures",
    "valid_months": "rs_valid_months",
    "tags": "rs_tags",
    "factor": "rs_factor",
    "scope": "rs_scope",
}
_LANGUAGES_MAX: Final = 50
_READ: Final = frozenset({"survey", "choices", "settings"})

_NO_SURVEY = gettext_noop(
    "“%(name)s” has no sheet “survey” with a column “type”, so it is no XLSForm. Choose another "
    "file, or name the sheet so."
)
_LANGUAGES = gettext_noop("“%(name)s” has more than %(most)s languages. Remove some columns.")
_MANY = gettext_noop(
    "The questions of “%(name)s” have %(count)s choices together; a questionnaire has at most "
    "%(most)s. Ask long lists as text, or divide the form into several."
)
_UNNAMED = gettext_noop(
    "The language has no code and its name is not known; write it like “Deutsch (de)”. Its texts "
    "are left out."
)
_MISSING = gettext_noop(
    "The form doesn't say its language; its texts were taken to be in the language chosen."
)
_SHEET = gettext_noop("The sheet has no meaning here, so nothing of it was read.")
_SETTING = gettext_noop("The setting has no meaning here.")
_SETTINGS: Final = frozenset({"form_title", "form_id", "version", "default_language",
                              "allow_choice_duplicates"})  # fmt: skip


def wanted(titles: Sequence[str]) -> list[str]:
    """The worksheets of a form that mean something here, or all where none is called “survey”."""
    known = [title for title in titles if _means(title.strip().lower())]
    return known if any(title.strip().lower() == "survey" for title in known) else list(titles)


def _means(name: str) -> bool:
    return name in _READ or name.startswith("rs_")


def is_xlsform(read: Read) -> bool:
    """Whether a sheet of the file is called “survey”, or its only sheet is one without the name."""
    return "survey" in _sheets(read)


def read(file: Read, name: str, language: str) -> Imported:
    """The document and what was lost. `language` is used where the form says none.

    Raises FileRefusedError for what is no form, FormRefusedError for one that contradicts itself.
    """
    reader = _Reader(_sheets(file), name, language)
    # A CSV file's first note says how it was read, which loses nothing.
    for note in file.notes[file.format == "csv" :]:
        reader.losses.add(LossKind.FILE, "", 0, "", str(note), NOTICED)
    others = [sheet.name for name, sheet in _sheets(file).items() if not _means(name)]
    for title in (*file.unread, *others):
        reader.losses.add(LossKind.COLUMN, title, 0, "", title, _SHEET)
    return reader.imported()


def _sheets(file: Read) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for sheet in file.sheets:
        found.setdefault(sheet.name.strip().lower(), sheet)
    if "survey" not in found and len(file.sheets) == 1 and _looks_so(file.sheets[0]):
        return {"survey": file.sheets[0]}
    return found


def _looks_so(sheet: Sheet) -> bool:
    headings = {text_of(cell).strip().lower() for cell in sheet.lines[0].cells}
    return "type" in headings and "name" in headings


class _Reader:
    def __init__(self, sheets: Mapping[str, Sheet], name: str, language: str) -> None:
        self.losses = Losses()
        self._faults: list[Loss] = []
        self._sheets, self._name = sheets, name
        survey = self._table("survey")
        if survey is None or not any(h.name == "type" for h in survey.headings):
            raise FileRefusedError(_NO_SURVEY, name=name)
        self.survey = survey
        self.choices = self._table("choices")
        settings = self._table("settings")
        self.settings = settings.rows[0] if settings and settings.rows else _nothing()
        self._settings_table = settings
        self._spoken(language)

    def _table(self, name: str) -> Table | None:
        sheet = self._sheets.get(name)
        return table(sheet, self._faults, self.losses) if sheet else None

    def _spoken(self, usual: str) -> None:
        """The form's own language, as its columns write it, and the others it is translated to."""
        written = self.survey.languages(*SPOKEN)
        for label in (self.choices.languages("label") if self.choices else {}).items():
            written.setdefault(*label)
        if len(written) > _LANGUAGES_MAX:
            raise FileRefusedError(_LANGUAGES, name=self._name, most=str(_LANGUAGES_MAX))
        default = self.settings.get("default_language")
        plain_labels = any(h.name == "label" and not h.language for h in self.survey.headings)
        first = default if default in written else "" if plain_labels else next(iter(written), "")
        self.language = self.settings.get("rs_language") or code_of(first or default) or usual
        if not code_of(first or default) and not self.settings.get("rs_language"):
            self.losses.add(LossKind.LANGUAGE, "settings", 0, "default_language",
                            first or default or usual, _MISSING)  # fmt: skip
        self.first = [*dict.fromkeys((first, "", *written))]
        self.others = {w: c for w, c in written.items() if w != first and c != self.language}
        for name, code in list(self.others.items()):
            if not code:
                self.losses.add(LossKind.LANGUAGE, "survey", 0, name, name, _UNNAMED)
                del self.others[name]

    def imported(self) -> Imported:
        rows = list(faults.typed(self.survey))
        lists = lists_of.lists(self.choices)
        doubles = self.settings.get("allow_choice_duplicates").lower() in ("yes", "true", "true()")
        found = faults.found(self.survey, rows, lists, self.choices, doubles=doubles)
        if self._faults or found:
            raise FormRefusedError([*self._faults, *found])
        given_parts = parts.read(self._sheets, self._faults, self.losses)
        texts = parts.translated(self._sheets.get("rs_translations"), self._faults, self.losses)
        given, scale = frame_of(given_parts, self._raised(lists))
        carried = Carried(scale, self.losses)
        form = self._form(given)
        self._require_few(rows, lists)
        options = lists_of.Options(lists, self.choices, self.first, carried, self.losses)
        walker = Walker(self.survey, options, self.first, form.title, self.losses)
        walk = walker.over(rows)
        if not form.own:
            walker.leave_out_empty()
        options.tell_unused()
        if not walk.questions and not walk.triage:
            raise nothing_left(self.losses)
        self._scored(walk, carried)
        tell_cells(self.survey, rows, self.losses, own=form.own)
        lists_of.tell_columns(self.choices, self.losses)
        form.sections = walk.sections
        form.triage = [made for made, _ in walk.triage]
        form.questions = _ordered(walk.questions)
        form.translations = self._translations(walk, texts)
        form.translated = tuple(self.settings.get("rs_translated").split())
        return assemble(form, given, set(scale.rules), FORMAT, self.losses)

    def _require_few(self, rows: Sequence[faults.Typed], lists: Mapping[str, list[Row]]) -> None:
        """A small file can ask for a long list in every question: that is no questionnaire."""
        sizes = [len(lists.get(asked.list, ())) for _row, asked in rows if asked.list]
        count = sum(size for size in sizes if size <= lists_of.OPTIONS_MAX)
        if count > lists_of.TOGETHER_MAX:
            most, told = f"{lists_of.TOGETHER_MAX:,}", f"{count:,}"
            raise FileRefusedError(_MANY, name=self._name, count=told, most=most)

    def _raised(self, lists: Mapping[str, list[Row]]) -> set[str]:
        """What stands in the place of flags; names of the baseline's flag rules among them."""
        return {
            flag
            for rows in lists.values()
            for row in rows
            for flag in (row.get("rs_flags") or row.get("rs_flag")).split()
        }

    def _form(self, given: dict[str, Any]) -> Form:
        settings, kept = self.settings, parsed(self.settings.get("rs_exact"))
        exact = kept if isinstance(kept, dict) else {}
        title = exactly(settings.get("form_title"), exact.get("title"))
        stem = plain(self._name.rpartition(".")[0] or self._name)[:100] or "form"
        key = settings.get("rs_key") or identifier(settings.get("form_id") or stem, (), "form")
        edition = unheld(settings.get("rs_edition")) or plain(settings.get("version")) or "1"
        if languages := settings.get("rs_languages").split():
            given["languages"] = languages
        self._tell_settings()
        return Form(
            id=key,
            edition=edition,
            title=title or settings.get("form_id") or stem,
            language=self.language,
            about=unheld(settings.get("rs_about")),
            own=bool(settings.get("rs_key")),
        )

    def _tell_settings(self) -> None:
        for heading, text in self.settings.cells.items():
            if heading.name not in _SETTINGS and not heading.name.startswith("rs_"):
                row = self.settings.number
                self.losses.add(LossKind.COLUMN, "settings", row, heading.written, text, _SETTING)

    def _scored(self, walk: Walk, carried: Carried) -> None:
        for pairs, triage in ((walk.questions, False), (walk.triage, True)):
            for made, row in pairs:
                raw: dict[str, Any] = {name: row.get(c) for name, c in CARRIED.items()}
                cells = {n: Cell(row.sheet, row.number, c) for n, c in CARRIED.items()}
                raw["feeds"] = parsed(raw["feeds"]) if raw["feeds"] else None
                if row.get("rs_feeds") and raw["feeds"] is None:
                    raw["feeds"] = row.get("rs_feeds")
                raw["measures"] = raw["measures"].split()
                raw["tags"] = (parsed(raw["tags"]) or raw["tags"]) if raw["tags"] else ""
                raw |= {n: unheld(row.get(f"rs_{n}")) for n in ("basis", "short")}
                if made.name == row.get("name"):
                    score(made.members, raw, carried, cells, triage=triage)

    def _translations(self, walk: Walk, texts: list[dict[str, str]]) -> list[dict[str, str]]:
        """Texts of the columns of other languages, with those of the sheet where they agree."""
        told: dict[tuple[str, str], dict[str, str]] = {}
        for written, code in self.others.items():
            for place, text in _told(walk, written):
                entry = {"place": place, "language": code, "text": text, "of": ""}
                told.setdefault((code, place), entry)
        for entry in texts:
            key = (entry["language"], entry["place"])
            if key not in told or shown(told[key]["text"]) == shown(entry["text"]):
                told[key] = entry
        return [*told.values()]


def _nothing() -> Row:
    return Row("settings", 0, {}, {})


def _ordered(questions: Sequence[tuple[Made, Row]]) -> list[Made]:
    """In the order of `rs_order` where every question has a number there."""
    try:
        numbered = [(Decimal(row.get("rs_order")), made) for made, row in questions]
        return [made for _, made in sorted(numbered, key=lambda pair: pair[0])]
    except (InvalidOperation, TypeError):
        return [made for made, _ in questions]


def _told(walk: Walk, language: str) -> list[tuple[str, str]]:
    """Place and translation, for every translated cell of a language."""
    found: list[tuple[str, str, Row, str]] = []
    for section in walk.sections:
        row = walk.section_rows.get(section["id"])
        if row is not None:
            found.append((f"sections/{section['id']}/title", section["title"], row, "label"))
    for list_, pairs in (("triage", walk.triage), ("questions", walk.questions)):
        for made, row in pairs:
            if made.name != row.get("name"):
                continue
            place, members = f"{list_}/{made.id}", made.members
            found.append((f"{place}/text", members["text"], row, "label"))
            for column, part in TEXTS:
                found.append((f"{place}/help/{part}", members["help"].get(part, ""), row, column))
            for code, choice in walk.option_rows.get(made.id, ()):
                found.append((f"{place}/options/{code}/label", code, choice, "label"))
    return [
        (place, text)
        for place, source, row, column in found
        if source and (text := plain(row.get(column, language)))
    ]
