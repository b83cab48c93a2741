"""What every REST route about drafts shares: the draft asked for, whole, and a conflict told."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from diligence.actions.drafts import Stale
from diligence.api.draft_shapes import DraftConflictShape, QuestionnaireDraftRow
from diligence.domain.checks import Finding
from diligence.domain.places import stands
from diligence.models import Draft
from diligence.queries import drafts
from diligence.queries.sentences import spoken
from portal.api.base import actor_of


def found(request: Request, pk: uuid.UUID) -> Draft:
    """The draft, if the member may read it. Raises Http404."""
    row = drafts.visible(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def whole(row: Draft) -> dict[str, Any]:
    """The draft with its document, its cases and what the checks say: QuestionnaireDraftShape."""
    return {
        **QuestionnaireDraftRow(row).data,
        "document": row.document,
        "cases": row.cases,
        "digest": drafts.digest_now(row),
        "imported": row.imported,
        "findings": told(drafts.examined(row).findings),
    }


def told(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """What the checks say, in words."""
    return [
        {
            "code": finding.check,
            "place": finding.place,
            "problem": spoken(finding.problem),
            "remedy": spoken(finding.remedy),
            "weight": finding.weight.value,
            "fingerprint": finding.fingerprint,
        }
        for finding in findings
    ]


def conflict(stale: Stale) -> Response:
    """409: somebody changed the same place after the revision that was named."""
    body = {
        "detail": str(stale),
        "place": stale.place,
        "gone": bool(stale.place) and not stands(drafts.whole(stale.draft), stale.place),
        "revision": stale.draft.revision,
        "changes": stale.changes,
    }
    return Response(DraftConflictShape(body).data, status=status.HTTP_409_CONFLICT)
