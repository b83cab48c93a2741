"""How long the reporting room keeps what: figures and reports for ever, what was tried a while."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _lazy

from portal import clock
from portal.enums import OrganisationKind
from portal.privacy import removal
from portal.privacy.removal import Removal
from portal.privacy.retention import Due, RetentionClass
from reporting.models import PolicySimulation, Rendering, Report

FIGURES: Final = frozenset(
    {OrganisationKind.MINISTRY, OrganisationKind.COMMISSION, OrganisationKind.RESEARCH}
)
MINISTRY: Final = frozenset({OrganisationKind.MINISTRY})


def _made(until: date) -> list[Due]:
    """PDFs that no published report shares."""
    published = Report.objects.values("stored_as")
    rows = Rendering.objects.filter(finished_at__date__lte=until).exclude(stored_as__in=published)
    return [
        Due(
            row.pk,
            f"{row.get_kind_display()} {row.cycle.key}",
            clock.day_of(row.finished_at),
            frozenset([("reporting.rendering", row.pk)]),
        )
        for row in rows.select_related("cycle").order_by("finished_at", "pk")
        if row.finished_at is not None
    ]


def _tried(until: date) -> list[Due]:
    rows = PolicySimulation.objects.filter(ended_at__date__lte=until)
    return [
        Due(
            row.pk,
            row.title,
            clock.day_of(row.ended_at),
            frozenset([("reporting.policysimulation", row.pk)]),
        )
        for row in rows.order_by("ended_at", "pk")
    ]


def _with_pdf(ids: Collection[uuid.UUID]) -> Removal:
    return removal.of(Rendering, ids)


def _with_trial(ids: Collection[uuid.UUID]) -> Removal:
    return removal.of(PolicySimulation, ids)


def classes() -> tuple[RetentionClass, ...]:
    return (
        RetentionClass(
            key="made_reports",
            title=_lazy("PDFs of reports that were not published"),
            counted_from=_lazy("the day the PDF was made"),
            why=_lazy("Can be made again at any time from the same figures."),
            months=12,
            least=1,
            most=36,
            due=_made,
            plan=_with_pdf,
            kinds=FIGURES,
        ),
        RetentionClass(
            key="policy_trials",
            title=_lazy("Drafts tried on a Member State’s appraisals"),
            counted_from=_lazy("the end of the trial"),
            why=_lazy("Holds disclosure-controlled figures alone, and can be made again."),
            months=24,
            least=1,
            most=60,
            due=_tried,
            plan=_with_trial,
            kinds=MINISTRY,
        ),
        RetentionClass(
            key="figures",
            title=_lazy("Frozen figures, confirmed returns and published reports"),
            counted_from=_lazy("no date"),
            why=_lazy(
                "Anonymous figures, public once published; of people only who confirmed them."
            ),
            months=None,
            kinds=FIGURES,
        ),
    )
