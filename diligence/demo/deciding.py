"""Organisations treat and decide: measures planned and done, flags cleared, reasons given."""

import json
from datetime import datetime, timedelta
from typing import Final

from django.core.files.base import ContentFile

from diligence.actions import attach, clear, decide, treat
from diligence.choices import OPEN_CONSULTATIONS, AppraisalState, ClearanceKind
from diligence.domain.deciding import Draft, expiry
from diligence.enums import Band, Consulted, Course, FlagTarget, Heed
from diligence.models import Appraisal, ChosenMeasure, Consultation
from diligence.queries import appraisals, decisions, questionnaires, treatment
from portal import clock
from portal.authority import Actor
from portal.demo import Cast, World
from portal.enums import Role
from portal.tenancy import acting_for

UNDECIDED, UNDECIDED_LATELY = 0.03, 0.4
LATELY = timedelta(days=45)
CLEARED, EVIDENCED, ON_TIME = 0.6, 0.62, 0.85
PATIENCE = timedelta(days=45)
"""How long an organisation waits for advice before it decides without."""

REASONS: Final = {
    Course.PROCEED: "The benefit is plain, and what concern there is stays within ordinary care.",
    Course.WITH_MEASURES: "The cooperation goes ahead with the measures planned here.",
    Course.HOLD: "Not before the open questions are answered; the unit asks the partner again.",
    Course.DECLINE: "No measure lowers the concern enough while the work package stays as it is.",
}
WHY: Final = {
    Heed.PARTLY: "The first two measures are taken; the third would close publications, which this "
    "project does not need.",
    Heed.NOT: "The faculty knows the group for ten years and takes another view of the ownership.",
}
FUNCTIONS: Final = ("IT security", "Project leader's office", "Legal department", "Laboratory head")


class Board:
    """Who decides in one organisation, going through what waits for them."""

    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.rng, self.cast = world, world.rng, cast
        self.organisation = world.organisations[cast.name]
        self.officer: Actor = world.officers[cast.name]
        self.decider: Actor = world.held_by(cast.name, Role.DECIDER)

    def sit(self) -> None:
        cases = self._cases()
        for number, case in enumerate(cases):
            self.world.progress(number, len(cases), f"Deciding at {self.cast.name}")
            at = self._day(case)
            if at is None:
                continue
            with acting_for(self.organisation):
                self._settle(case, at)

    def _cases(self) -> list[Appraisal]:
        with acting_for(self.organisation):
            rows = Appraisal.objects.filter(state=AppraisalState.SCORED)
            rows = rows.select_related("partnership", "version").defer(*appraisals.UNREAD)
            return list(rows.order_by("scored_at", "id"))

    def _day(self, case: Appraisal) -> datetime | None:
        """When it is decided: after the advice, or once patience ends; None: not yet."""
        scored = case.scored_at or case.started_at
        with acting_for(self.organisation):
            asked = Consultation.objects.filter(appraisal=case).order_by("-created_at").first()
            received = asked and asked.advice.order_by("-received_at").first()
        at = scored + timedelta(days=self.rng.randint(1, 9), hours=self.rng.randint(0, 5))
        if received:
            at = received.received_at + timedelta(days=self.rng.randint(1, 12))
        elif asked and asked.state in OPEN_CONSULTATIONS:
            at = scored + PATIENCE + timedelta(days=self.rng.randint(0, 20))
        lately = self.world.end - scored < LATELY
        left = self.rng.random() < (UNDECIDED_LATELY if lately else UNDECIDED)
        return None if left or at > self.world.end - timedelta(hours=3) else at

    def _settle(self, case: Appraisal, at: datetime) -> None:
        with clock.set_to(at):
            if case.band != Band.LOW or case.partnership.legal_checks:
                treat.shown(case, by=self.decider)
                self._clear(case)
            course = self._course(case)
            chosen = self._plan(case, at) if course is Course.WITH_MEASURES else []
        with clock.set_to(at + timedelta(hours=2)):
            self._decide(case, course)
        self._carry_out(chosen, at)

    def _course(self, case: Appraisal) -> Course:
        if case.hold:
            return Course.HOLD
        if case.band == Band.LOW:
            return Course.PROCEED
        shares = {"medium": (0.24, 0.96), "high": (0.08, 0.8)}[case.band]
        roll = self.rng.random()
        if roll < shares[0]:
            return Course.PROCEED
        if roll < shares[1]:
            return Course.WITH_MEASURES
        return Course.DECLINE if self.rng.random() < 0.75 else Course.HOLD

    def _clear(self, case: Appraisal) -> None:
        ground = decide.standing_ground(case)
        for gate in ground.now.standing:
            if gate.target is not FlagTarget.HUB and self.rng.random() < CLEARED:
                finding = clear.Finding(
                    kind=str(ClearanceKind.NO_LICENCE),
                    reason="The authority wrote that this cooperation needs no licence.",
                    reference=f"EX-{self.rng.randint(1000, 9999)}/{clock.today():%Y}",
                )
                clear.record(case.pk, gate.key, finding, by=self.decider)

    def _plan(self, case: Appraisal, at: datetime) -> list[ChosenMeasure]:
        """Up to three of the measures that the answers suggest, each with a plan."""
        questionnaire = questionnaires.definition(case.version)
        score = treatment.latest_score(case)
        told = json.loads(score.document)["because"] if score else []
        named = [item["question"] for item in told if "axis" in item and "question" in item]
        suggested = dict.fromkeys(
            measure for id in named for measure in questionnaire.question(id).measures
        )
        pool = list(suggested) or [measure.id for measure in questionnaire.measures[:3]]
        picked = self.rng.sample(pool, min(len(pool), self.rng.randint(1, 3)))
        rows = treat.choose(case.pk, picked, by=self.officer)
        return [self._planned(row, at) for row in rows]

    def _planned(self, row: ChosenMeasure, at: datetime) -> ChosenMeasure:
        due = (at + timedelta(days=self.rng.randint(20, 120))).date()
        made = treat.Plan(
            responsible=self.rng.choice(FUNCTIONS),
            due_on=due,
            note="As described in the catalogue.",
            driver="The work package touches a listed item.",
            restricted_until=due + timedelta(days=365),
        )
        return treat.plan(row.pk, made, by=self.officer, revision=row.revision)

    def _carry_out(self, chosen: list[ChosenMeasure], at: datetime) -> None:
        """Most measures whose date has come are done and have their evidence accepted."""
        for row in chosen:
            due = row.due_on or at.date()
            late = self.rng.random() > ON_TIME
            days = (due - at.date()).days + (self.rng.randint(3, 30) if late else -5)
            day = at + timedelta(days=max(1, days))
            if day >= self.world.end or self.rng.random() > EVIDENCED:
                continue
            with clock.set_to(day):
                proof = ContentFile(b"Confirmed by the function responsible.\n", name="proof.txt")
                attach.add(
                    by=self.officer,
                    partnership=row.appraisal.partnership,
                    upload=proof,
                    measure=row,
                )
                treat.done(row.pk, by=self.officer)
            with clock.set_to(day + timedelta(days=1)):
                treat.accept(row.pk, by=self.decider)

    def _decide(self, case: Appraisal, course: Course) -> None:
        case.refresh_from_db()
        ground = decide.standing_ground(case)
        drawn = self.rng.choices((Heed.FOLLOWED, Heed.PARTLY, Heed.NOT), (0.72, 0.19, 0.09))[0]
        told = ground.case(clock.today()).consulted is Consulted.RECEIVED
        heed = drawn if told else None
        draft = Draft(
            course=course,
            reasons=REASONS[course],
            expires_on=expiry(Band(ground.score.band), clock.today())
            if course.goes_ahead
            else None,
            heed=heed,
            heed_because=WHY.get(heed, "") if heed else "",
            transfers_wait=True,
        )
        low = case.band == Band.LOW and not decisions.refers(case, ground.now)
        by = self.officer if low else self.decider
        decide.decide(case.pk, by=by, draft=draft, digest=ground.digest)
