"""How long an answer holds: a table of months, each with its reason, and days counted from it."""

import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Scope

LONGEST = 120
"""Months: the most that an edition can say of a question."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How many months an answer holds (0: it is never carried), and why so many."""

    months: int
    because: Sentence


_SAID = gettext_noop("The questionnaire says how long this answer holds.")
_SCREENING = gettext_noop("Lists of restrictive measures change often: a screening is soon old.")
_LEGAL = gettext_noop("Legal situations change: a legal check holds for half a year.")
_PEOPLE = gettext_noop("People come and go: what is known of a group holds for a year.")
_SIGNS = gettext_noop("Signs of interference are looked for each time.")
_EXPERIENCE = gettext_noop("Your experience with a partner grows from one appraisal to the next.")
_TRIAGE = gettext_noop("A triage is a first look: its answers hold for a year.")
_PARTNER = gettext_noop("An organisation changes: what is known of a partner holds for a year.")
_UNIT = gettext_noop("What is known of your own unit holds for two years.")
_PARTNERSHIP = gettext_noop("Your own answers about the same partnership hold for two years.")
_REGISTER = gettext_noop("The register is asked as it stands today, never an earlier answer.")

MONTHS: Mapping[Scope, tuple[int, str]] = {
    Scope.PARTNER: (12, _PARTNER),
    Scope.UNIT: (24, _UNIT),
    Scope.PARTNERSHIP: (24, _PARTNERSHIP),
    Scope.REGISTER: (0, _REGISTER),
}
"""Whose fact it is → how long it holds, where nothing else is said."""

TRIAGE: tuple[int, str] = (12, _TRIAGE)
LEGAL: tuple[int, str] = (6, _LEGAL)

_CHECKS = dict.fromkeys(("G1", "G2", "G5", "G6", "G7"), LEGAL)
_GUESTS = dict.fromkeys(("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"), (12, _PEOPLE))
BY_QUESTION: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "eu-baseline": {
        "T4": (3, _SCREENING),
        "G4": (3, _SCREENING),
        "I3": (0, _SIGNS),
        "B8": (0, _EXPERIENCE),
        **_CHECKS,
        **_GUESTS,
    }
}
"""Questionnaire → question → months: what the scope alone would not tell."""


def validity(questionnaire: Questionnaire, question: Question) -> Validity:
    """How long an answer to this question holds.

    The edition's own word comes first, then the table of its questions; then legal flags, the
    triage and the scope decide.
    """
    if question.valid_months is not None:
        return _of((question.valid_months, _SAID))
    listed = BY_QUESTION.get(questionnaire.root, {}).get(question.id)
    if listed is not None:
        return _of(listed)
    legal = {flag.code for flag in questionnaire.flags if flag.legal}
    if any(legal.intersection(option.flags) for option in question.options):
        return _of(LEGAL)
    return _of(MONTHS[question.scope] if question.section else TRIAGE)


def _of(told: tuple[int, str]) -> Validity:
    return Validity(told[0], Sentence(told[1], {}))


def last_day(since: date, months: int) -> date:
    """The day so many months later: the last one on which the answer holds. A day that the month
    lacks becomes its last."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


def asked_as(question: Question) -> str:
    """Tells questions apart by what people read: an answer to other words is another answer.

    Points, flags, help and order in the questionnaire may change without it.
    """
    read = [question.type.value, _plain(question.text)]
    read += [f"{option.code}={_plain(option.label)}" for option in question.options]
    return sha256(json.dumps(read).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    return " ".join(text.split())
