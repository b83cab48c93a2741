"""What of an answer sheet moves from one edition of a questionnaire to another.

A question is the same when people read the same: its text, its kind of answer and its options
(`validity.asked_as`). Then its answer moves with everything that is known of it; points, weights,
help and order may be others. A question that reads otherwise is asked again, its earlier answer
beside it and not in it. What the other edition does not ask is put aside, whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Entry, Stamp, values
from diligence.domain.triage import TriageResult, triage
from diligence.domain.validity import asked_as
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Route

_TEXT = gettext_noop("The question is worded otherwise.")
_TYPE = gettext_noop("It is answered in another way.")
_OPTIONS = gettext_noop("Its options are others.")
_LABELS = gettext_noop("Its options are worded otherwise.")
_ORDER = gettext_noop("Its options stand in another order.")


@dataclass(frozen=True, slots=True)
class Again:
    """A question of the later edition that reads otherwise. `was` is its earlier answer, None
    where it had none."""

    question: Question
    earlier: Question
    why: Sentence
    was: Entry | None


@dataclass(frozen=True, slots=True)
class Archived:
    """A question that the later edition does not ask, with its answer."""

    question: Question
    was: Entry


@dataclass(frozen=True, slots=True)
class Plan:
    """What moving would do. `copied`, `again` and `new` in the order of the later edition: the
    triage first. `again` has every question that reads otherwise, answered or not; `gone` every id
    that the later edition lacks."""

    copied: tuple[Question, ...]
    again: tuple[Again, ...]
    archived: tuple[Archived, ...]
    new: tuple[Question, ...]
    gone: frozenset[str]

    @property
    def asked_again(self) -> tuple[Again, ...]:
        """Those of `again` that had an answer."""
        return tuple(item for item in self.again if item.was is not None)

    @property
    def touched(self) -> frozenset[str]:
        """Questions whose answers can't go on: reworded or gone."""
        return self.gone | {item.question.id for item in self.again}


def plan(before: Questionnaire, after: Questionnaire, entries: Mapping[str, Entry]) -> Plan:
    """What moving these answers from one edition to the other would do."""
    earlier = {question.id: question for question in _all(before)}
    copied, again, new = [], [], []
    for question in _all(after):
        known = earlier.pop(question.id, None)
        was = _held(entries, question.id)
        if known is None:
            new.append(question)
        elif asked_as(known) != asked_as(question):
            again.append(Again(question, known, why_again(known, question), was))
        elif was is not None:
            copied.append(question)
    archived = [
        Archived(question, was)
        for question in earlier.values()
        if (was := _held(entries, question.id)) is not None
    ]
    return Plan(tuple(copied), tuple(again), tuple(archived), tuple(new), frozenset(earlier))


def why_again(before: Question, after: Question) -> Sentence:
    """What of a question reads otherwise: the first thing that an answer depends on."""
    if before.type is not after.type:
        return Sentence(_TYPE, {})
    if before.text.split() != after.text.split():
        return Sentence(_TEXT, {})
    if set(before.codes) != set(after.codes):
        return Sentence(_OPTIONS, {})
    if before.codes != after.codes:
        return Sentence(_ORDER, {})
    return Sentence(_LABELS, {})


def carried(
    planned: Plan,
    entries: Mapping[str, Entry],
    earlier: Mapping[str, Mapping[str, Any]],
    stamp: Stamp,
) -> dict[str, Entry]:
    """The answers as they stand in the later edition.

    `earlier` says, by question, how the answer of a question that is asked again is shown beside
    it. Every question that reads otherwise counts one save more, answered or not: a page that
    still shows its earlier words must not save an answer to them.
    """
    kept = {id: entry for id, entry in entries.items() if id not in planned.touched}
    for item in planned.again:
        id = item.question.id
        kept[id] = Entry(
            value=None,
            note="",
            revision=entries.get(id, Entry()).get("revision", 0) + 1,
            by=stamp.by,
            user=stamp.user,
            at=stamp.at,
            page="",
            origin="typed",
            confirmed_by="",
            earlier=dict(earlier.get(id, {})),
        )
    return kept


def triage_again(
    before: Questionnaire, after: Questionnaire, entries: Mapping[str, Entry]
) -> TriageResult | None:
    """Where the later edition's triage leads with the answers it has now; None where its triage is
    the same, so that nothing follows."""
    if before.triage == after.triage:
        return None
    return triage(after, values(entries, after.triage))


def is_to_be_redone(result: TriageResult | None) -> bool:
    """Whether the triage has to be finished again: answers are missing, or it no longer asks for
    the full questionnaire. Nothing ends by itself because an edition changed."""
    return result is not None and result.route is not Route.FULL


def _all(questionnaire: Questionnaire) -> tuple[Question, ...]:
    return (*questionnaire.triage, *questionnaire.questions)


def _held(entries: Mapping[str, Entry], id: str) -> Entry | None:
    """The answer or note that stands at a question, None where neither does."""
    entry = entries.get(id)
    if entry is None or (entry.get("value") is None and not entry.get("note")):
        return None
    return entry
