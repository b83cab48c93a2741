"""Two organisations with everything an organisation can own, made by the product's own actions.

Every text of the first carries its marker, so that a page of anybody else that contains the
marker has leaked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from diligence.actions import appraise, attach, partners, register, score
from diligence.models import (
    Appraisal,
    Attachment,
    Partner,
    Partnership,
    PartnershipChange,
    QuestionnaireVersion,
)
from portal import clock
from portal.actions import invitations, members, recovery, tokens, units
from portal.enums import Role
from portal.models import ApiToken, Invitation, Membership, Organisation, Unit, User
from portal.tenancy import Owned, acting_for
from tests import cast
from tests.cast import Member
from tests.factories import limited_to
from tests.factories.appraisals import answered, submitted

MARK = "Zorvath"
"""Stands in every text of organisation A and in none of the product."""

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass
class Estate:
    """What one organisation has."""

    organisation: Organisation
    officer: Member
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
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def newcomer_membership(self) -> Membership:
        return self.newcomer.membership

    @property
    def edition(self) -> QuestionnaireVersion:
        """The questionnaire in force, which everybody reads."""
        return self.answering.version


@dataclass
class World:
    """A's estate, B's estate, and the people between and outside them."""

    a: Estate
    b: Estate
    limited: Member
    """Officer of A whose work is limited to `a.other_unit`, which has nothing of note."""
    ended: Member
    suspended: Member
    operator: User
    stranger: Member
    """Officer and steward of B: what they are refused in A, no permission could have given."""


def build() -> World:
    a = estate("University A", MARK)
    b = estate("University B", "Quillon", country="SE")
    limited = cast.member(a.organisation, "Uma Limited", Role.OFFICER)
    limited_to(limited, a.other_unit)
    ended = cast.member(a.organisation, "Emil Ended", Role.OFFICER)
    with acting_for(a.organisation, user=a.steward.user.pk):
        members.end(ended.membership.pk, by=a.steward.actor)
    closed = cast.organisation("Suspended Institute")
    suspended = cast.member(closed, "Sam Suspended", Role.OFFICER)
    with acting_for(closed):
        Organisation.objects.filter(pk=closed.pk).update(active=False)
    stranger = cast.member(b.organisation, "Otto Stranger", Role.OFFICER, Role.STEWARD)
    return World(a, b, limited, ended, suspended, cast.operator(), stranger)


def estate(name: str, mark: str, *, country: str = "NL") -> Estate:
    """An organisation with at least one row in every table that can hold one."""
    home = cast.organisation(f"{mark} {name}", country=country)
    officer = cast.member(home, f"Ines {mark}", Role.OFFICER)
    steward = cast.member(home, f"Stella {mark}", Role.STEWARD)
    newcomer = cast.member(home, f"Nora {mark}", Role.OFFICER)
    with acting_for(home, user=officer.user.pk):
        made = _own(mark, officer, steward)
        limited_to(newcomer, made["unit"])
        return Estate(home, officer, steward, newcomer, **made)


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
    invitation, link = invitations.invite(
        by=steward.actor, email=f"{mark.lower()}@invited.example", roles=[Role.OFFICER]
    )
    _row, reset = recovery.reset_link(officer.membership.pk, by=steward.actor)
    token, secret = tokens.create(
        by=by, name=f"{mark} script", expires_at=clock.now() + timedelta(days=30)
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
        "secrets": {"invitation": link.secret, "reset": reset.secret, "token": secret},
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


def upload(mark: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{mark} plan.pdf", PDF, "application/pdf")


def owned_models() -> list[type[models.Model]]:
    """Every model with an owner: owned rows, and the doors that have one."""
    doors = {"portal.membership", "portal.invitation", "portal.resetlink", "portal.apitoken"}
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Owned) or model._meta.label_lower in doors
    ]


def snapshot(of: Estate, *, without: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Every row the organisation owns, by table: what must be the same after an attack."""
    return dict(_rows(of, without))


def _rows(of: Estate, without: frozenset[str]) -> Iterator[tuple[str, list[Any]]]:
    with acting_for(of.organisation):
        for model in owned_models():
            if model.__name__ not in without:
                rows = model._base_manager.filter(owner_id=of.organisation.pk)
                yield model.__name__, list(rows.order_by("pk").values_list())
        yield (
            "Organisation",
            list(Organisation.objects.filter(pk=of.organisation.pk).values_list()),
        )


def is_member_of(estate: Estate, user: User) -> bool:
    with acting_for(estate.organisation):
        return Membership.objects.filter(owner=estate.organisation, user=user).exists()
