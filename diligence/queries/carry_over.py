"""Reads what moving appraisals to another edition would do, did, and is doing."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from diligence.choices import (
    AppraisalState,
    ColleaguePurpose,
    ColleagueState,
    ConsultationState,
    ProposalState,
)
from diligence.domain.carrying_over import Plan, plan
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.enums import QuestionType
from diligence.models import (
    Appraisal,
    CarryOver,
    CarryReport,
    ColleagueRequest,
    Proposal,
    QuestionnaireVersion,
)
from diligence.policy import versions as policy
from diligence.queries import appraisals, consultations, questionnaires
from portal import clock
from portal.authority import Actor, Verdict
from portal.countries import name_of

OPEN = (AppraisalState.TRIAGE, AppraisalState.ANSWERING)
"""States in which an appraisal may move to another edition."""
_DOCUMENTS = ("before__document", "before__cases", "after__document", "after__cases")


# --- One appraisal ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Offered:
    """Another edition for an appraisal, and what moving to it would do. `verdict` says whether it
    can move now."""

    version: QuestionnaireVersion
    newer: bool
    before: Questionnaire
    after: Questionnaire
    plan: Plan
    verdict: Verdict


def edition_in_force() -> QuestionnaireVersion | None:
    """The edition that new appraisals start on; None where none is published here."""
    try:
        return questionnaires.current_version()
    except questionnaires.NoQuestionnaireError:
        return None


def offered_to(appraisal: Appraisal) -> Offered | None:
    """The edition in force, where the appraisal runs on another and could move at all.

    None for what stays on its edition for ever. `appraisal.sheet` is read.
    """
    if not policy.can_be_carried(appraisal):
        return None
    version = edition_in_force()
    if version is None or version.digest == appraisal.version.digest:
        return None
    return offer(appraisal, version)


def offer(appraisal: Appraisal, version: QuestionnaireVersion) -> Offered:
    """What moving to this edition would do, and whether it can be now."""
    before = questionnaires.definition(appraisal.version)
    after = questionnaires.definition(version)
    planned = plan(before, after, appraisal.sheet.entries)
    verdict = policy.can_be_carried(appraisal) and _same_instrument(before, after)
    verdict = verdict and unhindered(appraisal, planned)
    newer = version.published_at > appraisal.version.published_at
    return Offered(version, newer, before, after, planned, verdict)


def _same_instrument(before: Questionnaire, after: Questionnaire) -> Verdict:
    if before.root == after.root:
        return Verdict(True)
    return Verdict(
        False,
        _("%(after)s is another questionnaire: its questions have nothing to do with these.")
        % {"after": f"{after.title} {after.edition}"},
    )


def unhindered(appraisal: Appraisal, planned: Plan) -> Verdict:
    """Whether nobody outside is answering, or was answered on, a question that would change."""
    waiting = consultations.open_of(appraisal.pk)
    if waiting is not None and waiting.state == ConsultationState.INFORMATION_ASKED:
        return Verdict(
            False, _("The hub asks about answers of this edition. Answer its questions first.")
        )
    if not planned.touched:
        return Verdict(True)
    replied = Proposal.objects.filter(
        request__appraisal=appraisal, state=ProposalState.WAITING, question__in=planned.touched
    ).select_related("request")
    for proposal in replied[:1]:
        told = _("%(name)s replied to question %(id)s, which changes. Settle that reply first.")
        return Verdict(False, told % {"name": proposal.request.to_name, "id": proposal.question})
    for request in asked_of_colleagues(appraisal):
        asked = [id for id in request.questions if id in planned.touched]
        if asked and request.expires_at > clock.now():
            told = _(
                "%(name)s is asked about question %(id)s, which changes. Wait for the reply, or "
                "revoke the link."
            )
            return Verdict(False, told % {"name": request.to_name, "id": asked[0]})
    return Verdict(True)


def asked_of_colleagues(appraisal: Appraisal) -> list[ColleagueRequest]:
    """Requests whose link a colleague may still answer by."""
    rows = ColleagueRequest.objects.filter(
        appraisal=appraisal,
        purpose=ColleaguePurpose.ASK,
        state__in=(ColleagueState.OPEN, ColleagueState.REPLIED),
    )
    return list(rows.order_by("created_at", "id"))


def said(question: Question, value: object) -> list[str]:
    """An answer as the words people chose it by."""
    listed = value if isinstance(value, list | tuple) else [] if value is None else [value]
    if question.options:
        found = [(str(code), question.option(str(code))) for code in listed]
        return [option.label if option else code for code, option in found]
    if question.type is QuestionType.COUNTRY:
        return [name_of(str(code)) for code in listed]
    return [str(item) for item in listed]


# --- Reports ------------------------------------------------------------------------------------
def reports_of(appraisal_id: uuid.UUID) -> QuerySet[CarryReport]:
    """What every move of an appraisal did, the latest first."""
    rows: QuerySet[CarryReport] = CarryReport.objects.filter(appraisal_id=appraisal_id)
    return rows.select_related("before", "after").defer(*_DOCUMENTS)


def asked_anew_at(appraisal_id: uuid.UUID, question: str) -> datetime | None:
    """When a move to another edition last asked this question anew; None where none did."""
    rows = CarryReport.objects.filter(
        appraisal_id=appraisal_id, document__asked_again__contains=[{"question": question}]
    )
    found: datetime | None = rows.order_by("-at").values_list("at", flat=True).first()
    return found


def counts(document: Mapping[str, Any]) -> dict[str, int]:
    """How many questions a report copied, asks again, put aside, and has anew."""
    return {name: len(document[name]) for name in ("copied", "asked_again", "archived", "new")}


# --- All appraisals -----------------------------------------------------------------------------
def visible_to(actor: Actor) -> QuerySet[CarryOver]:
    """The runs of the organisation, for whoever may start one."""
    rows: QuerySet[CarryOver] = CarryOver.objects.all()
    if not policy.may_carry_all(actor):
        return rows.none()
    unread = ("waiting", "version__document", "version__cases")
    return rows.select_related("version").defer(*unread)


def under_way() -> CarryOver | None:
    """The run that is going on, if one is."""
    rows = CarryOver.objects.filter(state__in=policy.UNDER_WAY).defer("waiting", "refused")
    found: CarryOver | None = rows.first()
    return found


def movable(actor: Actor, version: QuestionnaireVersion) -> QuerySet[Appraisal]:
    """Open appraisals that the actor sees, on another edition than this one and never submitted."""
    rows = appraisals.visible_to(actor).filter(state__in=OPEN, submission=0)
    return rows.exclude(version__digest=version.digest).order_by("started_at", "id")


def by_edition(
    actor: Actor, version: QuestionnaireVersion
) -> list[tuple[QuestionnaireVersion, int]]:
    """How many of those run on which edition, the newest edition first."""
    rows = movable(actor, version).order_by().values("version").annotate(count=Count("pk"))
    found = {row["version"]: row["count"] for row in rows}
    editions = QuestionnaireVersion.objects.filter(pk__in=found).defer("document", "cases")
    return [(each, found[each.pk]) for each in editions.order_by("-published_at", "-id")]


def reports_in(actor: Actor, run: CarryOver) -> QuerySet[CarryReport]:
    """What the run did to the appraisals that the actor sees, the earliest first."""
    seen = appraisals.visible_to(actor).order_by().values("pk")
    rows: QuerySet[CarryReport] = CarryReport.objects.filter(carry_over=run, appraisal__in=seen)
    # The appraisal's edition is not joined, so there is nothing of it to leave out.
    unread = [f"appraisal__{name}" for name in appraisals.UNREAD if "version" not in name]
    related = rows.select_related("appraisal__partnership", "before", "after")
    return related.defer(*unread, *_DOCUMENTS).order_by("at", "id")


def refused_in(actor: Actor, run: CarryOver) -> list[dict[str, Any]]:
    """The appraisals that stayed on their edition, each with why and its partnership; those that
    the actor does not see are left out."""
    because = {uuid.UUID(item["appraisal"]): item["because"] for item in run.refused}
    rows = appraisals.visible_to(actor).filter(pk__in=because).select_related("partnership")
    seen = {row.pk: row for row in rows.defer(appraisals.UNREAD[-1])}
    return [{"appraisal": seen[key], "because": why} for key, why in because.items() if key in seen]
