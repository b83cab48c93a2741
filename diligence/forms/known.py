"""What is known from before as pages show it: offers to confirm, answers asked again, sources."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.domain.carrying import Again, Known, Offer, Offered
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.validity import validity
from diligence.domain.wording import Sentence
from diligence.enums import AskedAgain, KnownFrom
from diligence.forms.questions import in_words
from diligence.models import Appraisal, Fact
from diligence.queries import appraisals, knowledge
from portal import clock
from portal.authority import Actor

TRIAGE = "triage"
"""Stands for the triage where a section is named."""


def groups(
    appraisal: Appraisal, definition: Questionnaire, offered: Offered, actor: Actor
) -> list[dict[str, Any]]:
    """What is known, section by section; sections of which nothing is known are left out."""
    links = _links(offered, actor)
    told = []
    places = [(TRIAGE, _("Triage")), *((s.id, s.title) for s in definition.sections)]
    for id, title in places:
        offers = [o for o in offered.offers if (o.question.section or TRIAGE) == id]
        again = [a for a in offered.again if (a.question.section or TRIAGE) == id]
        if offers or again:
            told.append(
                {
                    "id": id,
                    "title": title if id == TRIAGE else f"{id}. {title}",
                    "offers": [_offer(appraisal, item, links) for item in offers],
                    "again": [_again(appraisal, definition, item, links) for item in again],
                }
            )
    return told


def openable(offered: Offered, actor: Actor) -> set[str]:
    """The keys of the appraisals that are known from here and that the member may open."""
    every = [item.known for item in offered.offers] + [item.known for item in offered.again]
    keys = {known.appraisal for known in every} - {""}
    if actor.unit_ids is not None and keys:
        rows = appraisals.visible_to(actor).filter(pk__in=[uuid.UUID(key) for key in keys])
        keys = {str(key) for key in rows.values_list("pk", flat=True)}
    return keys


def _links(offered: Offered, actor: Actor) -> Mapping[str, str]:
    """Appraisal → its address, for those sources that the member may open."""
    keys = openable(offered, actor)
    return {key: reverse("diligence:appraisal-detail", args=[key]) for key in keys}


def _others(names: Sequence[str], *, seen: bool) -> str:
    """The other partners an answer was given for. Of a source that the member may not open, only
    how many: who works with whom in another unit is told on that unit's pages alone."""
    if seen:
        return ", ".join(names)
    count = len(names)
    told = ngettext("%(count)d other partner", "%(count)d other partners", count)
    return told % {"count": count} if count else ""


def _offer(appraisal: Appraisal, item: Offer, links: Mapping[str, str]) -> dict[str, Any]:
    return _row(appraisal, item.question, item.known, links) | {
        "key": f"{item.question.id}@{item.known.key}"
    }


def _again(
    appraisal: Appraisal, definition: Questionnaire, item: Again, links: Mapping[str, str]
) -> dict[str, Any]:
    why = say(item.because)
    if item.reason is AskedAgain.STALE:
        why = f"{why} {say(validity(definition, item.question).because)}"
    told = _row(appraisal, item.question, item.known, links) | {"why": why}
    if item.known.said:
        told["answer"] = [
            f"{name}: {'; '.join(in_words(item.question, value))}"
            for name, value in item.known.said
        ]
    return told


def _row(
    appraisal: Appraisal, question: Question, known: Known, links: Mapping[str, str]
) -> dict[str, Any]:
    if question.section:
        page = reverse("diligence:appraisal-section", args=[appraisal.pk, question.section])
    else:
        page = reverse("diligence:appraisal-triage", args=[appraisal.pk])
    return {
        "id": question.id,
        "text": question.text,
        "answer": in_words(question, known.value),
        "href": f"{page}?at={question.id}#q-{question.id}",
        "source": source_in_words(known),
        "source_href": links.get(known.appraisal, ""),
        "by": known.by,
        "since": known.since,
        "until": known.until,
        "together": _others(known.together_with, seen=known.appraisal in links),
        "register": known.source is KnownFrom.REGISTER,
    }


def source_in_words(known: Known) -> str:
    """Where it is known from, without the day."""
    match known.source:
        case KnownFrom.REGISTER:
            return say(known.because) if known.because else _("The register")
        case KnownFrom.UNIT:
            place = _("Known of your unit")
        case KnownFrom.PARTNER:
            place = _("Known of %(partner)s") % {"partner": known.about}
        case KnownFrom.PARTNERSHIP:
            return _("Your earlier appraisal of this partnership")
    return _("%(place)s, corrected by hand") % {"place": place} if known.handmade else place


def say(sentence: Sentence) -> str:
    """A sentence of the domain in the reader's language, its days as days are written."""
    shown = {name: _day(str(value)) for name, value in sentence.values.items()}
    return _(sentence.template) % shown


def _day(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value


def fact_rows(facts: Sequence[Fact], actor: Actor) -> list[dict[str, Any]]:
    """Facts for a table. Sources that the member may not open have no address."""
    seen, asked = knowledge.visible_sources(actor, facts), knowledge.Asked()
    return [_fact_row(fact, asked.question(fact), seen) for fact in facts]


def _fact_row(fact: Fact, question: Question | None, seen: Collection[uuid.UUID]) -> dict[str, Any]:
    """One fact in words, with the question as it was asked."""
    source = fact.appraisal_id
    return {
        "fact": fact,
        "since": clock.day_of(fact.learned_at),
        "id": fact.question,
        "text": question.text if question else fact.question,
        "answer": in_words(question, fact.value) if question else [str(fact.value)],
        "source_href": reverse("diligence:appraisal-detail", args=[source])
        if source in seen
        else "",
        "old": not knowledge.holds(fact, clock.today()),
        "together": _others(fact.together_with, seen=source is None or source in seen),
        "href": reverse("diligence:fact", args=[fact.pk]),
    }


def posted_keys(keys: Sequence[str]) -> dict[str, str]:
    """Question → key of the offer, from what a form posted."""
    pairs = (text.partition("@") for text in keys)
    return {question: key for question, _at, key in pairs if question and key}
