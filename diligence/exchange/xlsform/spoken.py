"""Texts in several languages: in columns where XLSForm has one, else by their places."""

from typing import Final

from diligence.domain.places import fingerprint, texts
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.foreign import held, plain, shown
from diligence.exchange.xlsform.languages import code_of, heading

COLUMNS_FOR: Final = 23
"""Languages beside the own one that have columns; the sheet of places holds any number."""

Cell = str | int | float | None


class Spoken:
    """Gives out cells of translated columns, and remembers what none of them says."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._own = questionnaire.language
        self._left = {
            translation.language: {text.place: text for text in translation.texts}
            for translation in questionnaire.translations
        }
        self._today = texts(questionnaire)
        told = [language for language in self._left if language != self._own]
        self._columns = [one for one in told if code_of(heading(one)) == one][:COLUMNS_FOR]

    def own(self, column: str) -> str:
        """The heading of a column in the questionnaire's own language."""
        return f"{column}::{heading(self._own)}"

    def cells(self, column: str, text: str, place: str) -> dict[str, Cell]:
        """A text in its own language and in those it is translated to."""
        row: dict[str, Cell] = {self.own(column): shown(text) or None}
        for language in self._columns:
            told = self._left[language].get(place)
            if told is None or not text:
                continue
            row[f"{column}::{heading(language)}"] = shown(told.text) or None
            current = place in self._today and told.of == fingerprint(self._today[place])
            if current and shown(told.text) == told.text and plain(text):
                del self._left[language][place]
        return row

    def elsewhere(self) -> list[dict[str, Cell]]:
        """The sheet of places: texts without a column, stale ones, those a cell wouldn't keep."""
        rows: dict[str, dict[str, Cell]] = {}
        for language, by_place in self._left.items():
            for place, told in by_place.items():
                row = rows.setdefault(place, {"place": place})
                row[f"rs_text::{language}"] = held(told.text)
                if place not in self._today or told.of != fingerprint(self._today[place]):
                    row[f"rs_of::{language}"] = told.of
        return [*rows.values()]
