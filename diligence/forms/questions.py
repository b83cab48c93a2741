"""What a question looks like on a page: its options, its answer, its provenance, its problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diligence.actions.appraise import Conflict
from diligence.choices import AnswerOrigin
from diligence.domain.answers import Problem
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry
from diligence.enums import KnownFrom, ProblemCode, QuestionType
from diligence.forms.answers import Posted, as_list, seen
from portal.countries import name_of

Offer = tuple[str, str]
"""A value the register offers, and what it is called there."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question, ready for its template."""

    id: str
    text: str
    kind: str
    help: SafeString
    required: bool
    seen: str
    entry: Entry
    note: str = ""
    typed: str = ""
    options: Sequence[Mapping[str, Any]] = ()
    hint: str = ""
    problem: str = ""
    conflict: Mapping[str, Any] | None = None
    provenance: Mapping[str, Any] | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    follows: str = ""
    controls: bool = False
    answer: Sequence[str] = field(default=())
    lang: str = ""
    """The language of its words, where it is not that of the page."""
    said: str = ""
    """Its text, marked with that language."""
    earlier: Mapping[str, Any] | None = None
    """The answer given before an edition worded the question otherwise."""

    @property
    def target(self) -> str:
        """Where a link to this question leads: its first control."""
        return f"{self.id}_0" if self.kind in ("radio", "checkbox") else self.id


def draw(
    question: Question,
    entry: Entry,
    *,
    required: bool,
    posted: Posted | None = None,
    offers: Sequence[Offer] = (),
    language: str = "",
) -> Drawn:
    """The question with its stored answer, or with what was just posted for it.

    `language` is the one its words are in; '' where nobody need be told.
    """
    lang = other_than_page(language)
    value = posted.value if posted else entry.get("value")
    drawn = Drawn(
        id=question.id,
        text=question.text,
        kind=_KINDS.get(question.type, "radio"),
        help=help_of(question, lang),
        required=required,
        seen=seen(question, entry),
        entry=entry,
        note=posted.note if posted else entry.get("note", ""),
        provenance=provenance(entry),
        answer=in_words(question, entry.get("value")),
        lang=lang,
        said=spoken(question.text, lang),
        earlier=earlier(entry),
    )
    if question.options:
        return replace(drawn, options=_options(question, value, lang))
    if question.type.names_a_place_or_body:
        return _with_names(drawn, question, as_list(value), posted, offers)
    typed = posted.typed if posted else value
    return replace(drawn, typed="" if typed is None else str(typed))


def with_conflict(drawn: Drawn, question: Question, conflict: Conflict) -> Drawn:
    """Both values of a question that two people answered differently."""
    theirs = conflict.theirs
    told = {
        "mine": in_words(question, conflict.value) or [_("No answer")],
        "my_note": conflict.note,
        "theirs": in_words(question, theirs.get("value")) or [_("No answer")],
        "their_note": theirs.get("note", ""),
        "by": theirs.get("by", ""),
        "at": datetime.fromisoformat(theirs["at"]),
        "settles": f"{question.id}@{conflict.revision}",
    }
    return replace(drawn, conflict=told)


def problem_in_words(question: Question, problem: Problem) -> str:
    """What to do about a problem, in the reader's language."""
    if problem.code is ProblemCode.EXCLUSIVE:
        return _("“None” and “Don't know” stand alone: clear them or the other options.")
    if problem.code is ProblemCode.MISSING:
        return _("Answer this question.")
    if problem.code is ProblemCode.UNLISTED:
        return _("Choose one of the options listed here.")
    return problem.problem


def in_words(question: Question, value: object) -> list[str]:
    """An answer as the labels people chose."""
    if value is None:
        return []
    if question.options:
        found = [(code, question.option(code)) for code in as_list(value)]
        return [option.label if option else code for code, option in found]
    if question.type is QuestionType.COUNTRY:
        return [name_of(code) for code in as_list(value)]
    return as_list(value)


def other_than_page(language: str) -> str:
    """The language, where the page is in another one; '' where it need not be told."""
    page = (get_language() or "").split("-")[0]
    return "" if language.split("-")[0] == page else language


def spoken(text: str, lang: str) -> str:
    """A text marked with its language, so that it is read aloud in it."""
    return format_html('<span lang="{}">{}</span>', lang, text) if lang else text


def earlier(entry: Entry) -> dict[str, Any] | None:
    """What was answered before the question was worded otherwise; None where nothing was, or it
    was answered since."""
    told = entry.get("earlier")
    if not told:
        return None
    at = told.get("at")
    return {**told, "why": _(told["why"]), "at": datetime.fromisoformat(at) if at else None}


def help_of(question: Question, lang: str = "") -> SafeString:
    """Why it is asked, how others find the answer, what counts."""
    told = question.help
    parts = (
        (_("Why we ask."), told.why),
        (_("How to find the answer."), told.how),
        (_("What counts."), told.counts),
        (_("Based on."), question.basis),
    )
    given = [(head, spoken(text, lang)) for head, text in parts if text]
    return format_html_join("", "<strong>{}</strong> {}<br>", given)


def provenance(entry: Entry) -> dict[str, Any] | None:
    """Who stated an answer, when and how, and who confirmed it."""
    if not entry or ("earlier" in entry and entry.get("value") is None):
        # Nobody answered, or cleared, what the question asks now.
        return None
    origin = entry.get("origin", "typed")
    return {
        "by": entry.get("by", ""),
        "at": datetime.fromisoformat(entry["at"]),
        "origin": AnswerOrigin(origin).label,
        "confirmed_by": entry.get("confirmed_by", ""),
        "carried": carried_from(entry),
        "to_confirm": origin != "typed" and not entry.get("confirmed_by"),
        "cleared": entry.get("value") is None,
    }


def carried_from(entry: Entry) -> str:
    """Where a carried answer comes from, with its day; '' for every other answer."""
    known = entry.get("known")
    if not known or entry.get("value") is None:
        return ""
    if known["from"] == KnownFrom.REGISTER.value:
        return _("Carried from the register")
    told = {"day": date_format(date.fromisoformat(known["since"]), "DATE_FORMAT")}
    if known["about"] and known["appraisal"]:
        told["name"] = known["about"]
        return _("Carried from the appraisal of %(day)s, about %(name)s") % told
    if not known["appraisal"]:
        return _("Carried from a correction of %(day)s") % told
    return _("Carried from the appraisal of %(day)s") % told


_KINDS = {
    QuestionType.MULTI: "checkbox",
    QuestionType.TEXT: "text",
    QuestionType.NUMBER: "number",
    QuestionType.DATE: "date",
    QuestionType.ORGANISATION: "names",
    QuestionType.COUNTRY: "names",
}


def _options(question: Question, value: object, lang: str) -> list[dict[str, Any]]:
    chosen = as_list(value)
    return [
        {
            "value": option.code,
            "label": spoken(option.label, lang),
            "checked": option.code in chosen,
        }
        for option in question.options
    ]


def _with_names(
    drawn: Drawn,
    question: Question,
    chosen: list[str],
    posted: Posted | None,
    offers: Sequence[Offer],
) -> Drawn:
    """Names as boxes to tick: those of the register, which nobody ticked yet, and those stated."""
    known = dict(offers)
    if posted and posted.typed:
        chosen = [name for name in chosen if name not in posted.typed.split("\n")]
    labels = {name: known.get(name) or in_words(question, name)[0] for name in [*known, *chosen]}
    return replace(
        drawn,
        options=[
            {"value": name, "label": label, "checked": name in chosen}
            for name, label in labels.items()
        ],
        hint=_("From the register. Tick what you confirm.") if known else "",
        typed=posted.typed if posted and posted.problem else "",
    )
