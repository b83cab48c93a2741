"""One row of the triage grid in the values its template shows: facts, cells, what it comes to."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence import policy
from diligence.actions.grid import Outcome
from diligence.choices import Activity, AppraisalState, TechnologyArea
from diligence.domain import backlog
from diligence.domain.answers import Problem
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Conflict, Entry, values
from diligence.domain.triage import TriageAnswer, TriageResult, triage
from diligence.enums import Route
from diligence.forms.grid import PostedRow, seen
from diligence.forms.questions import in_words as answer_in_words
from diligence.forms.questions import problem_in_words
from diligence.models import Appraisal, Partnership
from diligence.queries import questionnaires
from diligence.queries.backlog import waiting_of
from portal.authority import Actor
from portal.countries import name_of

Row = dict[str, Any]

NUMBERS = "123456789"
STANDS = gettext_lazy("It can't be taken back here: the full questionnaire has begun.")
KEYS = frozenset("safuhcjk")
"""Letters that mean something else in the grid."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a row that was sent. Nothing of it, where the page is only looked at."""

    posted: PostedRow | None = None
    outcome: Outcome = field(default_factory=Outcome)
    refused: str = ""

    @property
    def clean(self) -> bool:
        saved = self.outcome.saved
        wrong = saved is not None and bool(saved.conflicts or saved.problems)
        return not (wrong or self.refused or self.outcome.missing)


@dataclass(frozen=True, slots=True)
class Grid:
    """What all rows share: who looks, on which day, at which questions."""

    actor: Actor
    today: date
    definition: Questionnaire
    columns: Sequence[Row]

    def row(
        self, partnership: Partnership, appraisal: Appraisal | None, turn: Turn | None = None
    ) -> Row:
        """One row. `appraisal` is its triage, open or finished; `unit` must be loaded."""
        drawn = _facts(partnership, self.today)
        if appraisal is not None and not self._same_questions(appraisal):
            return drawn | {"elsewhere": reverse("diligence:appraisal-triage", args=[appraisal.pk])}
        turn = turn or Turn()
        if appraisal is not None and appraisal.state != AppraisalState.TRIAGE:
            return drawn | self._finished(appraisal) | {"refused": turn.refused}
        return drawn | self._open(appraisal, turn)

    def _same_questions(self, appraisal: Appraisal) -> bool:
        return questionnaires.definition(appraisal.version).triage == self.definition.triage

    def _open(self, appraisal: Appraisal | None, turn: Turn) -> Row:
        entries: Mapping[str, Entry] = appraisal.sheet.entries if appraisal else {}
        asked: Sequence[str] = appraisal.sheet.to_ask if appraisal else ()
        saved, posted = turn.outcome.saved, turn.posted
        conflicts = {met.question: met for met in saved.conflicts} if saved else {}
        problems = {found.question: found for found in saved.problems} if saved else {}
        kept = posted if posted is not None and turn.refused else None
        told = triage(self.definition, values(entries, self.definition.triage))
        chosen = {
            question.id: _value(question, entries, conflicts.get(question.id), kept)
            for question in self.definition.triage
        }
        return {
            "appraisal": appraisal,
            "seen": _seen(self.definition, entries, asked, conflicts, posted),
            "cells": [
                column
                | {
                    "value": chosen[column["id"]],
                    "asked": column["id"] in (kept.asked if kept else asked),
                    "wrong": column["id"] in problems or column["id"] in conflicts,
                    "missing": column["id"] in turn.outcome.missing,
                }
                for column in self.columns
            ],
            "conflicts": [self._conflict(met) for met in conflicts.values()],
            "problems": [self._problem(found) for found in problems.values()],
            "missing": ", ".join(turn.outcome.missing),
            "refused": turn.refused,
            "left": len(told.missing) if told.route is Route.INCOMPLETE else 0,
            "begun": bool(values(entries, self.definition.triage)),
            "ready": told.route is not Route.INCOMPLETE,
            "says": self.says(told),
            "asks": _asks(appraisal, asked),
        }

    def _finished(self, appraisal: Appraisal) -> Row:
        told = triage(self.definition, values(appraisal.sheet.entries, self.definition.triage))
        back = policy.may_reopen(self.actor, appraisal, under_way=False)
        full = appraisal.state == AppraisalState.ANSWERING
        return {
            "appraisal": appraisal,
            "finished": appraisal.state,
            "label": AppraisalState(appraisal.state).label,
            "refers": appraisal.triage_refers,
            "says": self.says(told),
            "answers": [
                _said(question, appraisal.sheet.entries) for question in self.definition.triage
            ],
            "back": bool(back),
            "why_not": STANDS if full else back.reason,
            "full_url": reverse("diligence:appraisal-detail", args=[appraisal.pk]),
            "dossier_url": reverse("diligence:appraisal-dossier", args=[appraisal.pk]),
        }

    def says(self, told: TriageResult) -> str:
        """Where a triage leads, with the answers that lead there."""
        because = "; ".join(self._reason(item) for item in told.because)
        if told.route is Route.OUT_OF_SCOPE:
            return _("Out of scope: %(because)s") % {"because": because}
        if told.route is Route.ENDED_LOW:
            return _("Low: no answer asks for more, so nothing needs to be decided.")
        if not because:
            return ""
        if told.refer:
            return _("The hub and the full questionnaire: %(because)s") % {"because": because}
        return _("Full questionnaire: %(because)s") % {"because": because}

    def _reason(self, item: TriageAnswer) -> str:
        question = self.definition.triage_question(item.question)
        option = question.option(item.option)
        return f"{question.label} – {option.label if option else item.option}"

    def _conflict(self, met: Conflict) -> Row:
        question = self.definition.triage_question(met.question)
        return {
            "id": question.id,
            "label": question.label,
            "by": met.theirs.get("by", ""),
            "mine": _spoken(question, met.value),
            "theirs": _spoken(question, met.theirs.get("value")),
            "settles": f"{question.id}@{met.revision}",
        }

    def _problem(self, found: Problem) -> str:
        question = self.definition.triage_question(found.question)
        return f"{question.label}: {problem_in_words(question, found)}"


def _facts(row: Partnership, today: date) -> Row:
    """What tells one partnership from another, and why it stands where it stands."""
    place = backlog.place(waiting_of(row), today)
    day = date_format(place.day, "DATE_FORMAT") if place.day else ""
    countries = [name_of(code) for code in row.partner_countries]
    more = (
        (_("Activities"), _labels(Activity, row.activities)),
        (_("Technology areas"), _labels(TechnologyArea, row.technology_areas)),
        (_("Funding"), row.funding_source),
        (_("Unit"), row.unit.name if row.unit else ""),
        (_("Responsible"), row.responsible),
    )
    return {
        "id": row.pk,
        "title": row.title,
        "handle": row.handle,
        "url": reverse("diligence:partnership-detail", args=[row.pk]),
        "partners": row.partner_names,
        "countries": ", ".join(countries),
        "because": ", ".join(_(told.template) % {"day": day} for told in place.because),
        "facts": [fact for fact in more if fact[1]],
    }


def _labels(choices: Any, codes: Iterable[str]) -> str:
    known = dict(choices.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def _value(
    question: Question,
    entries: Mapping[str, Entry],
    met: Conflict | None,
    kept: PostedRow | None,
) -> object:
    """What a cell shows: what is stored, or what somebody chose and could not be stored."""
    if met is not None:
        return met.value
    if kept is not None:
        return kept.answers.get(question.id)
    return entries.get(question.id, Entry()).get("value")


def _seen(
    definition: Questionnaire,
    entries: Mapping[str, Entry],
    asked: Iterable[str],
    conflicts: Mapping[str, Conflict],
    posted: PostedRow | None,
) -> str:
    """A cell in conflict keeps the state it was drawn in: saving it again settles nothing."""
    shown = dict(entries)
    for id in conflicts:
        save = posted.saves.get(id) if posted else None
        shown[id] = Entry(value=None, revision=save.revision or 0 if save else 0)
    return seen(definition.triage, shown, asked)


def _asks(appraisal: Appraisal | None, asked: Sequence[str]) -> Row | None:
    """The questions marked to ask a colleague about, and where to ask them."""
    if appraisal is None or not asked:
        return None
    ask = reverse("diligence:colleague-ask", args=[appraisal.pk])
    query = urlencode([("question", id) for id in asked])
    return {"names": ", ".join(asked), "url": f"{ask}?{query}"}


def _said(question: Question, entries: Mapping[str, Entry]) -> Row:
    value = entries.get(question.id, Entry()).get("value")
    words = ", ".join(answer_in_words(question, value)) or "–"
    return {"id": question.id, "value": value or "", "words": words}


def _spoken(question: Question, value: object) -> str:
    return ", ".join(answer_in_words(question, value)) or _("No answer")


def columns(definition: Questionnaire) -> list[Row]:
    """The questions as columns: label, help, options, and the key of each option."""
    return [
        {
            "id": question.id,
            "label": question.label,
            "text": question.text,
            "help": question.help,
            "basis": question.basis,
            "options": _options(question),
        }
        for question in definition.triage
    ]


def _options(question: Question) -> list[Row]:
    """Each option with its key: its first letter, or its number where letters are ambiguous."""
    letters = [option.label[:1].casefold() for option in question.options]
    alone = len(set(letters)) == len(letters) and not set(letters) & KEYS
    return [
        {
            "code": option.code,
            "label": option.label,
            "mark": option.label[:1].upper() if alone else NUMBERS[index],
            "key": letters[index] if alone else NUMBERS[index],
        }
        for index, option in enumerate(question.options[: len(NUMBERS)])
    ]


def key_of(text: str) -> uuid.UUID | None:
    """A partnership that the address names, if it can be one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
