"""What appraisals teach about partners and units: learned, corrected by hand, taken back.

Learned when answers are submitted: at that moment a person says that they are the organisation's
answers, all of them; scoring adds arithmetic and no knowledge. An answer that was only confirmed
teaches nothing new, so it never gets younger by being confirmed. A withdrawn appraisal takes back
what it taught.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from diligence import policy
from diligence.choices import AppraisalState, FactEnd, FactSource
from diligence.domain import sheet as sheets
from diligence.domain.carrying import teaches
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry, Save, values
from diligence.domain.validity import asked_as
from diligence.domain.visibility import asked_answers
from diligence.enums import KnownFrom, Scope
from diligence.models import Appraisal, Fact, Partner
from diligence.queries import known, partnerships, questionnaires
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.models import Unit

LONGEST_REASON = 500
NOON = time(12)
"""Of an answer that was carried, the day is known and not the hour."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one answer teaches, of everybody it is about."""

    question: Question
    value: object
    entry: Entry
    learned_at: datetime
    valid_until: date


# --- Learning -----------------------------------------------------------------------------------
def learn(appraisal: Appraisal, entries: Mapping[str, Entry], *, by: Actor) -> list[Fact]:
    """Keep what these submitted answers say of the partners and the unit; the new facts.

    What was stated later than the answer, in another appraisal or by hand, stays. Submitting the
    same answers again teaches nothing. Call it in the transaction of the submission.
    """
    lessons = list(_lessons(appraisal, entries))
    if not lessons:
        return []
    links = partnerships.partners_of(appraisal.partnership_id)
    names = {link.partner_id: link.partner.name for link in links}
    unit_id = appraisal.partnership.unit_id
    _one_at_a_time(names, unit_id)
    records = known.family(names)
    key = questionnaires.definition(appraisal.version).root
    standing: dict[tuple[uuid.UUID, str], Fact] = {}
    for fact in known.about(records, unit_id, key).filter(ended_at__isnull=True):
        standing.setdefault((known.subject_of(fact, records), fact.question), fact)
    new: list[Fact] = []
    for lesson in lessons:
        of_unit = lesson.question.scope is Scope.UNIT
        for subject in filter(None, [unit_id] if of_unit else names):
            last = standing.get((subject, lesson.question.id))
            if last is None or last.learned_at < lesson.learned_at:
                others = [] if of_unit else [n for k, n in names.items() if k != subject]
                fact = _fact(appraisal, key, lesson, others)
                fact.unit_id, fact.partner_id = (subject, None) if of_unit else (None, subject)
                replaced = last is not None and last.partner_id in (None, subject)
                fact.replaces = last.pk if last is not None and replaced else None
                new.append(fact)
    _store(new, by)
    return new


def _lessons(appraisal: Appraisal, entries: Mapping[str, Entry]) -> Iterable[Lesson]:
    definition = questionnaires.definition(appraisal.version)
    given = asked_answers(definition, values(entries, definition.questions))
    for id, value in given.items():
        question, entry = definition.question(id), entries[id]
        known_from = (entry.get("known") or {}).get("from", "")
        confirmed_only = known_from in (KnownFrom.PARTNER, KnownFrom.UNIT)
        if confirmed_only or not known.is_somebodys(entry):
            continue
        at = datetime.fromisoformat(entry["at"])
        if known_from == KnownFrom.PARTNERSHIP:
            at = datetime.combine(known.stated_on(entry), NOON, at.tzinfo)
        until = teaches(definition, question, value, clock.day_of(at))
        if until is not None:
            yield Lesson(question, value, entry, at, until)


def _fact(appraisal: Appraisal, key: str, lesson: Lesson, others: list[str]) -> Fact:
    entry = lesson.entry
    confirmed = entry.get("confirmed_by", "")
    user = None if confirmed else entry.get("user")
    return Fact(
        questionnaire=key,
        question=lesson.question.id,
        asked_as=asked_as(lesson.question),
        value=lesson.value,
        together_with=others,
        source=FactSource.APPRAISAL,
        appraisal=appraisal,
        learned_at=lesson.learned_at,
        learned_by=confirmed or entry.get("by", ""),
        user_id=uuid.UUID(user) if user else None,
        valid_until=lesson.valid_until,
    )


def _one_at_a_time(partners: Iterable[uuid.UUID], unit_id: uuid.UUID | None) -> None:
    """Let one transaction at a time change what is known of these, always locked in one order."""
    rows = Partner.objects.filter(pk__in=list(partners)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    if unit_id is not None:
        units = Unit.objects.filter(pk=unit_id).select_for_update(no_key=True)
        list(units.values_list("pk", flat=True))


def _store(new: list[Fact], by: Actor) -> None:
    """Write new facts after ending those whose place they take: one stands for a question."""
    replaced = [fact.replaces for fact in new if fact.replaces]
    if replaced:
        Fact.objects.filter(pk__in=replaced).update(
            ended_at=clock.now(), ended_by=by.label, ended_because=FactEnd.REPLACED
        )
    Fact.objects.bulk_create(new)


def forget(appraisal: Appraisal, *, by: Actor) -> None:
    """Take back what a withdrawn appraisal taught; what stood before stands again."""
    taught = Fact.objects.filter(appraisal=appraisal, ended_at__isnull=True)
    subjects = list(taught.values_list("partner_id", "unit_id"))
    units = {unit for _partner, unit in subjects if unit}
    _one_at_a_time({key for key, _unit in subjects if key}, next(iter(units), None))
    for fact in taught.all():
        _end([fact], FactEnd.WITHDRAWN, by)
        _give_back(fact)


def _end(facts: Iterable[Fact], because: FactEnd, by: Actor, note: str = "") -> None:
    Fact.objects.filter(pk__in=[fact.pk for fact in facts]).update(
        ended_at=clock.now(), ended_by=by.label, ended_because=because, ended_note=note
    )


_STANDS: dict[str, object] = {
    "ended_at": None,
    "ended_by": "",
    "ended_because": "",
    "ended_note": "",
}


def _give_back(fact: Fact) -> None:
    """Let the nearest earlier fact stand again whose appraisal stands."""
    before = fact.replaces
    while before is not None:
        row = Fact.objects.select_related("appraisal").filter(pk=before).first()
        if row is None:
            return
        withdrawn = row.appraisal is not None and row.appraisal.state == AppraisalState.WITHDRAWN
        if not withdrawn and row.ended_because in (FactEnd.REPLACED, FactEnd.CORRECTED):
            Fact.objects.filter(pk=row.pk).update(**_STANDS)
            return
        before = row.replaces


# --- Correcting by hand -------------------------------------------------------------------------
def correct(fact_id: uuid.UUID, *, by: Actor, value: object, because: str) -> Fact:
    """State a fact anew by hand, from today; the old one ends and stays on record.

    Stating the same value says that it was checked again. Raises Fact.DoesNotExist, Refused, and
    ValidationError by field (`value`, `because`).
    """
    fact = _locked(fact_id, by)
    question = present_question(fact)
    stated, until = _checked(question, value, because)
    now = clock.now()
    together = list(_standing_with(fact))
    Fact.objects.filter(pk__in=[row.pk for row in together]).update(
        ended_at=now, ended_by=by.label, ended_because=FactEnd.CORRECTED
    )
    stands = Partner.objects.get(pk=fact.partner_id).survivor() if fact.partner_id else None
    new: Fact = Fact.objects.create(
        partner=stands,
        unit_id=fact.unit_id,
        questionnaire=fact.questionnaire,
        question=fact.question,
        asked_as=asked_as(question),
        value=stated,
        note=_clean(because),
        source=FactSource.CORRECTED,
        learned_at=now,
        learned_by=by.label,
        user_id=by.user_id,
        valid_until=until,
        replaces=fact.pk,
    )
    _record("corrected", new, by)
    return new


def _checked(question: Question, value: object, because: str) -> tuple[object, date]:
    """The value in its one spelling, and the day until which it holds from today. Raises
    ValidationError by field."""
    problems = _reason_problems(because)
    stated = sheets.normal(question, value)
    problem = None if stated is None else sheets.problem_of_save(question, Save(stated))
    definition = questionnaires.definition(questionnaires.current_version())
    until = None
    if stated is None:
        problems["value"] = _("Answer this question.")
    elif problem is not None:
        problems["value"] = problem.problem
    else:
        until = teaches(definition, question, stated, clock.today())
        if until is None:
            problems["value"] = _("“Don't know” is nothing to keep: remove the fact instead.")
    if problems or until is None:
        raise ValidationError(dict(problems))
    return stated, until


def remove(fact_id: uuid.UUID, *, by: Actor, because: str) -> Fact:
    """Say that this is not known: it is not offered any more, and stays in the history.

    Raises Fact.DoesNotExist, Refused, and ValidationError by field (`because`).
    """
    fact = _locked(fact_id, by)
    problems = _reason_problems(because)
    if problems:
        raise ValidationError(dict(problems))
    _end(_standing_with(fact), FactEnd.REMOVED, by, _clean(because))
    _record("removed", fact, by)
    return fact


def undo(fact_id: uuid.UUID, *, by: Actor) -> Fact:
    """Take back a correction that stands, or bring back what was removed; the fact that stands.

    Raises Fact.DoesNotExist, and Refused where something newer is known meanwhile.
    """
    fact = _locked(fact_id, by, ended=True)
    if fact.ended_at is None and fact.source == FactSource.CORRECTED:
        _end([fact], FactEnd.UNDONE, by)
        same = Fact.objects.filter(
            _subject(fact),
            question=fact.question,
            questionnaire=fact.questionnaire,
            ended_at=fact.learned_at,
            ended_because=FactEnd.CORRECTED,
        )
        same.exclude(pk=fact.replaces).update(**_STANDS)
        _give_back(fact)
    elif fact.ended_because == FactEnd.REMOVED:
        if any(True for _row in _standing_with(fact)):
            raise Refused(_("Something newer is known meanwhile. Correct that instead."))
        gone = Fact.objects.filter(
            _subject(fact),
            question=fact.question,
            questionnaire=fact.questionnaire,
            ended_at=fact.ended_at,
            ended_because=FactEnd.REMOVED,
        )
        gone.update(**_STANDS)
    else:
        raise Refused(_("There is nothing to take back: this was neither corrected nor removed."))
    _record("undone", fact, by)
    return fact


def present_question(fact: Fact) -> Question:
    """The question as the edition in force asks it. Raises Refused where it asks no such thing."""
    definition = questionnaires.definition(questionnaires.current_version())
    if definition.root != fact.questionnaire or fact.question not in definition.positions:
        raise Refused(
            _("The questionnaire in force no longer asks this, so it can only be removed.")
        )
    return definition.question(fact.question)


def _locked(fact_id: uuid.UUID, by: Actor, *, ended: bool = False) -> Fact:
    """The fact, once its partner or unit is locked. Raises Refused where it may not be changed."""
    fact: Fact = Fact.objects.get(pk=fact_id)
    require(policy.may_correct(by, fact))
    _one_at_a_time([fact.partner_id] if fact.partner_id else [], fact.unit_id)
    fact.refresh_from_db()
    if fact.ended_at is not None and not ended:
        raise Refused(_("Something newer is known meanwhile, or this was removed. Look again."))
    return fact


def _subject(fact: Fact) -> Q:
    """Facts about the same partner, whichever of its merged records they were learned of, or
    about the same unit."""
    if fact.unit_id:
        return Q(unit_id=fact.unit_id)
    stands = Partner.objects.select_related("merged_into").get(pk=fact.partner_id).survivor()
    return Q(partner_id__in=list(known.family([stands.pk])))


def _standing_with(fact: Fact) -> Iterable[Fact]:
    rows: Iterable[Fact] = Fact.objects.filter(
        _subject(fact),
        question=fact.question,
        questionnaire=fact.questionnaire,
        ended_at__isnull=True,
    )
    return rows


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _reason_problems(because: str) -> dict[str, str]:
    reason = _clean(because)
    if not reason:
        return {"because": _("Say why, in a sentence that colleagues will understand later.")}
    if len(reason) > LONGEST_REASON:
        told = _("The reason is longer than %(count)d characters.") % {"count": LONGEST_REASON}
        return {"because": told}
    return {}


def _record(event: str, fact: Fact, by: Actor) -> None:
    subject = fact.partner if fact.partner_id else fact.unit
    audit.record(f"fact.{event}", subject, by=by, detail={"question": fact.question})
