"""Reads the acting ministry's simulations of drafts, and the drafts it may try."""

import uuid
from typing import Final

from django.db.models import QuerySet

from diligence.domain.questionnaire import Questionnaire
from diligence.queries import drafts, simulations
from portal.authority import Actor
from portal.enums import Permission
from reporting.choices import TrialState
from reporting.domain.periods import SHOWN, Quarter
from reporting.models import PolicySimulation
from reporting.queries import collected

UNDER_WAY: Final = (TrialState.WAITING, TrialState.RUNNING)
MOST: Final = 4
"""Simulations on the same quarters; more become possible with the next quarter."""


def visible(by: Actor) -> QuerySet[PolicySimulation]:
    """Simulations of the ministry, for those who read its drafts and its figures."""
    rows: QuerySet[PolicySimulation] = PolicySimulation.objects.defer("document")
    may = by.may(Permission.REVIEW) and by.may(Permission.VIEW_FIGURES)
    return rows if may else rows.none()


def of_draft(by: Actor, draft: uuid.UUID) -> QuerySet[PolicySimulation]:
    """Simulations of one draft, the latest first."""
    return visible(by).filter(draft=draft)


def quarters() -> list[Quarter]:
    """The closed quarters that a simulation is made on: the last ones that were collected."""
    return [Quarter.parse(key) for key in collected.periods()][-SHOWN:]


def made(period: str) -> int:
    """How many simulations ended with a result on the quarters up to this one, or still may."""
    counted = (TrialState.DONE, *UNDER_WAY)
    number: int = PolicySimulation.objects.filter(period=period, state__in=counted).count()
    return number


def under_way() -> PolicySimulation | None:
    """The ministry's simulation that is waiting or running."""
    found: PolicySimulation | None = visible_rows().filter(state__in=UNDER_WAY).first()
    return found


def earlier(trial: PolicySimulation) -> list[PolicySimulation]:
    """Simulations that showed something, oldest first: what this one is compared with."""
    rows = PolicySimulation.objects.filter(state=TrialState.DONE).exclude(pk=trial.pk)
    rows = rows.exclude(result__tables={})
    return list(rows.defer("result").order_by("asked_at"))


def visible_rows() -> QuerySet[PolicySimulation]:
    """Every simulation of the acting ministry, without the documents tried."""
    rows: QuerySet[PolicySimulation] = PolicySimulation.objects.defer("document")
    return rows


def questionnaire_of(trial: PolicySimulation) -> Questionnaire:
    """What was tried. Raises QuestionnaireError."""
    return simulations.questionnaire_in(trial.document)


def draft_digest(by: Actor, draft: uuid.UUID) -> str:
    """What a simulation of the draft would try now; '' where it is not there any more."""
    row = drafts.visible(by).filter(pk=draft).first()
    return "" if row is None else simulations.tried(row)
