"""How long a hub keeps its cases, and what goes with them."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from advisory.choices import CountersignState, ReferralState
from advisory.models import CountersignRequest, Referral
from portal import clock
from portal.enums import OrganisationKind
from portal.privacy import removal
from portal.privacy.removal import Removal
from portal.privacy.retention import Due, Holdable, RetentionClass

HUB: Final = frozenset({OrganisationKind.HUB})
_OVER = [ReferralState.ISSUED, ReferralState.CLOSED]


def _closed_cases(until: date) -> list[Due]:
    rows = Referral.objects.filter(state__in=_OVER).annotate(
        over=Coalesce("closed_at", "issued_at", F("updated_at"))
    )
    return [
        Due(
            row.pk,
            f"{row.code} {row.title}".strip(),
            clock.day_of(row.over),
            frozenset([("advisory.referral", row.pk)]),
        )
        for row in rows.filter(over__date__lte=until).order_by("over", "pk")
    ]


def _second_opinions(until: date) -> list[Due]:
    over = ~Q(state=CountersignState.OPEN)
    rows = CountersignRequest.objects.filter(over, received_at__date__lte=until)
    return [
        Due(
            row.pk,
            _("Draft advice of %(hub)s") % {"hub": row.asking_hub.name},
            clock.day_of(row.answered_at or row.received_at),
            frozenset([("advisory.countersignrequest", row.pk)]),
        )
        for row in rows.select_related("asking_hub").order_by("received_at", "pk")
        if clock.day_of(row.answered_at or row.received_at) <= until
    ]


def _with_case(ids: Collection[uuid.UUID]) -> Removal:
    return removal.of(Referral, ids)


def _with_request(ids: Collection[uuid.UUID]) -> Removal:
    return removal.of(CountersignRequest, ids)


def classes() -> tuple[RetentionClass, ...]:
    why = _lazy("The hub answers for its advice while claims and audits may come.")
    return (
        RetentionClass(
            key="cases",
            title=_lazy("Cases of the hub, with dossiers, notes and advice"),
            counted_from=_lazy("the day the case was closed, or its advice issued"),
            why=why,
            months=60,
            least=24,
            most=120,
            due=_closed_cases,
            plan=_with_case,
            kinds=HUB,
        ),
        RetentionClass(
            key="second_opinions",
            title=_lazy("Draft advice of other hubs to be countersigned"),
            counted_from=_lazy("the answer to it"),
            why=why,
            months=60,
            least=12,
            most=120,
            due=_second_opinions,
            plan=_with_request,
            kinds=HUB,
        ),
    )


def _case_called(text: str) -> tuple[uuid.UUID, str] | None:
    row = Referral.objects.filter(code__iexact=text).first()
    return (row.pk, f"{row.code} {row.title}"[:300]) if row else None


def holdable() -> tuple[Holdable, ...]:
    return (
        Holdable(
            "advisory.referral",
            _lazy("A case, with everything that hangs on it"),
            _lazy("Its code"),
            _case_called,
            HUB,
            called="code",
        ),
    )
