"""Who saw a partnership, when, and under which rule."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diligence.models import (
    Appraisal,
    Attachment,
    ChosenMeasure,
    Clearance,
    ColleagueRequest,
    Consultation,
    Decision,
    Partnership,
    ReceivedAdvice,
)
from diligence.queries import partnerships, seen
from portal import audit
from portal.enums import Permission
from portal.looking import Form, Rule, rule_for
from portal.views.base import ActingView, owned_or_404

PAGE: Final = 50

_OF_ONE = Appraisal | Attachment | Consultation | Decision | ReceivedAdvice
"""What belongs to one partnership."""


def looked_at(request: Any, shown: Iterable[models.Model], form: Form) -> None:
    """Record that the acting member saw the partnerships that these rows belong to, once a day."""
    current = request.acting
    # Units matter for those alone whose work is limited to some.
    limited = current.own_unit_ids is not None
    told: dict[uuid.UUID, Rule] = {}
    for row in shown:
        about = _nearest(row)
        if about is not None:
            unit = _partnership_of(about).unit_id if limited else None
            told[_key_of(about)] = rule_for(request, unit)
    more = {"token": current.token.name} if current.token is not None else {}
    looks = [(Partnership(pk=key), rule.value) for key, rule in told.items()]
    audit.seen_many(looks, current.actor, form=form.value, **more)


def _nearest(row: models.Model) -> models.Model | None:
    """The row itself where it belongs to a partnership, or the appraisal that it belongs to."""
    if isinstance(row, ColleagueRequest | ChosenMeasure | Clearance):
        return row.appraisal
    return row if isinstance(row, Partnership | _OF_ONE) else None


def _key_of(row: Any) -> uuid.UUID:
    key: uuid.UUID = row.pk if isinstance(row, Partnership) else row.partnership_id
    return key


def _partnership_of(row: Any) -> Partnership:
    return row if isinstance(row, Partnership) else row.partnership


class Seen(ActingView):
    """Everybody who saw one partnership, the latest first."""

    permission = Permission.VIEW_REGISTER
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = owned_or_404(Partnership, pk, partnerships.of_units(self.actor))
        page = Paginator(seen.of(row), PAGE).get_page(request.GET.get("page"))
        context = {
            "partnership": row,
            "page": page,
            "looks": [seen.told(event) for event in page.object_list],
        }
        return render(request, "diligence/partnership/seen.html", context)
