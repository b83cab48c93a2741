"""What a research office does with its hub's questions, and with cases that wait for *Send*."""

import random
from datetime import timedelta
from typing import Any, Final

from diligence.actions import appraise, send
from diligence.actions.dossier import Confirmed
from diligence.choices import AppraisalState, ConsultationState, DossierKind
from diligence.domain import dossier as dossiers
from diligence.models import Appraisal, Consultation
from diligence.queries import questionnaires
from diligence.queries.dossier import case_of
from diligence.queries.leaving import looked
from portal import clock
from portal.authority import Actor
from portal.demo import Cast, World
from portal.tenancy import acting_for

SENT: Final = 0.93
"""Share of the cases that wait for *Send* and were sent within days."""
TITLED: Final = 0.7
"""Share of dossiers whose title the officer lets travel."""
REPLY: Final = "We asked the project leader; the answers are in the questionnaire now."


def confirmed(appraisal: Appraisal, rng: random.Random, *, reply: str = "") -> Confirmed:
    """What the officer saw and confirmed just before submitting."""
    case = case_of(appraisal, DossierKind.FULL)
    keys = {item.key for item in dossiers.items(case) if item.key == dossiers.TITLE}
    # Nobody lets a title travel with somebody's name in it without saying why.
    keys -= {one.place for one in looked(case, frozenset()).found}
    included = frozenset(keys) if rng.random() < TITLED else frozenset[str]()
    digest = dossiers.build(case, included).digest
    return Confirmed(digest, included, send_if_required=True, reply=reply)


def send_waiting(world: World) -> None:
    """Organisations without an arrangement send each case themselves, a day or two later."""
    for cast in world.cast():
        by = world.officers[cast.name]
        for row in _in_state(world, cast, ConsultationState.READY):
            at = row.created_at + timedelta(days=world.rng.randint(0, 2), hours=3)
            if world.rng.random() < SENT and at < world.end:
                told = _need(world.rng, at)
                with acting_for(world.organisations[cast.name]), clock.set_to(at):
                    send.send(row.appraisal_id, by=by, **told)


def replies(world: World) -> None:
    """The office answers what its hub asks, some days later; the latest are still open."""
    for cast in world.cast():
        by = world.officers[cast.name]
        for row in _in_state(world, cast, ConsultationState.INFORMATION_ASKED):
            at = (row.asked_at or row.created_at) + timedelta(days=world.rng.randint(2, 7))
            if at < world.end - timedelta(days=3):
                with acting_for(world.organisations[cast.name]), clock.set_to(at):
                    _reply(row, by, world.rng)


def _in_state(world: World, cast: Cast, state: ConsultationState) -> list[Consultation]:
    with acting_for(world.organisations[cast.name]):
        rows = Consultation.objects.filter(state=state).select_related("appraisal")
        return list(rows.order_by("created_at", "id"))


def _reply(row: Consultation, by: Actor, rng: random.Random) -> None:
    appraisal = Appraisal.objects.select_related("sheet", "version", "partnership").get(
        pk=row.appraisal_id
    )
    if appraisal.state != AppraisalState.ANSWERING or not appraisal.only_questions:
        send.answer(row.pk, by=by, reply=REPLY)
        return
    saves = {
        question: appraise.Save(value=_again(appraisal, question, rng), note="Checked again.")
        for question in appraisal.only_questions
    }
    saved = appraise.save(appraisal.pk, by=by, saves=saves)
    if saved.problems:
        raise RuntimeError(f"The demonstration gives unusable answers: {saved.problems}")
    appraisal.sheet.refresh_from_db()
    appraise.submit(appraisal.pk, by=by, dossier=confirmed(appraisal, rng, reply=REPLY))


def _again(appraisal: Appraisal, question: str, rng: random.Random) -> Any:
    """The same answer, or, where it was unknown, the first one offered."""
    told = appraisal.sheet.entries.get(question, {}).get("value")
    asked = questionnaires.definition(appraisal.version).question(question)
    if told not in (None, "unknown", ["unknown"]) or not asked.options:
        return told
    return asked.options[0].code


def _need(rng: random.Random, at: Any) -> dict[str, Any]:
    """A third of the cases have a date by which the advice is needed."""
    if rng.random() > 0.33:
        return {}
    because = rng.choice(
        ("The consortium agreement is signed then.", "The guest researchers arrive then.")
    )
    return {
        "needed_by": (at + timedelta(days=rng.randint(15, 60))).date(),
        "needed_because": because,
    }
