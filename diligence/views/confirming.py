"""The dossier as it would travel, with a tick for each thing that travels only where it is ticked.

Used on the check page before an appraisal is submitted, and where a triage dossier is sent.
"""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from diligence.actions.dossier import Confirmed, preview
from diligence.choices import ConsultationState
from diligence.domain import dossier as dossiers
from diligence.domain.dossier import Case
from diligence.domain.guard import Treatments, found_in
from diligence.models import Appraisal, Consultation
from diligence.queries import consultations, routes
from diligence.queries.dossier import case_of
from diligence.queries.leaving import Looked, known_of, looked
from diligence.views import guarding
from diligence.views.dossier_parts import label_of, shown, sizes_of, tick
from portal.actions.disclosures import OpenFindings
from portal.authority import Refused
from portal.enums import Tlp
from portal.forms.labels import LabelForm

FULL, TRIAGE = dossiers.FULL, dossiers.TRIAGE


def offered(
    appraisal: Appraisal,
    kind: str,
    included: frozenset[str] | None,
    treatments: Treatments | None = None,
    reply: str = "",
    tlp: str = Tlp.AMBER_STRICT,
) -> dict[str, Any]:
    """What could be ticked, and the dossier as it would travel with what is ticked now.

    `included` is None where nothing was chosen yet: then words in which nothing personal was found
    are ticked.
    """
    case, treatments = case_of(appraisal, kind), treatments or Treatments()
    told = looked(case, included or frozenset())
    if included is None:
        included = _by_default(case, told)
    built = preview(case, included, treatments, told)
    sizes = sizes_of(case)
    offered = dossiers.items(case)
    labels = {item.key: label_of(item) for item in offered} | {"reply": _("Reply to the hub")}
    found = (*told.found, *found_in({"reply": reply} if reply else {}, known_of(case)))
    return {
        "kind": kind,
        "digest": built.digest,
        "label": LabelForm(initial={"tlp": tlp}),
        "ticks": [tick(item, included, sizes) for item in offered],
        "dossier": shown(built.content),
        "guard": guarding.shown(found, treatments, labels, included | {"reply"}),
    }


def _by_default(case: Case, told: Looked) -> frozenset[str]:
    """Words travel where nothing personal was found in them; names of people and files do not."""
    found = {one.place for one in told.found}
    words = dossiers.texts(case).keys() - {dossiers.RESPONSIBLE}
    return frozenset(words - found)


def confirmation(
    appraisal: Appraisal, confirmed: Confirmed | None, row: Consultation | None
) -> dict[str, Any]:
    """Everything the check page shows of the dossier; `row` is the open consultation.

    Where the hub has asked, sending the answers is what reopening was for, so it is ticked.
    """
    asked = row is not None and row.state == ConsultationState.INFORMATION_ASKED
    reply = confirmed.reply if confirmed else (row.reply if row and asked else "")
    return offered(
        appraisal,
        FULL,
        confirmed.included if confirmed else None,
        confirmed.treatments if confirmed else None,
        reply if confirmed else "",
        confirmed.tlp if confirmed else Tlp.AMBER_STRICT,
    ) | {
        "asked": asked,
        "questions": consultations.questions_of(row) if asked and row else [],
        "message": row.message if asked and row else "",
        "reply": reply,
        "send_if_required": confirmed.send_if_required if confirmed else asked,
        "arrangement": routes.arrangement(),
        "with_hub": row is not None and row.sent_at is not None,
    }


def redacting(appraisal: Appraisal, kind: str, confirmed: Confirmed) -> Confirmed:
    """The same with everything redacted that was found and has no reason of its own."""
    case = case_of(appraisal, kind)
    reply = {"reply": confirmed.reply} if confirmed.reply else {}
    found = (*looked(case, confirmed.included).found, *found_in(reply, known_of(case)))
    treatments = guarding.redacting_all(found, confirmed.treatments)
    return replace(confirmed, treatments=treatments)


def problems(problem: str | Refused) -> list[dict[str, str]]:
    """Why the dossier is to be looked at, linked to where."""
    if isinstance(problem, OpenFindings):
        return [{"text": problem.reason, "href": "#guard"}]
    text = problem.reason if isinstance(problem, Refused) else problem
    return [{"text": text, "href": "#dossier-shown"}] if text else []


def posted(data: QueryDict) -> Confirmed | None:
    """What a page's form confirms; None where the form showed no dossier."""
    if "digest" not in data:
        return None
    label = LabelForm(data)
    return Confirmed(
        digest=str(data["digest"]),
        included=frozenset(data.getlist("include")),
        send_if_required="send_if_required" in data,
        reply=data.get("reply", ""),
        treatments=guarding.posted(data),
        tlp=label.cleaned_data["tlp"] if label.is_valid() else Tlp.AMBER_STRICT,
    )
