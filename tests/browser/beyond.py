"""Hubs, a ministry and the Commission in the running portal, and cases that travel between them.

Everything is made by the product's own actions; what a worker would do is done at once here, so
that nothing waits for it.
"""

import hashlib
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from advisory.actions import advise, ask, by_hand, countersign, drafting, notes, refer, triage
from advisory.actions import remits as remit_actions
from advisory.domain.advising import Draft
from advisory.models import CountersignRequest, Referral
from advisory.queries import drafts
from diligence.actions import appraise, clear, decide, score, send, treat
from diligence.actions.dossier import Confirmed
from diligence.domain import deciding
from diligence.domain import dossier as dossiers
from diligence.enums import Course, Heed
from diligence.models import Appraisal, Clearance, Consultation, Decision, ReceivedAdvice
from diligence.queries import appraisals, decisions
from diligence.queries.dossier import case_of
from portal import clock
from portal.actions import invitations, operators, organisations, people
from portal.authority import Actor
from portal.enums import OrganisationKind, OrganisationType, Role, SizeBand
from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.actions import confirm, contribution, cycles
from reporting.actions import report as making
from reporting.choices import RenderingState
from reporting.domain import editions
from reporting.models import Contribution, Rendering, Report, ReportingCycle
from reporting.queries import contribution as contributions
from reporting.queries import reports
from tests.factories.appraisals import answered
from tests.files import documents
from tests.reporting import countries, stored

if TYPE_CHECKING:
    from tests.browser.world import World

SAYS = Draft(
    recommendation="with_measures",
    reasons="The unit shares staff with an institute of the armed forces.",
    measures=("M08",),
)
PDF = documents.pdf("What was agreed, with its dates.")
CYCLE = "2025-2026"

Staff = tuple[tuple[str, Role], ...]


# --- People -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Country:
    """Officer, two advisers, decider and policy officer of a Member State, in that order."""

    people: tuple[str, ...]
    ministry: uuid.UUID


def found(world: "World", by: Actor) -> None:
    """Two hubs, a ministry and the Commission with their people, and a decider for University A."""
    from tests.browser.world import member

    member(world, "Dora Decider", by="stella", roles=[Role.DECIDER])
    hub, ministry = OrganisationKind.HUB, OrganisationKind.MINISTRY
    advisers = (("Ada Adviser", Role.ADVISER), ("Bram Adviser", Role.ADVISER))
    _house(world, by, "Hub NL", "NL", hub, "Hilde Steward", advisers)
    _house(world, by, "Hub SE", "SE", hub, "Helge Steward", (("Hugo Adviser", Role.ADVISER),))
    policy = (("Petra Policy", Role.POLICY_OFFICER),)
    _house(world, by, "Ministry NL", "NL", ministry, "Milou Steward", policy)
    commission = Organisation.objects.get(kind=OrganisationKind.COMMISSION)
    _staff(world, by, commission, "Cleo Steward", (("Carl Analyst", Role.ANALYST),))


def country(world: "World", name: str, code: str) -> Country:
    """A Member State of its own: university, hub with a remit, ministry whose frame is frozen.

    Everybody is called by their part and the country.
    """
    olga = people.find(world.people["olga"].email)
    assert olga is not None
    by = operators.actor(olga)
    university = (("Officer", Role.OFFICER), ("Decider", Role.DECIDER))
    advisers = (("Adviser", Role.ADVISER), ("Second", Role.ADVISER))
    policy = (("Policy", Role.POLICY_OFFICER),)
    houses = (
        (f"University of {name}", OrganisationKind.RESEARCH, "Warden", university),
        (f"Hub {code}", OrganisationKind.HUB, "Keeper", advisers),
        (f"Ministry {code}", OrganisationKind.MINISTRY, "Steward", policy),
    )
    for house, kind, steward, staff in houses:
        named = tuple((f"{part}{code} {name}", role) for part, role in staff)
        _house(world, by, house, code, kind, f"{steward}{code} {name}", named)
    parts = ("Officer", "Adviser", "Second", "Decider", "Policy")
    found = Country(
        tuple(f"{part}{code}".lower() for part in parts), world.house(f"policy{code}".lower()).pk
    )
    with _as(world, f"keeper{code}".lower()) as keeper:
        remit_actions.add(remit_actions.Terms(), by=keeper)
    with _as(world, f"policy{code}".lower()) as officer:
        _freeze(contribution.begin(ReportingCycle.objects.get(key=CYCLE), by=officer), officer)
    return found


def _house(
    world: "World",
    by: Actor,
    name: str,
    code: str,
    kind: OrganisationKind,
    steward: str,
    staff: Staff,
) -> None:
    research = kind is OrganisationKind.RESEARCH
    house = organisations.create(
        by=by,
        name=name,
        kind=kind,
        type=OrganisationType.UNIVERSITY if research else "",
        size_band=SizeBand.LARGE if research else "",
        country=code,
        city="",
    )
    _staff(world, by, house, steward, staff)


def _staff(world: "World", by: Actor, house: Organisation, steward: str, staff: Staff) -> None:
    """The steward comes by the operator's link, everybody else by the steward's."""
    from tests.browser.world import join, member

    first = steward.split()[0].lower()
    email = f"{first}@{house.name.lower().replace(' ', '-')}.example"
    _row, link = invitations.invite_first_steward(house.pk, by=by, email=email)
    join(world, steward, link.secret)
    for name, role in staff:
        member(world, name, by=first, roles=[role])


# --- Steps --------------------------------------------------------------------------------------
def filed(world: "World", title: str, partner: str, case: str, who: str = "ines") -> Appraisal:
    """A scored appraisal, submitted with the title ticked, that waits to be sent."""
    partnership = world.partnership(title, partner, who=who)
    with world.acting(who) as by:
        row = answered(by, case, partnership=partnership)
        loaded = appraisals.with_answers(by).get(pk=row.pk)
        included = frozenset({"title"})
        built = dossiers.build(case_of(loaded, "full"), included)
        appraise.submit(row.pk, by=by, dossier=Confirmed(built.digest, included, False, ""))
        score.run(row.pk)
        return Appraisal.objects.get(pk=row.pk)


def referred(world: "World", appraisal: Appraisal, adviser: str, who: str = "ines") -> uuid.UUID:
    """Sent, received and taken: the referral's key."""
    with world.acting(who) as by:
        asked = send.send(appraisal.pk, by=by)
        refer.bring(asked.pk)
    with world.acting(adviser) as by:
        row = Referral.objects.get(consultation_id=asked.pk)
        triage.take(row.pk, by=by)
        return row.pk


def offered(world: "World", key: uuid.UUID) -> None:
    with world.acting("ada") as by:
        drafting.write(key, says=SAYS, by=by)
        drafting.offer(key, by=by)


def signed(world: "World", key: uuid.UUID) -> None:
    offered(world, key)
    with world.acting("bram") as by:
        draft = drafts.open_draft(Referral.objects.get(pk=key))
        assert draft is not None
        countersign.sign(key, signs=draft.digest, by=by)


def issued(world: "World", key: uuid.UUID) -> uuid.UUID:
    """The advice's key at the hub."""
    signed(world, key)
    with world.acting("ada") as by:
        referral = Referral.objects.get(pk=key)
        draft = drafts.open_draft(referral)
        assert draft is not None
        seen = drafts.digest_now(referral, draft)
        return advise.issue(key, draft_id=draft.pk, signs=seen, by=by).pk


# --- Rows ---------------------------------------------------------------------------------------
def rows(world: "World") -> None:
    """Cases in every state that has a page; `world.ids` says which is which."""
    with world.acting("hilde") as by:
        world.ids["remit"] = remit_actions.add(remit_actions.Terms(), by=by).pk
    with world.acting("helge") as by:
        remit_actions.add(remit_actions.Terms(), by=by)
    _at_the_hub(world)
    _by_hand(world)
    _elsewhere(world)
    _decided(world)
    with world.inside():
        _reporting(world)


def _at_the_hub(world: "World") -> None:
    waiting = filed(world, "Deep-sea robotics", "Gulmar Works", "K08")
    sent = filed(world, "Terahertz imaging", "Midorizawa Institute", "K02")
    asking = filed(world, "Satellite swarms", "Baramho Institute", "K04")
    world.ids |= {"to_send": waiting.pk, "sent": sent.pk, "asked": asking.pk}
    case = world.ids["case"] = referred(world, sent, "ada")
    asked = world.ids["case_asked"] = referred(world, asking, "ada")
    with world.acting("bram") as by:
        notes.add(case, text="Seen before, in another form.", by=by)
    with world.acting("ada") as by:
        drafting.write(case, says=SAYS, by=by)
        # In words alone: questions of the dossier would have to be answered in it.
        ask.ask(asked, questions=[ask.Asked("", "Which unit is it?")], by=by)
    for name, title, until in (
        ("case_offered", "Photonic gyroscopes", offered),
        ("case_signed", "Hypersonic wind tunnels", signed),
    ):
        appraisal = filed(world, title, "Midorizawa Institute", "K02")
        world.ids[name] = referred(world, appraisal, "ada")
        until(world, world.ids[name])


def _by_hand(world: "World") -> None:
    told = by_hand.Told(
        source="telephone",
        sender_name="Regional museum",
        member_state="NL",
        summary="Asks whether a loan of instruments needs anything.",
        received_on=clock.today(),
    )
    with world.acting("ada") as by:
        world.ids["case_told"] = by_hand.receive(told, by=by).pk


def _elsewhere(world: "World") -> None:
    """The other hub asks this one to countersign."""
    foreign = filed(world, "Arctic radar", "Kauri Bay University", "K02", who="otto")
    key = referred(world, foreign, "hugo", who="otto")
    hub = world.house("ada")
    with world.acting("hugo") as by:
        drafting.write(key, says=SAYS, by=by)
        countersign.offer_elsewhere(key, hub_id=hub.pk, by=by)
    with world.acting("ada"):
        world.ids["request"] = CountersignRequest.objects.get().pk


def _decided(world: "World") -> None:
    """One case advised, treated, cleared and decided; another at the point of deciding."""
    open_ = filed(world, "Solid-state batteries", "Port Harlan Works", "K02")
    done = filed(world, "Gallium epitaxy", "Port Harlan Works", "K01")
    world.ids |= {"to_decide": open_.pk, "decided": done.pk, "decided_in": done.partnership_id}
    world.ids["case_issued"] = referred(world, done, "ada")
    world.ids["advice"] = issued(world, world.ids["case_issued"])
    with world.acting("dora") as by:
        _treat(world, open_, done, by)
        _decide(world, done, by)


def _treat(world: "World", open_: Appraisal, done: Appraisal, by: Actor) -> None:
    soon = clock.today() + timedelta(days=30)
    (measure,) = treat.choose(open_.pk, ["M17"], by=by)
    plan = treat.Plan(responsible="IT security", due_on=soon)
    treat.plan(measure.pk, plan, by=by, revision=measure.revision)
    world.ids["measure"] = measure.pk
    gates = ground_of(done, by).now.gates
    legal = next(gate for gate in gates if gate.legal)
    finding = clear.Finding("licence", "The authority granted a licence.", "EX-2026-14")
    clear.record(done.pk, legal.key, finding, by=by)
    rest = next(gate for gate in gates if not gate.legal)
    world.queries["diligence:clearance-new"] = "question={}&option={}&flag={}".format(*rest.key)
    world.ids["clearance"] = Clearance.objects.get().pk


def _decide(world: "World", done: Appraisal, by: Actor) -> None:
    said = deciding.Draft(
        course=Course.PROCEED,
        reasons="The benefit outweighs the risk that is left.",
        expires_on=clock.today() + timedelta(days=300),
        heed=Heed.NOT,
        heed_because="We know the group and its staff.",
    )
    decide.decide(done.pk, by=by, draft=said, digest=ground_of(done, by).digest)
    world.ids["decision"] = Decision.objects.get().pk
    world.ids["received"] = ReceivedAdvice.objects.get().pk
    assert Consultation.objects.get(appraisal=done).state == "advised"


def ground_of(appraisal: Appraisal, by: Actor) -> decisions.Ground:
    row = appraisals.without_answers(by).get(pk=appraisal.pk)
    ground = decisions.ground(row, clock.today())
    assert ground is not None
    return ground


# --- Figures and reports ------------------------------------------------------------------------
def _reporting(world: "World") -> None:
    """Two cycles: one whose return is confirmed and published, one that has just begun."""
    ministry = world.house("petra")
    stored.snapshots(ministry, ["2026-Q2", "2026-Q3"])
    with _as(world, "carl") as by:
        cycle = cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=by)
        later = cycles.add(first_year=2027, freezes_on=date(2029, 3, 31), by=by)
    with _as(world, "petra") as by:
        row = contribution.begin(cycle, by=by)
        _freeze(row, by)
        contribution.declare(row.pk, "MS-01", given={}, note="Said openly.", seen="", by=by)
        row = Contribution.objects.select_related("cycle", "owner").get(pk=row.pk)
        seen = editions.digest(contributions.document(row))
        confirm.confirm(row.pk, seen=seen, name="Petra Policy", by=by)
        world.ids |= _published(cycle, by)
        begun = contribution.begin(later, by=by)
        contribution.enter_frame(
            begun.pk, counts=countries.FRAME, source="Register", revision=None, by=by
        )


def _freeze(row: Contribution, by: Actor) -> None:
    contribution.enter_frame(
        row.pk, counts=countries.FRAME, source="Register", revision=None, by=by
    )
    contribution.freeze_frame(row.pk, by=by)


@contextmanager
def _as(world: "World", who: str) -> Any:
    from tests.browser.world import acting_as

    member = world.people[who].membership
    assert member is not None
    with acting_for(member.owner_id, user=member.user_id):
        yield acting_as(world, who)


def _published(cycle: Any, by: Actor) -> dict[str, uuid.UUID]:
    """As the worker leaves it, without setting a page."""
    document = reports.final(cycle, "national", correction="")
    row = making.enqueue(cycle, "national", document, by=by, correction="")
    data = PDF + row.digest.encode()
    made: dict[str, Any] = {
        "stored_as": default_storage.save(f"{row.owner_id}/reports/1.pdf", ContentFile(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "pages": 1,
    }
    Rendering.objects.filter(pk=row.pk).update(state=RenderingState.DONE, **made)
    edition = Report.objects.create(
        cycle=cycle, kind="national", edition=1, document=row.document, digest=row.digest,
        published_by=by.label, **made,
    )  # fmt: skip
    return {"rendering": row.pk, "edition": edition.pk}
