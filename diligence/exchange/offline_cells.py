"""Answers as the cells of a workbook: how they are written, and what is read back from them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Final

from django.utils.translation import gettext as _

from diligence.domain.filled import fingerprint
from diligence.domain.questionnaire import Option, Question
from diligence.enums import QuestionType
from diligence.exchange.spreadsheets import FORMULA_STARTS, NOT_XML
from diligence.exchange.tables import CELL_MAX, Cell
from portal.countries import all_countries, canonical, name_of

_TICKED: Final = frozenset({"yes", "y", "x", "1", "true", "✓", "✔", "☑", "☒"})
_NOT_TICKED: Final = frozenset({"", "no", "n", "0", "false", "-", "–", "☐"})


class CellError(ValueError):
    """What a cell holds is no answer; the message says why and what to write instead."""


def headings() -> tuple[str, ...]:
    """The heading row of a sheet of questions."""
    return (
        _("Id"),
        _("Question"),
        _("Asked when"),
        _("How to answer"),
        _("Answer"),
        _("Note"),
        _("Help"),
    )


def yes() -> str:
    return _("Yes")


def option_id(question: Question, code: str) -> str:
    """What stands in the first column beside one option of several."""
    return f"{question.id}:{code}"


def plain(text: str) -> str:
    """A text as it comes back from a cell."""
    kept = NOT_XML.sub("", text)[:CELL_MAX]
    return kept.replace("\r\n", "\n").replace("\r", "\n").strip()


def folded(text: str) -> str:
    """A text without what people write differently: capitals, and how many spaces."""
    return " ".join(text.split()).casefold()


def as_list(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [str(value)] if value else []


def choice(question: Question, option: Option) -> str:
    """How an option is offered: by its label, unless that is another's too or no plain text."""
    label = " ".join(NOT_XML.sub("", option.label).split())
    named = Counter(folded(each.label) for each in question.options)
    codes = {folded(each.code) for each in question.options if each is not option}
    doubtful = named[folded(label)] > 1 or folded(label) in codes
    return option.code if doubtful or not label or label.startswith(FORMULA_STARTS) else label


def written(question: Question, value: object) -> str | int | float | date:
    """What stands in the cell of an answer; '' where there is none."""
    if value is None:
        return ""
    match question.type:
        case QuestionType.COUNTRY:
            return "\n".join(f"{name_of(code)} ({code})" for code in as_list(value))
        case QuestionType.ORGANISATION:
            return "\n".join(as_list(value))
        case QuestionType.NUMBER if isinstance(value, int | float):
            return value
        case QuestionType.DATE:
            try:
                return date.fromisoformat(str(value))
            except ValueError:
                return str(value)
    if question.options:
        option = question.option(str(value))
        return choice(question, option) if option else str(value)
    return plain(str(value))


def printed(question: Question, value: object) -> str:
    """The fingerprint of the cells that an answer is written to."""
    if question.type is QuestionType.MULTI:
        codes = as_list(value)
        return fingerprint([code for code in question.codes if code in codes])
    cell = written(question, value)
    return fingerprint(text_of(cell.isoformat() if isinstance(cell, date) else cell))


def known(question: Question, others: tuple[Question, ...]) -> Mapping[str, str]:
    """The codes by every word they are known by: code, label, the labels in other languages.

    A word that two options share means neither of them.
    """
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for variant in (question, *others):
        for option in variant.options:
            word = folded(option.label)
            if found.setdefault(word, option.code) != option.code:
                doubtful.add(word)
    kept = {word: code for word, code in found.items() if word not in doubtful}
    return kept | {folded(code): code for code in question.codes}


def is_ticked(cell: Cell, word: str) -> bool:
    """Whether the cell beside an option says yes; `word` is what its list offers for it."""
    said = folded(text_of(cell))
    if said in _TICKED or said == folded(word):
        return True
    if said in _NOT_TICKED:
        return False
    raise CellError(_("Choose “%(yes)s”, or leave the cell empty.") % {"yes": word})


def text_of(cell: Cell) -> str:
    """A cell as text. Raises CellError where a formula or an error stands there."""
    if isinstance(cell, Mapping):
        raise CellError(
            _("A formula or an error stands there. Write the answer itself into the cell.")
        )
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return plain(str(cell))


def read(question: Question, cell: Cell, words: Mapping[str, str]) -> object:
    """The answer in a cell, None where there is none; `words` is what `known` gave. Raises
    CellError."""
    text = text_of(cell)
    if not text:
        return None
    match question.type:
        case QuestionType.NUMBER:
            return _number(cell, text)
        case QuestionType.DATE:
            return _day(text)
        case QuestionType.COUNTRY:
            names = (part.strip() for part in text.replace(";", "\n").split("\n"))
            return list(dict.fromkeys(_country(name) for name in names if name)) or None
        case QuestionType.ORGANISATION:
            lines = (line.strip() for line in text.split("\n"))
            return list(dict.fromkeys(line for line in lines if line)) or None
    if not question.options:
        return text
    code = words.get(folded(text))
    if code is None:
        told = {"said": text[:40], "listed": "; ".join(question.codes)}
        raise CellError(
            _(
                "“%(said)s” is not one of the options. Choose from the list in the cell, or write "
                "one of the codes %(listed)s."
            )
            % told
        )
    return code


def _number(cell: Cell, text: str) -> int | float:
    try:
        number = float(cell if isinstance(cell, int | float) else _dotted(text))
    except (ValueError, OverflowError):
        number = float("inf")
    if not isfinite(number):
        raise CellError(_("Write a number, for example 12 or 12.5."))
    return int(number) if number == int(number) else number


def _dotted(text: str) -> str:
    return "".join(text.split()).replace(",", ".")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CellError(_("Write the date as year-month-day, for example 2026-03-31.")) from None


def _country(text: str) -> str:
    code = text.rpartition("(")[2].removesuffix(")").strip() if text.endswith(")") else text
    if len(code) == 2 and canonical(code):
        return canonical(code)
    wanted = folded(text)
    for known_code, name in all_countries():
        if folded(name) == wanted:
            return known_code
    raise CellError(
        _("“%(name)s” is not a country we know. Write its English name or its code.")
        % {"name": text[:40]}
    )
