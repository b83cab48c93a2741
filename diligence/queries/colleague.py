"""Reads what colleagues were asked and told, and what they replied."""

import uuid
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from diligence.choices import AnswerOrigin, AppraisalState, ColleaguePurpose, ProposalState
from diligence.domain.visibility import opened_for
from diligence.models import AnswerSheet, Appraisal, ColleagueRequest, Proposal
from diligence.queries import appraisals, questionnaires
from portal.authority import Actor

_UNREAD = tuple(f"appraisal__{name}" for name in appraisals.UNREAD)


def visible_to(actor: Actor) -> QuerySet[ColleagueRequest]:
    """Requests on the appraisals the actor sees, each with its appraisal and partnership."""
    seen = appraisals.visible_to(actor).order_by().values("pk")
    rows: QuerySet[ColleagueRequest] = ColleagueRequest.objects.filter(appraisal__in=seen)
    return rows.select_related("appraisal__partnership", "appraisal__version").defer(*_UNREAD)


def of_appraisal(actor: Actor, appraisal_id: uuid.UUID) -> QuerySet[ColleagueRequest]:
    """The requests on one appraisal, the newest first, with how many replies wait."""
    told = {"waiting": Count("proposals", filter=Q(proposals__state=ProposalState.WAITING))}
    rows: QuerySet[ColleagueRequest] = (
        visible_to(actor).filter(appraisal_id=appraisal_id).annotate(**told)
    )
    return rows.defer(*_UNREAD, "draft").order_by("-created_at", "-id")


def opened_by(request_id: uuid.UUID, purpose: ColleaguePurpose) -> ColleagueRequest | None:
    """The one request that a link names. Call it inside acting_for of the link's owner."""
    rows = ColleagueRequest.objects.filter(pk=request_id, purpose=purpose)
    rows = rows.select_related("appraisal__partnership", "appraisal__version", "owner")
    found: ColleagueRequest | None = rows.defer(*_UNREAD).first()
    return found


def replies_of(request: ColleagueRequest) -> list[Proposal]:
    """Every proposal of one request that no later reply replaced, in the order of arrival."""
    rows = Proposal.objects.filter(request=request).exclude(state=ProposalState.REPLACED)
    return list(rows)


def waiting_of(appraisal_id: uuid.UUID, questions: Iterable[str] | None = None) -> list[Proposal]:
    """The replies on an appraisal that nobody has settled; of these `questions` where given."""
    rows = Proposal.objects.filter(
        request__appraisal_id=appraisal_id, state=ProposalState.WAITING
    ).select_related("request")
    if questions is not None:
        rows = rows.filter(question__in=list(questions))
    return list(rows)


def reply_on(appraisal_id: uuid.UUID, proposal_id: uuid.UUID) -> uuid.UUID:
    """The key of a reply, where it is one on this appraisal. Raises Proposal.DoesNotExist."""
    rows = Proposal.objects.filter(request__appraisal_id=appraisal_id)
    key: uuid.UUID = rows.only("pk").get(pk=proposal_id).pk
    return key


def reply_seen_by(actor: Actor, proposal_id: uuid.UUID) -> Proposal:
    """A reply on an appraisal the actor sees. Raises Proposal.DoesNotExist."""
    seen = visible_to(actor).order_by().values("pk")
    found: Proposal = (
        Proposal.objects.filter(request__in=seen).select_related("request").get(pk=proposal_id)
    )
    return found


def counts_of(appraisal_id: uuid.UUID) -> dict[str, int]:
    """How many requests were made on an appraisal, how many shared, how many replies wait."""
    waits = Q(proposals__state=ProposalState.WAITING)
    told: dict[str, int] = ColleagueRequest.objects.filter(appraisal_id=appraisal_id).aggregate(
        asked=Count("pk", filter=Q(purpose=ColleaguePurpose.ASK), distinct=True),
        shared=Count("pk", filter=Q(purpose=ColleaguePurpose.SHARE), distinct=True),
        waiting=Count("proposals", filter=waits),
    )
    return told


def contributed_to(appraisal_id: uuid.UUID) -> int:
    """How many of the present answers of an appraisal are colleagues' own."""
    sheet = AnswerSheet.objects.filter(appraisal_id=appraisal_id).only("entries").first()
    entries = sheet.entries.values() if sheet else ()
    return sum(entry.get("origin") == AnswerOrigin.CONTRIBUTED for entry in entries)


def replied(actor: Actor, limit: int) -> list[Appraisal]:
    """Appraisals on which a colleague's reply waits, by the partnership's start."""
    waits = Proposal.objects.filter(request__appraisal=OuterRef("pk"), state=ProposalState.WAITING)
    rows = appraisals.visible_to(actor).filter(Exists(waits))
    rows = rows.select_related("partnership").defer(appraisals.UNREAD[-1])
    by_start = F("partnership__starts_on").asc(nulls_last=True)
    return list(rows.order_by(by_start, "id")[:limit])


def answerable(appraisal: Appraisal) -> frozenset[str]:
    """The questions whose answers can be changed in the appraisal's present state."""
    definition = questionnaires.definition(appraisal.version)
    if appraisal.state == AppraisalState.TRIAGE:
        return frozenset(question.id for question in definition.triage)
    if appraisal.state != AppraisalState.ANSWERING:
        return frozenset()
    if appraisal.only_questions is not None:
        return opened_for(definition, appraisal.only_questions)
    return frozenset(question.id for question in definition.questions)
