"""Hubs, ministries and the Commission beside the two organisations, and all of them as one world.

Each has a marker of its own in the words that never leave it: notes, names of people, texts that
were not confirmed. What crosses by design (advice, a confirmed return) carries none.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from advisory.actions import ask, countersign, drafting, notes, refer, saved_views, triage
from advisory.domain.advising import Draft
from advisory.models import (
    Advice,
    AdviceDraft,
    CountersignRequest,
    ReceivedFile,
    Referral,
    Remit,
    SavedView,
)
from diligence.actions import clear, drafts, treat
from diligence.domain.deciding import Draft as DecisionDraft
from diligence.enums import Course, Heed
from diligence.models import Consultation, Decision, ReceivedAdvice
from diligence.models import Draft as QuestionnaireDraft
from diligence.queries import questionnaires as published
from portal import bells
from portal.actions import members
from portal.enums import OrganisationKind, Role
from portal.models import Organisation, User
from portal.tenancy import acting_for
from reporting.actions import confirm, contribution, cycles, simulate
from reporting.actions import report as making
from reporting.choices import RenderingState, TrialState
from reporting.domain import editions
from reporting.models import (
    Contribution,
    PolicySimulation,
    ReceivedReturn,
    Rendering,
    Report,
    ReportingCycle,
    SealedTally,
    Snapshot,
)
from reporting.queries import contribution as contributions
from reporting.queries import reports
from tests import cast
from tests.cast import Member
from tests.factories import limited_to
from tests.factories.consultations import remit
from tests.factories.decisions import ground
from tests.factories.referrals import issued
from tests.isolation.world import MARK, PDF, Estate, estate
from tests.reporting import countries, stored

PERIOD = "2026-Q3"
SAYS = Draft(
    recommendation="with_measures",
    reasons="The unit shares staff with an institute of the armed forces.",
    measures=("M08",),
)


@dataclass
class Hub:
    """A hub with one case it works on and one it has answered."""

    organisation: Organisation
    mark: str
    adviser: Member
    second: Member
    steward: Member
    remit: Remit
    referral: Referral
    """Taken; its draft waits at the other hub."""
    answered: Referral
    advice: Advice
    view: SavedView
    file: ReceivedFile
    draft: AdviceDraft | None = None
    request: CountersignRequest | None = None
    """What the other hub asks this one to countersign."""


@dataclass
class Office:
    """A ministry: its return is confirmed, and open again for a correction."""

    organisation: Organisation
    mark: str
    officer: Member
    steward: Member
    contribution: Contribution
    snapshot: Snapshot
    rendering: Rendering
    report: Report
    policy_draft: QuestionnaireDraft
    trial: PolicySimulation
    """Of the draft: done, with nothing that could be shown."""


@dataclass
class Commission:
    organisation: Organisation
    analyst: Member
    steward: Member
    cycle: ReportingCycle


@dataclass
class World:
    """A's estate, B's estate, whom each answers to, and the people between and outside them."""

    a: Estate
    b: Estate
    hub: Hub
    other_hub: Hub
    ministry: Office
    other_ministry: Office
    commission: Commission
    limited: Member
    """Officer of A whose work is limited to `a.other_unit`, which has nothing of note."""
    ended: Member
    suspended: Member
    operator: User
    stranger: Member
    """In every role of B: what they are refused in A, no permission could have given."""
    hub_stranger: Member
    ministry_stranger: Member

    def whose(self, model: type[models.Model]) -> tuple[Organisation, Organisation]:
        """The two organisations that have rows in this table: the victim, and who attacks it."""
        if model is ReceivedReturn:
            return self.commission.organisation, self.other_ministry.organisation
        victim, intruder = {
            "advisory": (self.hub, self.other_hub),
            "reporting": (self.ministry, self.other_ministry),
        }.get(model._meta.app_label, (self.a, self.b))
        return victim.organisation, intruder.organisation

    @property
    def victims(self) -> tuple[Organisation, ...]:
        """A, its hub, its ministry and the Commission: whom strangers attack."""
        each = (self.a, self.hub, self.ministry, self.commission)
        return tuple(one.organisation for one in each)


def build() -> World:
    a, b = estate("University A", MARK), estate("University B", "Quillon", country="SE")
    hub, other_hub = _hub("Hub NL", a, "Hexabrin"), _hub("Hub SE", b, "Jundriel")
    _ask_each_other(hub, other_hub)
    for one, at in ((a, hub), (b, other_hub)):
        _decide(one, at)
    commission = _commission()
    ministry = _office("Ministry NL", "NL", "Pellucor", commission)
    other_ministry = _office("Ministry SE", "SE", "Wendrick", commission)
    _plant_a_return(ministry, other_ministry)
    ended = cast.member(a.organisation, "Emil Ended", Role.OFFICER)
    with acting_for(a.organisation, user=a.steward.user.pk):
        members.end(ended.membership.pk, by=a.steward.actor)
    closed = cast.organisation("Suspended Institute")
    suspended = cast.member(closed, "Sam Suspended", Role.OFFICER)
    with acting_for(closed):
        Organisation.objects.filter(pk=closed.pk).update(active=False)
    limited = cast.member(a.organisation, "Uma Limited", Role.OFFICER, Role.DECIDER)
    limited_to(limited, a.other_unit)
    return World(
        a, b, hub, other_hub, ministry, other_ministry, commission, limited, ended, suspended,
        cast.operator(),
        cast.member(b.organisation, "Otto Stranger", Role.OFFICER, Role.DECIDER, Role.STEWARD),
        cast.member(other_hub.organisation, "Hugo Stranger", Role.ADVISER, Role.STEWARD),
        cast.member(
            other_ministry.organisation, "Pia Stranger", Role.POLICY_OFFICER, Role.STEWARD
        ),
    )  # fmt: skip


# --- Hubs -------------------------------------------------------------------------------------
def _hub(name: str, of: Estate, mark: str) -> Hub:
    home = cast.organisation(name, country=str(of.organisation.country), kind=OrganisationKind.HUB)
    adviser, second = (
        cast.member(home, f"{first} {mark}", Role.ADVISER) for first in ("Ada", "Bram")
    )
    steward = cast.member(home, f"Hilde {mark}", Role.STEWARD)
    served = remit(home)
    with acting_for(of.organisation, user=of.officer.user.pk):
        sent = [Consultation.objects.get(appraisal=each) for each in (of.referred, of.advised)]
        first, answered = (refer.bring(each.pk) for each in sent)
    assert first is not None
    assert answered is not None
    with acting_for(home):
        view = saved_views.save(f"{mark} view", "tab=mine", by=adviser.actor)
        for row in (first, answered):
            triage.take(row.pk, by=adviser.actor)
            notes.add(row.pk, text=f"{mark} thinks aloud", by=second.actor)
            drafting.write(row.pk, says=SAYS, by=adviser.actor)
        advice = _issue(answered, adviser, second)
        rows = [Referral.objects.get(pk=row.pk) for row in (first, answered)]
        file = ReceivedFile.objects.filter(dossier__referral=rows[0]).get()
    return Hub(home, mark, adviser, second, steward, served, *rows, advice, view, file)


def _issue(row: Referral, adviser: Member, second: Member) -> Advice:
    ask.ask(row.pk, questions=[ask.Asked("", "Who owns the equipment?")], by=adviser.actor)
    ask.withdraw(row.pk, by=adviser.actor)
    draft = drafting.offer(row.pk, by=adviser.actor)
    countersign.sign(row.pk, signs=draft.digest, by=second.actor)
    return issued(row.pk, adviser)


def _ask_each_other(*hubs: Hub) -> None:
    for asking, asked in (hubs, hubs[::-1]):
        with acting_for(asking.organisation):
            asking.draft = countersign.offer_elsewhere(
                asking.referral.pk, hub_id=asked.organisation.pk, by=asking.adviser.actor
            )
            asking.referral.refresh_from_db()
    for hub in hubs:
        with acting_for(hub.organisation):
            hub.request = CountersignRequest.objects.get()


def _decide(of: Estate, hub: Hub) -> None:
    """Against the advice; what is done afterwards marks the decision for review."""
    from diligence.actions import decide

    says = DecisionDraft(
        course=Course.DECLINE,
        reasons=f"{of.mark} does without it.",
        heed=Heed.NOT,
        heed_because=f"{of.mark} knows better than {hub.organisation.name}.",
    )
    with acting_for(of.organisation, user=of.decider.user.pk):
        by = of.decider.actor
        treat.shown(of.advised, by=by)
        found = ground(by, of.advised)
        decide.decide(of.advised.pk, by=by, draft=says, digest=found.digest)
        (of.measure,) = treat.choose(of.advised.pk, ["M17"], by=by)
        gate = next(gate for gate in found.now.gates if gate.legal)
        finding = clear.Finding("licence", f"{of.mark} got a licence.", f"{of.mark} EX-14")
        of.clearance = clear.record(of.advised.pk, gate.key, finding, by=by)
        of.decision = Decision.objects.select_related("partnership").get()
        of.advice = ReceivedAdvice.objects.get()


# --- Ministries and the Commission ------------------------------------------------------------
def _commission() -> Commission:
    home = Organisation.objects.get(kind=OrganisationKind.COMMISSION)
    analyst = cast.member(home, "Carl Analyst", Role.ANALYST)
    steward = cast.member(home, "Cleo Steward", Role.STEWARD)
    with acting_for(home):
        cycle = cycles.add(first_year=2025, freezes_on=date(2027, 3, 31), by=analyst.actor)
    return Commission(home, analyst, steward, cycle)


def _office(name: str, country: str, mark: str, commission: Commission) -> Office:
    home = cast.organisation(name, country=country, kind=OrganisationKind.MINISTRY)
    officer = cast.member(home, f"Petra {country}", Role.POLICY_OFFICER)
    steward = cast.member(home, f"Stig {mark}", Role.STEWARD)
    by, cycle = officer.actor, commission.cycle
    (snapshot,) = stored.snapshots(home, [PERIOD])
    with acting_for(home, user=officer.user.pk):
        SealedTally(
            period=PERIOD, document=json.dumps({mark: "sealed"}), digest=snapshot.digest
        ).save(force_insert=True)
        row = contribution.begin(cycle, by=by)
        contribution.enter_frame(
            row.pk, counts=countries.FRAME, source="Register", revision=None, by=by
        )
        contribution.freeze_frame(row.pk, by=by)
        contribution.declare(row.pk, "MS-01", given={}, note="Said openly.", seen="", by=by)
        row = Contribution.objects.select_related("cycle", "owner").get(pk=row.pk)
        seen = editions.digest(contributions.document(row))
        confirm.confirm(row.pk, seen=seen, name=officer.user.name, by=by)
        rendering, report = _published(cycle, officer)
        confirm.begin_correction(row.pk, by=by)
        contribution.write(row.pk, "policy", text=f"{mark} is not said yet.", revision=0, by=by)
        draft, trial = _tried(mark, officer)
    return Office(home, mark, officer, steward, row, snapshot, rendering, report, draft, trial)


def _tried(mark: str, officer: Member) -> tuple[QuestionnaireDraft, PolicySimulation]:
    """A national draft and its trial, as the worker leaves it where nothing may be shown."""
    draft = drafts.create(
        officer.actor,
        key="national",
        title=f"{mark} core",
        edition="1",
        parent=published.current_version(),
    )
    trial = simulate.start(draft.pk, by=officer.actor)
    told = {
        "appraisals": "withheld:threshold", "left_out": None, "open": False, "tables": {},
        "changed": {"least": None}, "drivers": [], "burden": None, "queue": None,
    }  # fmt: skip
    PolicySimulation.objects.filter(pk=trial.pk).update(state=TrialState.DONE, result=told)
    bells.silence(simulate.BELL, trial.pk)
    return draft, PolicySimulation.objects.get(pk=trial.pk)


def _published(cycle: ReportingCycle, officer: Member) -> tuple[Rendering, Report]:
    """As the worker leaves them, without setting a page."""
    document = reports.final(cycle, "national", correction="")
    row = making.enqueue(cycle, "national", document, by=officer.actor, correction="")
    data = PDF + row.digest.encode()
    made: dict[str, Any] = {
        "stored_as": default_storage.save(f"{row.owner_id}/reports/1.pdf", ContentFile(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "pages": 1,
    }
    Rendering.objects.filter(pk=row.pk).update(state=RenderingState.DONE, **made)
    report = Report.objects.create(
        cycle=cycle, kind="national", edition=1, document=row.document, digest=row.digest,
        published_by=officer.user.name, **made,
    )  # fmt: skip
    return Rendering.objects.get(pk=row.pk), report


def _plant_a_return(ministry: Office, intruder: Office) -> None:
    """There is one Commission: so that its table can be attacked, somebody else has a row in it."""
    with acting_for(intruder.organisation):
        ReceivedReturn.objects.create(
            cycle=intruder.contribution.cycle, ministry=ministry.organisation, member_state="SE",
            revision=1, document="{}", digest="0" * 64, confirmed_by="Nobody",
            confirmed_at=intruder.snapshot.taken_at,
        )  # fmt: skip
