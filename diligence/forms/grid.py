"""Read one row of the triage grid as it was posted, and what the grid is narrowed to."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from diligence.actions.answer import Save
from diligence.actions.grid import Marks
from diligence.choices import TechnologyArea
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry
from diligence.queries.backlog import PER_PAGE, Wanted
from diligence.queries.partnerships import NONE
from portal.forms.choosing import offer

LARGEST_SEEN: Final = 4000
PER_PAGES: Final = (10, PER_PAGE, 50)


@dataclass(frozen=True, slots=True)
class PostedRow:
    """What one row held when it was sent: answers by question, and marks to ask a colleague.

    `saves` are the answers that differ from those the row was drawn with.
    """

    answers: Mapping[str, str]
    asked: frozenset[str]
    saves: Mapping[str, Save]
    marks: Marks


def seen(questions: Iterable[Question], entries: Mapping[str, Entry], asked: Iterable[str]) -> str:
    """What a row sends back of the state it was drawn in: values, revisions and marks."""
    drawn = {
        question.id: [entry.get("value"), entry.get("revision", 0)]
        for question in questions
        if (entry := entries.get(question.id))
    }
    told = {"answers": drawn, "asked": list(asked)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_row(questions: Sequence[Question], data: QueryDict) -> PostedRow:
    """The row as it was posted. What a row can't mean counts as drawn without answers."""
    drawn, marked = _drawn(data.get("seen", ""))
    known = {question.id for question in questions}
    answers = {id: str(data[id]) for id in known if data.get(id)}
    asked = frozenset(data.getlist("ask")) & known
    keep = _settled(data, "theirs")
    saves = {}
    for id in known:
        value, revision = drawn.get(id, (None, 0))
        wanted = answers.get(id)
        if wanted != value and id not in keep:
            saves[id] = Save(value=wanted, revision=revision)
    for id, revision in _settled(data, "mine").items():
        saves[id] = Save(value=answers.get(id), revision=revision)
    marks = Marks(added=asked - marked, removed=marked - asked)
    return PostedRow(answers, asked, saves, marks)


def _settled(data: QueryDict, button: str) -> dict[str, int]:
    """The conflict that a button settles: question → the revision it was drawn with."""
    id, _at, revision = data.get(button, "").partition("@")
    return {id: int(revision)} if id and revision.isdecimal() and len(revision) < 9 else {}


def _drawn(text: str) -> tuple[dict[str, tuple[str | None, int]], frozenset[str]]:
    try:
        told = json.loads(text[: LARGEST_SEEN + 1])
        answers = {
            str(id): (None if value is None else str(value), int(revision))
            for id, (value, revision) in told["answers"].items()
        }
        return answers, frozenset(map(str, told["asked"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}, frozenset()


STARTS: Final = [
    ("", _("Any time")),
    ("started", _("Has started")),
    ("30", _("Within 30 days")),
    ("60", _("Within 60 days")),
    ("180", _("Within half a year")),
    ("none", _("No start date")),
]


class GridFilters(forms.Form):
    """What the grid is narrowed to; a value nobody offers narrows nothing."""

    q = forms.CharField(
        label=_("Partner, title or reference"), required=False, max_length=200, strip=True
    )
    starts = forms.ChoiceField(label=_("Starts"), choices=STARTS, required=False)
    area = forms.ChoiceField(label=_("Technology area"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    batch = forms.ChoiceField(label=_("Imported with"), required=False)

    def __init__(
        self,
        *args: Any,
        units: Iterable[tuple[str, str]],
        batches: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = [("", _("Any area")), (NONE, _("No area set")), *TechnologyArea.choices]
        offered: dict[str, list[tuple[Any, Any]]] = {
            "area": areas,
            "unit": [("", _("All units")), *units],
            "batch": [("", _("Any way")), *batches],
        }
        for name, choices in offered.items():
            if len(choices) > 1:
                offer(self, name, choices)
            else:
                del self.fields[name]

    def chosen(self) -> dict[str, str]:
        """The filters that hold; those with a value nobody offers are left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def wanted(self, *, asked: bool) -> Wanted:
        """The same as the queries take it, with the place in the list."""
        told = self.chosen()
        rows = str(self.data.get("rows", ""))
        return Wanted(
            q=told.get("q", "").replace("\x00", ""),
            unit=_key(told.get("unit")),
            area=told.get("area", ""),
            starts=told.get("starts", ""),
            batch=_key(told.get("batch")),
            asked=asked,
            after=_key(self.data.get("after")),
            before=_key(self.data.get("before")),
            per_page=int(rows) if rows in map(str, PER_PAGES) else PER_PAGE,
        )


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Here:
    """Where in the grid somebody was: what its address says, and nothing else."""

    query: str

    @classmethod
    def of(cls, data: QueryDict) -> Self:
        """From a posted address; parameters the grid doesn't know are dropped."""
        told = QueryDict(str(data.get("here", ""))[:1000])
        known = ("q", "starts", "area", "unit", "batch", "show", "rows", "after", "before")
        kept = QueryDict(mutable=True)
        for name in known:
            if told.get(name):
                kept[name] = told[name]
        return cls(kept.urlencode())
