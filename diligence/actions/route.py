"""Follow an outcome to where it leads: store the route, the legal checks, and what a hub is asked.

Called inside the transaction that scores, so that a result without its route never exists.
"""

from diligence.actions.dossier import record
from diligence.actions.send import deliver, end
from diligence.choices import ConsultationState
from diligence.domain import gates, routing
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import Score as Result
from diligence.domain.routing import Routed
from diligence.domain.triage import TriageResult
from diligence.enums import Destination
from diligence.models import (
    Appraisal,
    Consultation,
    Dossier,
    Partnership,
    Route,
    Score,
)
from diligence.queries import clearances, consultations, dossier, routes
from portal import clock
from portal.authority import product

NO_LONGER = "The new result no longer leads to the hub."


def follow(
    appraisal: Appraisal, questionnaire: Questionnaire, result: Result, stored: Score
) -> Route:
    """Store where this score leads, and open, update or drop the consultation that follows."""
    today = clock.today()
    held = clearances.in_force(clearances.of(appraisal))
    routed = routing.route(
        questionnaire,
        result,
        triage_rule=appraisal.triage_rule if appraisal.triage_refers else "",
        cleared=frozenset(item.key for item in held if item.holds(today)),
    )
    row = _store(appraisal, stored.submission, routed)
    flags = gates.gates(questionnaire, result.flags, held, today)
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        legal_checks=[check.target.value for check in routed.legal],
        clearance_until=clearances.lapses_after(flags, held, today),
    )
    _consult(appraisal, routed)
    return row


def follow_triage(appraisal: Appraisal, result: TriageResult) -> Route | None:
    """Store where a finished triage leads by itself. Sending its dossier is the officer's act."""
    routed = routing.route_of_triage(result)
    return None if routed is None else _store(appraisal, 0, routed)


def _store(appraisal: Appraisal, submission: int, routed: Routed) -> Route:
    row: Route = Route.objects.create(
        appraisal=appraisal,
        submission=submission,
        leads_to=routed.leads_to.value,
        rule=routed.rule,
        document=routing.as_document(routed),
        routed_at=clock.now(),
    )
    return row


def _consult(appraisal: Appraisal, routed: Routed) -> None:
    kept = dossier.of_submission(appraisal)
    row = consultations.open_of(appraisal.pk, lock=True)
    if kept is None:
        # Submitted before an upgrade, scored after it: no dossier was shown, so it waits.
        return
    if row is not None and row.state == ConsultationState.INFORMATION_ASKED:
        if kept.send_if_required:
            deliver(row, kept, by=product(kept.prepared_by), reply=row.reply)
    elif routed.leads_to is Destination.HUB:
        _lead_to_hub(appraisal, routed, kept, row)
    elif row is not None and row.sent_at is None:
        end(row, because=NO_LONGER, by=product("Ajar"))


def _lead_to_hub(
    appraisal: Appraisal, routed: Routed, kept: Dossier, row: Consultation | None
) -> None:
    """A new consultation, or the open one with the new dossier; it goes by itself only where an
    arrangement is in force and the officer confirmed."""
    automatic = kept.send_if_required and routes.arrangement() is not None
    if row is None:
        row = Consultation(
            partnership_id=appraisal.partnership_id, appraisal=appraisal, created_at=clock.now()
        )
    row.rule = routed.rule
    if automatic:
        deliver(row, kept, by=product("Ajar"), automatic=True)
    elif row.sent_at is None:
        row.dossier, row.state = kept, ConsultationState.READY
        row.save()
        record("waiting", row, product("Ajar"), {"rule": row.rule, "dossier": str(kept.pk)})
    else:
        row.save(update_fields=["rule"])
