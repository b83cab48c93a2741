"""What is known from before: facts of partners and units, and what an appraisal may be offered."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from diligence.choices import (
    AppraisalState,
    ChangeKind,
    FactSource,
    PartnerKind,
    TechnologyArea,
)
from diligence.domain.carrying import Known, Offered, Said, of_all_partners, offered
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.registered import Registered, known_to_register
from diligence.domain.sheet import Entry, values
from diligence.domain.validity import asked_as, last_day, validity
from diligence.domain.visibility import asked_answers, opened_for, visibility
from diligence.enums import KnownFrom, Scope
from diligence.models import (
    Appraisal,
    Fact,
    Partner,
    Partnership,
    PartnershipChange,
    PartnershipPartner,
)
from diligence.queries import appraisals, partnerships, questionnaires
from portal import clock, countries

_ABOUT_SUBJECTS = (Scope.PARTNER, Scope.UNIT)


def family(partners: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Each of these partners and every record merged into it → the partner it stands for.

    Facts stay with the record they were learned of, so parting a merge gives them back.
    """
    found = {key: key for key in partners}
    wave = list(found)
    while wave:
        rows = Partner.objects.filter(merged_into_id__in=wave)
        pairs = list(rows.values_list("pk", "merged_into_id"))
        found |= {key: found[into] for key, into in pairs}
        wave = [key for key, _into in pairs]
    return found


def subject_of(fact: Fact, records: Mapping[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    """The unit a fact is about, or the partner its record stands for (as `family` gives it)."""
    key = fact.unit_id or fact.partner_id
    assert key is not None  # noqa: S101 - a constraint of the table: it is about one of them
    return records.get(key, key)


def about(
    partners: Iterable[uuid.UUID], unit_id: uuid.UUID | None, questionnaire: str
) -> QuerySet[Fact]:
    """Every fact about these records and this unit, those that ended included, newest first."""
    subject = Q(partner_id__in=list(partners))
    if unit_id is not None:
        subject |= Q(unit_id=unit_id)
    rows: QuerySet[Fact] = Fact.objects.filter(subject, questionnaire=questionnaire)
    return rows.order_by("-learned_at", "-id")


def offered_to(appraisal: Appraisal) -> Offered:
    """What may be confirmed in this appraisal now, and what is asked again although known.

    Needs its sheet and edition. A handful of statements, however much is known; none where
    nothing is left to be answered.
    """
    definition = questionnaires.definition(appraisal.version)
    wanted = _unanswered(appraisal, definition)
    if not wanted:
        return Offered()
    links = partnerships.partners_of(appraisal.partnership_id)
    earlier = earlier_of(appraisal)
    facts = _facts(appraisal.partnership, links, definition)
    known: dict[str, list[Known]] = {question.id: [] for question in wanted}
    for item in _from_facts(facts, links, wanted):
        known[item.question].append(item)
    register = known_to_register(definition.root, wanted, registered(appraisal.partnership, links))
    before = _from_earlier(earlier, definition, wanted) if earlier is not None else {}
    for question in wanted:
        here = known[question.id]
        first, then = (register, before) if not _is_fact(question) else (before, register)
        if _is_fact(question) and facts.taught(question.id):
            # What facts say, or no longer say, is newer than the answer they were learned from.
            first = {}
        here += [told[question.id] for told in (first, then) if question.id in told]
    told = Said(_sections_said(appraisal), _other_partners(appraisal, earlier))
    return offered(definition, wanted, known, told, clock.today())


def _unanswered(appraisal: Appraisal, definition: Questionnaire) -> list[Question]:
    """The questions asked now that can be changed and have no answer."""
    entries: Mapping[str, Entry] = appraisal.sheet.entries
    if appraisal.state == AppraisalState.TRIAGE:
        asked: Sequence[Question] = definition.triage
    elif appraisal.state == AppraisalState.ANSWERING:
        shown = set(visibility(definition, values(entries, definition.questions)).asked)
        only = appraisal.only_questions
        open_ = None if only is None else opened_for(definition, only)
        asked = [
            question
            for question in definition.questions
            if question.id in shown and (open_ is None or question.id in open_)
        ]
    else:
        asked = ()
    return [q for q in asked if entries.get(q.id, Entry()).get("value") is None]


def _is_fact(question: Question) -> bool:
    return bool(question.section) and question.scope in _ABOUT_SUBJECTS


def _sections_said(appraisal: Appraisal) -> frozenset[str]:
    return frozenset((appraisal.said_changed or {}).get("sections", ()))


def earlier_of(appraisal: Appraisal) -> Appraisal | None:
    """The newest earlier appraisal of the same partnership whose answers stand, with them: for a
    triage one whose triage was finished, else one that was submitted."""
    full = appraisal.state != AppraisalState.TRIAGE
    done = Q(submission__gt=0) if full else Q(triaged_at__isnull=False)
    rows = Appraisal.objects.filter(done, partnership_id=appraisal.partnership_id)
    rows = rows.exclude(state=AppraisalState.WITHDRAWN).exclude(pk=appraisal.pk)
    rows = rows.filter(started_at__lte=appraisal.started_at)
    found: Appraisal | None = (
        rows.select_related("sheet", "version").defer(*appraisals.UNREAD[:2]).first()
    )
    return found


def latest_of(partnership_id: uuid.UUID) -> Appraisal | None:
    """The newest appraisal of a partnership that was answered, at least its triage, and stands."""
    rows = Appraisal.objects.filter(partnership_id=partnership_id, triaged_at__isnull=False)
    found: Appraisal | None = rows.exclude(state=AppraisalState.WITHDRAWN).first()
    return found


def _other_partners(appraisal: Appraisal, earlier: Appraisal | None) -> bool:
    """Whether somebody joined or left since the earlier answers; merging records is neither."""
    if earlier is None:
        return False
    since = earlier.submitted_at or earlier.triaged_at
    rows = PartnershipChange.objects.filter(
        partnership_id=appraisal.partnership_id, changes__has_key="partners", at__gt=since
    )
    changed: bool = rows.exclude(kind=ChangeKind.MERGED).exists()
    return changed


# --- Facts --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Facts:
    """The newest standing fact by subject and question, and the questions that ever had one."""

    standing: Mapping[tuple[uuid.UUID, str], Fact]
    questions: frozenset[str]

    def taught(self, question: str) -> bool:
        return question in self.questions


def _facts(
    partnership: Partnership, links: Sequence[PartnershipPartner], definition: Questionnaire
) -> _Facts:
    records = family(link.partner_id for link in links)
    standing: dict[tuple[uuid.UUID, str], Fact] = {}
    questions: set[str] = set()
    for fact in about(records, partnership.unit_id, definition.root):
        subject = subject_of(fact, records)
        questions.add(fact.question)
        if fact.ended_at is None:
            standing.setdefault((subject, fact.question), fact)
    return _Facts(standing, frozenset(questions))


def _from_facts(
    facts: _Facts, links: Sequence[PartnershipPartner], wanted: Iterable[Question]
) -> Iterable[Known]:
    """One piece of knowledge a question: of the unit, or of all partners together."""
    names = {link.partner_id: link.partner.name for link in links}
    for question in wanted:
        found = {
            subject: fact
            for (subject, asked), fact in facts.standing.items()
            if asked == question.id
        }
        if question.scope is Scope.UNIT:
            yield from (known_from(fact, "") for key, fact in found.items() if key not in names)
        elif question.scope is Scope.PARTNER:
            told = {names[key]: known_from(found[key], names[key]) for key in names if key in found}
            if told:
                yield of_all_partners(told, [*names.values()])


def known_from(fact: Fact, name: str) -> Known:
    """A fact as knowledge about the partner of this name, or about the unit."""
    return Known(
        question=fact.question,
        value=fact.value,
        source=KnownFrom.PARTNER if fact.partner_id else KnownFrom.UNIT,
        since=clock.day_of(fact.learned_at),
        until=fact.valid_until,
        asked_as=fact.asked_as,
        by=fact.learned_by,
        about=name,
        together_with=tuple(fact.together_with),
        fact=str(fact.pk),
        appraisal=str(fact.appraisal_id or ""),
        handmade=fact.source == FactSource.CORRECTED,
    )


# --- The earlier appraisal ----------------------------------------------------------------------
def _from_earlier(
    earlier: Appraisal, definition: Questionnaire, wanted: Iterable[Question]
) -> dict[str, Known]:
    """What the earlier answers say; a carried answer keeps the day on which it was first stated."""
    then = questionnaires.definition(earlier.version)
    if then.root != definition.root:
        return {}
    entries: Mapping[str, Entry] = earlier.sheet.entries
    asked = {question.id: question for question in (*then.triage, *then.questions)}
    triage = {q.id: entries[q.id]["value"] for q in then.triage if q.id in entries}
    given = triage | asked_answers(then, values(entries, then.questions))
    found: dict[str, Known] = {}
    for question in wanted:
        value = given.get(question.id)
        entry = entries.get(question.id, Entry())
        if value is None or question.scope is Scope.REGISTER or not is_somebodys(entry):
            continue
        since = stated_on(entry)
        found[question.id] = Known(
            question=question.id,
            value=value,
            source=KnownFrom.PARTNERSHIP,
            since=since,
            until=last_day(since, validity(definition, question).months),
            asked_as=asked_as(asked[question.id]),
            by=entry.get("confirmed_by") or entry.get("by", ""),
            appraisal=str(earlier.pk),
        )
    return found


def is_somebodys(entry: Entry) -> bool:
    """Whether a member stands behind an answer: typed it, or confirmed it."""
    return entry.get("origin", "typed") == "typed" or bool(entry.get("confirmed_by"))


def stated_on(entry: Entry) -> date:
    """The day on which the answer was first stated: confirming it does not make it younger."""
    known = entry.get("known") or {}
    if known.get("from") not in (None, KnownFrom.REGISTER.value):
        return date.fromisoformat(known["since"])
    return clock.day_of(datetime.fromisoformat(entry["at"]))


# --- The register -------------------------------------------------------------------------------
def registered(partnership: Partnership, links: Sequence[PartnershipPartner]) -> Registered:
    """The partnership's facts, as the domain takes them."""
    rows = [link.partner for link in links]
    abroad = [row for row in rows if row.country and row.country not in countries.EEA]
    areas: dict[str, Any] = dict(TechnologyArea.choices)
    return Registered(
        since=clock.day_of(partnership.updated_at),
        partners=tuple(row.name for row in rows),
        countries=tuple(dict.fromkeys(str(row.country) for row in rows if row.country)),
        kinds=tuple(row.kind for row in rows),
        activities=tuple(partnership.activities),
        areas=tuple(partnership.technology_areas),
        area_names=tuple(str(areas.get(code, code)) for code in partnership.technology_areas),
        benefit=partnership.benefit.strip(),
        outside=tuple((row.name, countries.name_of(row.country)) for row in abroad),
        defence=tuple(row.name for row in rows if row.kind == PartnerKind.SECURITY),
    )
