"""Advice as the organisation received it: its own frozen copy, which never binds."""

import json
import uuid
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from diligence.models import ReceivedAdvice
from diligence.queries import advice
from diligence.views.decision_parts import recommendation
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class Received(ActingView):
    """One advice, exactly as it was issued; prints as a document."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = owned_or_404(ReceivedAdvice, pk, advice.visible_to(self.actor))
        document: dict[str, Any] = json.loads(row.document)
        context = {
            "advice": row,
            "partnership": row.partnership,
            "appraisal": row.consultation.appraisal,
            "said": _in_words(document),
            "sound": sha256(row.document.encode()).hexdigest() == row.digest,
            "others": advice.others(row),
            "document": row.document,
        }
        return render(request, "diligence/consultation/advice.html", context)


def _in_words(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the values its template takes; the stored bytes are what counts."""
    because = document["countersigned"]["because"]
    return document | {
        "recommends": recommendation(document["recommendation"]),
        "issued_at": parse_datetime(document["issued_at"]),
        "received_on": parse_date(document["case"]["received_on"]),
        "notice": _(document["notice"]),
        "because": _(because) if because else "",
    }
