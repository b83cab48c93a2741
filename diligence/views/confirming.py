"""The dossier as it would travel, with a tick for each thing that travels only where it is ticked.

Used on the check page before an appraisal is submitted, and where a triage dossier is sent.
"""

from typing import Any

from django.http import QueryDict

from diligence.actions.dossier import Confirmed
from diligence.choices import ConsultationState
from diligence.domain import dossier as dossiers
from diligence.models import Appraisal, Consultation
from diligence.queries import consultations, routes
from diligence.queries.dossier import case_of
from diligence.views.dossier_parts import shown, sizes_of, tick

FULL, TRIAGE = dossiers.FULL, dossiers.TRIAGE


def offered(appraisal: Appraisal, kind: str, included: frozenset[str]) -> dict[str, Any]:
    """What could be ticked, and the dossier as it would travel with what is ticked now."""
    case = case_of(appraisal, kind)
    built = dossiers.build(case, included)
    sizes = sizes_of(case)
    return {
        "kind": kind,
        "digest": built.digest,
        "ticks": [tick(item, included, sizes) for item in dossiers.items(case)],
        "dossier": shown(built.content),
    }


def confirmation(
    appraisal: Appraisal, confirmed: Confirmed | None, row: Consultation | None
) -> dict[str, Any]:
    """Everything the check page shows of the dossier; `row` is the open consultation.

    Where the hub has asked, sending the answers is what reopening was for, so it is ticked.
    """
    asked = row is not None and row.state == ConsultationState.INFORMATION_ASKED
    included = confirmed.included if confirmed else frozenset[str]()
    return offered(appraisal, FULL, included) | {
        "asked": asked,
        "questions": consultations.questions_of(row) if asked and row else [],
        "message": row.message if asked and row else "",
        "reply": confirmed.reply if confirmed else (row.reply if row else ""),
        "send_if_required": confirmed.send_if_required if confirmed else asked,
        "arrangement": routes.arrangement(),
        "with_hub": row is not None and row.sent_at is not None,
    }


def posted(data: QueryDict) -> Confirmed | None:
    """What a page's form confirms; None where the form showed no dossier."""
    if "digest" not in data:
        return None
    return Confirmed(
        digest=str(data["digest"]),
        included=frozenset(data.getlist("include")),
        send_if_required="send_if_required" in data,
        reply=data.get("reply", ""),
    )
