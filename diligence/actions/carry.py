"""Carry what is known into an appraisal: offered answers confirmed, and what was said to change."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import answer, know
from diligence.choices import AnswerOrigin, PartnershipState
from diligence.domain.carrying import Known
from diligence.domain.sheet import Entry, Save, revision_of
from diligence.models import Appraisal, Fact, Partnership, QuestionnaireVersion
from diligence.queries import appraisals, known, questionnaires
from portal import audit, clock
from portal.authority import Actor, Refused, require


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a confirmation: `confirmed` stand in the sheet now; `moved` are questions
    whose offer is not the one that was shown, answered meanwhile or no longer asked."""

    confirmed: tuple[str, ...]
    moved: tuple[str, ...]


def confirm(appraisal_id: uuid.UUID, *, by: Actor, shown: Mapping[str, str]) -> Carried:
    """Put offered answers into the sheet, in the name of who confirms them.

    `shown` pairs each question with the key of the offer that was looked at: another one is never
    taken in its place. Raises Appraisal.DoesNotExist, and Refused (not being answered).
    """
    appraisal = appraisals.with_answers(by).get(pk=appraisal_id)
    require(policy.may_answer(by, appraisal))
    offers = {item.question.id: item.known for item in known.offered_to(appraisal).offers}
    entries: Mapping[str, Entry] = appraisal.sheet.entries
    saves = {
        id: _save(offers[id], revision_of(entries, id))
        for id, key in shown.items()
        if id in offers and offers[id].key == key
    }
    stored: tuple[str, ...] = ()
    if saves:
        stored = answer.save(appraisal_id, by=by, saves=saves).changed
    return Carried(stored, tuple(id for id in shown if id not in stored))


def _save(item: Known, revision: int) -> Save:
    return Save(
        value=item.value,
        revision=revision,
        origin=AnswerOrigin.CARRIED.value,
        confirms=True,
        known=told(item),
    )


def told(item: Known) -> dict[str, str]:
    """Where an answer comes from, as it stands beside it in the sheet."""
    return {
        "from": item.source.value,
        "about": item.about,
        "since": item.since.isoformat(),
        "until": item.until.isoformat() if item.until else "",
        "fact": item.fact,
        "appraisal": item.appraisal,
        "by": item.by,
    }


def correct(
    fact_id: uuid.UUID,
    *,
    by: Actor,
    value: object,
    because: str,
    also: Iterable[uuid.UUID] = (),
) -> tuple[Fact, list[Appraisal]]:
    """Correct a fact and write it into the open appraisals named; those where it stands now.

    Raises as `know.correct` does, and Appraisal.DoesNotExist.
    """
    named = sorted(also)
    for key in named:
        # Appraisals before partners: the order in which submitting locks them.
        appraisals.locked_sheet(by, key)
    new = know.correct(fact_id, by=by, value=value, because=because)
    return new, write_in(new, named, by=by)


def write_in(fact: Fact, appraisal_ids: Iterable[uuid.UUID], *, by: Actor) -> list[Appraisal]:
    """Put a corrected fact into open appraisals that somebody named; those where it stands now.

    Left out, without an error: where answers can't be changed any more, or not this one. Raises
    Appraisal.DoesNotExist.
    """
    written = []
    for key in appraisal_ids:
        appraisal = appraisals.with_answers(by).get(pk=key)
        if not policy.may_answer(by, appraisal):
            continue
        name = fact.partner.name if fact.partner else ""
        item = known.known_from(fact, name)
        revision = revision_of(appraisal.sheet.entries, fact.question)
        stored = answer.save(key, by=by, saves={fact.question: _save(item, revision)})
        if stored.changed:
            written.append(appraisal)
    return written


# --- What changed -------------------------------------------------------------------------------
def said(
    partnership: Partnership, version: QuestionnaireVersion, sections: Iterable[str]
) -> dict[str, Any]:
    """What is stored of what was said: the sections in order, and whether it is a renewal.

    Raises Refused for a section that the questionnaire does not have.
    """
    wanted = set(sections)
    known_ids = [section.id for section in questionnaires.definition(version).sections]
    strange = sorted(wanted.difference(known_ids))
    if strange:
        raise Refused(
            _("The questionnaire has no section %(id)s. Use some of: %(known)s.")
            % {"id": strange[0][:40], "known": ", ".join(known_ids)}
        )
    return {
        "renewal": is_renewal(partnership),
        "sections": [id for id in known_ids if id in wanted],
    }


def is_renewal(partnership: Partnership) -> bool:
    """Whether the partnership has ended, or the decision on it has run out."""
    ended = partnership.state == PartnershipState.ENDED
    past = partnership.ends_on is not None and partnership.ends_on < clock.today()
    return ended or past or partnership.has_expired(clock.today())


def say_changed(appraisal_id: uuid.UUID, *, by: Actor, sections: Iterable[str]) -> tuple[str, ...]:
    """Say again what changed since the earlier appraisal.

    Carried answers of sections that are newly said to have changed are cleared, to be asked anew;
    their questions are returned. Raises Appraisal.DoesNotExist and Refused.
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    require(policy.may_answer(by, appraisal))
    if appraisal.said_changed is None:
        raise Refused(_("This is the first appraisal of the partnership: nothing is carried."))
    before = set(appraisal.said_changed["sections"])
    appraisal.said_changed = said(appraisal.partnership, appraisal.version, sections)
    appraisal.save(update_fields=["said_changed"])
    newly = set(appraisal.said_changed["sections"]) - before
    entries: Mapping[str, Entry] = sheet.entries
    clears = {
        id: Save(None)
        for id, question in answer.questions_of(appraisal).items()
        if question.section in newly or (newly and not question.section)
        if is_carried(entries.get(id, Entry()))
    }
    if clears:
        answer.save(appraisal_id, by=by, saves=clears)
    if set(appraisal.said_changed["sections"]) != before:
        tell(appraisal, by=by)
    return tuple(clears)


def is_carried(entry: Entry) -> bool:
    """Whether an answer stands that was known from before, other than from the register."""
    source = (entry.get("known") or {}).get("from", "register")
    return entry.get("value") is not None and source != "register"


def tell(appraisal: Appraisal, *, by: Actor) -> None:
    """Write into the timeline what was said to have changed."""
    stored = appraisal.said_changed or {}
    definition = questionnaires.definition(appraisal.version)
    titles = [s.title for s in definition.sections if s.id in stored["sections"]]
    event = "appraisal.changes_said" if titles else "appraisal.nothing_changed"
    detail = {
        "partnership": str(appraisal.partnership_id),
        "sections": ", ".join(titles),
        "again": "renewal" if stored["renewal"] else "again",
    }
    audit.record(event, appraisal, by=by, detail=detail)
