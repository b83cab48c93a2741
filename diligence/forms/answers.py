"""Read posted answers: which the person changed, and what the others on the page saw.

Each question on a page posts its value under its id, its note under `<id>.note`, and under
`<id>.seen` the revision and fingerprint it was drawn with. An answer that still has the
fingerprint was not touched, so it is not saved and can conflict with nobody.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2s
from math import isfinite

from django.http import QueryDict
from django.utils.translation import gettext as _

from diligence.actions.appraise import KEEP, Save
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry
from diligence.enums import QuestionType
from portal.countries import all_countries, canonical

_PAGE = re.compile(r"[0-9a-f]{8}")


def page_of(data: QueryDict) -> str:
    """The name of the open page the answers come from, or ''."""
    page = data.get("page", "")
    return page if _PAGE.fullmatch(page) else ""


@dataclass(frozen=True, slots=True)
class Posted:
    """One question as it was posted. `typed` is the text as it stood, for showing it again."""

    question: Question
    value: object
    note: str
    typed: str
    revision: int
    touched: bool
    problem: str = ""

    def save(self, *, carried: frozenset[str] = frozenset()) -> Save:
        """What is to be stored; `carried` are the values the register offered for confirmation."""
        from_register = isinstance(self.value, list) and set(self.value) <= carried
        origin = "carried" if self.value and from_register else "typed"
        value = KEEP if self.problem else self.value
        return Save(value, self.note, self.revision, origin, confirms=origin == "carried")


def read(questions: Iterable[Question], data: QueryDict) -> dict[str, Posted]:
    """The questions the posted page showed, in order."""
    return {
        question.id: _posted(question, data)
        for question in questions
        if f"{question.id}.seen" in data
    }


def fingerprint(question: Question, value: object, note: str) -> str:
    """Tells whether an answer and its note are as they were drawn."""
    if question.type.names_a_place_or_body:
        value = as_list(value)
    elif isinstance(value, str):
        value = _text(value)
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = None if value in ("", []) else value
    told = json.dumps([plain, _text(note)], ensure_ascii=True, sort_keys=True)
    return blake2s(told.encode(), digest_size=6).hexdigest()


def seen(question: Question, entry: Entry) -> str:
    """What a page posts back of the state it was drawn in."""
    print_ = fingerprint(question, entry.get("value"), entry.get("note", ""))
    return f"{entry.get('revision', 0)}.{print_}"


def as_list(value: object) -> list[str]:
    """Names as a list, however they were sent."""
    if isinstance(value, list | tuple):
        return [str(name) for name in value]
    return [str(value)] if value else []


def _posted(question: Question, data: QueryDict) -> Posted:
    revision, _dot, print_ = str(data[f"{question.id}.seen"]).partition(".")
    value, typed, problem = _value(question, data)
    note = _text(data.get(f"{question.id}.note", ""))
    return Posted(
        question=question,
        value=value,
        note=note,
        typed=typed,
        revision=int(revision) if revision.isdecimal() and len(revision) < 9 else 0,
        touched=bool(problem) or fingerprint(question, value, note) != print_,
        problem=problem,
    )


_Read = tuple[object, str, str]
"""The value, the text as typed, and what is wrong with it."""


def _value(question: Question, data: QueryDict) -> _Read:
    match question.type:
        case QuestionType.MULTI:
            chosen = dict.fromkeys(code for code in data.getlist(question.id) if code)
            order = {code: place for place, code in enumerate(question.codes)}
            return sorted(chosen, key=lambda code: order.get(code, 999)) or None, "", ""
        case QuestionType.NUMBER:
            return _number(data.get(question.id, ""))
        case QuestionType.DATE:
            return _date(data.get(question.id, ""))
        case QuestionType.COUNTRY:
            return _names(question, data, _country)
        case QuestionType.ORGANISATION:
            return _names(question, data, lambda name: name)
        case _:
            text = _text(data.get(question.id, ""))
            return text or None, text, ""


def _text(raw: str) -> str:
    return raw.replace("\r\n", "\n").strip()


def _number(raw: str) -> _Read:
    text = "".join(raw.split())
    if not text:
        return None, raw, ""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("inf")
    if not isfinite(number):
        return None, raw, _("Write a number, for example 12 or 12.5.")
    return int(number) if number == int(number) else number, raw, ""


def _date(raw: str) -> _Read:
    text = raw.strip()
    if not text:
        return None, raw, ""
    try:
        return date.fromisoformat(text).isoformat(), raw, ""
    except ValueError:
        return None, raw, _("Write the date as year-month-day, for example 2026-03-31.")


def _names(question: Question, data: QueryDict, find: Callable[[str], str]) -> _Read:
    """Ticked names and those typed one a line, each once."""
    typed = _text(data.get(f"{question.id}.other", ""))
    ticked = [name for name in data.getlist(question.id) if name]
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    found = {line: find(line) for line in lines}
    wrong = [line for line, name in found.items() if not name]
    value = list(dict.fromkeys([*ticked, *(found[line] for line in lines if found[line])]))
    problem = ""
    if wrong:
        problem = _("“%(name)s” is not a country we know. Write its English name or its code.") % {
            "name": wrong[0][:40]
        }
    return value or None, typed, problem


def _country(text: str) -> str:
    """The ISO code of a country written as code or name, or ''."""
    if len(text) == 2 and canonical(text):
        return canonical(text)
    wanted = text.casefold()
    return next((code for code, name in all_countries() if name.casefold() == wanted), "")
