"""One hub at work: what comes in is taken, asked about, drafted, countersigned and issued."""

from datetime import date, datetime, timedelta
from typing import Final

from advisory.actions import advise, ask, by_hand, countersign, drafting, notes, remits, triage
from advisory.choices import OPEN_STATES, ReferralSource, ReferralState
from advisory.domain import advising
from advisory.domain.working_days import due
from advisory.models import Referral
from advisory.queries import dossiers, drafts
from portal import clock
from portal.authority import Actor
from portal.demo import Office, World
from portal.enums import Role
from portal.tenancy import acting_for

RECENT: Final = timedelta(days=6)
"""What came in since is still in the queue."""
HELD: Final = timedelta(days=13)
"""What came in since is being worked on."""

ASKED, LEFT, SLOW = 0.15, 0.02, 0.16
"""Shares of cases asked about, never answered, and answered after the due date."""

REASONS: Final = {
    "proceed": (
        "The partner is known to this hub from earlier cases, and nothing in the dossier points to "
        "a transfer that openness would not allow. The concern raised is met by what the agreement "
        "already says about results."
    ),
    "with_measures": (
        "The cooperation is worthwhile and can be kept open. The concern lies in access to the "
        "laboratory and in what the agreement leaves unsaid about end use; both can be treated. "
        "We suggest the measures named here, and a look at the owner's register before signing."
    ),
    "reconsider": (
        "The unit named as partner works for an armed force in the same field, and the results "
        "would be usable there within a year. We see no measure that would lower this while the "
        "work package stays as it is. A narrower scope would be another case."
    ),
    "no_advice": (
        "The dossier does not raise a question on which this hub has more knowledge than the "
        "organisation itself. We give no advice, and no conclusion follows from that."
    ),
}
SHARES: Final = (
    ("with_measures", 0.62),
    ("proceed", 0.2),
    ("reconsider", 0.13),
    ("no_advice", 0.05),
)
NOTES: Final = (
    "Called the registry: the owner changed in spring, the extract is in the file.",
    "Same group as in a case of last year; compare before answering.",
    "Ask the export-control desk informally whether the list entry covers this.",
)
QUESTIONS: Final = (
    ("E1", "Who is meant to use the results, and is any defence body among them?"),
    ("B8", "Who owns the partner today?"),
    ("F4", "Is intellectual property settled in the agreement, and how?"),
    ("A5", "Which work package uses the equipment in question?"),
)
TELEPHONED: Final = (
    ("A visiting delegation wants to see the clean room next week", "Kurzenbach Institute"),
    ("An offer to fund a chair, without a draft agreement yet", "Foundation of the Two Rivers"),
    ("A doctoral candidate's home institution asks for raw data", "Ardesh Polytechnic"),
)


class Desk:
    """The advisers of one hub, and its queue."""

    def __init__(self, world: World, office: Office) -> None:
        self.world, self.office, self.rng = world, office, world.rng
        self.hub = world.organisations[office.name]
        self.advisers = world.people[office.name, Role.ADVISER]

    def open(self) -> None:
        """The hub says what it answers for, on the first day."""
        by = self.world.founder
        terms = remits.Terms(target_days=15, contact=f"desk@{self.office.city.lower()}.example")
        with clock.set_to(self.world.start), acting_for(self.hub):
            remits.add(terms, by=by)

    def look_through(self) -> None:
        """Take what is a few days old, and ask where the dossier leaves something open."""
        for number, case in enumerate(self._open_cases()):
            self.world.progress(number, number + 1, f"{self.office.name}: taking cases")
            self._take(case)
        with acting_for(self.hub):
            self._telephone()

    def advise(self) -> None:
        """Draft, countersign and issue, mostly by the due date."""
        cases = self._open_cases()
        for number, case in enumerate(cases):
            self.world.progress(number, len(cases), f"{self.office.name}: advising")
            self._advise(case)

    def _open_cases(self) -> list[Referral]:
        with acting_for(self.hub):
            rows = Referral.objects.filter(state__in=OPEN_STATES).order_by("received_at", "id")
            return list(rows)

    def _take(self, case: Referral) -> None:
        age = self.world.end - case.received_at
        if age < RECENT or self.rng.random() < LEFT:
            return
        by = self.rng.choice(self.advisers)
        at = self._office_hours(case.received_at + timedelta(days=self.rng.randint(1, 3)))
        with acting_for(self.hub):
            with clock.set_to(at):
                triage.take(case.pk, by=by)
                if self.rng.random() < 0.3:
                    notes.add(case.pk, text=self.rng.choice(NOTES), by=by)
            if self.rng.random() < ASKED:
                with clock.set_to(at + timedelta(days=1)):
                    self._ask(case)

    def _ask(self, case: Referral) -> None:
        case.refresh_from_db()
        known = dossiers.questions_of(case)
        wanted = [item for item in QUESTIONS if item[0] in known]
        chosen = self.rng.sample(wanted, min(len(wanted), self.rng.randint(1, 2)))
        asked = [ask.Asked(question, text) for question, text in chosen] or [
            ask.Asked("", "Please describe in two sentences what the partner contributes.")
        ]
        by = next(one for one in self.advisers if one.membership_id == case.assignee)
        message = "Thank you for the dossier. Two points would help us to answer soon."
        ask.ask(case.pk, questions=asked, message=message, by=by)

    def _telephone(self) -> None:
        """Some cases come without a dossier."""
        for number, (title, partner) in enumerate(TELEPHONED):
            day = self.world.end - timedelta(days=3 + 17 * number)
            told = by_hand.Told(
                source=str(ReferralSource.TELEPHONE),
                sender_name=f"Institute for Applied Questions {number + 1}",
                member_state=self.office.country,
                title=title,
                summary="Told on the telephone; no dossier. The caller decides next month.",
                partners=(by_hand.PartnerTold(name=partner),),
                received_on=day.date(),
            )
            with clock.set_to(self._office_hours(day)):
                by_hand.receive(told, by=self.advisers[0])

    def _advise(self, case: Referral) -> None:
        age = self.world.end - case.received_at
        if case.state != ReferralState.TAKEN or age < HELD:
            return
        at = self._answered_at(case)
        if at >= self.world.end - timedelta(hours=2):
            return
        author = next(one for one in self.advisers if one.membership_id == case.assignee)
        with acting_for(self.hub):
            with clock.set_to(at):
                drafting.write(case.pk, says=self._says(case), by=author)
                second = next((one for one in self.advisers if one is not author), None)
                if second is not None:
                    drafting.offer(case.pk, by=author)
            if second is not None and not self._countersign(case, second, at):
                return
            with clock.set_to(at + timedelta(hours=2)):
                draft = drafts.open_draft(case)
                if draft is None:
                    raise RuntimeError("The demonstration's draft is gone.")
                advise.issue(case.pk, draft_id=draft.pk, signs=self._digest(case), by=author)

    def _countersign(self, case: Referral, second: Actor, at: datetime) -> bool:
        """Whether it is signed; a few wait for the second adviser on the last day."""
        if self.world.end - at < timedelta(days=4) and self.rng.random() < 0.5:
            return False
        with clock.set_to(at + timedelta(hours=1)):
            countersign.sign(case.pk, signs=self._digest(case), by=second)
        return True

    def _digest(self, case: Referral) -> str:
        draft = drafts.open_draft(case)
        if draft is None:
            raise RuntimeError("The demonstration's draft is gone.")
        case.refresh_from_db()
        return drafts.digest_now(case, draft)

    def _answered_at(self, case: Referral) -> datetime:
        """Mostly before the due date, sometimes after; the later cases of a spread of days."""
        until: date = case.due_on or due(case.received_at.date(), 15, self.office.country)
        span = max(2, (until - case.received_at.date()).days)
        slow = self.rng.random() < SLOW
        days = span + self.rng.randint(1, 12) if slow else self.rng.randint(span // 3, span)
        at = self._office_hours(case.received_at + timedelta(days=days))
        return max(at, (case.taken_at or case.received_at) + timedelta(days=1))

    def _says(self, case: Referral) -> advising.Draft:
        roll, chosen = self.rng.random(), "no_advice"
        for name, share in SHARES:
            roll -= share
            if roll < 0:
                chosen = name
                break
        known = drafts.catalogue(dossiers.edition_of(case))
        measures = sorted(known) if chosen == "with_measures" else []
        picked = tuple(self.rng.sample(measures, min(len(measures), self.rng.randint(1, 3))))
        return advising.Draft(recommendation=chosen, reasons=REASONS[chosen], measures=picked)

    def _office_hours(self, at: datetime) -> datetime:
        return at.replace(hour=9, minute=self.rng.randint(0, 59), second=0, microsecond=0)
