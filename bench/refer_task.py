"""Submit → in the hub's queue, through scoring, routing, the broker and two tasks.

Starts a portal of its own as `score_task` does, with a hub that answers for the Member State and
an arrangement for automatic referral. Measured in one run: from the submission's commit to the
score's, and to the case standing in the hub's queue (p50, p95), at a steady pace. The floor is the
scoring alone: what the second task and the hub's rows add is the ratio.
Run: `python -m bench.refer_task [cases] [pace per second]`.
"""

import io
import os
import statistics
import sys
import uuid
from functools import partial

from bench import stage
from bench.score_task import drain, paced, percentile, working


def prepare(count: int) -> tuple[uuid.UUID, uuid.UUID, list[uuid.UUID]]:
    """An organisation with so many answered high-risk appraisals, and the hub they go to."""
    from django.core.management import call_command

    from advisory.actions import remits
    from diligence.actions import arrange
    from portal.authority import product
    from portal.enums import OrganisationKind, Role
    from portal.tenancy import acting_for
    from tests import cast
    from tests.factories.appraisals import answered

    call_command("load_questionnaire", stdout=io.StringIO())
    by = product("Bench")
    hub = cast.organisation("Hub of the Bench", kind=OrganisationKind.HUB)
    with acting_for(hub):
        remits.add(remits.Terms(), by=by)
    organisation = cast.organisation("University of the Bench")
    member = cast.member(organisation, "Ines Officer", Role.OFFICER)
    made = []
    with acting_for(organisation, user=member.user.pk):
        arrange.switch_on(by=by, text="Agreement of the bench")
        for _ in range(count):
            made.append(answered(member.actor, "K02").pk)
    return organisation.pk, hub.pk, made


def submit(owner: uuid.UUID, appraisal_id: uuid.UUID) -> None:
    """Look at the dossier, confirm it, submit."""
    from diligence.actions import appraise
    from diligence.actions.dossier import Confirmed
    from diligence.choices import DossierKind
    from diligence.domain import dossier as dossiers
    from diligence.queries import appraisals
    from diligence.queries.dossier import case_of
    from portal.authority import product
    from portal.tenancy import acting_for

    by = product("Bench")
    with acting_for(owner):
        row = appraisals.with_answers(by).get(pk=appraisal_id)
        digest = dossiers.build(case_of(row, DossierKind.FULL), frozenset()).digest
        told = Confirmed(digest, frozenset(), send_if_required=True)
        appraise.submit(appraisal_id, by=by, dossier=told)


def waiting(hub: uuid.UUID, count: int) -> int:
    from advisory.models import Referral
    from portal.tenancy import acting_for

    with acting_for(hub):
        return count - Referral.objects.count()


def latencies(owner: uuid.UUID, hub: uuid.UUID) -> tuple[list[float], list[float]]:
    """Milliseconds from submission to score, and to the queue, by the clocks of the rows."""
    from advisory.models import Referral
    from diligence.models import Consultation
    from portal.tenancy import acting_for

    with acting_for(owner):
        rows = Consultation.objects.values_list(
            "id", "appraisal__submitted_at", "appraisal__scored_at"
        )
        told = {key: (submitted, scored) for key, submitted, scored in rows}
    with acting_for(hub):
        arrived = dict(Referral.objects.values_list("consultation_id", "received_at"))
    scored = [(done - begun).total_seconds() * 1000 for begun, done in told.values()]
    queued = [(arrived[key] - begun).total_seconds() * 1000 for key, (begun, _) in told.items()]
    return scored, queued


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    pace = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    with stage.database() as data:
        from portal.embedded import broker

        with broker.ensure_running(data):
            owner, hub, appraisals = prepare(count)
            with working(data):
                paced([partial(submit, owner, each) for each in appraisals], pace)
                drain(lambda: waiting(hub, count), "referring")
            scored, queued = latencies(owner, hub)
    print(f"{count} submissions at {pace:.0f} a second; {os.cpu_count()} cores shared by all parts")
    for what, values in (("submit to scored", scored), ("submit to the hub's queue", queued)):
        p50, p95 = statistics.median(values), percentile(values, 0.95)
        print(f"{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    ratio = statistics.median(queued) / statistics.median(scored)
    print(f"the queue is reached after {ratio:.2f} × the time to the score")


if __name__ == "__main__":
    main()
