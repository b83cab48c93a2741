"""Two years of filing, organisation by organisation, through the product's own actions.

The clock is set to the day each step would have happened; submitted appraisals are scored by the
running worker, as everybody's are.
"""

import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from datetime import time as dawn
from typing import Any

from django.core.management import call_command

from diligence.actions import appraise, arrange, partners, register
from diligence.actions.partner_facts import Facts
from diligence.choices import PartnershipState
from diligence.demo import answers
from diligence.demo.partnerships import (
    InventedPartner,
    invent_facts,
    invent_partners,
    state_on,
)
from diligence.demo.replying import confirmed, send_waiting
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import Appraisal, Partner, Partnership
from diligence.queries import appraisals
from portal import clock
from portal.authority import Actor
from portal.demo import Cast, World
from portal.models import Bell
from portal.tenancy import acting_for

OUTSIDE_SCOPE = frozenset({"NO", "IS"})
"""Countries of the European Economic Area: partners there are out of scope at triage."""

UNTRIAGED, UNTRIAGED_LATELY = 0.01, 0.3
UNFINISHED, UNFINISHED_LATELY = 0.01, 0.4
"""Shares of cooperations without triage, and of questionnaires still open."""

WITHDRAWN, REOPENED = 0.02, 0.03
LATELY = timedelta(days=30)

SECTIONS_AT_ONCE = 2


ARRANGED = 0.4
"""Share of organisations that let cases go to their hub by themselves."""


def founding(world: World) -> None:
    """The questionnaire is published, and some stewards arrange automatic referral."""
    with clock.set_to(world.start):
        call_command("load_questionnaire", verbosity=0, stdout=_Silence())
        for cast in world.cast():
            if world.count(cast) >= 1000 or world.rng.random() < ARRANGED:
                text = f"Cooperation agreement of {cast.name} with its hub, article 4."
                with acting_for(world.organisations[cast.name]):
                    arrange.switch_on(by=world.founder, text=text, reference="2024/117")


def chapter(world: World) -> None:
    """Register, appraise, score and send; returns once the worker has done its part."""
    total = sum(world.count(cast) for cast in world.cast())
    done = 0
    for cast in world.cast():
        done = _organisation(world, cast, done, total)
    world.progress(total, total, "Filing")
    await_worker(world)
    _reopen_some(world)
    await_worker(world)
    send_waiting(world)
    await_worker(world)


class _Silence:
    def write(self, _text: str) -> None:
        """Somebody else reports progress."""


def _organisation(world: World, cast: Cast, done: int, total: int) -> int:
    office = _Office(world, cast)
    for registered_at in office.days():
        world.progress(done, total, f"Filing for {cast.name}")
        office.cooperation(registered_at, office.next_case())
        done += 1
    return done


class _Office:
    """One organisation's research office at work."""

    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.cast, self.rng = world, cast, world.rng
        self.organisation = world.organisations[cast.name]
        self.by: Actor = world.officers[cast.name]
        self.units = world.units[cast.name]
        self.questionnaire: Questionnaire = packaged("eu-baseline")
        self.cases: list[Mapping[str, Any]] = []
        if world.count(cast) >= 1000:
            self.cases = list(worked_cases("eu-baseline")["cases"])
        self.near, self.far = self._partners(max(6, world.count(cast) // 8))

    def _partners(self, how_many: int) -> tuple[list[Partner], list[Partner]]:
        """Partner records inside the European Economic Area, and beyond."""
        invented = invent_partners(self.rng, how_many)
        if not any(partner.country in OUTSIDE_SCOPE for partner in invented):
            invented.append(InventedPartner("Nordfjære University", "NO", "Nordfjære", "uni"))
        given = [Facts(p.name, p.country, p.city, p.kind) for p in invented]
        with clock.set_to(self.world.start), acting_for(self.organisation):
            rows = partners.record_many(given, by=self.by)
        near = [row for row in rows if row.country in OUTSIDE_SCOPE]
        return near, [row for row in rows if row.country not in OUTSIDE_SCOPE]

    def days(self) -> list[datetime]:
        """When partnerships are registered: office hours over two years, more of them lately."""
        span = (self.world.end - self.world.start).days - 1
        days = sorted(
            int(span * self.rng.random() ** 0.8) for _ in range(self.world.count(self.cast))
        )
        start = self.world.start.replace(minute=0, second=0, microsecond=0)
        return [
            start
            + timedelta(days=day, hours=self.rng.randint(0, 8), minutes=self.rng.randint(0, 59))
            for day in days
        ]

    def next_case(self) -> Mapping[str, Any] | None:
        """The worked cases first, where this office has them."""
        return self.cases.pop() if self.cases else None

    def cooperation(self, at: datetime, case: Mapping[str, Any] | None) -> None:
        """Register one cooperation and take it as far as its day allows."""
        # Which kind of case it is, is drawn before the partner is: country plays no part.
        lately = self.world.end - at < LATELY
        untriaged = case is None and self.rng.random() < (UNTRIAGED_LATELY if lately else UNTRIAGED)
        triage_only = case is None and self.rng.random() < answers.TRIAGE_ONLY
        triage = answers.triage_low(self.rng) if triage_only else None
        with acting_for(self.organisation):
            with clock.set_to(at):
                partnership = self._register(at, triage, case)
            if untriaged:
                return
            started = min(at + timedelta(days=self.rng.randint(0, 12), minutes=20), self.world.end)
            if triage is not None:
                self._triage(partnership, started, triage)
            else:
                self._appraise(partnership, started, case or answers.draw_case(self.rng))

    def _register(
        self, at: datetime, triage: Mapping[str, str] | None, case: Mapping[str, Any] | None
    ) -> Partnership:
        facts = invent_facts(self.rng, at, self.world.domain(self.cast))
        near = triage is not None and triage["T1"] == "no"
        pool = self.near if near else self.far
        chosen = self.rng.sample(pool, min(len(pool), self.rng.choice((1, 1, 1, 2, 3))))
        if case is not None:
            facts["title"] = case["title"]
            facts["reference"] = f"CASE-{case['id']}"
        elif self.rng.random() < 0.6:
            facts["reference"] = f"{at:%Y}-{self.rng.randint(10_000, 99_999)}-{at:%j%H%M}"
        state = state_on(at.date(), facts["starts_on"], facts["agreement_signed_on"])
        unit = self.rng.choice(self.units)
        row = register.partnership(by=self.by, partners=chosen, state=state, unit=unit, **facts)
        self.chosen = chosen
        self._live_on(row, facts)
        return row

    def _live_on(self, row: Partnership, facts: Mapping[str, Any]) -> None:
        """The officer keeps the record: it has started, or run its course, by now."""
        today = self.world.end.date()
        if facts["ends_on"] < today:
            with clock.set_to(self._office_hour(facts["ends_on"])):
                register.end(row.pk, by=self.by, ends_on=facts["ends_on"])
        elif row.state != PartnershipState.RUNNING and facts["starts_on"] < today:
            with clock.set_to(self._office_hour(facts["starts_on"])):
                running = str(PartnershipState.RUNNING)
                register.edit(row.pk, by=self.by, revision=row.revision, state=running)

    def _office_hour(self, day: date) -> datetime:
        return datetime.combine(day, dawn(hour=9), self.world.end.tzinfo)

    def _triage(self, partnership: Partnership, at: datetime, given: Mapping[str, str]) -> Any:
        """Ten answers in two goes, a few minutes apart."""
        with clock.set_to(at):
            appraisal = appraise.start(partnership.pk, by=self.by)
        told = list(given.items())
        for part in (told[:5], told[5:]):
            at += timedelta(seconds=self.rng.randint(40, 200))
            with clock.set_to(at):
                self._save(appraisal, dict(part))
        with clock.set_to(at + timedelta(seconds=20)):
            appraise.finish_triage(appraisal.pk, by=self.by)
        return appraisal

    def _appraise(self, partnership: Partnership, at: datetime, case: Mapping[str, Any]) -> None:
        """The questionnaire, two sections at a sitting, then submitted to the worker."""
        triage = answers.triage_full(self.rng, case)
        appraisal = self._triage(partnership, at, triage)
        told = answers.full_answers(self.rng, self.questionnaire, case)
        told |= {"B1": self._names(), "B2": self._countries()}
        at += timedelta(hours=self.rng.randint(1, 72))
        lately = self.world.end - at < LATELY
        share = UNFINISHED_LATELY if lately else UNFINISHED
        unfinished = self.rng.random() < share or at > self.world.end
        at = min(at, self.world.end - timedelta(hours=2))
        sections = [section.id for section in self.questionnaire.sections]
        sittings = [
            sections[i : i + SECTIONS_AT_ONCE] for i in range(0, len(sections), SECTIONS_AT_ONCE)
        ]
        for sitting in sittings[: self.rng.randint(1, 3)] if unfinished else sittings:
            at += timedelta(seconds=self.rng.randint(120, 299))
            with clock.set_to(at):
                self._save(appraisal, self._of(sitting, told))
        if unfinished:
            return
        with clock.set_to(at + timedelta(seconds=90)):
            if self.rng.random() < WITHDRAWN:
                because = "The partner changed its plans; the cooperation will not take place."
                appraise.withdraw(appraisal.pk, by=self.by, because=because)
            else:
                self._submit(appraisal)

    def _submit(self, appraisal: Appraisal) -> None:
        """Look at the dossier, confirm it, submit."""
        row = appraisals.with_answers(self.by).get(pk=appraisal.pk)
        appraise.submit(row.pk, by=self.by, dossier=confirmed(row, self.rng))

    def _of(self, sections: list[str], told: Mapping[str, Any]) -> dict[str, Any]:
        questions = [q for q in self.questionnaire.questions if q.section in sections]
        return {q.id: told[q.id] for q in questions if told.get(q.id) not in (None, "")}

    def _names(self) -> list[str]:
        return [partner.name for partner in self.chosen]

    def _countries(self) -> list[str]:
        return sorted({partner.country for partner in self.chosen})

    def _save(self, appraisal: Any, told: Mapping[str, Any]) -> None:
        saves = {question: appraise.Save(value=value) for question, value in told.items()}
        saved = appraise.save(appraisal.pk, by=self.by, saves=saves)
        if saved.problems:
            raise RuntimeError(f"The demonstration gives unusable answers: {saved.problems}")


def await_worker(world: World) -> None:
    """Wait until the worker has answered every bell."""
    waiting = at_first = Bell.objects.count()
    while waiting:
        world.progress(at_first - waiting, at_first, "The worker is scoring and sending")
        time.sleep(0.3)
        waiting = Bell.objects.count()
        at_first = max(at_first, waiting)


def _reopen_some(world: World) -> None:
    """Some scored appraisals are taken up again and submitted a second time."""
    for cast in world.cast():
        organisation, by = world.organisations[cast.name], world.officers[cast.name]
        with acting_for(organisation):
            scored = list(
                Partnership.objects.filter(appraisal_state="scored")
                .order_by("code")
                .values_list("appraisals", "appraisals__scored_at")
            )
        for appraisal_id, scored_at in scored:
            if scored_at is None or world.rng.random() >= REOPENED:
                continue
            at = min(scored_at + timedelta(days=world.rng.randint(5, 40)), world.end)
            with acting_for(organisation), clock.set_to(at):
                because = "The agreement was finished; intellectual property is settled now."
                appraise.reopen(appraisal_id, by=by, because=because)
                settled = {"F4": appraise.Save(value="yes")}
                appraise.save(appraisal_id, by=by, saves=settled)
                row = appraisals.with_answers(by).get(pk=appraisal_id)
                appraise.submit(appraisal_id, by=by, dossier=confirmed(row, world.rng))
