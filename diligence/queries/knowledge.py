"""What is known of one partner or one unit, for its pages, and which appraisals a fact touches."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from diligence.choices import AppraisalState
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.models import Appraisal, Fact, Partner
from diligence.queries import appraisals, known, questionnaires
from portal.authority import Actor
from portal.models import Unit

ANSWERED_NOW = (AppraisalState.TRIAGE, AppraisalState.ANSWERING)
_WITH_SOURCE = ("appraisal__partnership", "appraisal__version")
_UNREAD = (
    "appraisal__version__document",
    "appraisal__version__cases",
    "appraisal__partnership__search_text",
)


def seen_by(actor: Actor) -> QuerySet[Fact]:
    """Facts this member sees: of all partners, and of their own units."""
    rows: QuerySet[Fact] = Fact.objects.all()
    if actor.unit_ids is None:
        return rows
    return rows.filter(Q(unit__isnull=True) | Q(unit_id__in=actor.unit_ids))


def with_source(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    """Each with the appraisal that taught it, that one's partnership and edition."""
    return rows.select_related(*_WITH_SOURCE, "partner", "unit").defer(*_UNREAD)


def of_partner(partner: Partner) -> list[Fact]:
    """What is known of a partner now: of each question the newest, in question order.

    Includes what was learned of records that were merged into it.
    """
    records = list(known.family([partner.pk]))
    return _newest(Fact.objects.filter(partner_id__in=records))


def of_unit(unit: Unit) -> list[Fact]:
    """What is known of a unit now, in question order."""
    return _newest(Fact.objects.filter(unit=unit))


def _newest(rows: QuerySet[Fact]) -> list[Fact]:
    asked = Asked()
    newest: dict[tuple[str, str], Fact] = {}
    standing = with_source(rows).filter(ended_at__isnull=True)
    for fact in standing.order_by("-learned_at", "-id"):
        newest.setdefault((fact.questionnaire, fact.question), fact)
    return sorted(newest.values(), key=asked.place)


class Asked:
    """Questions of facts. Looks each edition in force up once, however many facts there are."""

    def __init__(self) -> None:
        self._present: dict[str, Questionnaire | None] = {}

    def present(self, key: str) -> Questionnaire | None:
        """What the edition in force says; None where none is published here."""
        if key not in self._present:
            try:
                version = questionnaires.newest_on(key)
                self._present[key] = questionnaires.definition(version)
            except questionnaires.NoQuestionnaireError:
                self._present[key] = None
        return self._present[key]

    def question(self, fact: Fact) -> Question | None:
        """As it was asked: of the edition that taught it, or else of the one in force."""
        taught = questionnaires.definition(fact.appraisal.version) if fact.appraisal else None
        for definition in (taught, self.present(fact.questionnaire)):
            if definition is not None and fact.question in definition.positions:
                return definition.question(fact.question)
        return None

    def place(self, fact: Fact) -> tuple[int, str]:
        """Sorts in question order; questions that are gone come last."""
        definition = self.present(fact.questionnaire)
        positions = definition.positions if definition else {}
        return positions.get(fact.question, len(positions)), fact.question


def history(fact: Fact) -> list[Fact]:
    """Everything that was ever known as the answer to the same question, the newest first."""
    if fact.unit_id:
        subject = Q(unit_id=fact.unit_id)
    else:
        stands = Partner.objects.select_related("merged_into").get(pk=fact.partner_id).survivor()
        subject = Q(partner_id__in=list(known.family([stands.pk])))
    rows = Fact.objects.filter(subject, questionnaire=fact.questionnaire, question=fact.question)
    return list(with_source(rows).order_by("-learned_at", "-id"))


@dataclass(frozen=True, slots=True)
class Touched:
    """Appraisals in which a fact stands as the answer, those the member sees; `hidden` counts the
    others. `open` can still be changed; `closed` were submitted or ended."""

    open: Sequence[Appraisal]
    closed: Sequence[Appraisal]
    hidden: int = 0


def touched_by(fact: Fact, actor: Actor) -> Touched:
    """Where this fact was the answer: in the appraisal that taught it, and wherever it was
    carried."""
    holding = {fact.question: {"known": {"fact": str(fact.pk)}}}
    carried = Q(sheet__updated_at__gte=fact.learned_at, sheet__entries__contains=holding)
    if fact.appraisal_id:
        carried |= Q(pk=fact.appraisal_id)
    rows = Appraisal.objects.filter(carried).exclude(state=AppraisalState.WITHDRAWN)
    every = set(rows.values_list("pk", flat=True))
    mine = appraisals.visible_to(actor).filter(pk__in=every).select_related("partnership")
    found = list(mine.defer("partnership__search_text").order_by("-started_at", "-id"))
    return Touched(
        open=[row for row in found if row.state in ANSWERED_NOW],
        closed=[row for row in found if row.state not in ANSWERED_NOW],
        hidden=len(every) - len(found),
    )


def visible_sources(actor: Actor, facts: Sequence[Fact]) -> set[uuid.UUID]:
    """Of the appraisals these facts come from, those the member may open."""
    keys = {fact.appraisal_id for fact in facts if fact.appraisal_id}
    if actor.unit_ids is None:
        return keys
    return set(appraisals.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))


def holds(fact: Fact, today: date) -> bool:
    """Whether it stands and is not too old to be carried."""
    return fact.ended_at is None and fact.valid_until >= today
