"""Two organisations with everything an organisation can own, made by the product's own actions.

Every text of the first carries its marker, so that a page of anybody else that contains the
marker has leaked. The hubs that advise them, their ministries and the Commission stand in
`tests.isolation.beyond`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from diligence.actions import (
    appraise,
    arrange,
    attach,
    calendar,
    colleague,
    contribute,
    digest,
    kept_views,
    know,
    partners,
    put_off,
    register,
    remind,
    score,
    send,
)
from diligence.actions.colleague import Letter
from diligence.actions.contribute import Given
from diligence.choices import DigestRhythm
from diligence.domain.due import Kind
from diligence.domain.sheet import Save
from diligence.models import (
    Appraisal,
    Attachment,
    ChosenMeasure,
    Clearance,
    ColleagueRequest,
    Consultation,
    Decision,
    Fact,
    ImportBatch,
    ImportRow,
    KeptView,
    Objection,
    Partner,
    Partnership,
    PartnershipChange,
    Proposal,
    QuestionnaireVersion,
    ReceivedAdvice,
    Snooze,
)
from portal import clock
from portal.actions import absences, invitations, recovery, tokens, units
from portal.authority import bearer
from portal.enums import Role
from portal.models import Absence, ApiToken, Invitation, Membership, Organisation, Unit, User
from portal.tenancy import Owned, acting_for
from tests import cast
from tests.cast import Member
from tests.factories import limited_to, sheets
from tests.factories.appraisals import answered, submitted
from tests.factories.consultations import confirmed
from tests.files import documents
from tests.isolation.world_questionnaires import Written, questionnaires
from tests.isolation.world_security import Secured, secured
from tests.isolation.world_versions import Moved, moved

MARK = "Zorvath"
"""Stands in every text of organisation A and in none of the product."""

PDF = documents.pdf("A plan of the work with its dates.")


@dataclass
class Estate(Written, Moved, Secured):
    """What one organisation has."""

    organisation: Organisation
    mark: str
    officer: Member
    decider: Member
    steward: Member
    newcomer: Member
    unit: Unit
    other_unit: Unit
    partner: Partner
    other_partner: Partner
    merged: Partner
    partnership: Partnership
    answering: Appraisal
    triage: Appraisal
    scored: Appraisal
    change: PartnershipChange
    file: Attachment
    evidence: Attachment
    invitation: Invitation
    token: ApiToken
    referred: Appraisal
    """At the hub, which has not answered; of its files one was ticked, of its words none."""
    consultation: Consultation
    importing: ImportBatch
    """Tried dry, with a word that no list knows."""
    import_row: ImportRow
    again: Appraisal
    """A further appraisal, for which it was said what changed since the earlier one."""
    fact: Fact
    corrected: Fact
    objection: Objection
    """What is known of the partner; one of the two was corrected by hand."""
    asked: ColleagueRequest
    """Put to a colleague, who has replied; nobody has settled the reply."""
    reply: Proposal
    advised: Appraisal
    """At the hub, which answers it once it is there; then it is decided."""
    snooze: Snooze
    kept_view: KeptView
    """The officer's own."""
    absence: Absence
    """The newcomer's; the officer stands in."""
    secrets: dict[str, str] = field(default_factory=dict)
    measure: ChosenMeasure = field(init=False)
    clearance: Clearance = field(init=False)
    decision: Decision = field(init=False)
    advice: ReceivedAdvice = field(init=False)

    @property
    def newcomer_membership(self) -> Membership:
        return self.newcomer.membership

    @property
    def edition(self) -> QuestionnaireVersion:
        """The questionnaire in force, which everybody reads."""
        return self.answering.version

    @property
    def decided(self) -> Partnership:
        return self.decision.partnership


def estate(name: str, mark: str, *, country: str = "NL") -> Estate:
    """An organisation with at least one row in every table that can hold one."""
    home = cast.organisation(f"{mark} {name}", country=country)
    officer = cast.member(home, f"Ines {mark}", Role.OFFICER)
    decider = cast.member(home, f"Dora {mark}", Role.DECIDER)
    steward = cast.member(home, f"Stella {mark}", Role.STEWARD)
    newcomer = cast.member(home, f"Nora {mark}", Role.OFFICER)
    with acting_for(home, user=officer.user.pk):
        made = _own(mark, officer, steward)
        limited_to(newcomer, made["unit"])
        made |= questionnaires(mark, steward, decider)
        made |= moved(mark, steward, made["answering"])
        made |= secured(mark, steward, newcomer, made["unit"])
        made |= _in_time(mark, officer, newcomer, steward, made["triage"])
        made["secrets"]["calendar"] = calendar.open_address(by=officer.actor).secret
        return Estate(home, mark, officer, decider, steward, newcomer, **made)


def _own(mark: str, officer: Member, steward: Member) -> dict[str, Any]:
    by = officer.actor
    unit = units.create(by=steward.actor, name=f"{mark} Chemistry")
    other_unit = units.create(by=steward.actor, name=f"{mark} Physics")
    known = [
        partners.record(by=by, name=f"{mark} {what}", country="CL", city=f"{mark}ville")
        for what in ("Observatory", "Academy", "Acadmy of Works")
    ]
    partners.merge(known[1].pk, known[2].pk, by=by)
    rows = [_partnership(f"{mark} {what}", officer, unit, known[:2]) for what in ("ice", "dust")]
    change = PartnershipChange.objects.filter(partnership=rows[0]).latest("revision")
    answering = answered(by, "K29", partnership=rows[0])
    triage = appraise.start(_partnership(f"{mark} fog", officer, unit, known[:1]).pk, by=by)
    scored = submitted(by, "K08", partnership=rows[1])
    score.run(scored.pk)
    scored.refresh_from_db()
    arrange.switch_on(by=steward.actor, text=f"{mark} arrangement", reference=f"{mark} 7/2026")
    referred, advised = (
        _sent(_partnership(f"{mark} {what}", officer, unit, known[:1]), officer, mark)
        for what in ("tide", "moss")
    )
    asked, by_link = _asked(answering, officer, mark)
    letter = Letter(f"{mark} Reader", message=f"{mark} reads")
    _row, shared = colleague.share(scored.pk, ["result"], letter, by=by)
    shown = shared.secret
    invitation, link = invitations.invite(
        by=steward.actor, email=f"{mark.lower()}@invited.example", roles=[Role.OFFICER]
    )
    _row, reset = recovery.reset_link(officer.membership.pk, by=steward.actor)
    token, secret = tokens.create(
        by=by, name=f"{mark} script", expires_at=clock.now() + timedelta(days=30)
    )
    _row, of_steward = tokens.create(
        by=steward.actor,
        name=f"{mark} authors",
        expires_at=clock.now() + timedelta(days=30),
    )
    return {
        "unit": unit,
        "other_unit": other_unit,
        "partner": known[0],
        "other_partner": known[1],
        "merged": known[2],
        "partnership": rows[0],
        "answering": answering,
        "triage": triage,
        "scored": scored,
        "change": change,
        "file": attach.add(by=by, partnership=rows[0], upload=upload(mark)),
        "evidence": attach.add(
            by=by, partnership=rows[0], upload=upload(mark), appraisal=answering, question="A2"
        ),
        "invitation": invitation,
        "token": token,
        "referred": referred,
        "consultation": Consultation.objects.get(appraisal=referred),
        "advised": advised,
        **_imported(mark, officer),
        **_known(mark, officer, unit, known[0]),
        "asked": asked,
        "reply": asked.proposals.get(),
        "secrets": {
            "invitation": link.secret,
            "reset": reset.secret,
            "token": secret,
            "steward token": of_steward,
            "colleague": by_link,
            "result": shown,
        },
    }


def _partnership(title: str, officer: Member, unit: Unit, known: list[Partner]) -> Partnership:
    row = register.partnership(
        by=officer.actor,
        partners=known,
        title=title,
        reference=f"{title} 2026",
        unit=unit,
        responsible=f"{title} office",
        benefit=f"{title} for all",
        funding_source=f"{title} fund",
        starts_on=clock.today(),
    )
    return register.edit(
        row.pk, by=officer.actor, revision=row.revision, responsible=f"{title} desk"
    )


def _sent(partnership: Partnership, officer: Member, mark: str) -> Appraisal:
    """On its way to the hub: with one of two files ticked, and neither note, title nor names."""
    by = officer.actor
    row = answered(by, "K01", partnership=partnership)
    words = {"A1": Save(note=f"{mark} whispers"), "I5": Save(f"{mark} writes")}
    assert not appraise.save(row.pk, by=by, saves=words).problems
    _kept, ticked = (
        attach.add(
            by=by, partnership=partnership, upload=upload(name), appraisal=row, question="A2"
        )
        for name in (f"{mark} unsent", "Agreed")
    )
    appraise.submit(row.pk, by=by, dossier=confirmed(by, row, f"file:{ticked.pk}"))
    score.run(row.pk)
    send.send(row.pk, by=by)
    return Appraisal.objects.get(pk=row.pk)


def _in_time(
    mark: str, officer: Member, newcomer: Member, steward: Member, triage: Appraisal
) -> dict[str, Any]:
    """What keeps work in time: something put off, reminders, mail, a calendar, an absence."""
    by, today = officer.actor, clock.today()
    later = today + timedelta(days=5)
    remind.set_offsets({Kind.START: (9, 1)}, by=steward.actor)
    digest.choose(DigestRhythm.DAILY, by=by)
    return {
        "snooze": put_off.put_off(
            "appraisal", triage.pk, until=later, because=f"{mark} waits", by=by
        ),
        "kept_view": kept_views.keep("workplan", f"{mark} view", "kind=start", by=by),
        "absence": absences.arrange(
            newcomer.membership.pk,
            delegate_id=officer.membership.pk,
            from_on=today,
            until_on=later,
            by=newcomer.actor,
        ),
    }


def _imported(mark: str, officer: Member) -> dict[str, Any]:
    rows = [("Reference", "Title", "Partner", "Status"),
            (f"{mark} 1", f"{mark} lava", f"{mark} Institute", "verlobt"),
            (f"{mark} 2", f"{mark} salt", f"{mark} Institute", "running")]  # fmt: skip
    batch = sheets.checked(officer.actor, sheets.text(rows), f"{mark} list.csv")
    return {"importing": batch, "import_row": batch.rows.get(number=2)}


def _known(mark: str, officer: Member, unit: Unit, partner: Partner) -> dict[str, Any]:
    by = officer.actor
    row = _partnership(f"{mark} reef", officer, unit, [partner])
    score.run(submitted(by, "K29", partnership=row).pk)
    facts = Fact.objects.filter(ended_at__isnull=True, partner=partner)
    corrected = know.correct(
        facts.get(question="B6").pk, by=by, value="alleged", because=f"{mark} looked again."
    )
    again = appraise.start(row.pk, by=by, changed=[])
    objection = Objection.objects.create(
        fact=corrected,
        kind="rectification",
        text=f"{mark} objects",
        raised_on=clock.today(),
        raised_by_whom=f"{mark} Person",
        due_on=clock.today(),
        by=by.label,
    )
    fact = facts.get(question="B5")
    return {"again": again, "fact": fact, "corrected": corrected, "objection": objection}


def _asked(appraisal: Appraisal, officer: Member, mark: str) -> tuple[ColleagueRequest, str]:
    """A request and its secret. Its page shows none of the marks that stand beside it."""
    letter = Letter("Lee Colleague")
    row, link = colleague.ask(appraisal.pk, ["A2", "A4"], letter, by=officer.actor)
    lee = bearer("Lee Colleague")
    contribute.keep(row.pk, {"A2": Given("trl3", f"{mark} replies")}, by=lee)
    contribute.send(row.pk, by=lee)
    row.refresh_from_db()
    return row, link.secret


def upload(mark: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{mark} plan.pdf", PDF, "application/pdf")


def owned_models() -> list[type[models.Model]]:
    """Every model with an owner: owned rows, and the doors that have one."""
    doors = {"portal.membership", "portal.invitation", "portal.resetlink", "portal.apitoken"}
    doors |= {"portal.sharedlink", "portal.identityprovider", "portal.emaildomain"}
    doors |= {"portal.joinrequest", "portal.addressproof"}
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Owned) or model._meta.label_lower in doors
    ]


def snapshot(
    *of: Organisation, without: frozenset[str] = frozenset()
) -> dict[tuple[str, str], list[Any]]:
    """Every row these organisations own, by table: what must be the same after an attack."""
    return {key: rows for each in of for key, rows in _rows(each, without)}


def _rows(of: Organisation, without: frozenset[str]) -> Iterator[tuple[tuple[str, str], list[Any]]]:
    with acting_for(of):
        for model in owned_models():
            if model.__name__ not in without:
                rows = model._base_manager.filter(owner_id=of.pk)
                yield (of.name, model.__name__), list(rows.order_by("pk").values_list())
        own = Organisation.objects.filter(pk=of.pk)
        yield (of.name, "Organisation"), list(own.values_list())


def is_member_of(estate: Estate, user: User) -> bool:
    with acting_for(estate.organisation):
        return Membership.objects.filter(owner=estate.organisation, user=user).exists()
